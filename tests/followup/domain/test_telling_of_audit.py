"""Admins and auditors are told once a day that the audit does not hold, each through a clinic of their own."""

from datetime import timedelta

import pytest

from core.models import AuditCheck
from followup.domain.telling_of_audit import tell_of_audit
from followup.models import Message
from tests.factories import NOW, make_clinic, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Two clinics with somebody in every role, and somebody in both."""
    oak, river = make_clinic(discreet_name="Oak Office"), make_clinic(discreet_name="River Office")
    roles = ("admin", "auditor", "supervisor", "staff", "clinician")
    found = {(clinic, role): make_staff(clinic, roles=(role,), is_sample=False) for clinic in (oak, river) for role in roles}
    both = make_staff(river, roles=("admin",), interface_language="es", is_sample=False)
    both.memberships.create(clinic=oak, role="staff")
    gone = make_staff(oak, roles=("admin",), is_sample=False)
    gone.is_active = False
    gone.save()
    return oak, river, found, both


def test_nobody_is_told_while_it_holds(people):
    assert tell_of_audit(now=NOW) == 0
    AuditCheck.objects.create(checked_at=NOW)
    assert tell_of_audit(now=NOW) == 0
    assert Message.objects.count() == 0


def test_admins_and_auditors_are_told_once_a_day_through_their_own_clinic(people):
    oak, river, found, both = people
    AuditCheck.objects.create(fault="entry deleted", fault_seq=7, fault_at=NOW)
    for hour in (0, 1, 2):
        tell_of_audit(now=NOW + timedelta(hours=hour))
    told = {(message.staff_id, message.clinic_id, message.from_name) for message in Message.objects.all()}
    watch = {(found[clinic, role].id, clinic.id, clinic.discreet_name) for clinic in (oak, river) for role in ("admin", "auditor")}
    assert told == watch | {(both.id, river.id, "River Office")}
    assert {message.state for message in Message.objects.all()} == {"pending"}
    assert Message.objects.get(staff=both).subject == "Revise esto hoy, por favor"
    assert not any(name in message.body for message in Message.objects.all() for name in ("Oak", "River"))

    assert tell_of_audit(now=NOW + timedelta(days=1)) == 5
    assert Message.objects.count() == 10
    AuditCheck.objects.update(fault="")
    assert tell_of_audit(now=NOW + timedelta(days=2)) == 0
