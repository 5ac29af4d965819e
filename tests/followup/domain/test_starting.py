"""Starting a message by one statement: whatever changed since the batch was read stops it, as if it had been asked in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from clinics.models import Holiday, Installation
from core.audit import SYSTEM
from core.ids import new_id
from followup.domain import outbox
from followup.domain.clearing import clear_batch
from followup.domain.delivering import deliver_due, first_refusal, reap_lapsed
from followup.domain.late_mail import held_messages
from followup.domain.leaving import stop_messages
from followup.domain.letters import Answer, Letter
from followup.domain.stopping import stop_everything
from followup.models import Aftercare, Appointment, Backlog, Enrolment, Message, Occurrence, Plan, Suppression
from followup.sql import Lease, start_next
from followup.states import LEGAL_MESSAGE_MOVES, AppointmentState, EnrolmentState, ExitReason, MessageState
from intake.domain.never_contact import never_contact_again
from intake.domain.recording import event_of
from intake.models import ContactConsent, ContactPoint, Lead, LeadEvent, Task
from tests.factories import NOW, make_staff
from tests.followup.aftercare.builders import asked
from tests.followup.builders import email_point, go_live, make_acknowledged, make_lead, make_mailing_clinic
from tests.followup.domain.test_delivering import lapse, make_staff_email
from tests.followup.domain.test_pacing import FakeSender
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, tick

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
NINE = NOW + timedelta(hours=23, minutes=1)
Change = Callable[[Message], object]


class Meddler(FakeSender):
    """Does something when a letter is built: after the batch was read and before the message is started."""

    def __init__(self, act: Callable[[], object], *answers: Answer) -> None:
        super().__init__(*answers)
        self.acts = [act]

    def prepare(self, letter: Letter) -> Letter:
        if self.acts:
            self.acts.pop()()
        return letter


@pytest.fixture(autouse=True)
def _live() -> None:
    go_live()


def plain() -> tuple[Message, datetime]:
    """An acknowledgement of this minute."""
    return make_acknowledged(make_mailing_clinic()), SOON


def of_plan() -> tuple[Message, datetime]:
    """The first e-mail of a plan."""
    enrol(make_plan(make_live_clinic()))
    tick(NINE - timedelta(minutes=1))
    return Message.objects.get(dedupe_key__startswith="plan:"), NINE


def on_condition() -> tuple[Message, datetime]:
    """The first e-mail of a plan, for somebody without an appointment ahead."""
    enrol(make_plan(make_live_clinic(), email("day-1", 1, guards=("no_booking",)), email("day-3", 3)))
    tick(NINE - timedelta(minutes=1))
    return Message.objects.get(dedupe_key__startswith="plan:"), NINE


def check_in() -> tuple[Message, datetime]:
    """A check-in, at an hour at which it may arrive."""
    row = asked(make_mailing_clinic())
    return Message.objects.get(purpose="check_ins"), row.asked_at


def written() -> tuple[Message, datetime]:
    """What a member of staff wrote."""
    return make_staff_email(make_mailing_clinic()), SOON


MAKERS = {"plain": plain, "plan": of_plan, "check_in": check_in, "written": written}
ASKED_IN_WORDS = {"condition": on_condition}


def point_of(message: Message) -> ContactPoint:
    return ContactPoint.objects.get(id=message.contact_point_id)


def of_point(**columns: Any) -> Change:
    return lambda message: ContactPoint.objects.filter(id=message.contact_point_id).update(**columns)


def of_message(**columns: Any) -> Change:
    return lambda message: Message.objects.filter(id=message.id).update(**columns)


def of_enrolment(**columns: Any) -> Change:
    return lambda message: Enrolment.objects.filter(occurrences__message=message).update(**columns)


def of_plan_row(**columns: Any) -> Change:
    return lambda message: Plan.objects.filter(clinic=message.clinic_id).update(**columns)


def replace_point(message: Message) -> None:
    of_point(replaced_by=email_point(make_lead(message.clinic, email="new@example.org")))(message)


def somebody_tightens(message: Message) -> None:
    """A stranger gives the same address and says that others see it."""
    value = point_of(message).value
    make_lead(message.clinic, email=value, private="yes")


def suppress(purpose: str, **columns: Any) -> Change:
    def act(message: Message) -> None:
        row = {"clinic_id": message.clinic_id, "address_hash": point_of(message).value_hash, "reason": "bounced", "created_at": NOW}
        Suppression.objects.create(**row, purpose=message.purpose if purpose == "same" else purpose, **columns)

    return act


def consent(*, granted: bool, **columns: Any) -> Change:
    def act(message: Message) -> None:
        values = {"purpose": message.purpose, "channel": "email", "at": NOW + timedelta(days=30), **columns}
        ContactConsent.objects.create(
            clinic_id=message.clinic_id,
            person_id=message.person_id,
            granted=granted,
            wording="w",
            language="en",
            evidence_kind="link",
            **values,
        )

    return act


def other_person(message: Message) -> None:
    """The address is found to be somebody else's, who never agreed."""
    other = make_lead(message.clinic, email="else@example.org").contact_person
    ContactConsent.objects.filter(person=other).delete()
    of_point(person=other)(message)


