"""Retention never ends somebody who is still looked after, however long ago an inquiry of theirs was closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from clinics.models import Staff
from followup.domain.aftercare.changing import end_kindly
from followup.domain.aftercare.entering import Entry, enter_aftercare
from followup.domain.aftercare.supporting import SupporterWish
from followup.domain.appointments import Wish, book_appointment, cancel_appointment
from followup.domain.medication.dosing import NewCourse, end_course, plan_course
from followup.models import Aftercare, Appointment, Course, Enrolment, Supporter
from followup.states import AftercareEntry
from followup.states.medicine import CourseEnd, Medicine
from intake.domain.leading import add_note, move_lead
from intake.domain.merging import join_people
from intake.models import ContactPoint, Lead, Person, Task
from records.domain.erasing import UnderWayError, end_person, erase_person, word_to_type
from records.domain.holding import is_erased
from records.domain.retaining import end_overdue
from records.domain.supporting import add_supporter
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.aftercare.builders import TODAY
from tests.followup.builders import go_live, make_lead
from tests.followup.domain.test_appointments import FRIDAY_TEN
from tests.followup.plan_builders import enrol, make_plan
from tests.records.builders import make_consent

pytestmark = pytest.mark.django_db
LONG_AFTER = NOW + timedelta(days=4000)


@pytest.fixture
def nurse() -> Staff:
    return make_staff(make_clinic(), roles=("clinician", "supervisor"))


@pytest.fixture
def lead(nurse) -> Lead:
    return make_closed(nurse)


def make_closed(nurse: Staff, **words: str) -> Lead:
    """An inquiry that ended on its first day, with nothing left to do."""
    lead = make_lead(nurse.memberships.first().clinic, **words)
    move_lead(lead_id=lead.id, to="not_now", staff=nurse, reason="They said so", now=NOW)
    finish_tasks(lead, nurse)
    return lead


def finish_tasks(lead: Lead, nurse: Staff) -> None:
    Task.objects.filter(lead=lead, state="open").update(state="done", outcome="seen", done_by=nurse, done_at=NOW)


def enter(lead: Lead, nurse: Staff) -> None:
    entry = Entry(AftercareEntry.BY_HAND, TODAY, "First visit on Friday", agrees=True)
    enter_aftercare(lead_id=lead.id, entry=entry, staff=nurse, now=NOW)


def leave(lead: Lead, nurse: Staff) -> None:
    end_kindly(aftercare_id=Aftercare.objects.get(lead=lead).id, reason="They moved away", say_goodbye=False, staff=nurse, now=NOW)


def begin_medicine(lead: Lead, nurse: Staff) -> None:
    plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=NOW)


def end_medicine(lead: Lead, nurse: Staff) -> None:
    end_course(course_id=Course.objects.get(lead=lead).id, reason=CourseEnd.NOT_STARTED, note="", staff=nurse, now=NOW)


def book(lead: Lead, nurse: Staff) -> None:
    book_appointment(lead_id=lead.id, wish=Wish(FRIDAY_TEN), staff=nurse, idempotency_key="1", now=NOW)


def call_off(lead: Lead, nurse: Staff) -> None:
    cancel_appointment(appointment_id=Appointment.objects.get(lead=lead).id, staff=nurse, now=NOW)
    close_again(lead, nurse)


def close_again(lead: Lead, nurse: Staff) -> None:
    if Lead.objects.get(id=lead.id).status != "not_now":
        move_lead(lead_id=lead.id, to="not_now", staff=nurse, reason="They said so", now=NOW)


def leave_work(lead: Lead, nurse: Staff) -> None:
    Task.objects.filter(lead=lead).update(state="open", outcome="", done_by=None, done_at=None)


def finish_work(lead: Lead, nurse: Staff) -> None:
    """As for every case."""


def enter_plan(lead: Lead, nurse: Staff) -> None:
    go_live()
    enrol(make_plan(lead.clinic, stops_on=()), lead=lead)


def leave_plan(lead: Lead, nurse: Staff) -> None:
    Enrolment.objects.filter(lead=lead).update(state="exited", exit_reason="stopped", ended_at=NOW, next_plan_at=None)


Act = Callable[[Lead, Staff], None]
CARE: dict[str, tuple[Act, Act]] = {
    "aftercare": (enter, leave),
    "medicine": (begin_medicine, end_medicine),
    "a visit": (book, call_off),
    "open work": (leave_work, finish_work),
    "a plan": (enter_plan, leave_plan),
}


@pytest.mark.parametrize("care", CARE)
def test_whoever_is_looked_after_stays_until_that_has_ended(lead, nurse, care) -> None:
    begin, end = CARE[care]
    begin(lead, nurse)

    end_overdue(now=LONG_AFTER)
    assert not is_erased(lead.contact_person)
    with pytest.raises(UnderWayError):
        end_person(person_id=lead.contact_person_id, now=LONG_AFTER)

    end(lead, nurse)
    finish_tasks(lead, nurse)
    end_overdue(now=LONG_AFTER)
    assert is_erased(lead.contact_person)


def test_somebody_at_their_side_stays_as_long_as_they_do(lead, nurse) -> None:
    enter(lead, nurse)
    consent = make_consent(lead.contact_person, staff=nurse, expires_on=TODAY + timedelta(days=5000))
    wish = SupporterWish(consent.id, "Rosa", "rosa@example.org", "es", every_days=28, ends_on=consent.expires_on, agreed=True)
    rosa = add_supporter(aftercare_id=Aftercare.objects.get().id, wish=wish, staff=nurse, now=NOW).person

    end_overdue(now=LONG_AFTER)
    assert not is_erased(rosa)

    leave(lead, nurse)
    finish_tasks(lead, nurse)
    end_overdue(now=LONG_AFTER)
    assert is_erased(rosa)
    assert Supporter.objects.get().ended_at == NOW


def test_whoever_stood_at_their_side_alone_is_erased_with_them(lead, nurse) -> None:
    """A mother's name and address on the page of somebody erased would tell whose record it was."""
    other = make_closed(nurse, email="work@example.org", phone="(202) 555-0188")
    people = []
    for one in (lead, other):
        enter(one, nurse)
        consent = make_consent(one.contact_person, staff=nurse, expires_on=TODAY + timedelta(days=5000))
        wish = SupporterWish(consent.id, "Rosa", f"rosa{len(people)}@example.org", "es", 28, ends_on=consent.expires_on, agreed=True)
        aftercare = Aftercare.objects.get(lead=one)
        people.append(add_supporter(aftercare_id=aftercare.id, wish=wish, staff=nurse, now=NOW).person)
    person = lead.contact_person

    erase_person(person=person, typed=word_to_type(person), reason="They asked", never_contact=False, staff=nurse, now=NOW)
    rosa, other_rosa = (Person.objects.get(id=one.id) for one in people)
    assert (is_erased(rosa), rosa.name, ContactPoint.objects.get(person=rosa).value) == (True, "", "")
    assert (is_erased(other_rosa), other_rosa.name) == (False, "Rosa")


def test_joined_records_end_together(lead, nurse) -> None:
    other = make_closed(nurse, email="work@example.org", phone="(202) 555-0188")
    join_people(lead_id=lead.id, other_lead_id=other.id, how="said_so", closes_other=False, staff=nurse, now=NOW)
    add_note(lead_id=other.id, staff=nurse, text="They rang", now=NOW + timedelta(days=2000))

    end_overdue(now=NOW + timedelta(days=2300))
    assert not any(is_erased(one) for one in Person.objects.all())

    end_overdue(now=LONG_AFTER + timedelta(days=2000))
    assert all(is_erased(one) for one in Person.objects.all())
