"""The ladder: who is told, when first, when again; urgent work climbs before it is late, slower work is told hourly."""

from datetime import UTC, datetime, timedelta

import pytest

from clinics.domain.rostering import add_shifts
from clinics.domain.rota import OnDuty, Shift
from clinics.models import Clinic, OnCallMember, Staff
from core.audit import SYSTEM
from core.ids import new_id
from followup.domain.alerting import raise_due_alerts
from followup.domain.delivering import deliver_due
from followup.domain.ladder import Rungs, first_climb_at, ids_to_tell
from followup.domain.late_work import tell_of_late_work
from followup.domain.letters import Answer, Outcome
from followup.models import Message
from intake.domain.claiming import assign_task, claim_task
from intake.domain.handing_over import change_roles, let_go
from intake.domain.leading import ASKED_AFTER, acknowledge, finish_task
from intake.domain.restricting import restrict_lead
from intake.models import Task
from intake.states import Severity
from tests.factories import NOW, first_task, make_clinic, make_staff, receive
from tests.followup.builders import go_live, make_emergency

D1, B1, L1, L2, S1 = (new_id() for _one in range(5))
MINUTE = timedelta(minutes=1)
NIGHT = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # eleven in the evening in New York


def told() -> list[str]:
    messages = Message.objects.filter(message_class="staff_alert").select_related("staff").order_by("created_at", "id")
    return [message.staff.name for message in messages]


@pytest.mark.parametrize(
    ("rungs", "rounds"),
    [
        (Rungs(OnDuty((D1,), (B1,)), (L1, L2), (S1,)), [[D1], [D1, B1], [D1, B1, L1, L2], [D1, B1, L1, L2, S1]]),
        (Rungs(OnDuty((), (B1,)), (L1,), (S1,)), [[B1], [B1], [B1, L1], [B1, L1, S1]]),
        (Rungs(OnDuty((), ()), (L1, L2, D1), (S1,)), [[L1, L2], [L1, L2, D1], [L1, L2, D1], [L1, L2, D1, S1]]),
        (Rungs(OnDuty((), ()), (), (S1,)), [[S1], [S1], [S1], [S1]]),
        (Rungs(OnDuty((), ()), (), ()), [[], [], [], []]),
    ],
)
def test_every_round_climbs_and_none_is_empty_while_anybody_is_there(rungs: Rungs, rounds: list) -> None:
    assert [ids_to_tell(rungs, number=number) for number in (1, 2, 3, 4)] == rounds


def test_urgent_work_climbs_when_half_its_time_is_gone() -> None:
    assert first_climb_at(ready_at=NOW, due_at=NOW + 60 * MINUTE) == NOW + 30 * MINUTE
    assert first_climb_at(ready_at=NOW, due_at=NOW - MINUTE) == NOW


@pytest.fixture
def clinic(db: None) -> Clinic:
    go_live()
    clinic = make_clinic()
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic, name="Dana"), position=0)
    make_staff(clinic, roles=("supervisor",), name="Luis")
    return clinic


def urgent_task(clinic: Clinic, *, now: datetime = NOW, minutes: int = 60) -> Task:
    task = first_task(receive(clinic, now=now))
    task.severity, task.ready_at, task.due_at = Severity.URGENT, now, now + minutes * MINUTE
    task.save(update_fields=["severity", "ready_at", "due_at"])
    return task


def test_urgent_work_that_nobody_took_tells_again_every_quarter_of_an_hour(clinic: Clinic) -> None:
    urgent_task(clinic)

    rounds = [raise_due_alerts(now=NOW + minutes * MINUTE) for minutes in (0, 29, 30, 30, 44, 45, 60, 75)]

    assert rounds == [0, 0, 1, 0, 0, 1, 1, 1]
    assert told() == ["Dana", "Dana", "Dana", "Dana", "Luis"]
    assert Message.objects.filter(staff__isnull=False).first().subject == "Please take this now"


