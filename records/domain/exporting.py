"""Exporting: everything the clinic holds about one person, as data and as text to read.

A right of the person themselves (42 CFR 2.23, 45 CFR 164.524). What goes to anybody else is a disclosure
(records.domain.disclosing).
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from clinics.models import Staff
from core.audit import Actor
from followup.models import Supporter
from intake.models import Lead, LeadEvent, Person
from records.access import files_kept_by
from records.domain.beside import TOLD, WITHHELD, is_beside, replies_of, rows_of_supporters, told_as_supporter, words_of_reply
from records.domain.file_map import PARTS, Part
from records.domain.holding import reason_given
from records.domain.noting import note_on_file
from records.domain.plain_text import lines_of_form, lines_of_row, moment_in_words
from records.domain.reading import Columns, columns_of, told_columns

FORMAT = "threshold-person/1"


@dataclass(frozen=True)
class Section:
    """The rows of one table, each as column → value, and as lines to read; a row without lines is for programs alone."""

    name: str
    title: str
    rows: tuple[Columns, ...]
    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PersonFile:
    """A person's whole file, read at one moment, in one language and with the times of one clock."""

    person_id: str
    name: str
    clinic: str
    made_at: datetime
    language: str
    zone: ZoneInfo
    sections: tuple[Section, ...]
    # What is not in it, and why; empty when nothing is left out.
    left_out: str = ""


def export_person(*, person: Person, reason: str, language: str, staff: Staff, now: datetime) -> bytes:
    """A zip archive with person.json and person.txt; raises ReasonMissingError, or Person.DoesNotExist out of sight."""
    why = reason_given(reason)
    with transaction.atomic():
        found = files_kept_by(staff).select_related("clinic").get(id=person.id)
        file = read_file(person=found, language=language, now=now)
        note_on_file(person=found, kind="record.exported", actor=Actor.of(staff), now=now, reason=why)
    return archive_of(file)


def read_file(*, person: Person, language: str, now: datetime) -> PersonFile:
    """Walk every table that holds something of the person."""
    zone = ZoneInfo(person.clinic.time_zone)
    stands_beside, of_supporters = is_beside(person), rows_of_supporters(person)
    with override(language), timezone.override(zone):
        sections = [_section(part, person, zone, of_supporters.get(part.model, set())) for part in PARTS if part.in_export]
        sections += [_care_section(person, zone), _replies_section(person, zone)]
        left_out = _left_out() if stands_beside else _left_out_of_supporters() if of_supporters else ""
    return PersonFile(
        person_id=str(person.id),
        name=person.name,
        # A supporter reads the neutral name, as in the notes they got: the other would tell what somebody is in care for.
        clinic=person.clinic.discreet_name if stands_beside else person.clinic.public_name,
        made_at=now,
        language=language,
        zone=zone,
        sections=tuple(section for section in sections if section.rows),
        left_out=left_out,
    )


def _section(part: Part, person: Person, zone: ZoneInfo, of_supporters: set[UUID]) -> Section:
    supported = told_as_supporter(part.model, person.id)
    title = _("Notes to you, because you stand at somebody's side") if part.model is Supporter and supported else str(part.title)
    rows, paragraphs = [], []
    for row in part.rows(person.id):
        names = TOLD[part.model].columns if row.pk in supported else told_columns(row)
        if row.pk in of_supporters:
            names = [name for name in names if name not in WITHHELD[part.model]]
        rows.append(columns_of(row, names))
        paragraphs.append(tuple(lines_of_row(row, names, zone=zone)))
    return Section(part.model._meta.label, title, tuple(rows), tuple(filter(None, paragraphs)))


def _left_out() -> str:
    """Without naming the law: it would say what kind of record the other's is."""
    return _(
        "This file holds what we keep about you as somebody at a person's side: what you gave us, what was sent to you and what you "
        "wrote. What belongs to the other person's own record is left out: who that is, until when notes may be sent, and why they "
        "ended. By law only that person may have it told."
    )


def _left_out_of_supporters() -> str:
    return _("What somebody at your side wrote to us, what was sent to them, and their address are theirs and not in this file.")


def _care_section(person: Person, zone: ZoneInfo) -> Section:
    """Inquiries that somebody else made for the person: that they exist, and nothing of the other one's words or address."""
    columns = ("id", "relationship", "status", "arrived_at")
    leads = list(Lead.objects.filter(care_person=person).exclude(contact_person=person).order_by("id"))
    rows = tuple(columns_of(lead, columns) for lead in leads)
    paragraphs = tuple(
        (_("Made on: %(day)s") % {"day": moment_in_words(lead.arrived_at, zone=zone)}, *lines_of_row(lead, ("status",), zone=zone))
        for lead in leads
    )
    return Section("intake.Lead.for_them", _("Inquiries that somebody else made for you"), rows, paragraphs)


def _replies_section(person: Person, zone: ZoneInfo) -> Section:
    """What a supporter wrote back, which lies in the inquiry of the one they support."""
    rows: tuple[dict[str, Any], ...] = tuple(words_of_reply(one) for one in replies_of(person))
    paragraphs = tuple(tuple(lines_of_form(row, zone=zone)) for row in rows)
    return Section("intake.Submission.replies", _("E-mails you sent in answer"), rows, paragraphs)


def archive_of(file: PersonFile) -> bytes:
    """Both forms in one archive. Its names say nothing about anybody."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", as_json(file))
        archive.writestr("person.txt", as_text(file))
    return packed.getvalue()


def as_json(file: PersonFile) -> str:
    """The file for a program."""
    tables = {section.name: list(section.rows) for section in file.sections}
    head = {"format": FORMAT, "person": file.person_id, "clinic": file.clinic, "made_at": file.made_at, "language": file.language}
    if file.left_out:
        head["left_out"] = file.left_out
    return json.dumps({**head, "tables": tables}, cls=DjangoJSONEncoder, indent=2)


def as_text(file: PersonFile) -> str:
    """The file for a reader: a heading for each kind of thing, a paragraph for each one of them."""
    with override(file.language):
        return "\n".join([*_head(file), *_lines(file), ""])


def _head(file: PersonFile) -> Iterator[str]:
    yield file.clinic
    yield _("What is on file about %(name)s") % {"name": file.name} if file.name else _("What is on file about you")
    yield _("Made on: %(day)s") % {"day": moment_in_words(file.made_at, zone=file.zone)}
    yield ""
    yield _("Every time below is by the clinic's clock, in the time zone %(zone)s.") % {"zone": file.zone.key.replace("_", " ")}
    yield _("A line that is missing is empty on file. The same, with every number our computers use, is in person.json.")
    if file.left_out:
        yield ""
        yield file.left_out


def _lines(file: PersonFile) -> Iterator[str]:
    for section in file.sections:
        if section.paragraphs:
            yield from ("", "", section.title, "=" * len(section.title))
        if section.name == LeadEvent._meta.label:
            yield _("As staff read it: here “they” is you.")
        for paragraph in section.paragraphs:
            yield from ("", *paragraph)
