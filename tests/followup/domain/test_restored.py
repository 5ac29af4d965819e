"""After a restore: what waited is held message by message, what was planned waits as a backlog, and a provider's word counts."""

from datetime import timedelta

import pytest

from clinics.domain.switching import return_to_practice
from clinics.models import Clinic
from core.audit import SYSTEM
from followup.domain.backlog import release_backlog
from followup.domain.delivering import deliver_due
from followup.domain.due import make_due
from followup.domain.restored import Decision, NotLiveError, decide_restored, hold_after_restore, restored_messages
from followup.domain.tracking import EventReading, apply_event, keep_event
from followup.models import Backlog, DeliveryEvent, Message, Occurrence
from intake.models import LeadEvent, Task
from tests.factories import NOW, make_staff
from tests.followup.builders import go_live, make_acknowledged, make_lead, make_mailing_clinic
from tests.followup.domain.test_pacing import FakeSender
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def clinic() -> Clinic:
    go_live()
    return make_mailing_clinic()


def held(clinic: Clinic, count: int = 1) -> list[Message]:
    """Messages as a restore leaves them."""
    found = [make_acknowledged(clinic, email=f"r{number}@example.org") for number in range(count)]
    Message.objects.filter(clinic=clinic).update(state="held", why_not="restored")
    return found


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.why_not


def decide(decision: Decision, *messages: Message, staff=None, now=LATER) -> int:
    return decide_restored(
        message_ids=[one.id for one in messages], decision=decision, staff=staff or make_staff(messages[0].clinic), now=now
    )


@pytest.mark.parametrize(
    ("decision", "after", "kind"),
    [
        ("went_out", ("sent", ""), "message.sent"),
        ("never", ("skipped", "rejected"), "message.rejected"),
        ("send", ("pending", ""), "message.approved"),
    ],
)
def test_each_decision_is_made_once_and_written_down(clinic, decision, after, kind):
    message = held(clinic)[0]
    assert [decide(Decision(decision), message), decide(Decision(decision), message)] == [1, 0]
    assert state(message) == after
    assert LeadEvent.objects.filter(lead=message.lead, kind=kind).count() == 1
    assert deliver_due(sender=FakeSender(), clock=lambda: LATER, seconds=5) == (decision == "send")


def test_in_practice_mode_nothing_can_be_sent_and_everything_keeps_waiting(clinic):
    message = held(clinic)[0]
    return_to_practice(reason="Restored from a backup.", actor=SYSTEM, now=NOW)
    with pytest.raises(NotLiveError):
        decide(Decision.SEND, message)
    assert state(message) == ("held", "restored")
    assert decide(Decision.WENT_OUT, message) == 1


def test_too_late_is_too_late_whatever_is_decided(clinic):
    message = held(clinic)[0]
    assert decide(Decision.SEND, message, now=NOW + timedelta(days=2)) == 1
    assert state(message) == ("expired", "too_late")


def test_nobody_decides_for_another_clinic(clinic):
    message = held(clinic)[0]
    stranger = make_staff(make_mailing_clinic())
    assert decide(Decision.NEVER, message, staff=stranger) == 0
    assert (state(message), restored_messages(stranger).count()) == (("held", "restored"), 0)


def tell(message: Message, kind: str, recipient: str) -> str:
    reading = EventReading("postmark", f"{message.id}{kind}{recipient}", kind, message.id, recipient, LATER)
    keep_event(reading=reading, now=LATER)
    event = DeliveryEvent.objects.latest("received_at", "id")
    apply_event(event_id=event.id, now=LATER)
    event.refresh_from_db()
    return event.state


def test_a_provider_that_names_a_held_message_proves_that_it_went_out(clinic):
    first, second = held(clinic, 2)
    assert tell(first, "delivered", "somebody.else@example.org") == "foreign"
    assert state(first) == ("held", "restored")
    assert tell(first, "delivered", first.to_address) == "applied"
    assert (state(first), first.delivery) == (("sent", ""), "delivered")
    assert tell(second, "hard_bounce", second.to_address) == "applied"
    assert state(second) == ("sent", "")
    assert Task.objects.filter(lead=second.lead, kind="verify_address").count() == 1


def test_a_message_held_for_another_reason_is_not_proved_by_an_event(clinic):
    message = held(clinic)[0]
    Message.objects.update(why_not="for_review")
    assert tell(message, "delivered", message.to_address) == "received"
    assert state(message) == ("held", "for_review")


def test_what_was_planned_waits_for_a_word_however_little_it_is():
    clinic = make_live_clinic()
    enrolment = enrol(make_plan(clinic, email("a", 1)))
    idle = make_live_clinic()
    due = Occurrence.objects.get(enrolment=enrolment).due_at
    now = due + timedelta(minutes=5)
    assert [hold_after_restore(now=now), hold_after_restore(now=now)] == [1, 0]
    backlog = Backlog.objects.get()
    assert (backlog.clinic_id, backlog.cause, backlog.clinic_id == idle.id) == (clinic.id, "restored", False)
    assert (make_due(now=now), Message.objects.filter(lead=enrolment.lead).count()) == (0, 0)
    release_backlog(backlog_id=backlog.id, staff=make_staff(clinic), reason="The log has none of them.", now=now)
    assert (make_due(now=now), Message.objects.filter(lead=enrolment.lead).count()) == (1, 1)


def test_an_inquiry_nobody_had_decided_is_acknowledged_while_nothing_can_leave(clinic):
    lead = make_lead(clinic)
    return_to_practice(reason="Restored from a backup.", actor=SYSTEM, now=NOW)
    hold_after_restore(now=LATER)
    message = Message.objects.get(lead=lead)
    assert (message.state, message.why_not) == ("held", "practice_mode")