def test_urgent_work_in_somebodys_hands_tells_nobody(clinic: Clinic) -> None:
    task = urgent_task(clinic)
    claim_task(task_id=task.id, staff=make_staff(clinic, name="Sam"), now=NOW)

    assert [raise_due_alerts(now=NOW + minutes * MINUTE) for minutes in (30, 60)] == [0, 0]
    Task.objects.filter(id=task.id).update(claimed_by=None, claimed_until=None)
    assert raise_due_alerts(now=NOW + 90 * MINUTE) == 1


def test_urgent_work_due_in_opening_hours_wakes_nobody_at_night_but_work_due_at_night_does(clinic: Clinic) -> None:
    in_the_morning = urgent_task(clinic, now=NIGHT, minutes=10 * 60)
    assert raise_due_alerts(now=NIGHT + 5 * 60 * MINUTE) == 0

    urgent_task(clinic, now=NIGHT)
    assert raise_due_alerts(now=NIGHT + 30 * MINUTE) == 1
    in_the_morning.refresh_from_db()
    assert in_the_morning.alerts == 0


def test_routine_work_never_climbs_alone(clinic: Clinic) -> None:
    receive(clinic)

    assert raise_due_alerts(now=NOW + timedelta(days=3)) == 0


def test_whoever_took_an_emergency_and_went_quiet_is_asked_with_the_supervisors(clinic: Clinic) -> None:
    sam = make_staff(clinic, name="Sam")
    task = make_emergency(clinic)
    acknowledge(task_id=task.id, staff=sam, now=NOW)
    Task.objects.filter(id=task.id).update(claimed_until=NOW - timedelta(days=999))

    assert [raise_due_alerts(now=NOW + ASKED_AFTER - MINUTE), raise_due_alerts(now=NOW + ASKED_AFTER)] == [0, 1]
    assert sorted(told()) == ["Luis", "Sam"]
    message = Message.objects.filter(staff=sam).get()
    assert message.subject == "You took this. How did it go?"
    deliver_due(sender=Accepting(), clock=lambda: NOW + ASKED_AFTER, seconds=5)
    message.refresh_from_db()
    assert message.state == "sent"

    finish_task(task_id=task.id, staff=sam, outcome="reached", now=NOW + ASKED_AFTER)
    assert raise_due_alerts(now=NOW + 3 * ASKED_AFTER) == 0


def left(task: Task, sam: Staff, luis: Staff) -> None:
    let_go(staff=sam, to=None, actor=SYSTEM, now=NOW + MINUTE)


def left_to_an_heir(task: Task, sam: Staff, luis: Staff) -> None:
    let_go(staff=sam, to=luis, actor=SYSTEM, now=NOW + MINUTE)


def lost_their_role(task: Task, sam: Staff, luis: Staff) -> None:
    change_roles(clinic_id=task.clinic_id, staff_id=sam.id, roles=["auditor"], actor=SYSTEM, now=NOW + MINUTE)


def restricted(task: Task, sam: Staff, luis: Staff) -> None:
    restrict_lead(lead_id=task.lead_id, people=[luis.id], reason="A relative of Sam", staff=luis, now=NOW + MINUTE)


def put_back(task: Task, sam: Staff, luis: Staff) -> None:
    assign_task(task_id=task.id, staff=sam, to=None, now=NOW + MINUTE)


@pytest.mark.parametrize("taken_away", [left, left_to_an_heir, lost_their_role, restricted, put_back])
def test_an_emergency_that_its_taker_no_longer_holds_is_told_about_at_once_until_somebody_takes_it(clinic: Clinic, taken_away) -> None:
    sam, luis = make_staff(clinic, name="Sam"), Staff.objects.get(name="Luis")
    task = make_emergency(clinic)
    acknowledge(task_id=task.id, staff=sam, now=NOW)

    taken_away(task, sam, luis)
    for _twice in range(2):
        raise_due_alerts(now=NOW + MINUTE)
    assert told() == ["Dana"]
    task.refresh_from_db()
    assert (task.acknowledged_by, task.acknowledged_at) == (None, None)

    acknowledge(task_id=task.id, staff=luis, now=NOW + 2 * MINUTE)
    assert raise_due_alerts(now=NOW + 30 * MINUTE) == 0


