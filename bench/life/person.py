"""One made-up person: what they and staff do on a day, decided by chance and by the model alone, never by the product's rows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bench.life.asked import CALL, DANGER, NEUTRAL, CheckIns
from bench.life.book import DAY, URGENT, Book, day_of
from bench.life.doses import Doses

# Tasks that staff look at and end, after some days.
_LOOKED_AT = ("escalation", "stopped", "address", "end_of_time", "unreached", "prescriber")
REASONS = ("died", "wrong_person", "unsafe", "custody")


@dataclass(frozen=True)
class Act:
    """Something that happens at `at`: a name, and what it needs."""

    what: str
    at: datetime
    about: Any = None


@dataclass
class Person:
    """Their number, their book, and what they are in."""

    number: int
    book: Book
    enters_on: date
    # How likely everything is stopped for them on any one day.
    stops: float = 0.0
    check_ins: CheckIns | None = None
    doses: Doses | None = None

    def is_low(self) -> bool:
        """Whether tolerance may be low."""
        return self.doses is not None and self.doses.window_since is not None

    def follow(self, step: str, now: datetime) -> None:
        """What one step of the schedule must do about them."""
        if step == "aftercare" and self.check_ins is not None:
            self.check_ins.sweep(now, is_low=self.is_low())
        elif step == "medication" and self.doses is not None:
            self.doses.watch(day_of(now))

    def acts(self, now: datetime) -> list[Act]:
        """What is done about them today; each is decided after the one before it has had its effect."""
        if self.check_ins is None or self.book.stopped_on is not None:
            return self._of_tasks(now)
        if self.book.chance("stop", day_of(now)).random() < self.stops:
            return [Act("stop_everything", now, self.book.chance("why").choice(REASONS))]
        return [*self._of_mail(now), *self._of_call(now), *self._of_doses(now), *self._of_tasks(now)]

    def _of_mail(self, now: datetime) -> list[Act]:
        one = self.check_ins.waiting(now) if self.check_ins else None
        if one is None:
            return []
        chance = self.book.chance("mail", one.number)
        kind, after = chance.random(), chance.choice((0, 0, 0, 1, 2, 3, 5))
        if (day_of(now) - day_of(one.at)).days != after:
            return []
        if kind < 0.01 and self.book.has_mail and after == 0:
            return [Act("bounce", now, one)]
        if kind < 0.018 and self.check_ins and self.check_ins.state == "active":
            return [Act("stop_mail", now, one)]
        if kind > 0.72:
            return []
        said = [self._says(one.number, "first")]
        if kind < 0.1:
            said.append(self._says(one.number, "second"))
            if self.book.chance("changes their mind", one.number).random() < 0.5:
                # The call that had time until the end of the week is wanted today.
                said = [words | {"call": call} for words, call in zip(said, ("week", "today"), strict=True)]
        return [Act("answer", now + timedelta(minutes=30 * number), (one, words)) for number, words in enumerate(said)]

    def _says(self, *about: object) -> dict[str, str]:
        chance = self.book.chance("says", *about)
        how = chance.choices(("good", "ok", "hard", "help"), (60, 25, 13, 2))[0]
        call = chance.choices(("", "no", "week", "today"), (50, 35, 10, 5))[0]
        words = chance.choices(("", NEUTRAL, DANGER), (88, 11, 1))[0]
        return {key: value for key, value in (("how", how), ("call", call), ("words", words)) if value}

    def _of_call(self, now: datetime) -> list[Act]:
        call = self.book.open.get(CALL)
        if call is None or self.check_ins is None:
            return []
        chance = self.book.chance("call", call.since, call.attempts, day_of(now))
        if chance.random() > (0.9 if call.severity <= URGENT else 0.35):
            return []
        newest = self.check_ins.asked[-1] if self.check_ins.asked else None
        is_by_phone = newest is not None and newest.by == "phone" and newest.answered_at is None and not newest.cancelled
        if is_by_phone and newest is not None and chance.random() < 0.5:
            return [Act("phone", now, (newest, self._says(newest.number, "phone")))]
        return [Act("reach" if chance.random() < 0.6 else "try", now)]

    def _of_doses(self, now: datetime) -> list[Act]:
        today, doses = day_of(now), self.doses
        if doses is None:
            wants = self.book.chance("course").random() < 0.5 and today == self.enters_on + DAY * 3
            return [Act("plan", now, self.book.chance("medicine").choice(("injection", "injection", "tablet_daily")))] if wants else []
        acts = [Act("test", now)] if self.book.waited("lab", today) > self.book.chance("lab", today).randrange(12) else []
        acts += self._of_window(doses, now)
        return [*acts, *self._of_dose(doses, now)]

    def _of_window(self, doses: Doses, now: datetime) -> list[Act]:
        today = day_of(now)
        waited = self.book.waited("tolerance", today)
        chance = self.book.chance("talk", today)
        if waited < 0 or chance.random() > 0.3:
            return []
        # Some only tick the task off: then nobody has spoken with them, and the work comes back.
        return [Act("tick_off" if chance.random() < 0.2 else "talk", now)]

    def _of_dose(self, doses: Doses, now: datetime) -> list[Act]:
        if doses.due is None:
            return []
        today, chance = day_of(now), self.book.chance("dose", doses.number)
        kind, late, early = chance.random(), chance.randint(1, 6), chance.random()
        if doses.contacts and early < 0.3 and doses.last_given and today > doses.last_given + doses.covers:
            return [Act("give", now)] if today >= doses.last_given + doses.covers + DAY * 10 else []
        wanted = {"give": 0 if kind < 0.66 else late if kind < 0.80 else None, "decline": 0 if 0.80 <= kind < 0.88 else None}
        wanted["end"] = 0 if kind >= 0.97 else None
        return [Act(what, now) for what, days in wanted.items() if days is not None and today == doses.due + DAY * days]

    def _of_tasks(self, now: datetime) -> list[Act]:
        today = day_of(now)
        keys = [key for key in self.book.open if key in _LOOKED_AT or key.startswith("talk:")]
        return [
            Act("finish", now, key) for key in keys if self.book.waited(key, today) > self.book.chance("looks", key, today).randrange(6)
        ]

    def undergo(self, act: Act) -> None:
        """What follows from an act, by the model."""
        today, book, check_ins, doses = day_of(act.at), self.book, self.check_ins, self.doses
        if act.what == "finish":
            book.end(act.about)
        elif act.what == "plan":
            self.doses = Doses(book, act.about, today)
        elif check_ins is not None and act.what in {"answer", "phone"}:
            check_ins.answer(act.about[0], act.about[1], act.at)
        elif check_ins is not None and act.what in {"reach", "try", "stop_mail", "bounce", "stop_everything"}:
            self._undergo_mail(act, check_ins, today)
        elif doses is not None:
            {"give": doses.give, "decline": doses.decline, "end": doses.finish, "test": doses.test_done}.get(act.what, lambda _day: None)(
                today
            )
            if act.what == "talk":
                doses.close_window("contact", today)
            elif act.what == "tick_off":
                book.end("tolerance")

    def _undergo_mail(self, act: Act, check_ins: CheckIns, today: date) -> None:
        if act.what == "reach":
            check_ins.reach()
        elif act.what == "try":
            check_ins.try_in_vain(today)
        elif act.what == "stop_mail":
            check_ins.stop(today, is_low=self.is_low())
        elif act.what == "bounce":
            self.book.has_mail = False
        else:
            self.book.stopped_on = act.at
            check_ins.end()
            if self.doses is not None:
                self.doses.stop(today, tells_prescriber=act.about in {"unsafe", "custody"})

    def can(self, act: Act) -> bool:
        """Whether it still makes sense after what was done before it on the same day."""
        needs = {"try": CALL, "reach": CALL, "talk": "tolerance", "tick_off": "tolerance", "test": "lab", "finish": str(act.about)}
        if act.what in {"give", "decline", "end"} and (self.doses is None or self.doses.due is None):
            return False
        return act.what not in needs or needs[act.what] in self.book.open
