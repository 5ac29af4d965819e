"""After an outage nothing is blasted: late e-mails above the limit wait for a person, and drain under the same guards."""

from datetime import timedelta

import pytest

from clinics.models import Clinic
from core.models import AuditEntry
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
from followup.models import Backlog, Message
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
    assert Message.objects.exclude(held_messages(LATER)).count() == 2
