"""After an outage nothing is blasted: late e-mails above the limit wait for a person, and drain under the same guards."""

from datetime import timedelta

import pytest

from clinics.models import Clinic
from core.models import AuditEntry
from followup.domain import outbox
from followup.domain.backlog import (
    AlreadyDecidedError,
    Pile,
    ReasonNeededError,
    drop_backlog,
    end_dropped,
    note_backlogs,
    pile_of,
    release_backlog,
)
from followup.domain.delivering import deliver_due
from followup.domain.late_mail import Kind, held_messages
from followup.domain.letters import Answer, Outcome
from followup.domain.outbox import Settlement
from followup.models import Backlog, Message
from followup.states import MessageState
from intake.models import Task
from tests.factories import NOW, make_staff
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.followup.domain.test_pacing import FakeSender

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def make_late(clinic: Clinic, count: int) -> list[Message]:
    """Messages that should have gone three hours ago and live for a day."""
    found = [make_acknowledged(clinic, email=f"late{number}@example.org") for number in range(count)]
    Message.objects.filter(clinic=clinic).update(expires_at=NOW + timedelta(days=1))
    return found


def send(now=LATER) -> int:
    note_backlogs(now=now)
    return deliver_due(sender=FakeSender(), clock=lambda: now, seconds=5)


@pytest.fixture
def clinic() -> Clinic:
    go_live()
    return make_mailing_clinic(backlog_limit=3)


def states(clinic: Clinic) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Message.objects.filter(clinic=clinic).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_as_many_as_the_limit_go_by_themselves_and_one_more_waits(clinic: Clinic) -> None:
    other = make_mailing_clinic(backlog_limit=3)
    make_late(clinic, 4)
    make_late(other, 3)
    assert send() == 3
    assert (states(clinic), states(other)) == ({"pending": 4}, {"sent": 3})
    task = Task.objects.get(kind="release_backlog")
    assert (task.clinic_id, task.state) == (clinic.id, "open")
    assert send(LATER + timedelta(minutes=1)) == 0
    assert Task.objects.filter(kind="release_backlog").count() == Backlog.objects.count() == 1


def test_what_is_not_late_is_never_held(clinic: Clinic) -> None:
    make_late(clinic, 4)
    assert send(NOW + timedelta(minutes=50)) == 4


def test_what_becomes_due_afterwards_and_what_the_team_wrote_go_as_usual(clinic: Clinic) -> None:
    late = make_late(clinic, 5)
    Message.objects.filter(id=late[0].id).update(written_by=make_staff(clinic), message_class="critical")
    assert send() == 1
    fresh = make_acknowledged(clinic, email="fresh@example.org", now=LATER + timedelta(minutes=5))
    assert send(LATER + timedelta(minutes=6)) == 1
    assert Message.objects.get(id=fresh.id).state == "sent"
    assert states(clinic) == {"sent": 2, "pending": 4}


def test_a_word_lets_it_drain_under_the_same_guards(clinic: Clinic) -> None:
    late = make_late(clinic, 5)
    send()
    Message.objects.filter(id=late[0].id).update(expires_at=LATER + timedelta(minutes=1))
    late[1].lead.messages_paused_at = LATER
    late[1].lead.save()
    backlog, staff = Backlog.objects.get(), make_staff(clinic)
    assert pile_of(backlog=backlog, now=LATER) == Pile(would_go=5, expired=0, needs_a_call=0, kinds={Kind.MESSAGES: 5})
    assert pile_of(backlog=backlog, now=LATER + timedelta(hours=1)) == Pile(would_go=4, expired=1, needs_a_call=0, kinds={Kind.MESSAGES: 4})
    with pytest.raises(ReasonNeededError):
        release_backlog(backlog_id=backlog.id, staff=staff, reason=" ", now=LATER)
    release_backlog(backlog_id=backlog.id, staff=staff, reason="Server was down.", now=LATER)
    with pytest.raises(AlreadyDecidedError):
        drop_backlog(backlog_id=backlog.id, staff=staff, reason="No.", now=LATER)
    send(LATER + timedelta(hours=1))
    assert states(clinic) == {"sent": 3, "expired": 1, "skipped": 1}
    assert Task.objects.get(kind="release_backlog").outcome == "backlog_release"
    assert AuditEntry.objects.get(action="backlog.release").reason == "Server was down."


