"""Runs with the product's settings: people in six zones, three days down around a change of the clock, and the days after.

Time is virtual. The people, their plans and check-ins are planned by the product; then nothing runs for 72 hours, a worker comes
back at three in the night of New York, a person gives their word at six, and the schedule comes by every hour.
"""

import argparse
import json
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from tests.environment import prepare

prepare()

from django.core.management import call_command

from bench.outcome import note
from bench.yard.people import agreed
from clinics.models import Clinic
from core.writing import write_rows
from followup.domain.aftercare.instruments import newest_version
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.backlog import note_backlogs, release_backlog
from followup.domain.delivering import deliver_due
from followup.domain.due import make_due
from followup.domain.letters import Answer, Letter, Outcome
from followup.domain.occurrences import plan_steps
from followup.domain.plan_sweeping import plan_due
from followup.domain.timing import at_minute
from followup.models import Aftercare, Backlog, CheckIn, Enrolment, Message, Occurrence, Plan
from intake.models import Lead
from tests.factories import make_staff
from tests.followup.plan_builders import email, make_live_clinic, make_plan

ZONES = ("America/New_York", "America/Los_Angeles", "America/Phoenix", "America/Santiago", "Europe/Madrid", "Pacific/Apia")
NEW_YORK = ZoneInfo(ZONES[0])
# The clocks of New York and Los Angeles go forward in the night in which the worker comes back, at three.
START = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)
BACK = datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
WORD_AT = BACK + timedelta(hours=3)
HOURS = 72
HOUR = timedelta(hours=1)
STEPS = 3
CHUNK = 200


class Mailbox:
    """The other side of the mail: it takes everything and remembers when."""

    def __init__(self) -> None:
        self.now = START
        self.taken: list[tuple[str, datetime]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def prepare(self, letter: Letter) -> Letter:
        return letter

    def send(self, letter: Letter) -> Answer:
        self.taken.append((letter.message_id, self.now))
        return Answer(Outcome.ACCEPTED)


def plant(due: int) -> None:
    """As many due steps and check-ins: three steps a person, every tenth has a check-in, every fifth address is known to both clinics."""
    clinics = [make_live_clinic(slug=f"clinic-{number}") for number in range(2)]
    plans = [make_plan(clinic, *_steps(is_critical=False), stops_on=()) for clinic in clinics]
    critical = make_plan(clinics[1], *_steps(is_critical=True), stops_on=())
    versions = [newest_version(clinic=clinic, code="three-questions", now=START) for clinic in clinics]
    waiting: list[Any] = []
    for number in range(due // STEPS):
        which = number % 2
        # Two clinics that both write routine letters to one address are what the caps are there for.
        plan = critical if which and number // 2 % 2 else plans[which]
        waiting.append(list(_one(number, plan, versions[which])))
        if len(waiting) == CHUNK:
            _write(waiting)
            waiting = []
    _write(waiting)


def _steps(*, is_critical: bool) -> list[Any]:
    """One a day; in a critical plan the last one is critical."""
    last = {"step_class": "critical"} if is_critical else {}
    return [email(f"d{day}", day, expires_minutes=2 * 1440, **(last if day == STEPS else {})) for day in range(1, STEPS + 1)]


def _one(number: int, plan: Plan, version: Any) -> Any:
    # Pairs of neighbours belong to two clinics; every fifth pair is one address.
    address = f"b{number // 2 if number // 2 % 5 == 0 else number + 10**7}@people.example"
    clinic, zone = plan.clinic, ZONES[number // 2 % len(ZONES)]
    one = agreed(clinic=clinic, name=f"P {number}", address=address, now=START, purposes=("inquiry", "check_ins"))
    person, lead = one.person, one.lead
    yield from one.rows
    yield Enrolment(
        clinic=clinic,
        person=person,
        lead=lead,
        plan=plan,
        version=plan.current,
        reason="by_hand",
        anchors={"enrolment": {"at": START.isoformat(), "set_at": START.isoformat(), "sequence": 0}},
        zone=zone,
        zone_source="staff",
        language="en",
        created_at=START,
        next_plan_at=START,
    )
    if number % 10 == 0:
        yield from _check_in(lead, zone, version)


def _check_in(lead: Lead, zone: str, version: Any) -> Any:
    """Due by e-mail on the day before the worker comes back."""
    day = date(2027, 3, 13)
    aftercare = Aftercare(
        clinic=lead.clinic,
        person=lead.contact_person,
        lead=lead,
        entry="by_hand",
        entered_at=START,
        started_on=date(2027, 3, 6),
        zone=zone,
        language="en",
        asked_by="email",
        instrument_code="three-questions",
        state_at=START,
    )
    yield aftercare
    yield CheckIn(
        clinic=lead.clinic,
        aftercare=aftercare,
        sequence=1,
        instrument_version=version,
        asked_by="email",
        due_on=day,
        due_minute=600,
        zone=zone,
        due_at=at_minute(day, 600, ZoneInfo(zone)),
    )


def _write(people: list[list[Any]]) -> None:
    write_rows(row for rows in people for row in rows)
    for rows in people:
        for row in rows:
            if isinstance(row, Enrolment):
                plan_steps(enrolment=row, now=START)


def live(mailbox: Mailbox) -> dict[str, int]:
    """The worker comes back; what the first hours showed."""
    seen = {"held": 0, "before_the_word": 0}
    for hour in range(HOURS):
        now = mailbox.now = BACK + hour * HOUR
        if now == WORD_AT:
            seen = {
                "held": Backlog.objects.filter(decided_at=None).count(),
                "before_the_word": len(mailbox.taken) + Message.objects.count(),
            }
            for backlog in Backlog.objects.filter(decided_at=None).select_related("clinic"):
                release_backlog(backlog_id=backlog.id, staff=make_staff(backlog.clinic), reason="The machine is back.", now=now)
        note_backlogs(now=now)
        plan_due(now=now)
        while make_due(now=now, limit=500):
            pass
        # Its sweep takes two hundred a turn, and comes by every minute.
        for _turn in range(1 + CheckIn.objects.filter(state="planned", due_at__lte=now).count() // 200):
            sweep_aftercare(now=now)
        deliver_due(sender=mailbox, clock=lambda: mailbox.now, seconds=3600)
        note(f"{now:%a %H:%M} UTC: {len(mailbox.taken)} letters so far")
    return seen


def judge(mailbox: Mailbox, due: int) -> dict[str, int]:
    """Count whatever should not have happened."""
    related = ("occurrence__enrolment", "occurrence__step", "contact_point")
    messages = {one.message_id.strip("<>"): one for one in Message.objects.select_related(*related)}
    zones = dict(Aftercare.objects.values_list("lead_id", "zone"))
    found = Counter(dict.fromkeys(("outside_hours", "after_expiry", "over_caps", "at_night_in_new_york", "letters"), 0))
    days: dict[str, list[date]] = {}
    # Of one hour, in the order in which they were written: ids grow.
    for message_id, at in sorted(mailbox.taken, key=lambda one: (one[1], messages[one[0].strip("<>")].id)):
        message = messages[message_id.strip("<>")]
        step = getattr(message, "occurrence", None)
        zone = ZoneInfo(step.enrolment.zone if step else zones[message.lead_id])
        local = at.astimezone(zone)
        found["outside_hours"] += not 9 <= local.hour < 19
        found["after_expiry"] += at >= message.expires_at
        found["at_night_in_new_york"] += zone == NEW_YORK and at < BACK + timedelta(hours=6)
        before = days.setdefault(message.to_address, [])
        if step and step.step.step_class == "routine":
            found["over_caps"] += local.date() in before or sum(local.date() - timedelta(days=6) <= day for day in before) >= 3
        # What is critical and what asks how somebody is are not put off, but count.
        before.append(local.date())
        found["letters"] += 1
    open_steps = Occurrence.objects.filter(state="planned").count()
    open_checks = CheckIn.objects.filter(state="planned", due_on__lte=date(2027, 3, 13)).count()
    unsent = Message.objects.filter(state__in=["pending", "claimed", "sending"], expires_at__lte=mailbox.now).count()
    found["stuck"] = open_steps + open_checks + unsent
    found["doubled"] = len(mailbox.taken) - len({one[0] for one in mailbox.taken})
    found["lost"] = due - Occurrence.objects.count()
    for state in ("done", "skipped", "expired", "cancelled"):
        found[f"steps_{state}"] = Occurrence.objects.filter(state=state).count()
    found["check_ins_asked"] = CheckIn.objects.filter(sequence=1, state__in=["sent", "missed"]).count()
    return {name: int(count) for name, count in found.items()}


def main() -> None:
    """Plant, live, judge, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--due", type=int, required=True)
    due = parser.parse_args().due // STEPS * STEPS
    call_command("migrate", verbosity=0)
    begun = time.monotonic()
    plant(due)
    Clinic.objects.update(backlog_limit=min(500, due // 6))
    planted, mailbox = time.monotonic(), Mailbox()
    seen = live(mailbox)
    found = judge(mailbox, due)
    print(json.dumps({"due": due, **seen, **found, "plant_s": round(planted - begun), "live_s": round(time.monotonic() - planted)}))


if __name__ == "__main__":
    main()
