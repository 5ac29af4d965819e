"""Routing rules while they are being changed: a draft of their writer, kept on the server until it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.text import slugify

from clinics.models import Clinic, Staff
from desk.forms.settings_queues import RuleForm, typed_rule
from intake.domain.routing import MOST_RULES, Rule
from intake.domain.staff_drafts import draft_body, drop_draft, save_draft
from intake.models import Queue, Rulebook

Typed = dict[str, Any]
_MOST_DIGITS = 9


@dataclass
class RulesDraft:
    """What somebody has typed so far, rule by rule, and the version they began with. The last rule has no conditions."""

    based_on: int
    rules: list[Typed]

    def move(self, position: int, by: int) -> int:
        """Swap a rule with its neighbour, never past the last one; where it stands now."""
        target = position + by
        if 0 <= position < len(self.rules) - 1 and 0 <= target < len(self.rules) - 1:
            self.rules[position], self.rules[target] = self.rules[target], self.rules[position]
            return target
        return position

    def remove(self, position: int) -> None:
        """Take a rule out; the last one stays."""
        if 0 <= position < len(self.rules) - 1:
            del self.rules[position]

    def add(self) -> int:
        """An empty rule before the last one; where it stands."""
        place = len(self.rules) - 1
        if len(self.rules) < MOST_RULES:
            self.rules.insert(place, {"code": "", "name": "", "queue": "", "due_minutes": ""})
        return place

    def forms(self, queues: Sequence[Queue], *, data: QueryDict | None = None) -> list[RuleForm]:
        """One form a rule: filled with the draft, or bound to what was posted."""
        last = len(self.rules) - 1
        return [
            RuleForm(data, initial=typed, prefix=str(position), queues=queues, is_last=position == last)
            for position, typed in enumerate(self.rules)
        ]

    def bound_forms(self, queues: Sequence[Queue]) -> list[RuleForm]:
        """One form a rule, bound to the draft itself, to see whether it is in order."""
        data = QueryDict(mutable=True)
        for position, typed in enumerate(self.rules):
            for name, value in typed.items():
                data.setlist(f"{position}-{name}", value if isinstance(value, list) else [value])
        return self.forms(queues, data=data)


def key_of(clinic: Clinic) -> str:
    """The key of the staff draft."""
    return f"rules:{clinic.id}"


def draft_of(*, staff: Staff, clinic: Clinic, rulebook: Rulebook) -> tuple[RulesDraft, bool]:
    """Somebody's draft and True, or one made from the published rules and False."""
    body = draft_body(staff=staff, key=key_of(clinic))
    if body:
        return RulesDraft(body["based_on"], body["rules"]), True
    return from_rulebook(rulebook), False


def from_rulebook(rulebook: Rulebook) -> RulesDraft:
    """A draft that changes nothing yet."""
    return RulesDraft(rulebook.version, [typed_rule(rule) for rule in rulebook.rules])


def keep(*, staff: Staff, clinic: Clinic, draft: RulesDraft, now: datetime) -> None:
    """Save the draft for its writer."""
    save_draft(staff=staff, key=key_of(clinic), body={"based_on": draft.based_on, "rules": draft.rules}, now=now)


def discard(*, staff: Staff, clinic: Clinic) -> None:
    """Forget the draft."""
    drop_draft(staff=staff, key=key_of(clinic))


def read_posted(data: QueryDict, queues: Sequence[Queue]) -> RulesDraft:
    """The draft as the form sent it, right or wrong."""
    count = number_in(data.get("count", ""), most=MOST_RULES)
    draft = RulesDraft(number_in(data.get("based_on", ""), most=10**_MOST_DIGITS), [{} for _rule in range(max(count, 1))])
    draft.rules = [form.typed() for form in draft.forms(queues, data=data)]
    return draft


def with_own_codes(rules: Sequence[Rule]) -> list[Rule]:
    """The rules with a code of its own each: routing decisions refer to rules by code."""
    taken: set[str] = set()
    named = []
    for rule in rules:
        base = str(rule["code"] or slugify(rule["name"]) or "rule")[:36]
        code = next(name for name in [base, *(f"{base}-{number}" for number in range(2, 100))] if name not in taken)
        taken.add(code)
        named.append({**rule, "code": code})
    return named


def queue_names(queues: Sequence[Queue]) -> Mapping[str, str]:
    """Queue code → name."""
    return {queue.code: queue.shown_name for queue in queues}


def number_in(text: str, *, most: int, otherwise: int = 0) -> int:
    """The whole number in a posted text, at most `most`; `otherwise` when there is none."""
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else otherwise
