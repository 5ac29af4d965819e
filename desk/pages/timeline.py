"""What happened to a lead, newest first: calls, messages, notes, and each fact the system or staff wrote down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.sentences import in_words
from desk.pages.mail_words import mail_note, mail_title
from desk.pages.row_words import flag_word
from desk.pages.timeline_care import loud_words, quiet_words
from desk.wording import clock_text
from followup.domain.queries import plan_names, shown_body
from followup.models import Message
from followup.states import Because, ExitReason, MessageState, WhyNot
from intake.domain.lead_file import LeadFile
from intake.models import Call, LeadEvent, Note
from intake.states import (
    LIVE_OUTCOMES,
    NOTE_OF_OURS,
    CallDirection,
    CallOutcome,
    Channel,
    LeadStatus,
    Severity,
    TaskKind,
    shown_name,
)
from records.domain.history_words import history


@dataclass(frozen=True)
class Entry:
    """One line of the history; a quiet one is a step of the system between what people did."""

    at: datetime
    clock: str
    icon: str
    title: str
    who: str = ""
    text: str = ""
    note: str = ""
    folded: str = ""
    # Of a message's words, which need not be the reader's.
    language: str = ""
    is_quiet: bool = False


def timeline(file: LeadFile, messages: Iterable[Message], *, now: datetime) -> tuple[Entry, ...]:
    """Everything on file, newest first. Facts that a call, note or message tells better are said once, by those."""

    def clock(at: datetime) -> str:
        return clock_text(at, zone=file.zone, now=now)

    entries = [
        *(_of_call(call, clock) for call in file.calls),
        *(_of_note(note, clock) for note in file.notes),
        *(_of_message(message, clock) for message in messages),
        *(entry for event in _with_plan_names(file.events, file) if (entry := _of_event(event, file, clock))),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def event_entries(events: Iterable[LeadEvent], file: LeadFile, *, now: datetime) -> tuple[Entry, ...]:
    """Some events in words, contacts and replies among them: what a writer has not seen yet."""

    def clock(at: datetime) -> str:
        return clock_text(at, zone=file.zone, now=now)

    return tuple(_in_words(event, file, clock) for event in _with_plan_names(events, file))


Clock = Callable[[datetime], str]
_BY_THE_PERSON = {"lead.arrived", "lead.amended", "reach.changed"}
# Told by the note, call or message itself.
_TOLD_ELSEWHERE = {"note.written", "contact.made", "contact.tried", "lead.replied", "message.written"}


def _of_call(call: Call, clock: Clock) -> Entry:
    words = str(CallOutcome(call.outcome).label) if call.outcome else _("no outcome yet")
    is_live = call.direction == CallDirection.IN or call.outcome in LIVE_OUTCOMES
    return Entry(
        at=call.started_at,
        clock=clock(call.started_at),
        icon="phone",
        title=_("%(direction)s: %(outcome)s") % {"direction": CallDirection(call.direction).label, "outcome": words},
        who=call.agent.name,
        note=_("Live contact") if is_live else _("Attempt"),
    )


def _of_note(note: Note, clock: Clock) -> Entry:
    titles = {
        "they_replied": _("They replied"),
        "override": _("Safe contact overridden: danger to life"),
        "call": _("Note on the call"),
    }
    return Entry(
        at=note.at,
        clock=clock(note.at),
        icon="flag" if note.kind == "override" else "note",
        title=titles.get(note.kind, _("Note")),
        who=note.author.name,
        text=in_words(note.text) if note.kind == NOTE_OF_OURS else note.text,
    )


def _of_message(message: Message, clock: Clock) -> Entry:
    return Entry(
        at=message.created_at,
        clock=clock(message.created_at),
        icon="email",
        title=_("%(title)s: %(state)s") % {"title": mail_title(message), "state": MessageState(message.state).label},
        text=message.subject,
        note=mail_note(message),
        folded=shown_body(message),
        language=message.language,
    )


def _with_plan_names(events: Iterable[LeadEvent], file: LeadFile) -> list[LeadEvent]:
    """The events with plans by their names, which a clinic may change; the row keeps the code."""
    found = list(events)
    codes = {event.facts["plan"] for event in found if event.facts.get("plan")}
    names = plan_names(clinic_id=file.lead.clinic_id, codes=codes) if codes else {}
    for event in found:
        if event.facts.get("plan") in names:
            event.facts = {**event.facts, "plan": names[event.facts["plan"]]}
    return found


def _of_event(event: LeadEvent, file: LeadFile, clock: Clock) -> Entry | None:
    if event.kind in _TOLD_ELSEWHERE:
        return None
    return _in_words(event, file, clock)


def _in_words(event: LeadEvent, file: LeadFile, clock: Clock) -> Entry:
    icon, title, is_quiet = _event_words(event, file)
    who = file.names.get(event.actor_id, "") if event.actor_id else ""
    if event.kind in _BY_THE_PERSON and event.actor_kind == "person":
        who = _("the person")
    return Entry(at=event.at, clock=clock(event.at), icon=icon, title=title, who=who, is_quiet=is_quiet)


def _event_words(event: LeadEvent, file: LeadFile) -> tuple[str, str, bool]:
    facts, kind = event.facts, event.kind
    if kind.startswith("task."):
        return _task_words(kind, facts, file)
    loud: dict[str, tuple[str, str]] = {
        "lead.arrived": ("person", _("Reached out by %(channel)s") % {"channel": _label(Channel, facts.get("channel"))}),
        "lead.amended": ("person", history("lead.amended")),
        "lead.triaged": ("flag", _triage_words(facts)),
        "lead.moved": ("check", _("Status changed: %(before)s → %(after)s") % _move_values(facts)),
        "lead.owner_changed": ("person", _owner_words(facts, file)),
        "lead.replied": ("person", history("lead.replied")),
        "contact.made": ("phone", _("Live contact: %(outcome)s") % {"outcome": _label(CallOutcome, facts.get("outcome"))}),
        "contact.tried": ("phone", _("Attempt: %(outcome)s") % {"outcome": _label(CallOutcome, facts.get("outcome"))}),
        "message.written": ("email", history("message.written")),
        "reach.changed": ("eye", history("reach.changed")),
        "safe_contact.changed": ("eye", history("safe_contact.changed")),
        "safe_contact.overridden": ("flag", history("safe_contact.overridden")),
        "escalation.acknowledged": ("hand", history("escalation.acknowledged")),
        "messages.paused": ("pause", history("messages.paused")),
        "messages.resumed": ("email", history("messages.resumed")),
        "address.failed": ("flag", history("address.failed")),
        "address.opened": ("email", history("address.opened")),
        "message.came_back": ("email", history("message.came_back")),
        "messages.started": ("email", history("messages.started")),
        "messages.stopped": ("pause", history("messages.stopped")),
        **_loud_people(),
        **_loud_followup(facts),
        **_loud_messages(),
        **loud_words(),
    }
    if kind in loud:
        return (*loud[kind], False)
    quiet = {
        "lead.routed": _("Sent to its queue by rule “%(rule)s”") % {"rule": _rule_name(facts, file)},
        "followup.decided": _decided_words(facts),
        "alert.raised": history("alert.raised"),
        **_quiet_followup(facts),
        **quiet_words(),
    }
    return "route", quiet.get(kind, _("Recorded: %(fact)s") % {"fact": kind.replace(".", " ").replace("_", " ")}), True


def _loud_people() -> dict[str, tuple[str, str]]:
    return {
        "maybe_same.different": ("person", history("maybe_same.different")),
        "people.joined": ("person", history("people.joined")),
        "people.parted": ("person", history("people.parted")),
    }


def _loud_messages() -> dict[str, tuple[str, str]]:
    return {
        "message.refused": ("flag", history("message.refused")),
        "message.uncertain": ("flag", history("message.uncertain")),
    }


def _loud_followup(facts: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        "appointment.booked": ("clock", history("appointment.booked")),
        "appointment.moved": ("clock", history("appointment.moved")),
        "appointment.kept": ("check", history("appointment.kept")),
        "appointment.missed": ("clock", history("appointment.missed")),
        "appointment.cancelled": ("clock", history("appointment.cancelled")),
        "everything.stopped": ("pause", _("Everything stopped: %(why)s") % {"why": _label(ExitReason, facts.get("why"))}),
        "plan.paused": ("pause", history("plan.paused")),
        "plan.resumed": ("email", history("plan.resumed")),
        "plan.step_skipped": ("pause", history("plan.step_skipped")),
    }


def _quiet_followup(facts: dict[str, Any]) -> dict[str, str]:
    plan, why = facts.get("plan", ""), _label(ExitReason, facts.get("why"))
    return {
        "plan.entered": _("Got into the follow-up plan “%(plan)s”") % {"plan": plan},
        "plan.not_entered": _("Not put into the follow-up plan “%(plan)s”: %(why)s") % _not_entered_values(facts),
        "plan.left": _("Left the follow-up plan “%(plan)s”: %(why)s") % {"plan": plan, "why": why},
        "plan.zone_changed": history("plan.zone_changed"),
        "plan.step_hurried": history("plan.step_hurried"),
        "message.sent": history("message.sent"),
        "message.held": history("message.held"),
        "message.not_sent": history("message.not_sent"),
        "message.approved": history("message.approved"),
        "message.rejected": history("message.rejected"),
    }


def _not_entered_values(facts: dict[str, Any]) -> dict[str, str]:
    why = str(facts.get("why", ""))
    others = {
        "urgent": _("there is a sign of danger, so a person follows up"),
        "was_in_it": _("they were in it before"),
    }
    return {"plan": str(facts.get("plan", "")), "why": others.get(why) or _label(Because, why) or _label(WhyNot, why)}


def _task_words(kind: str, facts: dict[str, Any], file: LeadFile) -> tuple[str, str, bool]:
    what = _label(TaskKind, facts.get("kind")) or _("Task")
    sentences = {
        "task.opened": _("Opened: %(what)s"),
        "task.done": _("Done: %(what)s"),
        "task.cancelled": _("No longer needed: %(what)s"),
        "task.claimed": _("Claimed"),
        "task.released": _("Gave it back to the queue"),
        "task.claim_ended": _("The time of %(name)s with it ran out; it is back in the queue"),
        "task.assigned": _("Given to %(name)s"),
        "task.snoozed": pgettext("what happened", "Put off"),
    }
    name = next((file.names[key] for key in file.names if str(key) in {facts.get("to"), facts.get("held_by")}), _("the queue"))
    sentence = sentences.get(kind, _("Recorded: %(what)s"))
    return ("hand" if kind != "task.opened" else "route"), sentence % {"what": what, "name": name}, True


def _triage_words(facts: dict[str, Any]) -> str:
    words = {one.word: str(one.label) for one in Severity}
    severity = words.get(str(facts.get("severity")), "")
    flags = ", ".join(flag_word(code) for code in facts.get("flags", []))
    if not flags:
        return _("Severity is now %(severity)s") % {"severity": severity}
    return _("Crisis check: %(flags)s. Severity is now %(severity)s") % {"flags": flags, "severity": severity}


def _decided_words(facts: dict[str, Any]) -> str:
    if facts.get("message"):
        return _("Acknowledgement e-mail written")
    why = str(facts.get("why", ""))
    reason = _label(WhyNot, why) or _("there is no e-mail address")
    return _("No acknowledgement e-mail: %(reason)s") % {"reason": reason}


def _owner_words(facts: dict[str, Any], file: LeadFile) -> str:
    name = next((file.names[key] for key in file.names if str(key) == facts.get("to")), "")
    return _("Owner: %(name)s") % {"name": name} if name else _("Has no owner now")


def _move_values(facts: dict[str, Any]) -> dict[str, str]:
    return {"before": _label(LeadStatus, facts.get("from")), "after": _label(LeadStatus, facts.get("to"))}


def _rule_name(facts: dict[str, Any], file: LeadFile) -> str:
    """A rule as its clinic calls it, when it is the one that decided last; the event keeps its code."""
    code, decision = str(facts.get("rule", "")), file.decision
    return shown_name(str(decision.facts.get("rule", code))) if decision is not None and decision.rule_code == code else code


def _label(choices: Any, value: object) -> str:
    return str(choices(value).label) if value in choices.values else ""