def leave(message: Message) -> None:
    stop_messages(token=message.unsubscribe_token, now=SOON)


def pause(message: Message) -> None:
    Lead.objects.filter(id=message.lead_id).update(messages_paused_at=NOW)


def practice(_message: Message) -> None:
    Installation.objects.update(practice_mode=True)


def never_again(message: Message) -> None:
    never_contact_again(points=[point_of(message)], now=NOW)


def hold_back(message: Message) -> None:
    Backlog.objects.create(clinic_id=message.clinic_id, found_at=NOW, reaches_to=NOW + timedelta(days=30))


def stop_all(message: Message) -> None:
    assert message.person is not None
    stop_everything(person=message.person, reason=ExitReason.DIED, actor=SYSTEM, now=SOON)


def happens(kind: str, **facts: str) -> Change:
    """Something on the lead, later than anything known."""

    def act(message: Message) -> None:
        lead = Lead.objects.get(id=message.lead_id)
        event_of(lead=lead, kind=kind, actor=SYSTEM, now=NINE, facts=facts).save(force_insert=True)

    return act


def appointment_of(message: Message, **columns: Any) -> Appointment:
    lead = Lead.objects.get(id=message.lead_id)
    row = Appointment(clinic_id=lead.clinic_id, lead=lead, person_id=lead.contact_person_id, starts_at=NINE + timedelta(days=2), **columns)
    row.number, row.zone, row.created_at = 1, "America/New_York", NOW
    row.calendar_uid, row.booked_by = new_id(), make_staff(lead.clinic)
    row.save(force_insert=True)
    return row


def cancel_appointment(message: Message) -> None:
    row = appointment_of(message, state=AppointmentState.CANCELLED, ended_at=NOW)
    Occurrence.objects.filter(message=message).update(appointment=row)


def holiday(message: Message) -> None:
    Holiday.objects.create(clinic_id=message.clinic_id, day=NINE.date(), name="A day off")


def they_wrote(message: Message) -> None:
    """Somebody has to read what this person wrote."""
    task = Task.objects.filter(lead=message.lead).earliest("created_at")
    Task.objects.filter(id=task.id).update(kind="reply", state="open", dedupe_key=f"reply:{task.id}")


@dataclass(frozen=True)
class Case:
    name: str
    change: Change
    state: str
    why_not: str


