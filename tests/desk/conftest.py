"""Somebody signed in at the desk, and what a test of a screen needs to know about it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clinics.models import Clinic, Staff
from core.models import AuditEntry
from tests.factories import make_clinic, make_staff

SignIn = Callable[[Staff], Client]


def signed_in(staff: Staff) -> Client:
    """A browser in which this member of staff has passed both factors."""
    client = Client()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[Staff.SECOND_FACTOR_MARK] = True
    session.save()
    return client


@pytest.fixture
def clinic(db: Any) -> Clinic:
    return make_clinic(discreet_name="Oak Office")


@pytest.fixture
def dana(clinic: Clinic) -> Staff:
    return make_staff(clinic, name="Dana")


@pytest.fixture
def desk(dana: Staff) -> Client:
    """Dana's browser."""
    return signed_in(dana)


def read_entries(action: str) -> list[AuditEntry]:
    """The audit rows of an action, oldest first."""
    return list(AuditEntry.objects.filter(action=action).order_by("id"))
