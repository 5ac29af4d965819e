"""What became of everybody who wrote: people's own words, our rows, and the mail server's log, compared."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from bench.fire.crowd import Answer, Crowd, Person
from bench.fire.scenes import Scene
from bench.fire.stage import Stage

# Seconds within which the form answers while Redis or mail is dead; and within which a database is found again.
QUICK, HEALED = 1.5, 10.0
OPEN = {"pending", "claimed", "sending"}


@dataclass
class Window:
    """When a scene was played."""

    scene: Scene
    begin: float
    end: float

    def holds(self, answer: Answer, *, after: float = 0.0) -> bool:
        """Whether an answer was asked for and came in this scene, or within `after` seconds of it."""
        return self.begin <= answer.asked_at and answer.at <= self.end + after

    def hears(self, answer: Answer) -> bool:
        """Whether an answer was asked for in this scene, however late it came."""
        return self.begin <= answer.asked_at <= self.end

    def meets(self, answer: Answer, *, after: float) -> bool:
        """Whether somebody waited for an answer at any moment of this scene or of the `after` seconds behind it."""
        return self.begin <= answer.at and answer.asked_at <= self.end + after


@dataclass
class Verdict:
    """The counts, and what else was seen."""

    counts: dict[str, int]
    figures: dict[str, float] = field(default_factory=dict)


def judge(stage: Stage, crowd: Crowd, windows: list[Window]) -> Verdict:
    """Compare. `stuck` is asked last, after everything had its time."""
    fates = stage.ask("fates")
    accepted = stage.mail.accepted()
    messages = {message["to"]: message for message in fates["messages"]}
    waiting = set(fates["for_a_person"])
    confirmed = [person for person in crowd.people if person.is_confirmed]
    answers = crowd.answers()
    errors = [answer for answer in answers if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR]
    refusals = [answer for answer in errors if answer.status == HTTPStatus.SERVICE_UNAVAILABLE]
    for (state, why), count in sorted(Counter((message["state"], message["why"]) for message in fates["messages"]).items()):
        print(f"messages {state} {why}".rstrip().ljust(42), count)
    ours = {message["id"]: accepted[message["id"]] for message in fates["messages"]}
    missed = [person for person in confirmed if _is_lost(person, fates["leads"], messages, waiting, accepted)]
    outrun = [person for person in missed if _is_outrun(person, fates, windows)]
    lost = [person for person in missed if person not in outrun]
    for person in lost:
        told = messages.get(person.address, {})
        leads, state = fates["leads"].get(person.address, 0), told.get("state")
        why = told.get("why") or fates["reasons"].get(person.address, "")
        print(f"lost: {person.address} in {_scene_of(person, windows)}, leads {leads}, message {state} {why}")
    counts = {
        "lost": len(lost),
        "doubled": sum(times - 1 for times in ours.values() if times > 1) + _twins(fates["leads"], crowd.people),
        "uncertain": sum(message["state"] == "uncertain" for message in fates["messages"]),
        "stuck": stage.stuck(),
        "errors_5xx": len(errors) - len(refusals),
        "unavailable_503": len(refusals),
    }
    seen = {"refused_out_of_turn": _out_of_turn(refusals, windows), "outrun_by_the_clock": len(outrun)}
    return Verdict(counts, _figures(stage, crowd, windows, fates) | seen)


def _scene_of(person: Person, windows: list[Window]) -> str:
    return next((window.scene.name for window in windows if window.holds(person.heard[-1], after=1)), "between scenes")


def _is_lost(person: Person, leads: Mapping[str, int], messages: Mapping[str, Any], waiting: set[str], accepted: Counter[str]) -> bool:
    """Told that we have it, and nothing to show for it."""
    if person.address in waiting:
        return False
    message = messages.get(person.address)
    if person.address not in leads or message is None:
        return True
    if message["state"] == "sent":
        return accepted[message["id"]] == 0
    return message["state"] == "uncertain" and not message["told"]


def _is_outrun(person: Person, fates: Mapping[str, Any], windows: list[Window]) -> bool:
    """Whose acknowledgement a clock that jumped ahead by a day made too late: the lead stands, with a first contact for somebody."""
    if person.address not in fates["leads"] or fates["reasons"].get(person.address) != "too_late":
        return False
    return any(window.scene.name == "clock jumps" and person.heard[-1].asked_at <= window.end for window in windows)


def _twins(leads: Mapping[str, int], people: list[Person]) -> int:
    """Leads beyond the one of each person who began the form once; who began anew may have sent both."""
    return sum(leads.get(person.address, 1) - 1 for person in people if person.walks == 1)


def _out_of_turn(refusals: list[Answer], windows: list[Window]) -> int:
    """Honest refusals that no missing database or disk explains."""
    allowed = [window for window in windows if window.scene.may_refuse]
    return sum(not any(window.meets(refusal, after=HEALED) for window in allowed) for refusal in refusals)


def _figures(stage: Stage, crowd: Crowd, windows: list[Window], fates: Mapping[str, Any]) -> dict[str, float]:
    answers = crowd.answers()
    waits = [*answers, *crowd.silences()]
    dead = [wait for wait in waits if any(w.hears(wait) for w in windows if w.scene.is_quick)]
    slowness = stage.slowness()
    slow = [answer for answer in dead if answer.milliseconds > QUICK * 1000 * slowness.at(answer.asked_at, answer.at)]
    for answer in slow:
        print(f"slow: {answer.milliseconds:.0f} ms, status {answer.status}, control x {slowness.at(answer.asked_at, answer.at):.1f}")
    hangs = [wait for wait in crowd.silences() if any(w.hears(wait) for w in windows if w.scene.may_refuse)]
    every = sorted(answer.milliseconds for answer in answers)
    return {
        "people": len(crowd.people),
        "confirmed": sum(person.is_confirmed for person in crowd.people),
        "turned_away": sum(person.gave_up and not person.leaves for person in crowd.people),
        "tried_again": sum(person.tried_again for person in crowd.people),
        "accepted_by_mail_server": len(stage.mail.envelopes),
        "uncertain_unexplained": max(fates["uncertain"] - stage.doubts, 0),
        "unsealed": fates["unsealed"],
        "expired_in_time": stage.expired,
        "answer_p50_ms": percentile(0.5, every),
        "answer_p99_ms": percentile(0.99, every),
        "dead_redis_or_mail_answers": len(dead),
        "dead_redis_or_mail_slowest_ms": max((answer.milliseconds for answer in dead), default=0.0),
        "dead_redis_or_mail_p99_ms": percentile(0.99, [answer.milliseconds for answer in dead]),
        # Beyond what the control explains; by the clock alone.
        "dead_redis_or_mail_slower_than_1500_ms": len(slow),
        "dead_redis_or_mail_slower_by_the_clock": sum(answer.milliseconds > QUICK * 1000 for answer in dead),
        # Whoever asks while PostgreSQL or the disk is gone is told so, and not left waiting.
        "left_waiting": len(hangs),
        "control_worst": slowness.worst,
        "deadlocks": stage.deadlocks(),
    }


def percentile(share: float, values: list[float]) -> float:
    """The value below which `share` of all lie."""
    return round(sorted(values)[min(int(len(values) * share), len(values) - 1)], 1) if values else 0.0