PERSON = [
    Case("no e-mail", of_point(may_email=False), "skipped", "email_not_safe"),
    Case("not usable", of_point(is_usable=False), "skipped", "suppressed"),
    Case("another kind", of_point(kind="phone"), "skipped", "email_not_safe"),
    Case("another value", of_point(value_hash="f" * 64), "skipped", "email_not_safe"),
    Case("replaced", replace_point, "skipped", "suppressed"),
    Case("suppressed for all", suppress(""), "skipped", "suppressed"),
    Case("suppressed for this", suppress("same"), "skipped", "suppressed"),
    Case("left by the link", leave, "skipped", "suppressed"),
    Case("consent taken back", consent(granted=False), "skipped", "not_agreed"),
    Case("another person's", other_person, "skipped", "not_agreed"),
    Case("never contact", never_again, "skipped", "suppressed"),
    Case("practice mode", practice, "held", "practice_mode"),
]
AUTOMATIC = [
    Case("private", of_point(is_private=True), "skipped", "email_not_safe"),
    Case("private by another row", somebody_tightens, "skipped", "email_not_safe"),
    Case("paused", pause, "skipped", "paused"),
    Case("backlog found", hold_back, "pending", ""),
]
PLAN = [
    Case("plan off", of_plan_row(mode="off"), "skipped", "plan_off"),
    Case("plan in test", of_plan_row(mode="test"), "held", "test_mode"),
    Case("plan for the team", of_plan_row(mode="team"), "held", "team_only"),
    Case("enrolment paused", of_enrolment(state=EnrolmentState.PAUSED, paused_at=NOW), "skipped", "paused"),
    Case("enrolment ended", of_enrolment(state=EnrolmentState.EXITED, exit_reason="by_staff", ended_at=NOW), "skipped", "plan_ended"),
    Case("moved far away", of_enrolment(zone="Asia/Tokyo"), "pending", ""),
    Case("a holiday", holiday, "pending", ""),
    Case("appointment cancelled", cancel_appointment, "skipped", "superseded"),
    Case("they wrote", happens("lead.replied"), "skipped", "plan_ended"),
    Case("reached", happens("contact.made"), "skipped", "plan_ended"),
    Case("became urgent", happens("lead.triaged", severity="urgent"), "skipped", "plan_ended"),
    Case("closed", happens("lead.moved", to="closed"), "skipped", "plan_ended"),
]
CONDITION = [Case("has a booking", appointment_of, "skipped", "not_true")]
REPLY = [Case("a reply is unread", they_wrote, "pending", "reply_waits")]
HOURS = [Case("moved far away", lambda _message: Aftercare.objects.update(zone="Asia/Tokyo"), "pending", "")]
CASES = [
    *[("plain", case) for case in PERSON + AUTOMATIC],
    ("plain", Case("stopped", stop_all, "skipped", "stopped")),
    ("plan", Case("stopped", stop_all, "skipped", "plan_ended")),
    *[("plan", case) for case in PERSON + AUTOMATIC + PLAN + REPLY],
    *[("condition", case) for case in PLAN + REPLY + CONDITION],
    *[("check_in", case) for case in PERSON[:2] + AUTOMATIC + HOURS + REPLY],
    *[("written", case) for case in PERSON if case.name != "left by the link"],
]


def fate(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.why_not


def run(message: Message, sender: FakeSender, now: datetime) -> tuple[str, str]:
    deliver_due(sender=sender, clock=lambda: now, seconds=5)
    return fate(message)


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[f"{kind}: {case.name}" for kind, case in CASES])
def test_what_changes_after_the_batch_was_read_stops_it_as_if_it_had_changed_before(kind: str, case: Case) -> None:
    message, now = (MAKERS | ASKED_IN_WORDS)[kind]()
    sender = Meddler(lambda: case.change(message))
    between = run(message, sender, now)
    assert sender.times == []
    assert between == (case.state, case.why_not)
    if case.change is stop_all:
        return
    # Once more, changed long before anybody claims it.
    before = FakeSender()
    Message.objects.filter(id=message.id).update(state="pending", why_not="", due_at=NOW)
    assert run(message, before, now) == between
    assert before.times == []


@pytest.mark.parametrize("kind", MAKERS)
def test_without_a_change_one_statement_starts_it_and_it_goes_out(kind: str) -> None:
    message, now = MAKERS[kind]()
    claim = outbox.claim_batch(now=now)
    clearance = clear_batch(claim.messages, now=now)[message.id]
    start = clearance.at(now)
    assert start is not None
    assert start_next(start=start, lease=Lease(claim.token, 60)) == (True, True)
    assert fate(message) == ("sending", "")
    # A second time it is no longer ours to start.
    assert start_next(start=start, lease=Lease(claim.token, 60)) == (True, False)


