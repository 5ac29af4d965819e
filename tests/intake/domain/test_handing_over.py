"""Handing over: every kind of open work finds somebody, or its queue, and what is done stays under its doer's name."""

import pytest

from clinics.models import Membership, OnCallMember, RotaShift
from core.audit import COMMAND
from intake.domain.claiming import assign_task, claim_task
from intake.domain.handing_over import OpenWork, give_back_strays, hand_over, let_go, open_work_of
from intake.domain.restricting import restrict_lead
from intake.domain.staff_drafts import draft_body, save_draft
from intake.models import Lead, LeadEvent, Task
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def dana(clinic):
    return make_staff(clinic, name="Dana")


@pytest.fixture
def sam(clinic):
    return make_staff(clinic, name="Sam")


def busy(clinic, staff):
    """Everything one person can have in hand: returns (assigned task, claimed task, lead)."""
    assigned, claimed = receive(clinic), receive(clinic, phone="202 555 0111")
    assign_task(task_id=first_task(assigned).id, staff=staff, to=staff, now=NOW)
    claim_task(task_id=first_task(claimed).id, staff=staff, now=NOW)
    Lead.objects.filter(pk=assigned.lead.pk).update(owner=staff)
    save_draft(staff=staff, key=f"note:{assigned.lead.id}", body={"text": "half a sentence"}, now=NOW)
    OnCallMember.objects.create(clinic=clinic, staff=staff, position=0)
    RotaShift.objects.create(clinic=clinic, staff=staff, weekday=1, starts_minute=0, minutes=60)
    return first_task(assigned), first_task(claimed), assigned.lead


def test_everything_goes_to_the_heir(clinic, dana, sam):
    assigned, claimed, lead = busy(clinic, dana)
    assert open_work_of(dana, [clinic.id], now=NOW) == OpenWork(2, 1, 1, 2)

    assert let_go(staff=dana, to=sam, actor=COMMAND, now=NOW) == OpenWork(2, 1, 1, 2)

    assert Task.objects.get(pk=assigned.pk).assignee == sam
    freed = Task.objects.get(pk=claimed.pk)
    assert (freed.claimed_by, freed.claimed_until, freed.assignee) == (None, None, None)
    assert Lead.objects.get(pk=lead.pk).owner == sam
    assert draft_body(staff=sam, key=f"note:{lead.id}") == {"text": "half a sentence"}
    assert OnCallMember.objects.get().staff == RotaShift.objects.get().staff == sam
    assert open_work_of(dana, [clinic.id], now=NOW).is_empty
    facts = LeadEvent.objects.filter(lead=lead, kind="lead.owner_changed").latest("id").facts
    assert facts == {"to": str(sam.id)}


def test_an_heir_gets_no_inquiry_and_no_words_that_are_restricted_to_others(clinic, dana, sam):
    boss, assigned, _claimed, lead = make_staff(clinic, roles=("supervisor",)), *busy(clinic, dana)
    restrict_lead(lead_id=lead.id, people=[dana.id, boss.id], reason="A relative of Sam", staff=boss, now=NOW)

    let_go(staff=dana, to=sam, actor=COMMAND, now=NOW)
    assert Task.objects.get(pk=assigned.pk).assignee is None
    assert Lead.objects.get(pk=lead.pk).owner is None
    assert draft_body(staff=sam, key=f"note:{lead.id}") is None


def test_without_an_heir_work_goes_back_to_its_queue(clinic, dana):
    assigned, claimed, lead = busy(clinic, dana)
    let_go(staff=dana, to=None, actor=COMMAND, now=NOW)
    assert set(Task.objects.values_list("assignee", "claimed_by")) == {(None, None)}
    assert Lead.objects.get(pk=lead.pk).owner is None
    assert not OnCallMember.objects.exists()
    assert not RotaShift.objects.exists()
    assert {task.state for task in (Task.objects.get(pk=assigned.pk), Task.objects.get(pk=claimed.pk))} == {"open"}


