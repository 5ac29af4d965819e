"""The model of a course: reminders, late doses, the dangerous time, talks and tests. Written from the rules, not from the code."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.life.book import DAY, ROUTINE, SOON, URGENT, Book

LATE_CALL, MISSED, TALK_BEFORE, TALK_LEAD = timedelta(days=3), timedelta(days=7), 4, timedelta(days=7)
LAB_EVERY, LAB_LEAD = timedelta(days=180), timedelta(days=7)
REMIND = {"injection": (7, 2, 0), "tablet_daily": (5,)}
COVERS = {"injection": timedelta(days=28), "tablet_daily": timedelta(days=30)}


@dataclass
class Doses:
    """One course of one person."""

    book: Book
    medicine: str
    planned_on: date
    number: int = 1
    due: date | None = None
    marks: set[str] = field(default_factory=set)
    last_given: date | None = None
    lab_due: date | None = None
    window_since: date | None = None
    contacts: list[date] = field(default_factory=list)
    missed_on: date | None = None
    is_ended: bool = False
    is_stopped: bool = False

    def __post_init__(self) -> None:
        self.due = self.planned_on

    @property
    def covers(self) -> timedelta:
        """How long one dose lasts."""
        return COVERS[self.medicine]

    def watch(self, today: date) -> None:
        """What this day asks for."""
        due = self.due
        if due is not None:
            self._remind(due, today)
            self._work(due, today)
            if today >= due + MISSED:
                self._miss(today)
            if self._has_run_out(today) and not any(day > self._runs_out() for day in self.contacts):
                self._open_window("end_of_interval", SOON, today)
        if self.lab_due is not None and today >= self.lab_due - LAB_LEAD:
            self.book.ask_for("lab", ROUTINE, today)
        if self.window_since is not None and not self.is_stopped:
            self.book.ask_for("tolerance", SOON, today)

    def _remind(self, due: date, today: date) -> None:
        begun = [days for days in REMIND[self.medicine] if due - timedelta(days=days) <= today]
        if not begun or today > due or today > due - timedelta(days=min(begun)) + DAY:
            return
        self._mark(f"remind:{min(begun)}", today, is_mail=True)

    def _work(self, due: date, today: date) -> None:
        task = f"dose:{self.number}"
        if self.number == 1 and today >= due and self._mark("ready", today):
            self.book.ask_for(task, SOON, today)
        if self.number == TALK_BEFORE and today >= due - TALK_LEAD and self._mark("talk", today):
            self.book.ask_for(f"talk:{self.number}", ROUTINE, today)
        if today > due and self._mark("late", today, is_mail=True):
            self.book.ask_for(task, SOON, today)
        if today >= due + LATE_CALL and self._mark("late_call", today):
            self.book.ask_for(task, URGENT, today)

    def _mark(self, code: str, today: date, *, is_mail: bool = False) -> bool:
        if code in self.marks:
            return False
        self.marks.add(code)
        self.book.note("mark", self.number, code, today)
        if is_mail and self.book.has_mail:
            self.book.note("dose_mail", code, today)
        return True

    def _miss(self, today: date) -> None:
        self._mark("missed", today)
        self.book.note("dose", self.number, "missed")
        self._schedule(today + self.covers)
        self.missed_on = today
        self._open_window("missed", SOON, today)
        self.book.ask_for("prescriber", URGENT, today)

    def _schedule(self, due: date) -> None:
        self.number, self.due, self.marks, self.missed_on = self.number + 1, due, set(), None

    def _runs_out(self) -> date:
        return (self.last_given or date.max - self.covers) + self.covers

    def _has_run_out(self, today: date) -> bool:
        return self.last_given is not None and today > self._runs_out()

    def _open_window(self, reason: str, severity: int, today: date) -> None:
        if self.window_since is None:
            self.window_since = today
            self.book.note("window", reason, today)
        elif severity != URGENT:
            return
        self.book.ask_for("tolerance", severity, today)

    def give(self, today: date) -> None:
        """A dose was given: whatever waited for it is over."""
        late = self.number > 1 and self.due is not None and today > self.due
        self.book.note("dose", self.number, "late_given" if late else "given")
        self.book.end("prescriber", *[key for key in self.book.open if key.startswith("dose:")])
        self.close_window("dose", today)
        self.last_given, self.lab_due = today, self.lab_due or today + LAB_EVERY
        self._schedule(today + self.covers)

    def decline(self, today: date) -> None:
        """They chose not to take it."""
        self.book.note("dose", self.number, "declined")
        self.book.end(f"dose:{self.number}")
        self._schedule(max(self.due or today, today) + self.covers)
        self._open_window("declined", URGENT, today)

    def close_window(self, why: str, today: date) -> None:
        """A contact that was written down, or a dose."""
        if self.window_since is None:
            return
        self.window_since = None
        self.book.note("window_closed", why, today)
        self.book.end("tolerance")
        if why == "contact":
            self.contacts.append(today)

    def test_done(self, today: date) -> None:
        """The test was done."""
        self.book.end("lab")
        self.lab_due = today + LAB_EVERY

    def finish(self, today: date) -> None:
        """The course ended; what they had in them runs out."""
        self._drop()
        self.book.end("prescriber")
        if self.last_given is not None:
            self._open_window("stopped", URGENT, today)

    def stop(self, today: date, *, tells_prescriber: bool) -> None:
        """Everything was stopped for them."""
        is_running = not self.is_ended
        if is_running:
            self._drop()
        self.is_stopped = True
        self.book.end("tolerance")
        if is_running and tells_prescriber:
            self.book.ask_for("prescriber", SOON, today)

    def _drop(self) -> None:
        if self.due is not None:
            self.book.note("dose", self.number, "cancelled")
        self.due, self.lab_due, self.is_ended = None, None, True
        about = [key for key in self.book.open if key.startswith(("dose:", "talk:"))]
        self.book.end("lab", *about)
