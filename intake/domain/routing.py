"""Routing: published, ordered rules choose the queue; the first that fits wins, and the choice explains itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics.domain.hours import Hours, add_staffed_minutes, hours_of
from clinics.domain.remembering import remembered
from clinics.models import Clinic, Staff
from core import audit
from core.audit import Actor
from core.sql import whole
from intake.domain.recording import write_event
from intake.models import Lead, Queue, RoutingDecision, Rulebook
from intake.states import Channel, Severity, shown_name

Rule = dict[str, Any]
_CONDITIONS = ("severity", "language", "channel")
MOST_RULES = 50


class BadRulebookError(ValueError):
    """The rules can't be published; `problems` are sentences that say what to change."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("These rules can't be published.")
        self.problems = list(problems)


@dataclass(frozen=True)
class RoutingFacts:
    """All a rule may look at."""

    severity: Severity
    language: str
    channel: str

    def value(self, condition: str) -> str:
        """The value a condition compares, as its stable word."""
        return self.severity.word if condition == "severity" else getattr(self, condition)


@dataclass(frozen=True)
class RuleSeen:
    """What one rule saw: whether it fits and the conditions that did not."""

    rule: str
    name: str
    matched: bool
    unmet: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """The queue the rules chose, by which rule, and everything that was looked at on the way."""

    queue_code: str
    rule_code: str
    rule_name: str
    position: int
    due_minutes: int | None
    met: list[str]
    seen: list[RuleSeen]


@dataclass(frozen=True)
class RoutingGround:
    """What a decision stands on: the rules, the hours and the queues of one clinic."""

    rulebook: Rulebook
    hours: Hours
    queues: tuple[Queue, ...]

    def queue(self, code: str) -> Queue:
        """The queue with this code; raises Queue.DoesNotExist."""
        found = next((queue for queue in self.queues if queue.code == code), None)
        if found is None:
            raise Queue.DoesNotExist(code)
        return found


def default_rules() -> list[Rule]:
    """Where a new clinic starts: urgent first, then Spanish, then everything else."""
    return [
        {
            "code": "urgent",
            "name": "Urgent first",
            "when": {"severity": ["emergency", "urgent"]},
            "then": {"queue": "urgent", "due_minutes": None},
        },
        {
            "code": "spanish",
            "name": "Spanish",
            "when": {"language": ["es"]},
            "then": {"queue": "spanish", "due_minutes": None},
        },
        {"code": "everything-else", "name": "Everything else", "when": {}, "then": {"queue": "general", "due_minutes": None}},
    ]


def choose_queue(rules: Sequence[Rule], facts: RoutingFacts) -> Choice:
    """The first rule whose conditions all hold. A published rulebook ends with one that has none, so one always does."""
    seen: list[RuleSeen] = []
    for position, rule in enumerate(rules, start=1):
        unmet = [name for name, wanted in rule["when"].items() if facts.value(name) not in wanted]
        seen.append(RuleSeen(rule["code"], rule["name"], matched=not unmet, unmet=unmet))
        if not unmet:
            then = rule["then"]
            return Choice(then["queue"], rule["code"], rule["name"], position, then["due_minutes"], list(rule["when"]), seen)
    raise BadRulebookError(["The last rule must have no condition."])


def due_at(*, clinic: Clinic, hours: Hours, severity: Severity, rule_minutes: int | None, now: datetime) -> datetime:
    """When the first attempt is due, in UTC.

    An emergency counts wall time, everything else staffed time. A rule may bring an urgent lead forward, never back.
    """
    target = {
        Severity.EMERGENCY: clinic.emergency_minutes,
        Severity.URGENT: clinic.urgent_minutes,
        Severity.SOON: clinic.soon_minutes,
        Severity.ROUTINE: clinic.routine_minutes,
    }[severity]
    if rule_minutes is not None:
        target = min(target, rule_minutes) if severity <= Severity.URGENT else rule_minutes
    if severity == Severity.EMERGENCY:
        return now + timedelta(minutes=target)
    return add_staffed_minutes(hours, now, target)


