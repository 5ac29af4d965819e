"""Calling: a logged call becomes a lead like any arrival; no outcome is a dead end; safe contact holds at the act."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from clinics.models import Clinic
from intake.domain.answering import MOST_ATTEMPTS
from intake.domain.calling import CallDraft, NotSafeError, caller_matches, log_call, record_attempt
from intake.domain.restricting import restrict_lead
from intake.models import Call, ContactPoint, Lead, LeadEvent, Note, Submission, Task
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def draft(clinic: Clinic, **words: Any) -> CallDraft:
    """A call as staff would type it in twenty seconds."""
    typed = {
        "who": "self",
        "number": "202-555-0147",
        "name": "Maria",
        "outcome": "callback_booked",
        "next_step_at": NOW + timedelta(hours=4),
        "note": "Wants to know how to start.",
    } | words
    return CallDraft(clinic=clinic, idempotency_key="call-1", direction="in", started_at=NOW, **typed)


def test_a_logged_call_is_a_lead_in_touch_with_its_callback_promised() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)

    logged = log_call(draft=draft(clinic), staff=dana, now=NOW)

    lead = Lead.objects.get()
    assert logged.lead == lead
    assert (lead.channel, lead.status, lead.first_live_contact_at) == ("logged_call", "in_touch", NOW)
    (task,) = Task.objects.filter(state="open")
    assert (task.kind, task.due_at, task.is_promised) == ("callback", NOW + timedelta(hours=4), True)
    assert Submission.objects.get().state == "done"
    assert Note.objects.get().text == "Wants to know how to start."


def test_saving_a_call_twice_logs_it_once() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)

    log_call(draft=draft(clinic), staff=dana, now=NOW)
    log_call(draft=draft(clinic), staff=dana, now=NOW)

    assert (Call.objects.count(), Lead.objects.count(), Submission.objects.count()) == (1, 1, 1)


def test_a_call_that_is_no_lead_keeps_nothing_personal() -> None:
    clinic = make_clinic()

    logged = log_call(draft=draft(clinic, not_a_lead="wrong_number"), staff=make_staff(clinic), now=NOW)

    call = Call.objects.get()
    assert logged.lead is None
    assert (call.not_a_lead, call.number, call.number_hash, call.lead) == ("wrong_number", "", "", None)
    assert (Lead.objects.count(), Submission.objects.count(), ContactPoint.objects.count()) == (0, 0, 0)


def test_a_call_without_its_required_answers_is_kept_and_comes_back() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)

    logged = log_call(draft=draft(clinic, who="", outcome="", next_step_at=None), staff=dana, now=NOW)

    assert logged.lead is not None
    kinds = set(Task.objects.filter(state="open").values_list("kind", flat=True))
    assert kinds == {"wait_for_contact", "needs_details"}
    details = Task.objects.get(kind="needs_details")
    assert (details.assignee, details.due_at) == (dana, NOW + timedelta(hours=7))


def test_telling_a_call_better_later_changes_the_same_lead() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    log_call(draft=draft(clinic, outcome="", next_step_at=None), staff=dana, now=NOW)

    log_call(draft=draft(clinic, outcome="appointment"), staff=dana, now=NOW)

    assert (Lead.objects.get().status, Call.objects.get().outcome) == ("booked", "appointment")


def test_danger_on_the_phone_is_urgent() -> None:
    clinic = make_clinic()

    log_call(draft=draft(clinic, danger_now=True), staff=make_staff(clinic), now=NOW)

    assert Lead.objects.get().severity == 1


def test_what_staff_wrote_down_passes_the_crisis_check() -> None:
    clinic = make_clinic()

    log_call(draft=draft(clinic, note="Says: I will kill myself"), staff=make_staff(clinic), now=NOW)

    assert Lead.objects.get().severity == 0
    assert Task.objects.filter(kind="escalation", state="open").count() == 1


def test_not_asked_means_no_on_the_phone_too() -> None:
    clinic = make_clinic()

    log_call(draft=draft(clinic, outcome="info_given", next_step_at=None), staff=make_staff(clinic), now=NOW)

    point = ContactPoint.objects.get()
    assert (point.may_call, point.may_text, point.voicemail) == (False, False, "none")


def test_a_call_for_a_clinic_i_do_not_serve_is_refused() -> None:
    here, there = make_clinic(), make_clinic()

    with pytest.raises(Clinic.DoesNotExist):
        log_call(draft=draft(there), staff=make_staff(here), now=NOW)

    assert Submission.objects.count() == 0


def attempt(task: Task, staff: Any, outcome: str, key: str = "k", **words: Any) -> Task | None:
    """Record one attempt."""
    typed = {"note": "", "next_step_at": None, "is_mine": False, "now": NOW} | words
    return record_attempt(task_id=task.id, staff=staff, outcome=outcome, idempotency_key=key, **typed)


def standing(lead: Lead) -> tuple[Any, ...]:
    """What a call would change of an inquiry."""
    tasks = Task.objects.filter(lead=lead).order_by("id").values_list("state", "version")
    return Lead.objects.values_list("status", "version", "first_live_contact_at").get(id=lead.id), list(tasks)


def test_a_call_about_an_inquiry_out_of_sight_is_an_inquiry_of_its_own_and_tells_nothing() -> None:
    here, there = make_clinic(), make_clinic()
    dana, boss = make_staff(here), make_staff(here, roles=("supervisor",))
    hidden, foreign = receive(here).lead, receive(there).lead
    assert hidden is not None
    assert foreign is not None
    restrict_lead(lead_id=hidden.id, people=[boss.id], reason="works here", staff=boss, now=NOW)
    before = standing(hidden)

    for number, lead_id in enumerate([hidden.id, foreign.id, uuid4()]):
        call = replace(draft(here, lead_id=lead_id, outcome="info_given"), idempotency_key=f"call-{number}")
        logged = [log_call(draft=call, staff=dana, now=NOW) for _press in range(2)]
        assert logged[0].lead is not None
        assert logged[0].lead == logged[1].lead
        assert logged[0].lead.id not in {hidden.id, foreign.id}

    assert standing(hidden) == before
    assert not Call.objects.filter(lead__in=[hidden, foreign]).exists()
    assert not Note.objects.filter(lead__in=[hidden, foreign]).exists()
    assert Lead.objects.filter(clinic=here).count() == 4

    whole = replace(draft(here, lead_id=hidden.id), idempotency_key="call-boss")
    assert log_call(draft=whole, staff=boss, now=NOW).lead == hidden


def test_a_live_contact_stops_both_clocks_and_opens_the_next_step() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic))

    following = attempt(task, dana, "thinking", note="Will talk to her sister")

    lead = Lead.objects.get()
    assert (lead.first_attempt_at, lead.first_live_contact_at, lead.status) == (NOW, NOW, "in_touch")
    assert following is not None
    assert following.kind == "callback"
    assert Task.objects.get(id=task.id).state == "done"


def test_no_answer_stops_the_first_clock_only_and_comes_back_later() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic))

    attempt(task, dana, "no_answer")

    lead, task = Lead.objects.get(), Task.objects.get(id=task.id)
    assert (lead.first_attempt_at, lead.first_live_contact_at, lead.status) == (NOW, None, "new")
    assert (task.state, task.attempts, task.ready_at) == ("open", 1, NOW + timedelta(hours=3))


def test_nobody_is_dropped_after_the_last_attempt() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic))

    for number in range(MOST_ATTEMPTS):
        attempt(task, dana, "no_answer", key=f"k{number}")

    assert Task.objects.get(id=task.id).state == "done"
    assert Task.objects.get(state="open").dedupe_key == f"unreached:{Lead.objects.get().id}"


def test_recording_an_attempt_twice_records_it_once() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic))

    attempt(task, dana, "no_answer")
    attempt(task, dana, "no_answer")

    assert (Call.objects.count(), Task.objects.get(id=task.id).attempts) == (1, 1)


def test_a_voicemail_that_was_not_allowed_is_refused_unless_a_life_is_at_stake() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic, voicemail="none"))

    with pytest.raises(NotSafeError):
        attempt(task, dana, "left_message")
    assert (Call.objects.count(), Lead.objects.get().first_attempt_at) == (0, None)

    attempt(task, dana, "left_message", danger_reason="Said she has taken pills")
    assert LeadEvent.objects.filter(kind="safe_contact.overridden").count() == 1
    assert Call.objects.get().outcome == "left_message"


def test_a_number_that_may_not_be_called_is_not_called() -> None:
    clinic = make_clinic()
    task = first_task(receive(clinic))
    ContactPoint.objects.update(may_call=False)

    with pytest.raises(NotSafeError):
        attempt(task, make_staff(clinic), "info_given")


def test_an_attempt_on_another_clinics_task_is_not_there() -> None:
    here, there = make_clinic(), make_clinic()
    task = first_task(receive(there))
    receive(here)

    with pytest.raises(Task.DoesNotExist):
        attempt(task, make_staff(here), "no_answer")


def test_caller_matches_reads_every_spelling_of_a_number_and_joins_nobody() -> None:
    clinic, other = make_clinic(), make_clinic()
    dana = make_staff(clinic)
    receive(clinic, name="Maria"), receive(clinic, name="Jose"), receive(other, name="Elsewhere")

    for typed in ["2025550147", "+1 (202) 555-0147", "202.555.0147", "202/555/0147"]:
        found = caller_matches(staff=dana, clinic=clinic, number=typed)
        assert sorted((match.person.name, match.is_shared) for match in found) == [("Jose", True), ("Maria", True)]
    assert caller_matches(staff=dana, clinic=clinic, number="0147") == []
    assert caller_matches(staff=dana, clinic=other, number="2025550147") == []
