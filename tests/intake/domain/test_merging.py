"""Joining two records as one person, taking it back, and what neither of them ever learns of the other."""

from dataclasses import astuple
from uuid import uuid4

import pytest

from core.models import AuditEntry
from followup.domain.places import place_to_write
from followup.domain.stopping import stop_everything_by_hand
from followup.states import ExitReason
from intake.access import leads_visible_to
from intake.domain.claiming import claim_task
from intake.domain.leading import add_note, decide_maybe_same
from intake.domain.merging import (
    RestrictedApartError,
    StillNeededError,
    join_people,
    joined_leads,
    pair_of,
    part_people,
)
from intake.domain.restricting import lift_restriction, restrict_lead
from intake.domain.safe_contact import rules_for_lead
from intake.domain.same_person import same_people
from intake.domain.seen_by import ids_about
from intake.domain.tasking import open_tasks_of
from intake.models import ContactConsent, ContactPoint, Lead, LeadEvent, MaybeSame, Note, Task
from intake.states import Severity, TaskKind, TaskState
from records.domain.holding import is_held, place_hold
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
HOW = "said_so"
OTHER_PHONE = "(202) 555-0188"


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def dana(clinic):
    return make_staff(clinic, name="Dana")


@pytest.fixture
def boss(clinic):
    return make_staff(clinic, roles=("supervisor",), name="Kim")


@pytest.fixture
def first(clinic):
    return receive(clinic, name="Maria", phone="(202) 555-0147", email="maria@home.example")


@pytest.fixture
def second(clinic):
    return receive(clinic, name="Maria P.", phone=OTHER_PHONE, email="mp@work.example")


@pytest.fixture
def both(first, second):
    return {"lead_id": second.lead.id, "other_lead_id": first.lead.id}


def join(both, staff, *, how=HOW, closes_other=False):
    return join_people(**both, how=how, closes_other=closes_other, staff=staff, now=NOW)


def rows_of_people():
    """Everything that belongs to somebody: what joining must not touch."""
    return {model.__name__: sorted(map(str, model._base_manager.values_list())) for model in (ContactPoint, ContactConsent, Note)} | {
        "owners of leads": sorted(map(str, Lead.objects.values_list("id", "contact_person", "care_person")))
    }


def test_joined_people_are_one_for_staff_and_parted_they_are_two(first, second, both, dana):
    people = {first.lead.contact_person_id, second.lead.contact_person_id}

    assert join(both, dana) is True
    assert same_people([first.lead.contact_person_id]) == people
    assert [one.id for one in joined_leads(lead=first.lead, staff=dana)] == [second.lead.id]
    assert pair_of(**both, staff=dana).standing.how == HOW

    assert part_people(**both, staff=dana, now=NOW) is True
    assert same_people([first.lead.contact_person_id]) == {first.lead.contact_person_id}
    assert joined_leads(lead=first.lead, staff=dana) == []
    assert pair_of(**both, staff=dana).standing is None


def test_joining_and_parting_move_no_row_of_anybody(first, both, dana):
    add_note(lead_id=first.lead.id, staff=dana, text="About the first", now=NOW)
    before = rows_of_people()
    join(both, dana)
    assert rows_of_people() == before
    part_people(**both, staff=dana, now=NOW)
    assert rows_of_people() == before


def test_no_address_rule_or_consent_of_one_counts_for_the_other(first, second, both, dana):
    def reach(lead):
        return [(way.contact_point.value, astuple(way.rules)) for way in rules_for_lead(lead)]

    def mail_goes_to(lead):
        place = place_to_write(lead=Lead.objects.get(id=lead.id), purpose="inquiry")
        return place.reachable.contact_point.value if place.reachable else place.why

    before = [(reach(one.lead), mail_goes_to(one.lead)) for one in (first, second)]
    join(both, dana)
    assert [(reach(one.lead), mail_goes_to(one.lead)) for one in (first, second)] == before


def test_each_is_done_once_and_leaves_one_line_for_each_inquiry(first, second, both, dana):
    assert [join(both, dana), join(both, dana)] == [True, False]
    assert [part_people(**both, staff=dana, now=NOW), part_people(**both, staff=dana, now=NOW)] == [True, False]
    for kind in ("people.joined", "people.parted"):
        assert set(LeadEvent.objects.filter(kind=kind).values_list("lead_id", flat=True)) == {first.lead.id, second.lead.id}
        assert LeadEvent.objects.filter(kind=kind).count() == 2
        assert AuditEntry.objects.filter(action=kind).count() == 2


def test_it_needs_to_be_said_how_it_is_known(both, dana):
    with pytest.raises(ValueError, match="same_number"):
        join(both, dana, how="same_number")
    assert not MaybeSame.objects.filter(state="same").exists()


def test_a_suggestion_of_a_shared_number_becomes_the_join_and_shared_numbers_alone_join_nobody(clinic, first, dana):
    again = receive(clinic, name="Her son", phone="(202) 555-0147")
    assert same_people([first.lead.contact_person_id]) == {first.lead.contact_person_id}
    join({"lead_id": again.lead.id, "other_lead_id": first.lead.id}, dana)
    row = MaybeSame.objects.get(state="same")
    assert row.reason == "phone"
    with pytest.raises(MaybeSame.DoesNotExist):
        decide_maybe_same(maybe_same_id=row.id, staff=dana, now=NOW)


def test_three_are_one_through_the_middle_one_and_fall_apart_without_it(clinic, first, second, both, dana):
    third = receive(clinic, name="M.", phone="(202) 555-0199")
    join(both, dana)
    join({"lead_id": third.lead.id, "other_lead_id": second.lead.id}, dana)
    assert len(same_people([first.lead.contact_person_id])) == 3
    part_people(**both, staff=dana, now=NOW)
    assert same_people([third.lead.contact_person_id]) == {third.lead.contact_person_id, second.lead.contact_person_id}


