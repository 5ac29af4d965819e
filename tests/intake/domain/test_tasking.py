"""Work is assigned to whoever can do it. In other hands it would be offered to nobody, and somebody would wait for ever."""

from dataclasses import replace

import pytest

from clinics.models import Membership, Staff
from core.audit import COMMAND, SYSTEM
from intake.domain.claiming import CannotDoError, assign_task, take_next
from intake.domain.handing_over import change_roles, hand_over
from intake.domain.restricting import restrict_lead
from intake.domain.tasking import TaskWish, open_task, queue_of
from intake.models import Lead, Task
from intake.states import Severity, SkillNeeded, TaskKind
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def lead(clinic) -> Lead:
    lead = receive(clinic).lead
    Task.objects.filter(lead=lead).update(state="done", outcome="x", done_at=NOW)
    return lead


@pytest.fixture
def dana(clinic, lead) -> Staff:
    return make_staff(clinic, name="Dana", roles=("staff", "clinician"))


def work_for(staff: Staff | None, lead: Lead, **changes) -> Task:
    wish = TaskWish(
        kind=TaskKind.CHECK_IN_CALL,
        dedupe_key="check_in_call",
        queue=queue_of(lead),
        reason="",
        severity=Severity.SOON,
        ready_at=NOW,
        due_at=NOW,
        assignee=staff,
    )
    return open_task(wish=replace(wish, **changes), clinic_id=lead.clinic_id, lead=lead, actor=SYSTEM, now=NOW)


def again(staff: Staff) -> Staff:
    """As the next request reads them: roles are read once a request."""
    return Staff.objects.get(pk=staff.pk)


def test_whoever_can_do_it_gets_it_and_is_offered_it_in_any_language(lead, dana) -> None:
    Staff.objects.filter(pk=dana.pk).update(languages=["en"])
    dana = again(dana)
    task = work_for(dana, lead, language="es", skill=SkillNeeded.CLINICIAN)

    assert task.assignee == dana
    assert take_next(staff=dana, now=NOW) == task


def leaves(lead: Lead, dana: Staff) -> None:
    Membership.objects.filter(staff=dana).delete()
    Membership.objects.create(staff=dana, clinic=make_clinic(), role="staff")


def is_disabled(lead: Lead, dana: Staff) -> None:
    Staff.objects.filter(pk=dana.pk).update(is_active=False)


def only_runs_it(lead: Lead, dana: Staff) -> None:
    is_no_clinician(lead, dana)
    Membership.objects.filter(staff=dana).update(role="admin")


def is_no_clinician(lead: Lead, dana: Staff) -> None:
    Membership.objects.filter(staff=dana, role="clinician").delete()


def may_not_open_it(lead: Lead, dana: Staff) -> None:
    keeper = make_staff(lead.clinic, roles=("supervisor",), name="Kim")
    restrict_lead(lead_id=lead.id, people=[keeper.id], reason="A colleague", staff=keeper, now=NOW)


@pytest.mark.parametrize("something_happens", [leaves, is_disabled, only_runs_it, is_no_clinician, may_not_open_it])
def test_what_was_meant_for_somebody_who_cannot_do_it_is_offered_to_all(clinic, lead, dana, something_happens) -> None:
    something_happens(lead, dana)

    assert work_for(again(dana), lead, skill=SkillNeeded.CLINICIAN).assignee is None


def test_whoever_stops_being_a_clinician_gives_back_a_clinicians_work_and_no_other(clinic, lead, dana) -> None:
    clinical = work_for(dana, lead, skill=SkillNeeded.CLINICIAN)
    other = work_for(dana, lead, dedupe_key="other")

    for given_back in (1, None):
        done = change_roles(clinic_id=clinic.id, staff_id=dana.pk, roles=["staff"], actor=COMMAND, now=NOW)
        assert (done.tasks if done else None) == given_back

    assert [Task.objects.get(pk=task.pk).assignee for task in (clinical, other)] == [None, dana]
    priya = make_staff(clinic, name="Priya", roles=("clinician",))
    assert take_next(staff=priya, now=NOW) == clinical


def test_an_heir_gets_only_what_they_can_do(clinic, lead, dana) -> None:
    clinical = work_for(dana, lead, skill=SkillNeeded.CLINICIAN)
    other = work_for(dana, lead, dedupe_key="other")
    sam = make_staff(clinic, name="Sam")

    hand_over(staff=dana, clinic_ids=[clinic.id], to=sam, actor=COMMAND, now=NOW)

    assert [Task.objects.get(pk=task.pk).assignee for task in (clinical, other)] == [None, sam]


def test_nobody_is_given_what_they_cannot_do(clinic, lead, dana) -> None:
    clinical = work_for(dana, lead, skill=SkillNeeded.CLINICIAN)
    sam = make_staff(clinic, name="Sam")

    with pytest.raises(CannotDoError):
        assign_task(task_id=clinical.id, staff=dana, to=sam, now=NOW)

    assert Task.objects.get(pk=clinical.pk).assignee == dana


def test_what_becomes_urgent_is_no_longer_one_persons(clinic, lead, dana) -> None:
    routine = work_for(dana, lead, severity=Severity.ROUTINE)
    assert work_for(None, lead, severity=Severity.ROUTINE) == routine
    assert Task.objects.get(pk=routine.pk).assignee == dana

    for _twice in range(2):
        assert work_for(None, lead, severity=Severity.URGENT) == routine

    assert Task.objects.get(pk=routine.pk).assignee is None
    assert take_next(staff=make_staff(clinic, name="Sam"), now=NOW) == routine