def test_an_emergency_given_to_a_colleague_by_name_stays_taken(clinic: Clinic) -> None:
    sam, ruth = make_staff(clinic, name="Sam"), make_staff(clinic, name="Ruth")
    task = make_emergency(clinic)
    acknowledge(task_id=task.id, staff=sam, now=NOW)
    assign_task(task_id=task.id, staff=sam, to=ruth, now=NOW + MINUTE)
    assert raise_due_alerts(now=NOW + 2 * MINUTE) == 0


def test_an_emergency_that_was_handed_on_asks_whoever_holds_it_now(clinic: Clinic) -> None:
    sam, ruth = make_staff(clinic, name="Sam"), make_staff(clinic, name="Ruth")
    task = make_emergency(clinic)
    acknowledge(task_id=task.id, staff=sam, now=NOW)
    assign_task(task_id=task.id, staff=sam, to=ruth, now=NOW + MINUTE)

    assert [raise_due_alerts(now=NOW + ASKED_AFTER), raise_due_alerts(now=NOW + ASKED_AFTER)] == [1, 0]
    assert sorted(told()) == ["Luis", "Ruth"]


def test_an_emergency_whose_holder_leaves_is_told_about_anew_though_its_first_taker_is_there(clinic: Clinic) -> None:
    sam, ruth = make_staff(clinic, name="Sam"), make_staff(clinic, name="Ruth")
    task = make_emergency(clinic)
    acknowledge(task_id=task.id, staff=sam, now=NOW)
    assign_task(task_id=task.id, staff=sam, to=ruth, now=NOW + MINUTE)

    let_go(staff=ruth, to=None, actor=SYSTEM, now=NOW + 2 * MINUTE)
    raise_due_alerts(now=NOW + 2 * MINUTE)
    assert told() == ["Dana"]
    task.refresh_from_db()
    assert (task.acknowledged_by, task.assignee) == (None, None)


class Accepting:
    """A sender whose server takes everything."""

    def prepare(self, letter: object) -> object:
        return letter

    def send(self, prepared: object) -> Answer:
        return Answer(Outcome.ACCEPTED, "250")


def test_a_shift_is_told_before_the_standing_list(clinic: Clinic) -> None:
    ruth = make_staff(clinic, name="Ruth")
    add_shifts(clinic_id=clinic.id, shifts=[Shift(ruth.id, 1, 0, 1440)], actor=SYSTEM, now=NOW)
    make_emergency(clinic)

    for minutes in (0, 5, 10):
        raise_due_alerts(now=NOW + minutes * MINUTE)

    assert told() == ["Ruth", "Ruth", "Ruth", "Dana"]


def test_late_work_is_one_mail_an_hour_to_supervisors_in_staffed_time(clinic: Clinic) -> None:
    receive(clinic, token="one")
    receive(clinic, token="two", phone="(202) 555-0199")
    late = NOW + timedelta(hours=5)

    assert [tell_of_late_work(now=at) for at in (NOW, late, late + MINUTE)] == [0, 1, 1]
    assert told() == ["Luis"]
    message = Message.objects.get(staff__isnull=False)
    assert (message.subject, "Maria" in message.body) == ("Some work is late", False)
    assert tell_of_late_work(now=NIGHT) == 0
    assert tell_of_late_work(now=late + timedelta(hours=1)) == 1
    assert told() == ["Luis", "Luis"]


def test_late_work_of_another_clinic_is_not_told_here(clinic: Clinic) -> None:
    other = make_clinic()
    receive(other)

    tell_of_late_work(now=NOW + timedelta(hours=5))

    assert told() == []