def sentence_for(facts: dict[str, Any]) -> str:
    """The decision in one sentence, in the active language, from the facts kept with it."""
    because = {
        "severity": _("severity is %(value)s"),
        "language": _("language is %(value)s"),
        "channel": _("it came by %(value)s"),
    }
    reasons = [because[name] % {"value": _shown(name, facts["values"][name])} for name in facts["met"]]
    return _("Sent to %(queue)s by rule %(position)s “%(rule)s” (version %(version)s) because %(reasons)s; due %(due)s") % {
        "queue": shown_name(facts["queue"]),
        "position": facts["position"],
        "rule": shown_name(facts["rule"]),
        "version": facts["version"],
        "reasons": _(" and ").join(reasons) or _("no earlier rule fits"),
        "due": date_format(datetime.fromisoformat(facts["due"]), "DATETIME_FORMAT"),
    }


def rehearse(*, clinic: Clinic, rulebook: Rulebook, facts: RoutingFacts, at: datetime) -> dict[str, Any]:
    """What the rules would decide at that moment, with nothing written: the facts of the decision and its sentence."""
    ground = RoutingGround(rulebook, hours_of(clinic), tuple(Queue.objects.filter(clinic=clinic)))
    return _rehearsed(clinic, ground, facts, at)


def _rehearsed(clinic: Clinic, ground: RoutingGround, facts: RoutingFacts, at: datetime) -> dict[str, Any]:
    choice = choose_queue(ground.rulebook.rules, facts)
    due = due_at(clinic=clinic, hours=ground.hours, severity=facts.severity, rule_minutes=choice.due_minutes, now=at)
    queue = ground.queue(choice.queue_code)
    rulebook = ground.rulebook
    kept = _facts_kept(rulebook, choice, facts=facts, queue=queue, due=due.astimezone(ZoneInfo(clinic.time_zone)))
    sentence = _english(*(kept[name] for name in _SAID), tuple(kept["met"]), tuple(kept["values"].items()))
    return {"choice": choice, "queue": queue, "due_at": due, "facts": kept, "sentence": sentence}


_SAID = ("queue", "position", "rule", "version", "due")


# Many leads of one hour are sent to one queue for one reason.
@lru_cache(maxsize=256)
def _english(  # noqa: PLR0917  the facts a sentence is made of, one by one: what is remembered must compare
    queue: str, position: int, rule: str, version: int, due: str, met: tuple[str, ...], values: tuple[tuple[str, str], ...]
) -> str:
    said = dict(zip(_SAID, (queue, position, rule, version, due), strict=True))
    with translation.override("en"):
        return sentence_for({**said, "met": met, "values": dict(values)})


def route_lead(*, lead: Lead, actor: Actor, now: datetime) -> RoutingDecision:
    """Decide where a lead stands and keep the decision. The caller holds the lead's lock and its transaction."""
    decision = decision_for(lead=lead, now=now)
    decision.save(force_insert=True)
    write_event(lead=lead, kind="lead.routed", actor=actor, now=now, facts=facts_of(decision))
    return decision


def decision_for(*, lead: Lead, now: datetime) -> RoutingDecision:
    """Where a lead stands by the rules of this moment, not written yet."""
    facts = RoutingFacts(Severity(lead.severity), lead.language, lead.channel)
    ground = routing_ground(lead.clinic)
    found = _rehearsed(lead.clinic, ground, facts, now)
    return RoutingDecision(
        clinic_id=lead.clinic_id,
        lead=lead,
        queue=found["queue"],
        rulebook=ground.rulebook,
        rule_code=found["choice"].rule_code,
        severity=lead.severity,
        due_at=found["due_at"],
        sentence=found["sentence"],
        facts=found["facts"],
        decided_at=now,
    )


def facts_of(decision: RoutingDecision) -> dict[str, str]:
    """What the lead's history says of a decision."""
    return {"decision": str(decision.id), "queue": str(decision.queue_id), "rule": decision.rule_code}


