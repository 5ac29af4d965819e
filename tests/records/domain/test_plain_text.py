"""Somebody who asked for their records reads them without knowing our tables, in their own language."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.fields import EncryptedField
from followup.domain.aftercare.answering_check_ins import answer_by_phone
from followup.domain.appointments import Wish, book_appointment
from followup.domain.enrolling import enrol_by_hand
from followup.domain.medication.dosing import NewCourse, plan_course
from followup.models import Aftercare
from followup.states.medicine import Medicine
from intake.models import Person
from records.domain.exporting import as_text, read_file
from records.domain.file_map import PARTS
from records.domain.holding import place_hold
from records.domain.plain_columns import COLUMNS
from records.domain.plain_text import moment_in_words
from records.domain.reading import told_columns
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.domain.test_appointments import FRIDAY_TEN
from tests.followup.plan_builders import make_plan
from tests.records.builders import NOTE, WORDS, make_keeper, make_person
from tests.records.domain.test_supporters_file import support

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "es"]
LATER = NOW + timedelta(days=40)


@pytest.fixture
def person() -> Person:
    """Somebody with a year of everything: inquiry, plan, visit, medicine, check-ins answered, a supporter, a hold."""
    clinic = make_clinic(public_name="Oak Street Recovery", discreet_name="Oak Office")
    person = make_person(clinic, who="caring", topics=["medicine", "cost"], good_time="evening", safe="not_sure")
    lead, nurse = person.leads.get(), make_staff(clinic, roles=("clinician",), name="Nadia")
    enrol_by_hand(lead_id=lead.id, plan_id=make_plan(clinic, code="calling").id, staff=nurse, now=NOW)
    wish = Wish(FRIDAY_TEN, note="Brings her sister")
    book_appointment(lead_id=lead.id, wish=wish, staff=nurse, idempotency_key="1", now=NOW)
    plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=NOW)
    support(person)
    answers = {"how": "hard", "call": "week"}
    answer_by_phone(aftercare_id=Aftercare.objects.get().id, typed=answers, staff=nurse, now=NOW + timedelta(days=7))
    place_hold(person=person, reason="A court asks", staff=make_keeper(clinic), now=LATER)
    return person


def text_of(person: Person, language: str) -> str:
    return as_text(read_file(person=person, language=language, now=LATER))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_word_and_no_name_of_a_column_or_code(person, language):
    text = text_of(person, language)
    for said in (WORDS["name"], WORDS["own_words"], WORDS["email"], NOTE, "Brings her sister", "Nadia", "Oak Street Recovery"):
        assert said in text
    own = text
    for address in re.findall(r"\S+@\S+|https?://\S+", text):
        own = own.replace(address, "")
    assert re.findall(r"\b(?:True|False|None|null)\b|\w+_\w+|[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d\d-\d\d|[{}\[\]]", own) == []


def test_the_same_lines_stand_in_both_languages_and_nothing_of_ours_is_in_the_other_one(person):
    english, spanish = (text_of(person, language).splitlines() for language in LANGUAGES)
    assert len(english) == len(spanish) > 150
    titles = [line.split(":")[0] for line in english if re.match(r"[A-Z][^:]{2,60}: ", line)]
    same = {title for title in titles if any(line.startswith(f"{title}: ") for line in spanish)}
    # In Spanish it is the same word.
    assert same <= {"Plan"}
    assert "Sí" in " ".join(spanish)
    assert "Yes" in " ".join(english)


def test_times_have_one_style_and_their_zone():
    zone = ZoneInfo("America/New_York")
    assert moment_in_words(datetime(2026, 7, 1, 16, 5, tzinfo=UTC), zone=zone) == "Jul 1, 2026, 12:05 p.m. EDT"
    assert moment_in_words(datetime(2026, 12, 1, 16, 5, tzinfo=UTC), zone=zone) == "Dec 1, 2026, 11:05 a.m. EST"


def test_long_words_keep_their_lines(person):
    person.helps_us_talk = "first line\n\nand another"
    person.save()
    assert "What helps us talk with you:\n    first line\n\n    and another\n" in text_of(person, "en")


@pytest.mark.parametrize("part", [part for part in PARTS if part.in_export], ids=lambda part: part.model._meta.label)
def test_every_word_on_file_has_its_line_in_the_text(part):
    told, titled = set(told_columns(part.model())), set(COLUMNS[part.model])
    words = {field.name for field in part.model._meta.concrete_fields if isinstance(field, EncryptedField)} & told
    assert titled <= told
    assert words - titled - {"facts"} == set()
