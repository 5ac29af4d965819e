"""Instruments: questions and rules as data, in both languages. What may stand in a version, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from clinics.models import Clinic, Staff
from clinics.states import Language
from core import audit
from core.audit import Actor
from core.sql import whole
from followup.domain.aftercare.ready_instruments import READY
from followup.models import Instrument, InstrumentVersion
from followup.states import FlagKind
from intake.states import Severity

DEFAULT_CODE = "three-questions"
WORDS_MOST = 2000
_SEVERITIES = {severity.word: severity for severity in Severity}
_TESTS = frozenset({"is", "worse_by", "missing"})


class BadInstrumentError(ValueError):
    """The questions or rules can't be used; the message says which and what to change."""


@dataclass(frozen=True)
class Option:
    """One answer to choose. `is_now` shows help at once."""

    key: str
    label: Mapping[str, str]
    is_now: bool = False


@dataclass(frozen=True)
class Item:
    """One question: options from best to worst, or free words when there are none. `brief` names it in staff's lists."""

    key: str
    ask: Mapping[str, str]
    options: tuple[Option, ...]
    is_required: bool
    brief: Mapping[str, str] | None = None

    def position_of(self, value: object) -> int | None:
        """Where an answer stands between best (0) and worst; None for one that is not offered."""
        return next((place for place, option in enumerate(self.options) if option.key == value), None)

    def words_for(self, value: object, *, language: str) -> str:
        """The answer as a reader sees it."""
        place = self.position_of(value)
        return str(value) if place is None else self.options[place].label[language]


@dataclass(frozen=True)
class Rule:
    """When an item's answer asks for a person. `test` is "is" (one of `values`), "worse_by" (so many steps) or "missing"."""

    key: str
    item: str
    test: str
    flag: FlagKind
    severity: Severity
    values: tuple[str, ...] = ()
    steps: int = 0
    # Calls for somebody who knows the medicine.
    needs_clinician: bool = False


@dataclass(frozen=True)
class Questions:
    """A version's items and rules, read."""

    items: tuple[Item, ...]
    rules: tuple[Rule, ...]

    def item(self, key: str) -> Item:
        """The item of this key."""
        return next(item for item in self.items if item.key == key)


def read_questions(content: Mapping[str, Any]) -> Questions:
    """The questions in a version's content; raises BadInstrumentError."""
    try:
        items = tuple(_read_item(raw) for raw in content["items"])
        rules = tuple(_read_rule(raw) for raw in content["rules"])
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInstrumentError(f"Something is missing or of the wrong kind: {error}.") from None
    _check_items(items)
    _check_rules(items, rules)
    return Questions(items, rules)


def _read_item(raw: Mapping[str, Any]) -> Item:
    options = tuple(Option(one["key"], _both(one["label"]), bool(one.get("now"))) for one in raw.get("options", ()))
    brief = _both(raw["brief"]) if "brief" in raw else None
    return Item(raw["key"], _both(raw["ask"]), options, bool(raw.get("required")), brief)


def _read_rule(raw: Mapping[str, Any]) -> Rule:
    if raw["severity"] not in _SEVERITIES or raw["flag"] not in FlagKind.values or raw["test"] not in _TESTS:
        raise BadInstrumentError(f"Rule '{raw['key']}' names a severity, flag or test that does not exist.")
    return Rule(
        key=raw["key"],
        item=raw["item"],
        test=raw["test"],
        flag=FlagKind(raw["flag"]),
        severity=_SEVERITIES[raw["severity"]],
        values=tuple(raw.get("values", ())),
        steps=int(raw.get("steps", 0)),
        needs_clinician=bool(raw.get("clinician")),
    )


def _both(words: Mapping[str, str]) -> dict[str, str]:
    missing = [language for language in Language.values if not str(words.get(language, "")).strip()]
    if missing:
        raise BadInstrumentError(f"Words are missing in: {', '.join(missing)}.")
    return {language: str(words[language]) for language in Language.values}