def test_a_step_with_a_condition_is_asked_about_in_words_and_goes_out_while_it_holds() -> None:
    message, now = on_condition()
    assert clear_batch([message], now=now) == {}
    sender = FakeSender()
    assert run(message, sender, now) == ("sent", "")
    assert len(sender.times) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", MAKERS)
def test_outside_a_transaction_as_workers_send_it_goes_out_by_the_prepared_statement(kind: str) -> None:
    message, now = MAKERS[kind]()
    claim = outbox.claim_batch(now=now)
    start = clear_batch(claim.messages, now=now)[message.id].at(now)
    assert start is not None
    assert not connection.in_atomic_block
    # The second of the two finds the statement prepared.
    assert [start_next(start=start, lease=Lease(claim.token, 60)) for _twice in range(2)] == [(True, True), (True, False)]
    assert fate(message) == ("sending", "")


@pytest.mark.parametrize("kind", MAKERS)
def test_two_changes_at_once_never_let_through_what_words_would_refuse(kind: str) -> None:
    """Also of changes that refuse nothing: the statement may say no to more, and yes to nothing that words refuse."""
    message, now = MAKERS[kind]()
    cases = [case for found, case in CASES if found == kind and case.change not in BY_VERBS]
    changes: list[Change] = [*(case.change for case in cases), *(change for _name, change in HARMLESS)]
    claim = outbox.claim_batch(now=now)
    clearance = clear_batch(claim.messages, now=now)[message.id]
    for first, second in zip(changes, changes[1:] + changes[:1], strict=True):
        with transaction.atomic():
            first(message)
            second(message)
            start = clearance.at(now)
            is_refused = first_refusal(Message.objects.get(id=message.id), now) is not None
            is_started = start is not None and start_next(start=start, lease=Lease(claim.token, 60))[1]
            transaction.set_rollback(True)
        assert not (is_started and is_refused)


# These open transactions of their own.
BY_VERBS = {replace_point, somebody_tightens, other_person, leave, stop_all}
HARMLESS: list[tuple[str, Change]] = [
    ("suppressed for another purpose", suppress("alumni")),
    ("suppressed once", suppress("same", lifted_at=NOW)),
    ("agreed again", consent(granted=True)),
    ("left another purpose", consent(granted=False, purpose="alumni")),
    ("left another channel", consent(granted=False, channel="text")),
    ("an event of another kind", happens("note.added")),
]


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize(("name", "change"), HARMLESS, ids=[name for name, _change in HARMLESS])
def test_what_refuses_nothing_costs_nothing(kind: str, name: str, change: Change) -> None:
    message, now = MAKERS[kind]()
    claim = outbox.claim_batch(now=now)
    start = clear_batch(claim.messages, now=now)[message.id].at(now)
    change(message)
    assert start is not None
    assert first_refusal(Message.objects.get(id=message.id), now) is None
    assert start_next(start=start, lease=Lease(claim.token, 60)) == (True, True)


@pytest.mark.parametrize("kind", ["plain", "written", "critical", "fresh link", "dose"])
def test_an_unread_reply_holds_routine_mail_of_plans_and_check_ins_only(kind: str) -> None:
    """An answer that was asked for, an appointment and the clock of medicine go on."""
    message, now = MAKERS[{"critical": "plan", "fresh link": "check_in", "dose": "check_in"}.get(kind, kind)]()
    changes = {
        "critical": {"message_class": "critical"},
        "fresh link": {"dedupe_key": "check_in_link:1"},
        "dose": {"purpose": "medication"},
    }
    if kind == "dose":
        consent(granted=True, purpose="medication")(message)
    of_message(**changes.get(kind, {"tries": 0}))(message)
    they_wrote(message)
    claim = outbox.claim_batch(now=now)
    found = next(one for one in claim.messages if one.id == message.id)
    assert first_refusal(found, now) is None
    start = clear_batch(claim.messages, now=now)[message.id].at(now)
    assert start is not None
    assert start_next(start=start, lease=Lease(claim.token, 60)) == (True, True)


