"""The model of check-ins: when somebody is asked, reminded, missed and flagged. Written from the rules, not from the code."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bench.life.book import DAY, EMERGENCY, ROUTINE, SOON, URGENT, Book, day_of, moment

# Every so many days until that day: the ready rhythm.
RHYTHM = ((56, 7), (364, 14), (546, 28), (728, 91))
STEP_UP, STRICT = timedelta(days=28), timedelta(days=30)
REMIND, MISS = timedelta(days=2), timedelta(days=4)
TOO_LATE, LINK_LIVES = timedelta(hours=48), timedelta(days=7)
CALL = "call"
# Answer → flag, severity; a hard day asks more often for a while.
RAISED = {
    ("how", "hard"): ("hard_time", SOON),
    ("how", "help"): ("help_now", EMERGENCY),
    ("call", "today"): ("asked_call", URGENT),
    ("call", "week"): ("asked_call", ROUTINE),
}
NEUTRAL, DANGER = "My sister is visiting.", "I am going to kill myself tonight."


@dataclass
class Asked:
    """One time somebody was asked."""

    number: int
    due: date
    at: datetime
    by: str
    reminded: bool = False
    missed: bool = False
    answered_at: datetime | None = None
    said: dict[str, str] = field(default_factory=dict)
    raised: set[tuple[str, int]] = field(default_factory=set)
    cancelled: bool = False

    def is_open(self, now: datetime) -> bool:
        """Whether its link takes an answer."""
        return self.by == "email" and not self.cancelled and self.answered_at is None and now < self.at + LINK_LIVES


@dataclass
class CheckIns:
    """The check-ins of one person."""

    book: Book
    start: date
    due: date | None = None
    state: str = "active"
    step_until: date | None = None
    unanswered: int = 0
    asked: list[Asked] = field(default_factory=list)
    is_over: bool = False

    def __post_init__(self) -> None:
        self.due = self._after(self.start, self.start)

    def _after(self, last: date, today: date) -> date | None:
        passed = (last - self.start).days
        every = next((days for until, days in RHYTHM if passed < until), None)
        if self.step_until is not None and last < self.step_until:
            every = min(7, every or 7)
        return max(last + timedelta(days=every), today + DAY) if every else None

    def _go_on(self, last: date, today: date) -> None:
        self.due = self._after(last, today)
        if self.due is None and not self.is_over:
            self.is_over = True
            self.book.flag("end_of_time", "end_of_time", ROUTINE, today)

    def sweep(self, now: datetime, *, is_low: bool) -> None:
        """One turn: ask, remind, notice silence. `is_low`: tolerance may be low."""
        if self.state != "active":
            return
        if self.due is not None and moment(self.due, 10) <= now:
            self._ask(now)
        for one in self.asked:
            if one.by == "email" and one.answered_at is None and not one.missed and not one.cancelled:
                self._remind_or_miss(one, now, is_low=is_low)

    def _ask(self, now: datetime) -> None:
        due, today = self.due or day_of(now), day_of(now)
        if now - moment(due, 10) > TOO_LATE:
            self.book.note("left_out", today)
            self._go_on(today, today)
            return
        by = "email" if self.book.has_mail else "phone"
        self.asked.append(Asked(len(self.asked) + 1, due, now, by))
        self.book.note("asked", by, today)
        if by == "phone":
            self.book.ask_for(CALL, ROUTINE, today)
            self.book.flag("address", "address", SOON, today)
        self._go_on(min(due, today), today)

    def _remind_or_miss(self, one: Asked, now: datetime, *, is_low: bool) -> None:
        today, asked_on = day_of(now), day_of(one.at)
        if moment(asked_on + MISS, 10) <= now:
            one.missed = True
            self.unanswered += 1
            self.book.note("missed", today)
            is_strict = today < self.start + STRICT or is_low
            if self.unanswered >= (1 if is_strict else 2):
                self.book.flag("silence", CALL, SOON, today)
        elif moment(asked_on + REMIND, 10) <= now and not one.reminded:
            one.reminded = True
            if self.book.has_mail:
                self.book.note("reminder", today)

    def answer(self, one: Asked, said: dict[str, str], now: datetime) -> None:
        """They answered, by themselves or on the phone."""
        if one.said == said:
            return
        today = day_of(now)
        one.said, one.answered_at, self.unanswered = said, one.answered_at or now, 0
        self.book.note("answer", today)
        self.book.flags = [(kind, key) for kind, key in self.book.flags if kind != "silence"]
        if not any(key == CALL for _kind, key in self.book.flags):
            self.book.end(CALL)
        self._raise(one, said, today)
        if self.state == "active":
            self._go_on(max([self.start, *(each.due for each in self.asked)]), today)

    def _raise(self, one: Asked, said: dict[str, str], today: date) -> None:
        found = [RAISED[pair] for pair in said.items() if pair in RAISED]
        if said.get("words") == DANGER:
            found.append(("danger", EMERGENCY))
        if said.get("words"):
            found.append(("words", ROUTINE))
        for kind, severity in found:
            if (kind, severity) in one.raised:
                continue
            one.raised.add((kind, severity))
            self.book.flag(kind, "escalation" if severity == EMERGENCY else CALL, severity, today)
            if kind in {"hard_time", "help_now", "danger"}:
                self.step_until = max(self.step_until or today, today + STEP_UP)

    def reach(self) -> None:
        """Somebody spoke with them."""
        self.unanswered = 0
        self.book.flags.clear()
        self.book.end(CALL)

    def try_in_vain(self, day: date) -> None:
        """Nobody answered the phone; the third time a person reviews it. What is urgent is tried on and on."""
        call = self.book.open[CALL]
        call.attempts += 1
        if call.attempts >= 3 and call.severity > URGENT:
            self.book.end(CALL)
            self.book.ask_for("unreached", SOON, day)

    def stop(self, day: date, *, is_low: bool) -> None:
        """They stopped the mail by its link."""
        self.state, self.due = "paused", None
        self._cancel()
        self.book.flag("stopped", "stopped", SOON if is_low else ROUTINE, day)

    def end(self) -> None:
        """Everything was stopped for them."""
        self.state, self.due = "ended", None
        self._cancel()
        self.book.end(CALL, "stopped", "address", "end_of_time", "unreached")

    def _cancel(self) -> None:
        for one in self.asked:
            one.cancelled = one.cancelled or (not one.missed and one.answered_at is None)

    def waiting(self, now: datetime) -> Asked | None:
        """The newest check-in that a link may answer now."""
        return next((one for one in reversed(self.asked) if one.is_open(now) and self.state != "ended"), None)
