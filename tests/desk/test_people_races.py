"""Races about accounts, on real connections. SQLite serialises writers, so these need PostgreSQL."""

import threading
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from clinics.domain.inviting import LinkOverError, issue_link, use_link
from clinics.domain.memberships import AlreadyHereError, LastAdminError, add_known, disable_staff, set_roles
from clinics.domain.staffing import BadAccountError
from clinics.models import Membership, Staff
from clinics.states import LinkKind
from core.audit import COMMAND
from desk.authenticators import codes_of, renew_codes
from followup.domain.account_mail import invite_by_mail
from followup.models import Message
from intake.domain.restricting import break_glass, restrict_lead
from intake.models import BreakGlass, Task
from tests.desk.accounts import make_account, sign_in
from tests.factories import NOW, make_clinic, make_staff, receive
from tests.together import at_once as together
from tests.together import errors_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
REFUSALS = (LastAdminError, LinkOverError, BadAccountError, AlreadyHereError)


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each returned, or the kind of the refusal it met; any other error fails the test."""
    found = together(*acts)
    assert [error for error in errors_in(found) if not isinstance(error, REFUSALS)] == []
    return [type(one) if isinstance(one, Exception) else one for one in found]


def test_two_admins_who_remove_each_other_at_once_leave_one() -> None:
    clinic = make_clinic()
    one, two = (make_staff(clinic, roles=("admin",)) for _admin in range(2))
    found = at_once(
        lambda: disable_staff(staff=Staff.objects.get(pk=one.pk), actor=COMMAND, now=NOW),
        lambda: set_roles(clinic_id=clinic.id, staff_id=two.pk, roles=["staff"], actor=COMMAND, now=NOW),
    )
    assert sorted(map(str, found)) == sorted(map(str, [True, LastAdminError]))
    assert Membership.objects.filter(clinic=clinic, role="admin", staff__is_active=True).count() == 1


def test_a_link_pressed_six_times_at_once_is_used_once() -> None:
    staff = make_account(make_clinic())
    token = issue_link(staff=staff, kind=LinkKind.PASSWORD, actor=COMMAND, now=NOW).token
    words = [f"four calm words number {number}" for number in range(6)]
    found = at_once(*[lambda word=word: use_link(token=token, password=word, now=NOW).kind for word in words])
    assert sorted(map(str, found)) == sorted(map(str, [LinkKind.PASSWORD, *[LinkOverError] * 5]))


def test_glass_broken_twice_at_once_is_broken_once() -> None:
    clinic = make_clinic()
    boss, lead = make_staff(clinic, roles=("supervisor",)), receive(clinic).lead
    restrict_lead(lead_id=lead.id, people=[make_staff(clinic).id], reason="works here", staff=boss, now=NOW)
    press = lambda: break_glass(lead_id=lead.id, reason="they called me", staff=boss, now=NOW).id  # noqa: E731  as short as the act
    assert len(set(at_once(*[press] * 4))) == 1
    assert (BreakGlass.objects.count(), Task.objects.filter(kind="access_review").count()) == (1, 1)


def test_two_admins_who_add_one_account_at_once_add_it_once() -> None:
    clinic, noor = make_clinic(), make_account(make_clinic())
    add = lambda: add_known(email=noor.email, clinic_id=clinic.id, roles=["staff"], actor=COMMAND, now=NOW)  # noqa: E731  the same
    assert sorted(map(str, at_once(add, add))) == sorted(map(str, [True, BadAccountError]))
    assert noor.memberships.filter(clinic=clinic).count() == 1


def test_whoever_is_disabled_gets_no_page_after_it_however_many_they_ask_for_at_once() -> None:
    staff = make_account(make_clinic(), roles=("staff",))
    browser = Client()
    sign_in(browser)
    cookie = browser.cookies["session"].value
    is_out, late = threading.Event(), []

    def ask() -> bool:
        for _page in range(20):
            client = Client()
            client.cookies["session"] = cookie
            was_out = is_out.is_set()
            status = client.get("/desk/me/").status_code
            if was_out:
                late.append(status)
        return True

    def disable() -> bool:
        disable_staff(staff=Staff.objects.get(pk=staff.pk), actor=COMMAND, now=NOW)
        is_out.set()
        return True

    make_staff(staff.memberships.get().clinic, roles=("admin",))
    assert all(at_once(*[ask] * 5, disable))
    assert len(late) > 0
    assert set(late) == {302}


def test_an_invitation_pressed_three_times_at_once_is_one_account_and_one_mail() -> None:
    clinic = make_clinic()
    for number in range(4):
        email = f"new{number}@clinic.example"
        words = {"name": "Noor", "roles": ["staff"], "languages": ["en"], "interface": "en", "actor": COMMAND, "now": NOW}
        found = at_once(*[lambda email=email, words=words: invite_by_mail(clinic=clinic, email=email, **words)] * 3)
        assert found.count(AlreadyHereError) == 2
        assert Staff.objects.filter(email=email).count() == Message.objects.filter(staff__email=email).count() == 1


def test_new_recovery_codes_pressed_three_times_at_once_are_one_set() -> None:
    staff = make_account(make_clinic())
    for _round in range(4):
        at_once(*[lambda: renew_codes(staff=staff)] * 3)
        assert len(codes_of(staff)) > 0