def test_what_waited_for_a_reply_goes_when_it_is_read_and_ends_when_its_time_is_over() -> None:
    message, now = of_plan()
    Enrolment.objects.update(exit_reason="")
    they_wrote(message)
    sender = FakeSender()
    assert run(message, sender, now) == ("pending", "reply_waits")
    assert (message.due_at, message.first_due_at) == (now + timedelta(hours=1), None)
    assert run(message, sender, now + timedelta(hours=1)) == ("pending", "reply_waits")
    Task.objects.filter(kind="reply").update(state="done", done_at=now)
    assert run(message, sender, now + timedelta(hours=2)) == ("sent", "")
    assert len(sender.times) == 1

    of_message(state="pending", sent_at=None, expires_at=now + timedelta(hours=3))(message)
    Task.objects.filter(kind="reply").update(state="open", done_at=None)
    assert run(message, sender, now + timedelta(hours=2)) == ("expired", "reply_waits")


def test_another_clinics_rules_for_the_same_address_are_none_of_ours() -> None:
    message, now = plain()
    other = make_acknowledged(make_mailing_clinic(), email=point_of(message).value)
    of_point(may_email=False)(other)
    suppress("")(other)
    sender = FakeSender()
    assert run(message, sender, now) == ("sent", "")
    assert fate(other) == ("skipped", "suppressed")


def test_an_acknowledgement_that_lost_its_hurry_while_it_was_claimed_waits_for_the_day() -> None:
    night = NOW.replace(hour=7)
    message = make_acknowledged(make_mailing_clinic(), now=night)
    clearance = clear_batch(outbox.claim_batch(now=night).messages, now=night)[message.id]
    assert clearance.at(night + timedelta(minutes=59)) is not None
    assert clearance.at(night + timedelta(minutes=61)) is None


def test_changed_keys_take_every_clearance_away() -> None:
    from core.keys import forget_keyring  # noqa: PLC0415  beside the one use

    message, now = plain()
    clearance = clear_batch(outbox.claim_batch(now=now).messages, now=now)[message.id]
    forget_keyring()
    assert clearance.at(now) is None


def test_a_backlog_that_is_found_meanwhile_holds_what_was_claimed_and_claims_it_no_more() -> None:
    message, now = plain()
    sender = Meddler(lambda: hold_back(message))
    assert run(message, sender, now) == ("pending", "")
    assert Message.objects.filter(held_messages(now)).get() == message
    assert outbox.claim_batch(now=now, held=held_messages(now)).messages == []


def test_a_lost_lease_means_that_another_worker_sends_it_and_this_one_does_not() -> None:
    message, now = plain()
    other = FakeSender()

    def lose() -> None:
        lapse(message)
        reap_lapsed(now=now)
        assert run(message, other, now) == ("sent", "")

    late = Meddler(lose)
    assert run(message, late, now) == ("sent", "")
    assert (len(other.times), len(late.times)) == (1, 0)
    assert LeadEvent.objects.filter(kind="message.sent").count() == 1


class Slow(FakeSender):
    """Is given up for lost while its first letter is under way."""

    def send(self, prepared: Letter) -> Answer:
        if not self.times:
            Message.objects.filter(state="sending").update(claimed_until=NOW - timedelta(days=900))
            reap_lapsed(now=SOON)
        return super().send(prepared)


def test_a_worker_that_was_given_up_still_tells_the_truth_and_goes_on() -> None:
    clinic = make_mailing_clinic()
    messages = [make_acknowledged(clinic, email=f"p{number}@example.org") for number in range(3)]
    sender = Slow()
    deliver_due(sender=sender, clock=lambda: SOON, seconds=5)
    assert [fate(message) for message in messages] == [("sent", "")] * 3
    assert len(sender.times) == 3
    kinds = [
        list(message.lead.events.filter(kind__startswith="message.").order_by("id").values_list("kind", flat=True)) for message in messages
    ]  # type: ignore[union-attr]
    assert sorted(kinds, key=len) == [["message.sent"], ["message.sent"], ["message.uncertain", "message.sent"]]