def routing_ground(clinic: Clinic) -> RoutingGround:
    """What a clinic routes by now; from this process's memory while nobody has changed a setting."""
    return remembered(clinic, "intake.routing_ground", _read_ground)


def _read_ground(clinic: Clinic) -> RoutingGround:
    return RoutingGround(current_rulebook(clinic), hours_of(clinic), tuple(Queue.objects.filter(clinic=clinic)))


def current_rulebook(clinic: Clinic) -> Rulebook:
    """The newest published rules; raises Rulebook.DoesNotExist for a clinic that was set up without any."""
    return Rulebook.objects.filter(clinic=clinic).order_by("-version")[:1].get()


@whole
def publish_rulebook(*, clinic: Clinic, rules: Sequence[Rule], note: str, staff: Staff | None, now: datetime) -> Rulebook:
    """Make these the clinic's rules; raises BadRulebookError and changes nothing when they can't work."""
    # Locking the clinic makes two admins publish one after the other.
    Clinic.objects.select_for_update().get(id=clinic.id)
    problems = rulebook_problems(rules, queue_codes=clinic.queues.filter(is_active=True).values_list("code", flat=True))
    if problems:
        raise BadRulebookError(problems)
    newest = Rulebook.objects.filter(clinic=clinic).order_by("-version").values_list("version", flat=True).first()
    rulebook = Rulebook.objects.create(
        clinic=clinic, version=(newest or 0) + 1, rules=list(rules), note=note, published_by=staff, published_at=now
    )
    audit.record(
        actor=Actor.of(staff) if staff else audit.SYSTEM,
        action="rulebook.published",
        object_type="rulebook",
        object_id=rulebook.id,
        clinic_id=clinic.id,
        now=now,
    )
    return rulebook


def rulebook_problems(rules: Sequence[Rule], *, queue_codes: Iterable[str]) -> list[str]:
    """Everything that keeps rules from being published, as sentences; an empty list when they are fine."""
    if not rules or rules[-1]["when"]:
        return [_("The last rule must have no condition, so that nobody is left without a queue.")]
    known, problems = set(queue_codes), []
    for position, rule in enumerate(rules, start=1):
        problems += _rule_problems(position, rule, known)
        if not rule["when"] and position < len(rules):
            problems.append(_("Rule %(position)s has no condition, so no rule after it can ever win.") % {"position": position})
    if len(rules) > MOST_RULES:
        problems.append(_("There can be at most %(most)s rules.") % {"most": MOST_RULES})
    return problems


def _rule_problems(position: int, rule: Rule, queue_codes: set[str]) -> list[str]:
    problems = []
    if rule["then"]["queue"] not in queue_codes:
        problems.append(_("Rule %(position)s sends to a queue that does not exist.") % {"position": position})
    minutes = rule["then"]["due_minutes"]
    if minutes is not None and not 1 <= minutes <= 7 * 24 * 60:
        problems.append(_("Rule %(position)s: minutes must be from 1 to 10080.") % {"position": position})
    if set(rule["when"]) - set(_CONDITIONS) or not all(rule["when"].values()):
        problems.append(_("Rule %(position)s has a condition without a value.") % {"position": position})
    return problems


def _facts_kept(rulebook: Rulebook, choice: Choice, *, facts: RoutingFacts, queue: Queue, due: datetime) -> dict[str, Any]:
    return {
        "queue": queue.name,
        "position": choice.position,
        "rule": choice.rule_name,
        "version": rulebook.version,
        "met": choice.met,
        "values": {name: facts.value(name) for name in _CONDITIONS},
        "due": f"{due:%Y-%m-%d %H:%M}",
        "seen": [dict(vars(seen)) for seen in choice.seen],
    }


def _shown(name: str, value: str) -> str:
    words = {
        "severity": {severity.word: str(severity.label) for severity in Severity},
        "channel": {channel.value: str(channel.label) for channel in Channel},
        "language": {"en": _("English"), "es": _("Spanish")},
    }
    return words[name].get(value, value)
