"""A restricted person with a row of every kind changes no byte of any page for whoever the restriction does not name.

Every page that names no row of anybody in its address is asked before and after: lists, counts, previews, search, work,
follow-up, late and stopped mail, aftercare, reports, health, settings and the files that leave.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from clinics.models import Clinic, Membership, Staff
from core.gates import Access
from followup.domain.appointments import Wish, book_appointment
from followup.domain.enrolling import enrol_by_hand
from followup.domain.medication.dosing import NewCourse, plan_course
from followup.models import Aftercare, Message, Suppression
from followup.states.medicine import Medicine
from intake.domain.restricting import restrict_lead
from intake.models import Lead, QueueMembership, RestrictedAccess, Task
from tests.access import recipes
from tests.access.asking import Answer, Question, Visitor, ask, taken_back
from tests.access.places import Place, all_places
from tests.access.visitors import _signed_in
from tests.access.world import PHONE, Side, _side
from tests.factories import NOW, make_staff, receive
from tests.followup.aftercare.builders import asked
from tests.followup.plan_builders import make_plan
from tests.records.builders import make_consent, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
WORDS = "Veilquarry"
# Pages that say what is restricted or who did what; they hold ids and no words.
ABOUT_WATCHING = {"desk:audit", "desk:restricted", "desk:audit-export"}
# Numbers of the whole clinic, about which somebody decides or which hide small groups: they count everybody and name nobody.
OF_THE_WHOLE_CLINIC = {"desk:backlog", "desk:health-page", "desk:going-live", "desk:reports", "desk:reports-export"}
_NEW_KEY = re.compile(r"call:[0-9a-f-]{36}")
STAFF = [place for place in all_places() if place.gate and place.gate.access is Access.STAFF]
READS = [place for place in STAFF if set(place.arguments) <= {"slug", "queue_id"}]
ASKED = [(place, "GET") for place in READS if "GET" in place.gate.methods and place.name not in ABOUT_WATCHING] + [
    (place, "POST") for place in READS if place.name in {"desk:search", "desk:call-matches", "desk:reports-export", "desk:take-next"}
]


@dataclass(frozen=True)
class Compared:
    """One page as one person sees it, before and after."""

    before: Answer
    after: Answer


def hide_somebody(clinic: Clinic, side: Side) -> None:
    """Somebody with everything a screen might show, restricted to a colleague who is nobody's visitor."""
    clinician, boss = side.staff["clinician"], side.staff["supervisor"]
    known = list(Staff.objects.values_list("id", flat=True))
    named = make_staff(clinic, name="somebody named", roles=("staff", "clinician"), queues=None)
    person = make_person(clinic, name=WORDS, phone=PHONE, email="veiled@home.example", own_words=f"{WORDS} words")
    lead = person.leads.get()
    make_consent(person, staff=boss)
    receive(clinic, name=WORDS, phone="(202) 555-0177", email="veiled@home.example")
    follow_up(lead, clinic, clinician)
    for one in Lead.objects.filter(clinic=clinic).order_by("arrived_at"):
        if one.contact_person.name == WORDS:
            restrict_lead(lead_id=one.id, people=[named.id], reason=WORDS, staff=boss, now=NOW)
    # Whoever the builders made is of no clinic afterwards: lists of colleagues are as they were.
    QueueMembership.objects.exclude(staff__in=known).delete()
    Membership.objects.exclude(staff__in=known).delete()
    assert RestrictedAccess.objects.filter(staff=named).count() >= 3


def follow_up(lead: Lead, clinic: Clinic, clinician: Staff) -> None:
    """A plan, an appointment, a course with a late dose, aftercare with a flag, mail to review, late mail, a stopped address."""
    enrol_by_hand(lead_id=lead.id, plan_id=make_plan(clinic, code="veiled").id, staff=clinician, now=NOW)
    wish = Wish(NOW.replace(tzinfo=None) + timedelta(days=2))
    book_appointment(lead_id=lead.id, wish=wish, staff=clinician, idempotency_key="v", now=NOW)
    plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=clinician, now=NOW)
    check_in = asked(clinic, name=WORDS, phone="(202) 555-0178", email="veiled.two@home.example")
    Message.objects.filter(lead=lead).update(state="held", why_not="for_review", expires_at=NOW + timedelta(days=1))
    for number, row in enumerate(Message.objects.filter(lead=check_in.aftercare.lead)):
        Suppression.objects.create(clinic=clinic, address_hash=row.to_hash, purpose=f"p{number}", reason="bounced", created_at=NOW)
    Task.objects.filter(lead=lead).update(severity=1)
    Aftercare.objects.filter(id=check_in.aftercare_id).update(unanswered=3)


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[tuple[str, str, str], Compared]]:
    """Every page asked by everybody of the clinic, before and after somebody is hidden."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    quick = override_settings(PASSWORD_HASHERS=hashers, REQUIRE_SECOND_FACTOR=True)
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), quick, time_machine.travel(NOW, tick=False), taken_back():
        oak = _side("oak", "Oakquillion")
        plan = make_plan(oak.clinic, code="veiled")
        visitors = [_signed_in(role, staff, {"oak": frozenset({role})}) for role, staff in oak.staff.items()]
        before = asked_by_all(oak, visitors)
        plan.delete()
        hide_somebody(oak.clinic, oak)
        after = asked_by_all(oak, visitors)
        yield {key: Compared(before[key], after[key]) for key in before}
    logging.disable(logging.NOTSET)


def asked_by_all(side: Side, visitors: list[Visitor]) -> dict[tuple[str, str, str], Answer]:
    return {(place.name, method, one.name): answer(place, method, one, side) for place, method in ASKED for one in visitors}


def answer(place: Place, method: str, visitor: Visitor, side: Side) -> Answer:
    body = {"text": WORDS} if place.name == "desk:search" else recipes.body_of(place, side)
    return ask(visitor, Question(place, method, recipes.arguments_of(place, side), body, {}))


@pytest.mark.parametrize(("place", "method"), ASKED, ids=str)
@pytest.mark.parametrize("role", ["staff", "clinician", "admin", "auditor"])
def test_no_byte_of_a_page_tells_of_a_restricted_person(pages, place: Place, method: str, role: str) -> None:
    compared = pages[place.name, method, role]
    assert WORDS.encode() not in compared.after.content
    assert compared.after.status == compared.before.status
    assert place.name in OF_THE_WHOLE_CLINIC or different_lines(compared) == []


def different_lines(compared: Compared) -> list[str]:
    """The lines of a page that are not as they were."""
    before, after = (set(_NEW_KEY.sub("", one.content.decode()).splitlines()) for one in (compared.before, compared.after))
    return sorted(line.strip() for line in before ^ after if line.strip())


@pytest.mark.parametrize(("place", "method"), ASKED, ids=str)
def test_a_supervisor_who_is_not_named_reads_no_word_of_them(pages, place: Place, method: str) -> None:
    assert WORDS.encode() not in pages[place.name, method, "supervisor"].after.content