def test_a_slow_batch_keeps_its_lease() -> None:
    clinic = make_mailing_clinic()
    for number in range(4):
        make_acknowledged(clinic, email=f"p{number}@example.org")
    now = [SOON]

    class Dawdling(FakeSender):
        def send(self, prepared: Letter) -> Answer:
            now[0] += timedelta(seconds=15)
            # Nearly over by the database's clock, had it not been renewed after each of these.
            Message.objects.filter(state="claimed").update(claimed_until=NOW - timedelta(days=900))
            return super().send(prepared)

        def prepare(self, letter: Letter) -> Letter:
            reap_lapsed(now=now[0])
            return letter

    assert deliver_due(sender=Dawdling(), clock=lambda: now[0], seconds=300) == 4


def statements_of(act: Callable[[], object]) -> list[str]:
    said: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        act()
    return said


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_each_message_costs_one_message_to_the_database() -> None:
    clinic = make_mailing_clinic()
    costs = []
    for count in (3, 1, 21):
        for number in range(count):
            make_acknowledged(clinic, email=f"p{count}-{number}@example.org")
        sender = FakeSender()
        said = statements_of(lambda sender=sender: deliver_due(sender=sender, clock=lambda: SOON, seconds=50))  # type: ignore[misc]
        assert len(sender.times) == count
        costs.append(len(said))
    _first, one, many = costs
    assert many - one == 20
    assert LeadEvent.objects.filter(kind="message.sent").count() == Message.objects.filter(state="sent").count() == 25


def test_on_either_database_a_message_more_costs_a_fixed_number_of_statements() -> None:
    clinic = make_mailing_clinic()
    costs = []
    for count in (1, 11):
        for number in range(count):
            make_acknowledged(clinic, email=f"p{count}-{number}@example.org")
        costs.append(len(statements_of(lambda: deliver_due(sender=FakeSender(), clock=lambda: SOON, seconds=50))))
    # Inside a test's transaction; SQLite settles in words.
    assert (costs[1] - costs[0]) / 10 <= (3 if connection.vendor == "postgresql" else 12)


def test_the_moves_written_as_sql_are_legal() -> None:
    assert MessageState.SENDING in LEGAL_MESSAGE_MOVES[MessageState.CLAIMED]
    assert MessageState.SENT in LEGAL_MESSAGE_MOVES[MessageState.SENDING]


def test_what_was_sent_at_once_and_what_was_settled_in_words_read_the_same() -> None:
    clinic = make_mailing_clinic()
    for number in range(3):
        make_acknowledged(clinic, email=f"p{number}@example.org")
    deliver_due(sender=FakeSender(), clock=lambda: SOON, seconds=5)
    events = LeadEvent.objects.filter(kind="message.sent")
    rows = {(event.actor_kind, event.actor_id, event.clinic_id, event.at, event.facts["why"], event.facts["code"]) for event in events}
    assert rows == {("system", None, clinic.id, SOON, "", "250")}
    assert sorted(event.facts["message"] for event in events) == sorted(str(message.id) for message in Message.objects.all())
    assert {(one.sent_at, one.reply_code, one.claim_token, one.claimed_until) for one in Message.objects.all()} == {
        (SOON, "250", None, None)
    }
    versions = dict(Lead.objects.values_list("id", "version"))
    assert {versions[event.lead_id] for event in events} == {max(versions.values())}


def test_without_an_address_a_message_is_asked_about_in_words() -> None:
    message, now = plain()
    Message.objects.update(contact_point=None)
    claim = outbox.claim_batch(now=now)
    assert [found.id for found in claim.messages] == [message.id]
    assert clear_batch(claim.messages, now=now) == {}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_statements_that_the_line_has_forgotten_are_sent_whole() -> None:
    clinic = make_mailing_clinic()
    for number in range(4):
        make_acknowledged(clinic, email=f"p{number}@example.org")

    def forget() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")

    sender = Meddler(forget)
    sender.acts += [forget, lambda: None, forget]
    assert deliver_due(sender=sender, clock=lambda: SOON, seconds=50) == 4
    assert len(sender.times) == Message.objects.filter(state="sent").count() == LeadEvent.objects.filter(kind="message.sent").count() == 4