def _check_items(items: tuple[Item, ...]) -> None:
    keys = [item.key for item in items]
    if not items or len(set(keys)) != len(keys):
        raise BadInstrumentError("There must be questions, each with a key of its own.")
    if sum(option.is_now for item in items for option in item.options) > 1:
        raise BadInstrumentError("Only one answer can show help at once.")


def _check_rules(items: tuple[Item, ...], rules: tuple[Rule, ...]) -> None:
    by_key = {item.key: item for item in items}
    for rule in rules:
        item = by_key.get(rule.item)
        if item is None:
            raise BadInstrumentError(f"Rule '{rule.key}' is about a question that is not there.")
        unknown = [value for value in rule.values if item.position_of(value) is None]
        if unknown or (rule.test == "is") != bool(rule.values) or (rule.test == "worse_by") != (rule.steps > 0):
            raise BadInstrumentError(f"Rule '{rule.key}' does not fit its question.")


def newest_version(*, clinic: Clinic, code: str, now: datetime) -> InstrumentVersion:
    """The version that counts; a ready instrument is given to the clinic the first time it is asked for.

    A clinical one without an approver is not used: the default asks instead.
    """
    version = _published(clinic, code)
    if version is None:
        publish_ready_instruments(clinic=clinic, now=now)
        version = _published(clinic, code) or _published(clinic, DEFAULT_CODE)
    if version is None:
        raise BadInstrumentError("The clinic has no questions to ask.")
    if version.instrument.is_clinical and not version.approved_by and code != DEFAULT_CODE:
        return newest_version(clinic=clinic, code=DEFAULT_CODE, now=now)
    return version


def _published(clinic: Clinic, code: str) -> InstrumentVersion | None:
    versions = InstrumentVersion.objects.filter(instrument__clinic=clinic, instrument__code=code)
    return versions.select_related("instrument").order_by("-number").first()


@whole
def publish_ready_instruments(*, clinic: Clinic, now: datetime) -> int:
    """Give a clinic the ready instruments it does not have; how many were added. Twice is once."""
    have = set(Instrument.objects.filter(clinic=clinic).values_list("code", flat=True))
    return sum(_publish_ready(clinic, code, now) for code in READY if code not in have)


def _publish_ready(clinic: Clinic, code: str, now: datetime) -> bool:
    ready = READY[code]
    read_questions(ready["content"])
    try:
        with transaction.atomic():
            row = Instrument.objects.create(clinic=clinic, code=code, name=ready["name"], is_clinical=ready["is_clinical"])
            InstrumentVersion.objects.create(instrument=row, number=1, content=ready["content"], published_at=now)
    except IntegrityError:
        return False
    return True


@whole
def approve_instrument(*, clinic: Clinic, version_id: UUID, staff: Staff, on: date, now: datetime) -> InstrumentVersion:
    """Write down which clinician stands behind the words of a version; a version that has one keeps it.

    Raises InstrumentVersion.DoesNotExist for a version of another clinic.
    """
    versions = InstrumentVersion.objects.select_for_update(of=("self",)).select_related("instrument")
    version = versions.get(id=version_id, instrument__clinic=clinic)
    if not version.approved_by:
        version.approved_by, version.approved_on = staff.name[:120], on
        version.save(update_fields=["approved_by", "approved_on"])
        actor, action = Actor.of(staff), "instrument.approved"
        audit.record(actor=actor, action=action, object_type="instrument", object_id=version.id, clinic_id=clinic.id, now=now)
    return version


def instruments_of(*, clinic: Clinic, now: datetime) -> list[InstrumentVersion]:
    """The newest version of each of the clinic's instruments, the default first."""
    publish_ready_instruments(clinic=clinic, now=now)
    versions = InstrumentVersion.objects.filter(instrument__clinic=clinic).select_related("instrument")
    newest = {version.instrument.code: version for version in versions.order_by("number")}
    return sorted(newest.values(), key=lambda version: (version.instrument.code != DEFAULT_CODE, version.instrument.code))
