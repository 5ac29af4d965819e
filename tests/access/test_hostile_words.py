"""Five hundred ways to smuggle a script, a template or a formula into what people write, rendered on every page of the desk.

Nothing of it may come out as markup: pages are parsed as a browser parses them, and may hold no tag, attribute or script that
the same page without the hostile words does not hold.
"""

import csv
import io
import itertools
import json
import logging
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from core.gates import Access
from desk.pages.audit import safe_cell
from followup.domain.html_mail import html_of
from followup.models import Message
from intake.models import ContactPoint, Lead, Note, Person, TriageFlag
from records.domain.exporting import export_person
from tests.access import recipes
from tests.access.asking import Question, ask, taken_back
from tests.access.places import Place, all_places
from tests.access.visitors import _signed_in
from tests.access.world import Side, _side
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.embedded, pytest.mark.slow]
_TAGS = ["script", "img src=x", "svg", "iframe", "body", "video", "details open", "a href=#", "input autofocus", "math"]
_ACTS = ["onerror=zzq()", "onload=zzq()", "onfocus=zzq()", "ontoggle=zzq()", "onmouseover=zzq()"]
_BREAKS = ["", '">', "'>", "</textarea>", "</title>", "</option></select>", "-->", "]]>", "</script>", "&#34;&gt;"]
PAYLOADS = [f"{end}<{tag} {act}>zzq" for end, tag, act in itertools.product(_BREAKS, _TAGS, _ACTS)]
TEMPLATES = ["{{ 7|add:7 }}zzq", "{% load i18n %}zzq", "{{ request.user.password }}zzq", "${7*7}zzq", "<%= 7*7 %>zzq", "#{7*7}zzq"]
_ACTIVE = {"script", "img", "svg", "iframe", "video", "math", "input", "details"}
AT_ONCE = 25
RECORD = {"lead_id", "person_id", "task_id", "aftercare_id", "course_id", "appointment_id", "consent_id"}
STAFF = [place for place in all_places() if place.gate and place.gate.access is Access.STAFF and "GET" in place.gate.methods]
PAGES = [place for place in STAFF if place.name not in {"desk:records-document", "desk:appointment-calendar", "desk:break-glass"}]


class Markup(HTMLParser):
    """What a page is made of: tags, the names of their attributes, and whatever could run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        for name, value in attrs:
            self.found[f"{tag}[{name}]"] += 1
            leads = str(value).strip().lower() if name in {"href", "src", "action"} else ""
            if name.startswith("on") or leads.startswith(("javascript:", "data:text")):
                self.found[f"runs: {tag}[{name}]"] += 1


def markup_of(page: bytes) -> Counter[str]:
    parser = Markup()
    parser.feed(page.decode())
    return parser.found


def test_there_are_five_hundred() -> None:
    assert len(set(PAYLOADS)) == 500


@pytest.fixture(scope="module")
def oak(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Side, dict[str, Any]]]:
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    quick = override_settings(PASSWORD_HASHERS=hashers, REQUIRE_SECOND_FACTOR=True)
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), quick, time_machine.travel(NOW, tick=False), taken_back():
        side = _side("oak", "Oakquillion")
        yield side, {role: _signed_in(role, staff, {"oak": frozenset({role})}) for role, staff in side.staff.items()}
    logging.disable(logging.NOTSET)


def write_everywhere(words: str) -> None:
    """The words in every column that somebody outside, or a colleague, can fill."""
    for person in Person.objects.all():
        person.name, person.helps_us_talk = words, words
        person.save()
    for point in ContactPoint.objects.all():
        point.if_someone_else_answers, point.good_times, point.typed = words, words, words
        point.save()
    for lead in Lead.objects.all():
        lead.own_words = words
        lead.save()
    for row in [*Note.objects.all(), *TriageFlag.objects.all()]:
        setattr(row, "text" if isinstance(row, Note) else "words", words)
        row.save()
    for message in Message.objects.all():
        message.subject, message.body = words.replace("\n", " "), words
        message.save()


def shape(place: Place, visitor: Any, side: Side) -> tuple[int, Counter[str], bytes]:
    question = Question(place, "GET", recipes.arguments_of(place, side), {}, recipes.query_of(place, side))
    answer = ask(visitor, question)
    return answer.status, markup_of(answer.content), answer.content


@pytest.mark.parametrize("start", range(0, 500, 100))
def test_no_page_of_the_desk_takes_words_for_markup(oak, start: int) -> None:
    side, visitors = oak
    pages = [place for place in PAGES if RECORD & set(place.arguments) or not place.arguments]
    visitor = visitors["supervisor"] if start % 200 else visitors["clinician"]
    with taken_back():
        write_everywhere("plain words of somebody")
        plain = {str(place): shape(place, visitor, side)[1] for place in pages}
        wrong, shown = [], 0
        for first in range(start, start + 100, AT_ONCE):
            write_everywhere("\n".join(PAYLOADS[first : first + AT_ONCE]))
            for place in pages:
                status, found, content = shape(place, visitor, side)
                shown += b"zzq" in content
                more = {what: count for what, count in (found - plain[str(place)]).items() if what not in {"br", "p"}}
                wrong += [f"{place} ({status}): {more}"] if more else []
    assert wrong == []
    assert shown > 20, "the words must stand on many pages, or nothing was looked at"


@pytest.mark.parametrize("words", TEMPLATES)
def test_words_are_no_template(oak, words: str) -> None:
    side, visitors = oak
    with taken_back():
        write_everywhere(words)
        page = shape(next(place for place in PAGES if place.name == "desk:lead"), visitors["supervisor"], side)[2].decode()
    assert "zzq" in page
    assert "14zzq" not in page
    assert "49zzq" not in page


@pytest.mark.parametrize("start", range(0, 500, 100))
def test_a_mail_shows_words_as_words(start: int) -> None:
    for words in PAYLOADS[start : start + 100]:
        found = markup_of(html_of(body=words).encode())
        assert not [what for what in found if what.startswith("runs:") or what in _ACTIVE]


def test_a_file_for_the_person_holds_their_words_as_text_only(oak) -> None:
    side, _visitors = oak
    with taken_back():
        write_everywhere(PAYLOADS[3])
        person = Person.objects.get(id=side.ids["person_id"])
        export = export_person(person=person, reason="asked", language="en", staff=side.staff["supervisor"], now=NOW)
    with zipfile.ZipFile(io.BytesIO(export)) as archive:
        assert sorted(archive.namelist()) == ["person.json", "person.txt"]
        assert PAYLOADS[3] in archive.read("person.txt").decode()
        assert PAYLOADS[3] in str(json.loads(archive.read("person.json")))


FORMULAS = [
    f"{first}{rest}"
    for first in ("=", "+", "-", "@", "\t", "\r", "\n", "=-", "@@", "\t=")
    for rest in ("cmd|' /C calc'!A0", 'HYPERLINK("https://evil.example")', "1+1", "SUM(A1:A9)", "IMPORTXML(A1)")
]


def test_none_of_fifty_formulas_is_an_active_cell() -> None:
    assert len(set(FORMULAS)) == 50
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(formula) for formula in FORMULAS])
    [cells] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))] == []
    assert [cell.removeprefix("'") for cell in cells] == FORMULAS
