"""Races about accounts, on real connections. SQLite serialises writers, so these need PostgreSQL."""

import threading
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from clinics.domain.inviting import LinkOverError, issue_link, use_link
from clinics.domain.memberships import LastAdminError, add_known, disable_staff, set_roles
from clinics.domain.staffing import BadAccountError
from clinics.models import Membership, Staff
from clinics.states import LinkKind
from core.audit import COMMAND
from intake.domain.restricting import break_glass, restrict_lead
from intake.models import BreakGlass, Task
from tests.desk.accounts import make_account, sign_in
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run all in threads that start together; what each returned or raised."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results.append(act())
        except (LastAdminError, LinkOverError, BadAccountError) as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(acts)
    return results


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
