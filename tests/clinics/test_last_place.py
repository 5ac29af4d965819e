"""Whose last place ends has no account that anybody could use, and no clinic learns of another by it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from clinics.domain.inviting import invite, open_link
from clinics.domain.memberships import add_known, add_to_clinic, enable_staff, set_roles
from clinics.models import Staff
from core.audit import COMMAND, Actor
from core.models import AuditEntry
from intake.domain.handing_over import leave_clinic
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_clinic, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinics():
    """Two clinics, each with an admin who knows nothing of the other."""
    oak, river = make_clinic(discreet_name="Oak Office"), make_clinic(discreet_name="River Office")
    return oak, river, make_staff(oak, roles=("admin",)), make_staff(river, roles=("admin",))


def make_noor(clinic) -> Staff:
    """Somebody with a name of her own and a password."""
    noor = make_staff(clinic, name="Noor", is_sample=False)
    noor.set_password("a long one for tests")
    noor.save()
    return noor


def leave(clinic, person: Staff, boss: Staff) -> None:
    leave_clinic(clinic_id=clinic.id, staff_id=person.id, to=None, actor=Actor.of(boss), now=NOW)


def is_in(person: Staff) -> bool:
    return Staff.objects.get(pk=person.pk).is_active


def test_the_account_ends_with_the_last_place_and_not_before(clinics):
    oak, river, oaks_boss, rivers_boss = clinics
    noor = make_noor(oak)
    add_to_clinic(staff=noor, clinic_id=river.id, roles=["staff"], actor=Actor.of(rivers_boss), now=NOW)
    browser = signed_in(noor)

    leave(oak, noor, oaks_boss)
    assert (is_in(noor), browser.get(reverse("desk:home")).status_code) == (True, 200)
    for _twice in range(2):
        leave(river, noor, rivers_boss)
    assert is_in(noor) is False
    assert browser.get(reverse("desk:home")).status_code == 302
    entry = AuditEntry.objects.get(action="staff.disabled")
    assert (entry.object_id, entry.actor_id, entry.clinic_id) == (noor.id, rivers_boss.id, None)


@pytest.mark.parametrize("works_elsewhere", [False, True])
def test_an_admin_is_told_the_same_whether_or_not_they_work_elsewhere(clinics, works_elsewhere):
    oak, river, oaks_boss, rivers_boss = clinics
    noor = make_noor(oak)
    if works_elsewhere:
        add_to_clinic(staff=noor, clinic_id=river.id, roles=["staff"], actor=Actor.of(rivers_boss), now=NOW)
    page = signed_in(oaks_boss).post(reverse("desk:settings-person-leave", args=[oak.slug, noor.id]), {"to": ""}, follow=True)
    words = page.content.decode()
    assert "If it was their last one, nobody can sign in with their account now." in words
    assert noor.name not in words
    assert "River" not in words
    assert is_in(noor) is works_elsewhere


def test_an_invitation_of_somebody_taken_out_before_they_came_opens_nothing(clinics):
    oak, _river, boss, _other = clinics
    issued = invite(
        email="lee@example.org", name="Lee", roles={oak.id: ["staff"]}, languages=["en"], interface="en", actor=Actor.of(boss), now=NOW
    )
    assert open_link(token=issued.token, now=NOW) is not None
    set_roles(clinic_id=oak.id, staff_id=issued.link.staff_id, roles=[], actor=Actor.of(boss), now=NOW)
    assert open_link(token=issued.token, now=NOW) is None


def test_they_come_back_by_a_place_and_the_word_of_its_admin(clinics):
    oak, river, oaks_boss, rivers_boss = clinics
    noor = make_noor(oak)
    leave(oak, noor, oaks_boss)
    address = reverse("desk:settings-people", args=[river.slug])
    said = {"email": noor.email, "name": "x", "roles": ["staff"], "languages": ["en"], "interface": "en", "has_account": "on"}
    page = signed_in(rivers_boss).post(address, said, follow=True).content.decode()
    assert "Their account is disabled" in page
    assert (is_in(noor), noor.name in page) == (False, True)
    signed_in(rivers_boss).post(reverse("desk:settings-person-enable", args=[river.slug, noor.id]))
    assert is_in(noor) is True
    assert noor.name not in signed_in(oaks_boss).get(reverse("desk:settings-people", args=[oak.slug])).content.decode()


def test_the_terminal_lets_in_again_whose_account_ended_so_but_nobody_who_was_disabled(clinics):
    oak, river, boss, _other = clinics
    noor, kim = make_noor(oak), make_noor(oak)
    leave(oak, noor, boss)
    QuerySet(Staff).filter(pk=kim.pk).update(is_active=False)
    for person in (noor, kim):
        assert add_known(email=person.email, clinic_id=river.id, roles=["admin"], actor=COMMAND, now=NOW)
    assert (is_in(noor), is_in(kim)) == (True, False)
    assert enable_staff(staff=kim, actor=COMMAND, now=NOW) is True


def test_accounts_that_stood_without_a_place_are_closed_once(clinics):
    oak, _river, boss, _other = clinics
    noor = make_noor(oak)
    noor.memberships.all().delete()
    for _twice in range(2):
        import_module("clinics.migrations.0007_accounts_without_a_place").disable(apps, None)
    assert (is_in(noor), is_in(boss)) == (False, True)
