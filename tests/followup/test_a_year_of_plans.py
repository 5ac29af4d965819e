"""A year of virtual time in twelve zones, with outages, both changes of the clock and moves between zones.

What is expected is worked out here in another way than the product does it: by walking the local calendar day by day and
asking the zone itself. Both bounds are checked: nothing that was expected is missing, nothing else was sent.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.domain.due import make_due
from followup.domain.enrolling import change_zone
from followup.domain.plan_content import PlanContent, StepContent
from followup.domain.plan_editing import Settings, create_plan, publish_version
from followup.domain.plan_sweeping import plan_due
from followup.domain.timing import wall_clock
from followup.models import Enrolment, Message, Occurrence, Plan
from followup.states import PlanMode
from tests.factories import make_clinic, make_staff
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, make_text

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "Europe/Madrid",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
]
START = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
# The machine stands still, in hours of the year: a night, a day, and four days around a change of the clock.
OUTAGES = [(1200, 1210), (1640, 1736), (4000, 4024), (7300, 7372)]
HOUR = timedelta(hours=1)
# Two of them move, one to the west and one to the east, in the middle of a week.
MOVES = {"America/New_York": (3001, "America/Los_Angeles"), "Europe/Madrid": (5050, "Asia/Kathmandu")}
# Every Sunday, the day on which most clocks change, at nine and in the small hours in turn.
STEP_DAYS = list(range(6, 364, 7))
MINUTES = (150, 9 * 60, 90)


def is_down(hour: int) -> bool:
    return any(begins <= hour < ends for begins, ends in OUTAGES)


def shown_at(at: datetime, zone: ZoneInfo) -> tuple[date, int]:
    local = at.astimezone(zone)
    return local.date(), local.hour * 60 + local.minute


def first_moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The first moment of the day at which the clock shows this minute or a later one: found by walking."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    while shown_at(at, zone) < (day, minute):
        at += timedelta(minutes=15)
    return at


def minute_of(day: int) -> int:
    return MINUTES[day // 7 % 3]


def steps() -> tuple[StepContent, ...]:
    always = {"opens_minute": 0, "closes_minute": 1440, "expires_minutes": 12 * 60}
    return tuple(email(f"d{day}", day, local_minute=minute_of(day), **always) for day in STEP_DAYS)


def expected(enrolment: Enrolment, zones: list[tuple[datetime, str]]) -> dict[str, datetime]:
    """Step → the tick at which its message is written, as a person would work it out with a calendar and a clock."""
    found: dict[str, datetime] = {}
    for days in STEP_DAYS:
        due = None
        for begins, name in zones:
            zone = ZoneInfo(name)
            at = first_moment(enrolment.created_at.astimezone(zone).date() + timedelta(days=days), minute_of(days), zone)
            # Whatever zone holds at the moment the step is due decides; a step done before a move stays done.
            if due is None or due >= begins:
                due = at
        tick = next_tick(due)
        if tick < due + timedelta(hours=12):
            found[f"d{days}"] = tick
    return found


def next_tick(due: datetime) -> datetime:
    hours = -(-(due - START) // HOUR)
    while is_down(hours):
        hours += 1
    return START + hours * HOUR


@pytest.mark.embedded
def test_a_year_in_twelve_zones_sends_what_is_expected_and_nothing_else() -> None:
    clinic = make_live_clinic(zone="UTC")
    staff = make_staff(clinic)
    plan = create_plan(clinic=clinic, code="year", settings=Settings("Year", "inquiry"), staff=None, now=START)
    publish_version(plan=plan, content=PlanContent(steps=steps(), stops_on=()), staff=None, now=START)
    Plan.objects.update(mode=PlanMode.LIVE)
    plan.refresh_from_db()
    people = {}
    for number, zone in enumerate(ZONES):
        people[zone] = enrol(plan, now=START, email=f"z{number}@example.org")
        change_zone(enrolment_id=people[zone].id, zone=zone, staff=staff, now=START)
    for hour in hours_of_work():
        now = START + hour * HOUR
        for zone, (at, other) in MOVES.items():
            if at == hour:
                change_zone(enrolment_id=people[zone].id, zone=other, staff=staff, now=now)
        if not is_down(hour):
            plan_due(now=now)
            make_due(now=now)
    for zone, enrolment in people.items():
        zones = [(START, zone), *([(START + MOVES[zone][0] * HOUR, MOVES[zone][1])] if zone in MOVES else [])]
        sent = {row.step_key: row.message.created_at for row in Occurrence.objects.filter(enrolment=enrolment, state="done")}
        assert sent == expected(enrolment, zones), zone
    rest = Occurrence.objects.exclude(state="done").values_list("state", "reason").distinct()
    assert set(rest) == {("expired", "overdue")}
    assert Message.objects.count() == Occurrence.objects.filter(state="done").count()


def hours_of_work() -> Iterator[int]:
    """Every hour at which something waits, and the hours of the moves; the others would change nothing."""
    hour = 0
    while hour < 365 * 24:
        yield hour
        due = Occurrence.objects.filter(state="planned").order_by("due_at").values_list("due_at", flat=True).first()
        plan_at = Enrolment.objects.filter(state="active").order_by("next_plan_at").values_list("next_plan_at", flat=True).first()
        moments = [at for at in (due, plan_at) if at is not None]
        wanted = [-(-(at - START) // HOUR) for at in moments] + [at for at, _zone in MOVES.values() if at > hour]
        if not wanted:
            return
        hour = max(min(wanted), hour + 1)


def test_72_hours_down_with_a_backlog_sends_nothing_outside_hours_late_or_over_the_caps() -> None:
    """Six zones, three overdue steps each and two plans; the machine comes back at three in the night of New York."""
    clinic = make_live_clinic()
    other = make_clinic()
    make_text(other)
    staff = [make_staff(clinic), make_staff(other)]
    zones = [*ZONES[:5], "Pacific/Apia"]
    start = datetime(2027, 3, 11, 15, 0, tzinfo=UTC)
    plans = [
        make_plan(found, email("a", 1), email("b", 2), email("c", 3, step_class="critical" if found == other else "routine"), stops_on=())
        for found in (clinic, other)
    ]
    for number in range(60):
        enrolment = enrol(plans[number % 2], now=start, email=f"b{number}@example.org")
        change_zone(enrolment_id=enrolment.id, zone=zones[number % 6], staff=staff[number % 2], now=start)
    back = datetime(2027, 3, 14, 8, 0, tzinfo=UTC)
    for hour in range(72):
        make_due(now=back + hour * HOUR, limit=500)
    assert Occurrence.objects.filter(state="planned").count() == 0
    assert Occurrence.objects.count() == 180
    for row in Occurrence.objects.filter(state="done").select_related("message", "enrolment"):
        local = wall_clock(row.message.created_at, ZoneInfo(row.enrolment.zone))
        assert 9 <= local.hour < 19
        assert row.message.created_at < row.expires_at
    days: dict[tuple[object, date], int] = {}
    for message in Message.objects.select_related("occurrence__enrolment"):
        zone = ZoneInfo(message.occurrence.enrolment.zone)
        key = message.contact_point_id, wall_clock(message.created_at, zone).date()
        days[key] = days.get(key, 0) + 1
    assert set(days.values()) == {1}
    assert Message.objects.filter(created_at__lt=back + timedelta(hours=5), occurrence__enrolment__zone="America/New_York").count() == 0