def test_never_send_ends_them_all_and_none_slips_out_meanwhile(clinic: Clinic) -> None:
    make_late(clinic, 5)
    send()
    drop_backlog(backlog_id=Backlog.objects.get().id, staff=make_staff(clinic), reason="Too late for these.", now=LATER)
    assert send(LATER + timedelta(minutes=1)) == 0
    assert end_dropped(now=LATER) == 5
    assert end_dropped(now=LATER) == 0
    assert states(clinic) == {"skipped": 5}
    assert not Backlog.objects.filter(decided_at=None).exists()
    assert send(LATER + timedelta(minutes=2)) == 0


def test_a_second_outage_is_a_second_backlog(clinic: Clinic) -> None:
    make_late(clinic, 4)
    send()
    release_backlog(backlog_id=Backlog.objects.get().id, staff=make_staff(clinic), reason="Go.", now=LATER)
    assert send(LATER + timedelta(minutes=1)) == 4
    for number in range(4):
        make_acknowledged(clinic, email=f"more{number}@example.org", now=LATER + timedelta(hours=1))
    Message.objects.filter(state="pending").update(expires_at=NOW + timedelta(days=3))
    assert send(LATER + timedelta(hours=4)) == 0
    assert Backlog.objects.count() == 2


def test_nobody_decides_for_another_clinic(clinic: Clinic) -> None:
    make_late(clinic, 4)
    send()
    stranger = make_staff(make_mailing_clinic())
    for act in (release_backlog, drop_backlog):
        with pytest.raises(Backlog.DoesNotExist):
            act(backlog_id=Backlog.objects.get().id, staff=stranger, reason="Mine.", now=LATER)


def test_without_a_backlog_nothing_is_held(clinic: Clinic) -> None:
    make_late(clinic, 2)
    assert held_messages(LATER) is None


def refuse_all(clinic: Clinic, *, since=NOW, hours: int = 3) -> None:
    """The mail server says "later" to every letter for so long, while the workers go on."""
    now = since
    while now < since + timedelta(hours=hours):
        busy = FakeSender(*[Answer(Outcome.TRY_LATER, "451")] * 99)
        note_backlogs(now=now)
        deliver_due(sender=busy, clock=lambda now=now: now, seconds=5)
        now += timedelta(minutes=1)


def test_a_letter_is_late_by_its_first_hour_and_not_by_the_hour_of_its_next_try(clinic: Clinic) -> None:
    """A server that refuses for hours: whether a worker tried a letter or never got to it, both wait for a person's word."""
    make_late(clinic, 5)
    refuse_all(clinic, hours=1)
    assert {message.first_due_at for message in Message.objects.all()} == {NOW}
    assert all(message.tries > 0 and message.due_at > NOW for message in Message.objects.all())
    assert not Backlog.objects.exists()

    assert send() == 0
    backlog = Backlog.objects.get()
    assert states(clinic) == {"pending": 5}
    assert pile_of(backlog=backlog, now=LATER).would_go == 5
    release_backlog(backlog_id=backlog.id, staff=make_staff(clinic), reason="The server is back.", now=LATER)
    # Tried ones keep the hour of their next try, which a busy server may have asked for.
    assert send(LATER + timedelta(hours=2)) == 5
    assert Backlog.objects.count() == 1


def test_tried_and_untried_count_together(clinic: Clinic) -> None:
    tried = make_late(clinic, 2)
    refuse_all(clinic, hours=1)
    make_late(clinic, 2)
    late = NOW + timedelta(hours=1, minutes=1)
    assert send(late) == 0
    assert Message.objects.filter(held_messages(NOW + timedelta(hours=4))).count() == 4
    assert {message.tries > 0 for message in Message.objects.filter(id__in=[one.id for one in tried])} == {True}


def test_never_ends_what_was_tried_too(clinic: Clinic) -> None:
    make_late(clinic, 5)
    refuse_all(clinic, hours=1)
    send()
    drop_backlog(backlog_id=Backlog.objects.get().id, staff=make_staff(clinic), reason="Too late.", now=LATER)
    assert send(LATER + timedelta(hours=2)) == 0
    assert (end_dropped(now=LATER), states(clinic)) == (5, {"skipped": 5})


def test_a_letter_that_waited_for_the_morning_is_not_late_at_night(clinic: Clinic) -> None:
    """Hours put a letter off to its opening: that is when it is due. Only a try in vain is lateness."""
    late = make_late(clinic, 4)
    claim = outbox.claim_batch(now=NOW)
    for message in late:
        outbox.put_aside(message=message, token=claim.token, settlement=Settlement(MessageState.PENDING, due_at=LATER))
    assert {message.first_due_at for message in Message.objects.all()} == {None}
    assert send(LATER) == 4
