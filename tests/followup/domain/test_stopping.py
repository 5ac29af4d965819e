"""Stopping everything, one step by hand, and messages a person looks at first."""

from datetime import timedelta

import pytest

from core.audit import SYSTEM
from followup.channels.mail import mail_sender
from followup.domain.appointments import Wish, book_appointment
from followup.domain.delivering import deliver_due
from followup.domain.enrolling import enrol_by_hand, pause_enrolment, resume_enrolment
from followup.domain.reviewing import approve_messages, messages_for_review, reject_messages
from followup.domain.stepping import NotNowError, StepOverError, send_now, skip_occurrence
from followup.domain.stopping import REASONS, UnknownReasonError, stop_everything, stop_everything_by_hand
from followup.models import Enrolment, Message, Occurrence, Plan, Suppression
from followup.states import ExitReason, PlanMode
from intake.models import ContactPoint, Lead, LeadEvent, Note, Person, Task
from tests.factories import NOW, make_clinic, make_staff, receive
from tests.followup.domain.test_appointments import FRIDAY_TEN
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, rows, run, tick

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NINE = NOW + timedelta(hours=23)


@pytest.mark.parametrize("reason", REASONS)
def test_after_a_stop_nothing_goes_out_and_nobody_is_called(reason: ExitReason, mailoutbox) -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    enrolment = enrol(make_plan(clinic), phone="(202) 555-0199")
    tick(NINE)
    for _time in range(2):
        stop_everything_by_hand(person_id=enrolment.person_id, reason=reason, staff=staff, now=NINE)
    run(NINE, NINE + 20 * DAY, every=timedelta(hours=6))
    with mail_sender() as sender:
        deliver_due(sender=sender, clock=lambda: NINE + timedelta(minutes=1), seconds=5)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.exit_reason) == ("exited", reason)
    assert mailoutbox == []
    assert set(Message.objects.values_list("state", "why_not")) == {("skipped", "plan_ended")}
    assert not Task.objects.filter(state="open", kind__in=["first_contact", "callback", "reply", "plan_step"]).exists()
    assert set(ContactPoint.objects.values_list("is_usable", flat=True)) == {False}
    assert Suppression.objects.get().reason == "stopped"
    assert LeadEvent.objects.filter(kind="everything.stopped").count() == 1


def test_a_stop_takes_back_an_appointment_of_somebody_who_died() -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    lead = enrol(make_plan(clinic)).lead
    appointment = book_appointment(lead_id=lead.id, wish=Wish(FRIDAY_TEN), staff=staff, idempotency_key="1", now=NOW)
    stop_everything(person=lead.contact_person, reason=ExitReason.DIED, actor=SYSTEM, now=NOW)
    appointment.refresh_from_db()
    assert appointment.state == "cancelled"


def test_the_family_of_somebody_who_died_is_a_persons_decision_and_no_call_in_a_row() -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    # A mother writes about her child, who has no inquiry of their own; another family stands beside them.
    mothers, others = receive(clinic).lead, receive(clinic, phone="(202) 555-0188").lead
    child, sibling = (Person.objects.create(clinic=clinic, name=name, created_at=NOW) for name in ("Ana", "Luz"))
    Lead.objects.filter(id=mothers.id).update(care_person=child)
    Lead.objects.filter(id=others.id).update(care_person=sibling)
    promised = Task.objects.get(lead=mothers)
    for _time in range(2):
        stop_everything_by_hand(person_id=child.id, reason=ExitReason.DIED, staff=staff, now=NOW)
    assert list(Task.objects.filter(lead=mothers).order_by("created_at", "id").values_list("kind", "state", "due_at")) == [
        ("first_contact", "cancelled", promised.due_at),
        ("review", "open", promised.due_at),
    ]
    assert Lead.objects.get(id=mothers.id).messages_paused_at == NOW
    assert LeadEvent.objects.filter(lead=mothers, kind="everything.stopped").count() == 1
    # The mother's own number stays: she may still be called, by somebody who knows.
    assert ContactPoint.objects.get(person=mothers.contact_person).is_usable
    assert Task.objects.get(lead=others).state == "open"
    assert Lead.objects.get(id=others.id).messages_paused_at is None


def test_an_emergency_still_waits_for_its_name() -> None:
    clinic = make_live_clinic()
    lead = receive(clinic, own_words="I am going to kill myself tonight.").lead
    stop_everything(person=lead.contact_person, reason=ExitReason.CUSTODY, actor=SYSTEM, now=NOW)
    assert set(Task.objects.filter(state="open").values_list("kind", flat=True)) == {"escalation"}


def test_everything_is_stopped_for_four_reasons_only_and_by_those_who_see_the_person() -> None:
    clinic = make_live_clinic()
    person = enrol(make_plan(clinic)).person
    with pytest.raises(UnknownReasonError):
        stop_everything(person=person, reason=ExitReason.REPLIED, actor=SYSTEM, now=NOW)
    with pytest.raises(Person.DoesNotExist):
        stop_everything_by_hand(person_id=person.id, reason=ExitReason.DIED, staff=make_staff(make_clinic()), now=NOW)


def test_a_step_is_skipped_once_with_its_reason() -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    enrolment = enrol(make_plan(clinic))
    first = Occurrence.objects.get(step_key="day-1")
    for _time in range(2):
        skip_occurrence(occurrence_id=first.id, staff=staff, reason="She calls tomorrow.", now=NOW)
    tick(NINE)
    assert rows(enrolment)[0] == ("day-1", "skipped", "by_staff")
    assert [note.text for note in Note.objects.all()] == ["She calls tomorrow."]
    first.refresh_from_db()
    assert first.settled_by == staff


