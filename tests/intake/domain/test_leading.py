"""What staff do with a lead: legal moves only, reasons for every end, words checked, escalations taken by name."""

import itertools
from datetime import timedelta

import pytest

from intake.domain.leading import (
    ASKED_AFTER,
    IllegalMoveError,
    ReasonNeededError,
    acknowledge,
    add_note,
    decide_maybe_same,
    move_lead,
    pause_messages,
    record_reply,
    resume_messages,
)
from intake.models import Lead, LeadEvent, MaybeSame, Note, Task, TriageFlag
from intake.states import LEGAL_MOVES, OPEN_STATUSES, LeadStatus
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("current", "wanted"), itertools.product(LeadStatus, LeadStatus))
def test_every_move_is_legal_by_the_table_or_refused(current: LeadStatus, wanted: LeadStatus) -> None:
    clinic = make_clinic()
    lead_id = receive(clinic).submission.lead_id
    Lead.objects.filter(id=lead_id).update(status=current)

    if wanted in LEGAL_MOVES[current]:
        move_lead(lead_id=lead_id, to=wanted, staff=make_staff(clinic), reason="because", now=NOW)
        assert Lead.objects.get().status == wanted
    else:
        with pytest.raises(IllegalMoveError):
            move_lead(lead_id=lead_id, to=wanted, staff=make_staff(clinic), reason="because", now=NOW)
        assert Lead.objects.get().status == current


def test_nobody_is_let_go_without_a_reason() -> None:
    clinic = make_clinic()
    received = receive(clinic)

    with pytest.raises(ReasonNeededError):
        move_lead(lead_id=received.submission.lead_id, to="closed", staff=make_staff(clinic), reason=" ", now=NOW)

    assert first_task(received).state == "open"


def test_an_end_closes_the_work_but_never_an_escalation() -> None:
    clinic = make_clinic()
    received = receive(clinic, own_words="I want to kill myself")

    move_lead(lead_id=received.submission.lead_id, to="referred", staff=make_staff(clinic), reason="To 988", now=NOW)

    states = dict(Task.objects.values_list("kind", "state"))
    assert states == {"first_contact": "cancelled", "escalation": "open"}
    assert LeadStatus.REFERRED not in OPEN_STATUSES


def test_a_lead_of_another_clinic_is_not_there() -> None:
    here, there = make_clinic(), make_clinic()
    receive(here)
    lead_id = receive(there).submission.lead_id

    with pytest.raises(Lead.DoesNotExist):
        add_note(lead_id=lead_id, staff=make_staff(here), text="x", now=NOW)


def test_a_note_with_a_danger_raises_the_lead_and_brings_its_work_forward() -> None:
    clinic = make_clinic()
    received = receive(clinic)

    add_note(lead_id=received.submission.lead_id, staff=make_staff(clinic), text="Mother says: kill myself", now=NOW)

    task = first_task(received)
    assert (Lead.objects.get().severity, task.severity, task.queue.code) == (0, 0, "urgent")
    assert task.due_at == NOW + timedelta(minutes=clinic.emergency_minutes)
    flag = TriageFlag.objects.get()
    assert (flag.words, flag.source_kind, flag.source_id) == ("kill myself", "note", Note.objects.get().id)


def test_a_calm_note_never_lowers_a_lead() -> None:
    clinic = make_clinic()
    received = receive(clinic, safe="no")

    add_note(lead_id=received.submission.lead_id, staff=make_staff(clinic), text="All is well now", now=NOW)

    assert Lead.objects.get().severity == 1


def test_they_replied_stops_the_clock_and_opens_one_reply() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    lead_id = receive(clinic).submission.lead_id

    record_reply(lead_id=lead_id, staff=dana, text="Can you call at five?", now=NOW)
    record_reply(lead_id=lead_id, staff=dana, text="Or at six?", now=NOW)

    assert Lead.objects.get().first_live_contact_at == NOW
    assert Task.objects.filter(kind="reply", state="open").count() == 1
    assert Note.objects.filter(kind="they_replied").count() == 2


def test_an_escalation_is_taken_by_name_once() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    receive(clinic, own_words="I want to kill myself")
    task = Task.objects.get(kind="escalation")
    assert task.next_alert_at == NOW

    acknowledge(task_id=task.id, staff=dana, now=NOW)
    second = acknowledge(task_id=task.id, staff=sam, now=NOW)

    assert (second.acknowledged_by, second.next_alert_at, second.state) == (dana, NOW + ASKED_AFTER, "open")
    assert LeadEvent.objects.filter(kind="escalation.acknowledged").count() == 1


def test_pausing_and_resuming_messages_twice_is_one_line_each() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    lead_id = receive(clinic).submission.lead_id

    for verb in (pause_messages, pause_messages, resume_messages, resume_messages):
        verb(lead_id=lead_id, staff=dana, now=NOW)

    kinds = list(LeadEvent.objects.filter(kind__startswith="messages.").order_by("at", "id").values_list("kind", flat=True))
    assert kinds == ["messages.paused", "messages.resumed"]


def test_two_people_with_one_number_are_suggested_and_never_joined() -> None:
    clinic, other = make_clinic(), make_clinic()
    receive(clinic, name="Maria"), receive(other, name="Maria")
    second = receive(clinic, name="Jose")

    suggestion = MaybeSame.objects.get()
    assert (suggestion.person, suggestion.reason) == (second.lead.contact_person, "phone")  # type: ignore[union-attr]
    decide_maybe_same(maybe_same_id=suggestion.id, staff=make_staff(clinic), now=NOW)
    suggestion.refresh_from_db()
    assert suggestion.state == "different"
    assert Lead.objects.filter(clinic=clinic).values("contact_person").distinct().count() == 2