class TestWhatProtectsOneProtectsBoth:
    def test_taking_the_work_of_one_takes_that_of_the_other(self, first, second, both, dana):
        join(both, dana)
        claim_task(task_id=first_task(first).id, staff=dana, now=NOW)
        assert Task.objects.get(id=first_task(second).id).claimed_by == dana

    def test_without_joining_it_does_not(self, first, second, dana):
        claim_task(task_id=first_task(first).id, staff=dana, now=NOW)
        assert Task.objects.get(id=first_task(second).id).claimed_by is None

    def test_a_restriction_and_its_end(self, first, second, both, dana, boss):
        join(both, dana)
        restrict_lead(lead_id=first.lead.id, people=[boss.id], reason="a sister of ours", staff=boss, now=NOW)
        assert set(leads_visible_to(dana).values_list("id", flat=True)) == set()
        lift_restriction(lead_id=second.lead.id, staff=boss, now=NOW)
        assert leads_visible_to(dana).count() == 2

    def test_a_legal_hold(self, first, second, both, dana, boss):
        place_hold(person=first.lead.contact_person, reason="court", staff=boss, now=NOW)
        assert not is_held(second.lead.contact_person)
        join(both, dana)
        assert is_held(second.lead.contact_person)

    def test_stopping_everything(self, first, second, both, dana):
        join(both, dana)
        stop_everything_by_hand(person_id=first.lead.contact_person_id, reason=ExitReason.DIED, staff=dana, now=NOW)
        assert not ContactPoint.objects.filter(person=second.lead.contact_person, is_usable=True).exists()

    def test_stopping_because_it_was_never_them_is_about_one_record(self, first, second, both, dana):
        join(both, dana)
        stop_everything_by_hand(person_id=first.lead.contact_person_id, reason=ExitReason.WRONG_PERSON, staff=dana, now=NOW)
        assert ContactPoint.objects.filter(person=second.lead.contact_person, is_usable=True).count() == 2

    def test_who_saw_this_person_asks_about_both(self, first, second, both, dana):
        join(both, dana)
        assert {first.lead.id, second.lead.id} <= ids_about(first.lead)


class TestWhoMay:
    def test_somebody_of_another_clinic_finds_neither(self, both):
        stranger = make_staff(make_clinic(), roles=("staff", "supervisor"))
        for act in (lambda: join(both, stranger), lambda: part_people(**both, staff=stranger, now=NOW)):
            with pytest.raises(Lead.DoesNotExist):
                act()

    def test_inquiries_of_two_clinics_are_never_joined_even_by_somebody_of_both(self, first, clinic):
        elsewhere = make_clinic()
        there = receive(elsewhere, phone="(202) 555-0147")
        of_both = make_staff(clinic)
        of_both.memberships.create(clinic=elsewhere, role="staff")
        with pytest.raises(Lead.DoesNotExist):
            join({"lead_id": first.lead.id, "other_lead_id": there.lead.id}, of_both)

    def test_a_restricted_one_is_not_found_by_others_and_not_joined_with_an_open_one(self, first, both, dana, boss):
        restrict_lead(lead_id=first.lead.id, people=[boss.id], reason="r", staff=boss, now=NOW)
        with pytest.raises(Lead.DoesNotExist):
            join(both, dana)
        with pytest.raises(RestrictedApartError):
            join(both, boss)
        restrict_lead(lead_id=both["lead_id"], people=[boss.id], reason="r", staff=boss, now=NOW)
        assert join(both, boss)

    def test_one_that_does_not_exist(self, first, dana):
        with pytest.raises(Lead.DoesNotExist):
            join({"lead_id": first.lead.id, "other_lead_id": uuid4()}, dana)

    def test_two_inquiries_of_one_record(self, first, dana):
        with pytest.raises(Lead.DoesNotExist):
            join({"lead_id": first.lead.id, "other_lead_id": first.lead.id}, dana)


class TestClosingTheOther:
    def test_one_goes_on_as_urgent_as_both_and_parting_opens_the_other_with_work(self, first, second, both, dana):
        Lead.objects.filter(id=first.lead.id).update(severity=Severity.URGENT)
        join(both, dana, closes_other=True)

        closed, kept = Lead.objects.get(id=first.lead.id), Lead.objects.get(id=second.lead.id)
        assert (closed.status, kept.status, kept.severity) == ("closed", "new", Severity.URGENT)
        assert first_task(first).state == TaskState.CANCELLED
        assert [task.severity for task in open_tasks_of(kept)] == [Severity.URGENT]

        part_people(**both, staff=dana, now=NOW)
        closed.refresh_from_db()
        assert closed.status == "in_touch"
        assert [task.kind for task in open_tasks_of(closed)] == [TaskKind.CALLBACK]

    def test_not_while_it_has_work_that_one_talk_does_not_do(self, clinic, second, dana):
        nurse = receive(clinic, phone="(202) 555-0166", topics=["medicine"])
        pair = {"lead_id": second.lead.id, "other_lead_id": nurse.lead.id}
        assert open_tasks_of(nurse.lead, [TaskKind.NURSE_CALL]).exists()
        assert not pair_of(**pair, staff=dana).may_close_other
        with pytest.raises(StillNeededError):
            join(pair, dana, closes_other=True)
        assert not MaybeSame.objects.filter(state="same").exists()


def test_looking_for_joined_people_takes_one_query_where_nobody_is(first, django_assert_num_queries):
    with django_assert_num_queries(1):
        same_people([first.lead.contact_person_id])
