"""Whoever is erased is in no plan any more, and nobody expects them."""

from datetime import timedelta

import pytest

from followup.domain.appointments import Wish, book_appointment
from followup.models import Appointment, Message, Occurrence
from records.domain.erasing import erase_person, word_to_type
from records.domain.exporting import as_text, read_file
from tests.factories import NOW, make_staff
from tests.followup.domain.test_appointments import FRIDAY_TEN
from tests.followup.plan_builders import enrol, make_live_clinic, make_plan, run
from tests.records.builders import make_keeper

pytestmark = pytest.mark.django_db


def test_erasing_ends_plans_and_appointments_and_their_words() -> None:
    clinic = make_live_clinic()
    enrolment = enrol(make_plan(clinic, stops_on=()))
    wish = Wish(FRIDAY_TEN, note="Brings her sister")
    book_appointment(lead_id=enrolment.lead_id, wish=wish, staff=make_staff(clinic), idempotency_key="1", now=NOW)
    person, keeper = enrolment.person, make_keeper(clinic)
    assert "Brings her sister" in as_text(read_file(person=person, language="en", now=NOW))
    erase_person(person=person, typed=word_to_type(person), reason="They asked", never_contact=False, staff=keeper, now=NOW)
    run(NOW, NOW + timedelta(days=8), every=timedelta(hours=6))
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.exit_reason) == ("exited", "erased")
    assert (Appointment.objects.get().state, Appointment.objects.get().note) == ("cancelled", "")
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Message.objects.count() == 0
