"""The plan editor's form: one page of steps, read into a draft as it was typed, right or wrong, so that nothing is lost."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict

from followup.domain.plan_checking import MOST_STEPS

_DAY_MINUTES = 24 * 60
_TEXTS = ("key", "anchor", "unit", "action", "step_class", "template_code", "task_kind", "task_reason", "on_missed")
_MOST_TYPED = 400
NEW_STEP: Mapping[str, Any] = {
    "anchor": "enrolment",
    "amount": 1,
    "unit": "days",
    "local_minute": 10 * 60,
    "action": "email",
    "expires_minutes": _DAY_MINUTES,
    "step_class": "routine",
    "on_missed": "skip",
}


def read_body(posted: QueryDict) -> dict[str, Any]:
    """The draft that was sent: numbers where they are numbers, otherwise the words as typed."""
    steps = [_step(posted, place) for place in range(_count(posted))]
    return {
        "steps": steps,
        "opens_minute": minute_of(posted.get("opens", "")),
        "closes_minute": minute_of(posted.get("closes", "")),
        "weekdays": [int(day) for day in posted.getlist("weekdays") if day in set("0123456")],
        "on_holidays": posted.get("on_holidays") == "on",
        "stops_on": [stop[:40] for stop in posted.getlist("stops_on")[:20]],
    }


def act_on(body: dict[str, Any], act: str) -> dict[str, Any]:
    """The draft after a button: "add", or "up", "down" and "remove" with the place of a step from 0, like "up:2"."""
    steps, (name, place) = list(body["steps"]), _act(act)
    if name == "add" and len(steps) < MOST_STEPS:
        steps.append({**NEW_STEP, "key": _free_key(steps)})
    elif name in _MOVES and 0 <= place < len(steps):
        _MOVES[name](steps, place)
    return {**body, "steps": steps}


def minute_of(typed: str) -> Any:
    """Minutes after midnight of "9:30"; what was typed where it is no time, None for nothing."""
    typed = typed.strip()[:_MOST_TYPED]
    hours, _colon, minutes = typed.partition(":")
    if _is_number(hours) and _is_number(minutes) and int(hours) <= 24 and int(minutes) < 60:  # noqa: PLR2004  a clock
        return int(hours) * 60 + int(minutes)
    return typed or None


def time_of(minute: Any) -> Any:
    """What a field for a time shows: "09:30", or what was typed when it was no time."""
    if isinstance(minute, bool) or not isinstance(minute, int):
        return minute or ""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _count(posted: QueryDict) -> int:
    typed = posted.get("steps", "0")
    return min(int(typed), MOST_STEPS) if _is_number(typed) else 0


def _step(posted: QueryDict, place: int) -> dict[str, Any]:
    def said(name: str) -> str:
        return posted.get(f"s{place}-{name}", "").strip()[:_MOST_TYPED]

    found: dict[str, Any] = {name: said(name) for name in _TEXTS}
    found["amount"] = _number(said("amount"))
    found["local_minute"] = minute_of(said("local"))
    hours = _number(said("expires"))
    found["expires_minutes"] = hours * 60 if isinstance(hours, int) else hours
    found["guards"] = [code[:40] for code in posted.getlist(f"s{place}-guards")[:20]]
    # The browser shows both; only what fits the action is kept.
    if found["action"] != "email":
        found["template_code"] = ""
    if found["action"] != "task":
        found["task_kind"] = found["task_reason"] = ""
    return found


def _number(typed: str) -> Any:
    sign, digits = (-1, typed[1:]) if typed.startswith("-") else (1, typed)
    return sign * int(digits) if _is_number(digits) else typed


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= 9  # noqa: PLR2004  far above every bound, far below trouble


def _act(act: str) -> tuple[str, int]:
    name, _colon, place = act.partition(":")
    return name, int(place) if _is_number(place) else -1


def _up(steps: list[Any], place: int) -> None:
    if place > 0:
        steps[place - 1], steps[place] = steps[place], steps[place - 1]


def _down(steps: list[Any], place: int) -> None:
    if place + 1 < len(steps):
        steps[place + 1], steps[place] = steps[place], steps[place + 1]


def _remove(steps: list[Any], place: int) -> None:
    del steps[place]


_MOVES: Mapping[str, Callable[[list[Any], int], None]] = {"up": _up, "down": _down, "remove": _remove}


def _free_key(steps: list[Any]) -> str:
    """A name no step has; it stays with the step, so that nobody gets it twice."""
    taken = {step.get("key") for step in steps}
    return next(f"step-{number}" for number in range(1, MOST_STEPS + 2) if f"step-{number}" not in taken)
