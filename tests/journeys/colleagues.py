"""A member of staff with a browser at the desk, and what is looked at on every page they open."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from clinics.models import Staff
from tests.journeys.visitors import faults


@dataclass
class Colleague:
    """One window of a signed-in browser."""

    page: Page
    home: str
    has_script: bool
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Note every host asked and every complaint of the console."""
        self.page.on("console", lambda message: message.type == "error" and self._complain(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _complain(self, text: str) -> None:
        # A form sent back with its errors answers 422, which the console calls a failure.
        if "status of 422" not in text:
            self.complaints.append(text)

    def open(self, path: str) -> None:
        """Go to one of our pages."""
        self.page.goto(f"{self.home}{path}")
        self.look()

    def press(self, selector: str) -> None:
        """Click, wait for the next page and look at it."""
        with self.page.expect_navigation():
            self.page.click(selector)
        self.look()

    def look(self) -> None:
        """What must hold on every page and in every state of it."""
        page = self.page
        assert page.locator("h1").count() == 1
        assert self.hosts == {urlsplit(self.home).netloc}
        if self.has_script:
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "scrolls sideways"
            found = faults(page)
            assert not found, "\n".join(found)


def sign_in(browser: Browser, home: str, staff: Staff, *, has_script: bool = True, width: int = 1280, height: int = 900) -> Colleague:
    """A window of this member of staff, both factors passed."""
    context = browser.new_context(java_script_enabled=has_script, viewport={"width": width, "height": height}, reduced_motion="reduce")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": _session_of(staff), "url": home}])
    colleague = Colleague(context.new_page(), home, has_script)
    colleague.watch()
    return colleague


def _session_of(staff: Staff) -> str:
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[Staff.SECOND_FACTOR_MARK] = True
    session.save()
    return str(session.session_key)
