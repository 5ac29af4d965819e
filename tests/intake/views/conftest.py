"""A clinic on a Tuesday at ten."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from clinics.models import Clinic
from tests.factories import NOW, make_clinic


@pytest.fixture(autouse=True)
def _tuesday_at_ten(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def later(time_machine) -> Callable[..., None]:
    """Let time pass, counted from NOW."""
    return lambda **span: time_machine.move_to(NOW + timedelta(**span), tick=False)


@pytest.fixture
def clinic(db) -> Clinic:
    return make_clinic(slug="oak", discreet_name="Oak Street", offers_texts=True)