def test_doing_it_twice_does_it_once(clinic, dana, sam):
    _assigned, _claimed, lead = busy(clinic, dana)
    let_go(staff=dana, to=sam, actor=COMMAND, now=NOW)
    count = LeadEvent.objects.filter(lead=lead).count()
    assert let_go(staff=dana, to=sam, actor=COMMAND, now=NOW).is_empty
    assert LeadEvent.objects.filter(lead=lead).count() == count


def test_an_heir_gets_nothing_in_a_clinic_whose_people_they_may_not_see(clinic, dana):
    river = make_clinic()
    Membership.objects.create(staff=dana, clinic=river, role="staff")
    heir = make_staff(river)
    busy(clinic, dana)
    there = receive(river).lead
    Lead.objects.filter(pk=there.pk).update(owner=dana)
    hand_over(staff=dana, clinic_ids=[clinic.id, river.id], to=heir, actor=COMMAND, now=NOW)
    assert Lead.objects.get(pk=there.pk).owner == heir
    assert not Task.objects.filter(clinic=clinic, assignee=heir).exists()
    assert not OnCallMember.objects.filter(staff=heir).exists()


def test_an_heir_who_is_on_call_already_stays_there_once_and_keeps_their_own_words(clinic, dana, sam):
    _assigned, _claimed, lead = busy(clinic, dana)
    OnCallMember.objects.create(clinic=clinic, staff=sam, position=1)
    RotaShift.objects.create(clinic=clinic, staff=sam, weekday=1, starts_minute=0, minutes=60)
    save_draft(staff=sam, key=f"note:{lead.id}", body={"text": "mine"}, now=NOW)
    let_go(staff=dana, to=sam, actor=COMMAND, now=NOW)
    assert OnCallMember.objects.get().staff == RotaShift.objects.get().staff == sam
    assert draft_body(staff=sam, key=f"note:{lead.id}") == {"text": "mine"}
    assert draft_body(staff=dana, key=f"note:{lead.id}") == {"text": "half a sentence"}


def test_a_call_being_logged_stays_with_its_writer(clinic, dana, sam):
    save_draft(staff=dana, key="call:11111111-1111-1111-1111-111111111111", body={"note": "x"}, now=NOW)
    let_go(staff=dana, to=sam, actor=COMMAND, now=NOW)
    assert draft_body(staff=dana, key="call:11111111-1111-1111-1111-111111111111") == {"note": "x"}


def test_work_in_hands_that_cannot_do_it_is_offered_to_all_again(clinic, dana, sam):
    """Both clinics have such work; what somebody can do stays theirs."""
    other = make_clinic()
    kept, gone, elsewhere, hidden, clinical = (first_task(receive(clinic, phone=f"202 555 012{number}")) for number in range(5))
    stranger, boss = make_staff(other), make_staff(clinic, roles=("supervisor",))
    there = first_task(receive(other))
    Task.objects.filter(pk__in=[kept.pk, hidden.pk, clinical.pk]).update(assignee=dana)
    Task.objects.filter(pk=clinical.pk).update(skill="clinician")
    Task.objects.filter(pk=gone.pk).update(assignee=sam)
    Task.objects.filter(pk__in=[elsewhere.pk, there.pk]).update(assignee=stranger)
    type(sam).objects.filter(pk=sam.pk).update(is_active=False)
    restrict_lead(lead_id=hidden.lead_id, people=[boss.pk], reason="works here", staff=boss, now=NOW)
    Task.objects.filter(pk=hidden.pk).update(assignee=dana)

    assert [give_back_strays(now=NOW), give_back_strays(now=NOW)] == [4, 0]

    assigned = dict(Task.objects.exclude(assignee=None).values_list("pk", "assignee"))
    assert assigned == {kept.pk: dana.pk, there.pk: stranger.pk}
    said = LeadEvent.objects.filter(kind="task.assigned", actor_kind="system")
    assert {event.lead_id for event in said} == {gone.lead_id, elsewhere.lead_id, hidden.lead_id, clinical.lead_id}
    assert {event.facts["to"] for event in said} == {""}