def test_a_step_is_sent_now_and_its_guards_still_hold() -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    enrolment = enrol(make_plan(clinic))
    day_3, day_7 = Occurrence.objects.get(step_key="day-3"), Occurrence.objects.get(step_key="day-7")
    assert send_now(occurrence_id=day_3.id, staff=staff, reason="They asked for it.", now=NOW).state == "done"
    # One message a day.
    second = send_now(occurrence_id=day_7.id, staff=staff, reason="", now=NOW)
    assert (second.state, second.shift, second.due_local) == ("planned", "cap", "2026-11-18T09:00")
    with pytest.raises(StepOverError):
        send_now(occurrence_id=day_3.id, staff=staff, reason="", now=NOW)
    assert Message.objects.filter(lead=enrolment.lead).count() == 1
    assert [note.text for note in Note.objects.all()] == ["They asked for it."]


def test_a_step_that_may_not_come_now_keeps_its_time() -> None:
    clinic = make_live_clinic()
    staff, enrolment = make_staff(clinic), enrol(make_plan(clinic))
    day_3 = Occurrence.objects.get(step_key="day-3")
    pause_enrolment(enrolment_id=enrolment.id, staff=staff, reason="", now=NOW)
    with pytest.raises(NotNowError) as caught:
        send_now(occurrence_id=day_3.id, staff=staff, reason="They asked for it.", now=NOW)
    assert (caught.value.because, Note.objects.count()) == ("paused", 0)
    resume_enrolment(enrolment_id=enrolment.id, staff=staff, now=NOW)
    assert ("day-3", "planned", "") in rows(enrolment)
    # What is due already is settled with its reason, as it would be without a press.
    pause_enrolment(enrolment_id=enrolment.id, staff=staff, reason="", now=NOW)
    late = NOW + 4 * DAY
    assert send_now(occurrence_id=day_3.id, staff=staff, reason="", now=late).state == "skipped"


def test_somebody_of_another_clinic_moves_no_step() -> None:
    enrolment = enrol(make_plan(make_live_clinic()))
    stranger = make_staff(make_clinic())
    first = Occurrence.objects.get(step_key="day-1")
    with pytest.raises(Lead.DoesNotExist):
        send_now(occurrence_id=first.id, staff=stranger, reason="", now=NOW)
    with pytest.raises(Lead.DoesNotExist):
        skip_occurrence(occurrence_id=first.id, staff=stranger, reason="", now=NOW)
    with pytest.raises(Lead.DoesNotExist):
        enrol_by_hand(lead_id=enrolment.lead_id, plan_id=enrolment.plan_id, staff=stranger, now=NOW)


def held(people: int) -> list[Message]:
    plan = make_plan(make_live_clinic(), email("a", 1), mode="hold")
    for _person in range(people):
        enrol(plan)
    tick(NINE)
    return list(Message.objects.order_by("id"))


def test_held_messages_go_or_stay_as_a_person_says_once() -> None:
    first, second, third = held(3)
    staff = make_staff(first.clinic)
    ids = [first.id, second.id]
    assert [approve_messages(message_ids=ids, staff=staff, now=NINE) for _time in range(2)] == [2, 0]
    assert [reject_messages(message_ids=[third.id], staff=staff, now=NINE) for _time in range(2)] == [1, 0]
    assert dict(Message.objects.values_list("id", "state")) == {first.id: "pending", second.id: "pending", third.id: "skipped"}
    assert LeadEvent.objects.filter(kind="message.approved").count() == 2


def test_nobody_reviews_for_another_clinic_and_nothing_goes_after_it_expired() -> None:
    (message,) = held(1)
    stranger, staff = make_staff(make_clinic()), make_staff(message.clinic)
    assert approve_messages(message_ids=[message.id], staff=stranger, now=NINE) == 0
    assert list(messages_for_review(stranger)) == []
    assert approve_messages(message_ids=[message.id], staff=staff, now=NINE + 3 * DAY) == 0
    assert Message.objects.get().state == "expired"


def test_an_approved_message_waits_for_the_persons_hours(mailoutbox) -> None:
    (message,) = held(1)
    night = NINE + timedelta(hours=14)
    approve_messages(message_ids=[message.id], staff=make_staff(message.clinic), now=night)
    with mail_sender() as sender:
        deliver_due(sender=sender, clock=lambda: night, seconds=5)
    message.refresh_from_db()
    assert (mailoutbox, message.state, message.due_at) == ([], "pending", NINE + DAY)
    with mail_sender() as sender:
        deliver_due(sender=sender, clock=lambda: NINE + DAY, seconds=5)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("change", "why_not"),
    [
        (lambda: Plan.objects.update(mode=PlanMode.OFF), "plan_off"),
        (lambda: Enrolment.objects.filter(state="active").update(state="paused"), "paused"),
    ],
)
def test_a_plan_is_asked_a_last_time_before_its_message_goes(change, why_not: str, mailoutbox) -> None:
    enrol(make_plan(make_live_clinic()))
    tick(NINE)
    change()
    with mail_sender() as sender:
        deliver_due(sender=sender, clock=lambda: NINE, seconds=5)
    message = Message.objects.get()
    assert (mailoutbox, message.state, message.why_not) == ([], "skipped", why_not)
