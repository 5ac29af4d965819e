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

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from clinics.models import Staff
from core.audit import Actor
from followup.models import Supporter
from intake.models import Lead, Person
from records.access import files_kept_by
from records.domain.beside import TOLD, is_beside, replies_of, told_as_supporter, words_of_reply
from records.domain.file_map import PARTS, Part
from records.domain.holding import reason_given
from records.domain.noting import note_on_file
from records.domain.reading import Columns, columns_of, lines_of, told_columns

FORMAT = "threshold-person/1"


@dataclass(frozen=True)
class Section:
    """The rows of one table, each as column → value."""

    name: str
    title: str
    rows: tuple[Columns, ...]


@dataclass(frozen=True)
class PersonFile:
    """A person's whole file, read at one moment."""

    person_id: str
    clinic: str
    made_at: datetime
    sections: tuple[Section, ...]
    # What is not in it, and why; empty for whoever reached out or needs care.
    left_out: str = ""


def export_person(*, person: Person, reason: str, staff: Staff, now: datetime) -> bytes:
    """A zip archive with person.json and person.txt; raises ReasonMissingError, or Person.DoesNotExist out of sight."""
    why = reason_given(reason)
    with transaction.atomic():
        found = files_kept_by(staff).select_related("clinic").get(id=person.id)
        file = read_file(person=found, now=now)
        note_on_file(person=found, kind="record.exported", actor=Actor.of(staff), now=now, reason=why)
    return archive_of(file)


def read_file(*, person: Person, now: datetime) -> PersonFile:
    """Walk every table that holds something of the person."""
    sections = [_section(part, person) for part in PARTS if part.in_export]
    sections += [_care_section(person), _replies_section(person)]
    filled = tuple(section for section in sections if section.rows)
    if not is_beside(person):
        return PersonFile(str(person.id), person.clinic.public_name, now, filled)
    # By its neutral name, as in the notes they got: the other one would tell what somebody is in care for.
    return PersonFile(str(person.id), person.clinic.discreet_name, now, filled, _left_out())


def _section(part: Part, person: Person) -> Section:
    supported = told_as_supporter(part.model, person.id)
    title = _("Notes to somebody at a person's side") if part.model is Supporter and supported else str(part.title)
    rows = (columns_of(row, TOLD[part.model].columns if row.pk in supported else told_columns(row)) for row in part.rows(person.id))
    return Section(part.model._meta.label, title, tuple(rows))


def _left_out() -> str:
    """Without naming the law: it would say what kind of record the other's is."""
    return _(
        "This file holds what the clinic keeps about somebody at a person's side: what they gave, what was sent to them and what they "
        "wrote. What belongs to the other person's own record is left out: who that is, until when notes may be sent, and why they "
        "ended. By law only that person may have it told."
    )


def _replies_section(person: Person) -> Section:
    """What a supporter wrote back, which lies in the inquiry of the one they support."""
    return Section("intake.Submission.replies", _("E-mails they sent in answer"), tuple(words_of_reply(one) for one in replies_of(person)))


def _care_section(person: Person) -> Section:
    """Inquiries that somebody else made for the person: that they exist, and nothing of the other one's words or address."""
    columns = ("id", "relationship", "status", "arrived_at")
    leads = Lead.objects.filter(care_person=person).exclude(contact_person=person).order_by("id")
    rows = tuple(columns_of(lead, columns) for lead in leads)
    return Section("intake.Lead.for_them", _("Inquiries that somebody made for them"), rows)


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
    head = {"format": FORMAT, "person": file.person_id, "clinic": file.clinic, "made_at": file.made_at}
    if file.left_out:
        head["left_out"] = file.left_out
    return json.dumps({**head, "tables": tables}, cls=DjangoJSONEncoder, indent=2)


def as_text(file: PersonFile) -> str:
    """The file for a reader: one heading a table, one paragraph a row."""
    return "\n".join([file.clinic, _("Made on %(day)s") % {"day": file.made_at.date().isoformat()}, file.left_out, *_lines(file), ""])


def _lines(file: PersonFile) -> Iterator[str]:
    for section in file.sections:
        yield from ("", section.title, "=" * len(section.title))
        for row in section.rows:
            yield ""
            yield from lines_of(row)
