"""Browser windows for the public journeys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from clinics.models import Clinic
from tests.factories import make_clinic
from tests.journeys.visitors import Visitor


@pytest.fixture
def oak(transactional_db) -> Clinic:
    return make_clinic(slug="oak", discreet_name="Oak Street", offers_texts=True)


@pytest.fixture
def visit(browser: Browser, live_server, oak) -> Iterator[Callable[..., Visitor]]:
    """Open a browser window on a phone of 360 pixels, unless a test says otherwise."""
    visitors = []

    def open_window(*, has_script: bool = True, width: int = 360, height: int = 740, scheme: str = "light") -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=has_script, color_scheme=scheme)
        context.set_default_timeout(10_000)
        visitor = Visitor(context, context.new_page(), live_server.url, has_script)
        visitor.watch()
        visitors.append(visitor)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []
