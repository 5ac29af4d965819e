"""Lives through the product: its verbs with the time as an argument, from one day's moments to the next."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from bench.life.asked import CheckIns
from bench.life.book import DAY, Book, day_of, moment
from bench.life.doing import ACTS
from bench.life.person import Act, Person
from clinics.models import Clinic, Staff
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.alerting import raise_due_alerts
from followup.domain.delivering import deliver_due
from followup.domain.letters import Answer, Letter, Outcome
from followup.domain.medication.watching import watch_courses
from followup.models import Aftercare
from intake.domain.claiming import sweep_claims
from intake.models import Task
from tests.factories import make_staff
from tests.followup.aftercare.builders import agree
from tests.followup.builders import go_live, make_lead, make_mailing_clinic

START = date(2026, 11, 17)
# People enter over so many days.
ENTERING = 14
# What the schedule calls, in this order; each is one step that may be lost and done again.
STEPS: dict[str, Callable[..., Any]] = {
    "claims": sweep_claims,
    "aftercare": sweep_aftercare,
    "medication": watch_courses,
    "alerts": raise_due_alerts,
}
# Hours of a day on which the schedule comes by, and what it does then.
MORNING, AFTERNOON = ("claims", "aftercare", "medication"), ("aftercare", "alerts")
Sweeper = Callable[[str, datetime], None]


def sweep_here(step: str, now: datetime) -> None:
    """One step in this process."""
    STEPS[step](now=now)


@dataclass
class Mailbox:
    """The other side of the mail: it takes everything and remembers when."""

    taken: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    def prepare(self, letter: Letter) -> Letter:
        """Nothing to build."""
        return letter

    def send(self, letter: Letter) -> Answer:
        """Take it."""
        self.taken.append((letter.message_id, letter.to_address))
        return Answer(Outcome.ACCEPTED)


@dataclass
class World:
    """A clinic, its people, and the days."""

    people: list[Person]
    sweep: Sweeper = sweep_here
    outages: frozenset[date] = frozenset()
    mailbox: Mailbox = field(default_factory=Mailbox)
    leads: dict[int, Any] = field(default_factory=dict)
    refused: Counter[tuple[str, ...]] = field(default_factory=Counter)
    late_letters: Counter[str] = field(default_factory=Counter)
    ticks: int = 0
    told_at: list[datetime] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> None:
        """A live clinic with a clinician, and everybody's inquiry."""
        go_live()
        self.clinic: Clinic = make_mailing_clinic(slug="long-road")
        self.staff: Staff = make_staff(self.clinic, roles=("clinician",), name="Noor")
        for person in self.people:
            lead = make_lead(self.clinic, now=moment(START, 8), email=f"p{person.number}@example.org", name=f"P{person.number}")
            agree(lead, now=moment(START, 8))
            agree(lead, now=moment(START, 8), purpose="medication")
            self.leads[person.number] = lead
        Task.objects.filter(clinic=self.clinic).update(state="done", done_at=moment(START, 8))

    def live(self, days: int) -> None:
        """Day after day; on a day of an outage nobody sweeps and nothing is sent, while people go on living."""
        for passed in range(days):
            day = START + timedelta(days=passed)
            self._enter(day)
            self._tick(moment(day, 10, 1), MORNING)
            self._act(day)
            self._tick(moment(day, 16, 1), AFTERNOON)

    def _enter(self, day: date) -> None:
        for person in self.people:
            if person.enters_on == day:
                ACTS["enter"](self, person, Act("enter", moment(day, 9)))
                person.check_ins = CheckIns(person.book, day)

    def _tick(self, now: datetime, steps: tuple[str, ...]) -> None:
        if day_of(now) in self.outages:
            return
        self.ticks += 1
        for step in steps:
            self.sweep(step, now)
            self.told_at += [now] if step == "alerts" else []
            for person in self.people:
                person.follow(step, now)
        self._deliver(now)

    def _deliver(self, now: datetime) -> None:
        before = len(self.mailbox.taken)
        while deliver_due(sender=self.mailbox, clock=lambda: now, seconds=60):
            pass
        stopped = {f"p{person.number}@example.org" for person in self.people if person.book.stopped_on}
        self.late_letters.update(to for _id, to in self.mailbox.taken[before:] if to in stopped)

    def _act(self, day: date) -> None:
        for person in self.people:
            if person.enters_on >= day:
                continue
            for act in person.acts(moment(day, 12)):
                if person.can(act):
                    self._do(person, act)
                    person.undergo(act)
                    self.acts[act.what] += 1

    def _do(self, person: Person, act: Act) -> None:
        """What should be possible and isn't is a finding, and life goes on."""
        try:
            ACTS[act.what](self, person, act)
        except Exception as error:  # noqa: BLE001  whatever the product refused with
            self.refused[("refused", str(person.number), act.what, type(error).__name__, str(day_of(act.at)))] += 1

    def aftercare_of(self, person: Person) -> Aftercare:
        """Their row."""
        return Aftercare.objects.get(lead=self.leads[person.number])


def make_world(*, people: int, days: int, seed: str, sweep: Sweeper = sweep_here) -> World:
    """So many people, and the days on which nothing of ours ran, all by the seed."""
    chance = Book(f"{seed}/world").chance("outages")
    outages: set[date] = set()
    for _outage in range(max(days // 75, 1)):
        first = START + timedelta(days=chance.randrange(5, max(days - 8, 6)))
        outages.update(first + DAY * passed for passed in range(chance.choice((1, 1, 2, 3, 5))))
    # Everything is found by the last turn.
    outages -= {START + DAY * passed for passed in range(days - 2, days + 5)}
    members = [Person(number, Book(f"{seed}/{number}"), START + DAY * (number % ENTERING), 0.3 / days) for number in range(people)]
    return World(members, sweep, frozenset(outages))
