"""A lead's file: everything staff may see of one lead, and nothing of anybody else's."""

from datetime import timedelta

import pytest

from intake.domain.claiming import assign_task
from intake.domain.lead_file import colleagues_of, lead_page, visible_contact_point
from intake.domain.leading import add_note, decide_maybe_same
from intake.models import ContactPoint, Lead, Task
from intake.states import Severity
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def test_lead_page_holds_the_whole_story() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic, name="Dana")
    received = receive(clinic, reach="email", email="m@example.org", own_words="Hello")
    add_note(lead_id=received.lead.id, staff=staff, text="A note", now=NOW)

    file = lead_page(staff=staff, lead_id=received.lead.id, now=NOW + timedelta(minutes=30))

    assert file.next_task == first_task(received)
    assert [note.text for note in file.notes] == ["A note"]
    assert {way.contact_point.kind for way in file.ways} == {"phone", "email"}
    assert file.decision.rule_code == "everything-else"
    assert {consent.purpose for consent in file.consents} >= {"inquiry"}
    assert (file.first_attempt.wall_minutes, file.first_attempt.is_running) == (30, True)
    assert file.names[staff.id] == "Dana"
    assert [event.at for event in file.events] == sorted((event.at for event in file.events), reverse=True)


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_lead_page_is_closed_to_roles_that_care_for_nobody(role) -> None:
    clinic = make_clinic()
    lead = receive(clinic).lead

    with pytest.raises(Lead.DoesNotExist):
        lead_page(staff=make_staff(clinic, roles=(role,)), lead_id=lead.id, now=NOW)


def test_lead_page_of_another_clinic_does_not_exist() -> None:
    here, there = make_clinic(), make_clinic()
    receive(here)

    with pytest.raises(Lead.DoesNotExist):
        lead_page(staff=make_staff(here), lead_id=receive(there).lead.id, now=NOW)


def test_the_next_task_is_the_most_urgent_one() -> None:
    clinic = make_clinic()
    received = receive(clinic)
    standing = first_task(received)
    urgent = Task.objects.get(id=standing.id)
    urgent.pk = None
    urgent = Task.objects.create(
        clinic=clinic,
        queue=standing.queue,
        kind="reply",
        dedupe_key="x",
        lead=received.lead,
        severity=Severity.URGENT,
        ready_at=NOW,
        due_at=NOW + timedelta(days=1),
        created_at=NOW,
    )

    file = lead_page(staff=make_staff(clinic), lead_id=received.lead.id, now=NOW)

    assert file.tasks == (urgent, standing)


def test_somebody_maybe_the_same_is_shown_by_their_inquiry_and_not_by_name() -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    first, second = receive(clinic, name="Maria"), receive(clinic, name="Rosa")

    (suggestion,) = lead_page(staff=staff, lead_id=second.lead.id, now=NOW).maybe_same

    assert suggestion.other_lead_id == first.lead.id
    assert suggestion.reason == "phone"
    assert "Maria" not in repr(suggestion)
    (other_way,) = lead_page(staff=staff, lead_id=first.lead.id, now=NOW).maybe_same
    assert other_way.other_lead_id == second.lead.id
    decide_maybe_same(maybe_same_id=suggestion.id, staff=staff, now=NOW)
    assert lead_page(staff=staff, lead_id=second.lead.id, now=NOW).maybe_same == ()


def test_nobody_is_suggested_whose_inquiries_are_out_of_sight() -> None:
    clinic = make_clinic()
    first, second = receive(clinic), receive(clinic)
    Lead.objects.filter(id=first.lead.id).update(contact_person=second.lead.contact_person)

    assert lead_page(staff=make_staff(clinic), lead_id=second.lead.id, now=NOW).maybe_same == ()


def test_names_of_everybody_in_the_history_are_known() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    received = receive(clinic)
    assign_task(task_id=first_task(received).id, staff=dana, to=sam, now=NOW)

    file = lead_page(staff=dana, lead_id=received.lead.id, now=NOW)

    assert set(file.names.values()) == {"Dana", "Sam"}


def test_a_lead_without_open_work_has_no_next_task() -> None:
    clinic = make_clinic()
    received = receive(clinic)
    Task.objects.update(state="done", done_at=NOW)

    assert lead_page(staff=make_staff(clinic), lead_id=received.lead.id, now=NOW).next_task is None


def test_colleagues_are_those_who_care_for_people_of_the_clinic() -> None:
    here, there = make_clinic(), make_clinic()
    dana = make_staff(here, name="Dana")
    make_staff(here, name="Alex", roles=("auditor",))
    make_staff(there, name="Noor")
    nurse = make_staff(here, name="Priya", roles=("clinician", "supervisor"))
    make_staff(here, name="Gone", is_active=False)

    assert colleagues_of(staff=dana, clinic_id=here.id) == [dana, nurse]
    assert colleagues_of(staff=dana, clinic_id=there.id) == []


def test_a_contact_point_is_visible_with_its_lead_only() -> None:
    here, there = make_clinic(), make_clinic()
    mine, theirs = receive(here).lead, receive(there).lead
    staff = make_staff(here)

    point = ContactPoint.objects.get(person=mine.contact_person)
    assert visible_contact_point(staff=staff, contact_point_id=point.id) == (point, mine)
    with pytest.raises(Lead.DoesNotExist):
        visible_contact_point(staff=staff, contact_point_id=ContactPoint.objects.get(person=theirs.contact_person).id)


def test_lead_page_takes_the_same_queries_for_a_short_and_a_long_history(django_assert_num_queries) -> None:
    clinic = make_clinic()
    staff = make_staff(clinic)
    lead = receive(clinic).lead
    staff.roles_by_clinic  # noqa: B018  read once a request
    add_note(lead_id=lead.id, staff=staff, text="one", now=NOW)

    with django_assert_num_queries(15):
        lead_page(staff=staff, lead_id=lead.id, now=NOW)
    for text in ("two", "three"):
        add_note(lead_id=lead.id, staff=staff, text=text, now=NOW)
    with django_assert_num_queries(15):
        assert len(lead_page(staff=staff, lead_id=lead.id, now=NOW).notes) == 3
