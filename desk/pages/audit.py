"""The audit in rows that people can read: staff by name, everybody else by id."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import Clinic, Staff
from clinics.states import Role
from core.models import ActorKind, AuditEntry
from core.reading_audit import all_of_audit
from desk.forms.audit import AuditFilter
from desk.pages.audit_words import action_words, is_coded, object_words, reason_words

WATCHERS = (Role.AUDITOR.value, Role.SUPERVISOR.value)
_MOST_IDS = 3
STAFF = "staff"
TOO_MUCH = gettext_lazy("That is more than one file takes (100,000 entries). Choose fewer days, so that nothing is left out.")
# A spreadsheet reads a cell that begins like this as a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "id",
    "at_utc",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "object_type",
    "object_id",
    "shown_ids",
    "clinic_id",
    "object_name",
    "change",
)


@dataclass(frozen=True)
class AuditRow:
    """One line. `reason` in words is for those who read free text; others only see that there is one. `name` is of staff alone."""

    at: datetime
    who: str
    action: str
    done: str
    what: str
    name: str
    object_id: UUID | None
    shown: tuple[str, ...]
    more_shown: int
    has_reason: bool
    reason: str


def filter_of(staff: Staff, typed: QueryDict) -> AuditFilter:
    """The filter with the clinics this person watches and everybody who works there."""
    clinics = list(Clinic.objects.filter(id__in=watched_clinics(staff)).order_by("discreet_name", "id"))
    people = Staff.objects.filter(memberships__clinic__in=clinics).distinct().order_by("name", "id")
    is_auditor = Role.AUDITOR in staff.role_names
    data = typed.copy()
    data.setdefault("clinic", str(clinics[0].id) if clinics else "")
    return AuditFilter(data, clinics=clinics, staff=list(people), has_organisation=is_auditor)


def watched_clinics(staff: Staff) -> list[UUID]:
    """Clinics whose audit this member of staff may read."""
    return staff.clinics_with_role(*WATCHERS) if staff.is_active else []


def may_export(staff: Staff, clinic: Clinic | None) -> bool:
    """Whether this member of staff may take the shown part of the audit with them."""
    return Role.AUDITOR in (staff.role_names if clinic is None else staff.roles_by_clinic.get(clinic.id, ()))


def rows_of(entries: Iterable[AuditEntry], *, clinic: Clinic | None, staff: Staff) -> tuple[AuditRow, ...]:
    """Entries as lines, in the clinic's own time, in one query for all names."""
    entries = list(entries)
    names = names_of(entries)
    zone = ZoneInfo(clinic.time_zone) if clinic else UTC
    reads_words = clinic is not None and Role.SUPERVISOR in staff.roles_by_clinic.get(clinic.id, ())
    return tuple(
        AuditRow(
            at=entry.at.astimezone(zone),
            who=_who(entry, names),
            action=entry.action,
            done=action_words(entry.action),
            what=object_words(entry.object_type),
            name=_name(entry, names),
            object_id=entry.object_id,
            shown=tuple(entry.shown_ids[:_MOST_IDS]),
            more_shown=max(0, len(entry.shown_ids) - _MOST_IDS),
            has_reason=bool(entry.reason) if reads_words else entry.has_reason,
            reason=reason_words(entry.action, entry.reason) if reads_words or is_coded(entry.action) else "",
        )
        for entry in entries
    )


def names_of(entries: Iterable[AuditEntry]) -> dict[UUID, str]:
    """Staff id → name, for those who acted and those it was done to."""
    acted = {entry.actor_id for entry in entries if entry.actor_kind == ActorKind.STAFF and entry.actor_id}
    met = {entry.object_id for entry in entries if entry.object_type == STAFF and entry.object_id}
    return dict(Staff.objects.filter(id__in=acted | met).values_list("id", "name"))


def _who(entry: AuditEntry, names: dict[UUID, str]) -> str:
    if entry.actor_kind == ActorKind.STAFF and entry.actor_id:
        return names.get(entry.actor_id, _("Somebody who left"))
    return str(ActorKind(entry.actor_kind).label)


def _name(entry: AuditEntry, names: dict[UUID, str]) -> str:
    return names.get(entry.object_id, "") if entry.object_type == STAFF and entry.object_id else ""


def csv_of(form: AuditFilter) -> Iterator[str]:
    """The filtered entries as lines of CSV, without reasons that are free text."""
    names: dict[UUID, str] = dict(Staff.objects.values_list("id", "name"))
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for entry in all_of_audit(form.wanted()):
        name = names.get(entry.actor_id, "") if entry.actor_kind == ActorKind.STAFF and entry.actor_id else ""
        at = entry.at.astimezone(UTC).isoformat(timespec="milliseconds")
        cells = (entry.id, at, entry.actor_kind, entry.actor_id, name, entry.action, entry.object_type, entry.object_id)
        change = entry.reason if is_coded(entry.action) else ""
        more = (" ".join(entry.shown_ids), entry.clinic_id, _name(entry, names), change)
        yield writer.writerow([safe_cell(cell) for cell in (*cells, *more)])


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Line:
    """What csv.writer writes into: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line
