"""A restricted lead opens for named people, or for an hour by breaking the glass; nobody else learns of it."""

from datetime import timedelta

import pytest

from clinics.models import Membership, Staff
from core.audit import SYSTEM
from core.models import AuditEntry
from followup.domain.telling_of_glass import tell_of_broken_glass
from followup.models import Message
from intake.access import leads_visible_to, people_visible_to, tasks_visible_to
from intake.domain.claiming import claim_task, take_next
from intake.domain.escalating import escalate_if_emergency
from intake.domain.finding import search
from intake.domain.lead_file import lead_page
from intake.domain.leading import decide_maybe_same, finish_task
from intake.domain.queries import queue_counts
from intake.domain.restricted import broken_glasses, guard_of, hidden_work, is_hidden, lead_to_break_into, standing_restrictions
from intake.domain.restricting import (
    NobodyNamedError,
    ReasonMissingError,
    break_glass,
    lift_restriction,
    restrict_lead,
    review_glass,
)
from intake.domain.worklist import my_work, queue_rows
from intake.models import BreakGlass, Lead, LeadEvent, MaybeSame, Restriction, Task
from intake.states import Severity, TaskKind
from records.access import files_kept_by, files_visible_to
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def boss(clinic):
    return make_staff(clinic, roles=("supervisor",), name="Kim")


@pytest.fixture
def named(clinic):
    return make_staff(clinic, name="Noor")


@pytest.fixture
def dana(clinic):
    return make_staff(clinic, name="Dana")


@pytest.fixture
def lead(clinic):
    return receive(clinic).lead


def restrict(lead, boss, *people):
    return restrict_lead(lead_id=lead.id, people=[one.id for one in people], reason="works here", staff=boss, now=NOW)


def make_emergency(lead):
    lead.severity = Severity.EMERGENCY
    lead.save(update_fields=["severity"])
    return escalate_if_emergency(lead=lead, queue=lead.routing_decisions.get().queue, actor=SYSTEM, now=NOW)


def actions():
    return list(AuditEntry.objects.filter(object_type="lead").order_by("id").values_list("action", flat=True))


def test_only_named_people_see_a_restricted_lead_anywhere(lead, boss, named, dana):
    restrict(lead, boss, named)
    seen = {
        staff.name: (
            leads_visible_to(staff).count(),
            people_visible_to(staff).count(),
            tasks_visible_to(staff).count(),
            files_visible_to(staff).count(),
            len(queue_rows(staff=staff, now=NOW).rows),
            queue_counts(staff=staff, now=NOW).all_mine,
            len(search(staff=staff, text="Maria").leads),
            len(search(staff=staff, text="202 555 0147").leads),
        )
        for staff in (named, dana, boss)
    }
    assert seen == {"Noor": (1,) * 8, "Dana": (0,) * 8, "Kim": (0,) * 8}
    assert files_kept_by(boss).count() == 0
    with pytest.raises(Lead.DoesNotExist):
        lead_page(staff=dana, lead_id=lead.id, now=NOW)


def test_another_clinic_is_not_touched(lead, boss, named):
    other = make_clinic()
    theirs = receive(other).lead
    restrict(lead, boss, named)
    assert list(leads_visible_to(make_staff(other))) == [theirs]
    stranger = make_staff(other, roles=("supervisor",))
    assert not is_hidden(staff=stranger, lead_id=lead.id)
    for verb in (
        lambda: restrict(lead, stranger, stranger),
        lambda: break_glass(lead_id=lead.id, reason="curious", staff=stranger, now=NOW),
        lambda: lift_restriction(lead_id=lead.id, staff=stranger, now=NOW),
    ):
        with pytest.raises(Lead.DoesNotExist):
            verb()


def test_take_next_gives_restricted_work_to_named_people_only(lead, boss, named, dana):
    restrict(lead, boss, named)
    assert take_next(staff=dana, now=NOW) is None
    with pytest.raises(Task.DoesNotExist):
        claim_task(task_id=Task.objects.get(lead=lead).id, staff=dana, now=NOW)
    assert take_next(staff=named, now=NOW).lead == lead


def test_a_callback_to_the_same_number_does_not_bring_restricted_work_along(clinic, lead, boss, named, dana):
    restrict(lead, boss, named)
    second = receive(clinic)
    taken = take_next(staff=dana, now=NOW)
    assert taken == first_task(second)
    assert [row.inquiries for row in my_work(staff=dana, now=NOW).in_hand] == [1]
    assert Task.objects.get(lead=lead).claimed_by is None


def test_a_maybe_same_person_out_of_sight_is_not_hinted_at(clinic, lead, boss, named, dana):
    restrict(lead, boss, named)
    second = receive(clinic).lead
    assert lead_page(staff=dana, lead_id=second.id, now=NOW).maybe_same == ()
    assert len(lead_page(staff=named, lead_id=second.id, now=NOW).maybe_same) == 1
    with pytest.raises(MaybeSame.DoesNotExist):
        decide_maybe_same(maybe_same_id=MaybeSame.objects.get().id, staff=dana, now=NOW)


def test_restricting_takes_work_back_from_those_who_are_not_named(lead, boss, named, dana):
    task = claim_task(task_id=Task.objects.get(lead=lead).id, staff=dana, now=NOW)
    Lead.objects.filter(id=lead.id).update(owner=dana)
    restrict(lead, boss, named)
    task.refresh_from_db()
    lead.refresh_from_db()
    assert (task.claimed_by, lead.owner) == (None, None)


def test_only_a_supervisor_restricts_with_a_reason_and_somebody_named(clinic, lead, boss, named, dana):
    with pytest.raises(Lead.DoesNotExist):
        restrict(lead, dana, dana)
    with pytest.raises(ReasonMissingError):
        restrict_lead(lead_id=lead.id, people=[named.id], reason=" ", staff=boss, now=NOW)
    for nobody in ([], [make_staff(make_clinic()).id], [make_staff(clinic, roles=("auditor",)).id]):
        with pytest.raises(NobodyNamedError):
            restrict_lead(lead_id=lead.id, people=nobody, reason="works here", staff=boss, now=NOW)
    assert Restriction.objects.count() == 0


def test_restricting_twice_names_others_and_lifting_twice_is_once(lead, boss, named, dana):
    restrict(lead, boss, named, boss)
    restrict(lead, boss, named, boss)
    restrict(lead, boss, dana, boss)
    assert (leads_visible_to(named).count(), leads_visible_to(dana).count(), Restriction.objects.count()) == (0, 1, 1)
    assert guard_of(lead=lead, staff=boss).named == {dana.id, boss.id}
    assert [lift_restriction(lead_id=lead.id, staff=boss, now=NOW) for _twice in range(2)] == [True, False]
    assert leads_visible_to(named).count() == 1
    assert actions() == ["access.restricted", "access.restricted", "access.lifted"]
    assert [kind for kind in LeadEvent.objects.order_by("id").values_list("kind", flat=True) if "access" in kind] == actions()


def test_somebody_named_who_leaves_the_clinic_sees_nothing(lead, boss, named):
    restrict(lead, boss, named)
    Membership.objects.filter(staff=named).delete()
    assert leads_visible_to(Staff.objects.get(id=named.id)).count() == 0


def test_the_list_counts_only_those_named_who_can_still_open_it(clinic, lead, boss, named, dana):
    restrict(lead, boss, named, dana)
    counted = lambda: [row.count for row in standing_restrictions(clinic_ids=[clinic.id])]  # noqa: E731  read thrice
    Membership.objects.create(staff=named, clinic=clinic, role="clinician")
    assert counted() == [2]
    Membership.objects.filter(staff=named).update(clinic=make_clinic())
    assert counted() == [1]
    Staff.objects.filter(id=dana.id).update(is_active=False)
    assert counted() == [0]


def test_an_emergency_is_never_left_to_people_who_are_away(lead, boss, named, dana):
    restrict(lead, boss, named)
    assert hidden_work(staff=dana, now=NOW) == []
    assert [task.kind for task in hidden_work(staff=boss, now=NOW)] == [TaskKind.FIRST_CONTACT]
    with pytest.raises(Lead.DoesNotExist):
        lead_to_break_into(staff=dana, lead_id=lead.id)

    escalation = make_emergency(lead)
    assert hidden_work(staff=dana, now=NOW) == [escalation]
    break_glass(lead_id=lead.id, reason="nobody else is here", staff=dana, now=NOW)
    assert lead_page(staff=dana, lead_id=lead.id, now=NOW).lead == lead
    assert take_next(staff=dana, now=NOW).lead == lead


def test_a_broken_glass_is_closed_after_an_hour_by_the_database_s_clock(lead, boss, named):
    restrict(lead, boss, named)
    glass = break_glass(lead_id=lead.id, reason="they called me", staff=boss, now=NOW)
    assert break_glass(lead_id=lead.id, reason="again", staff=boss, now=NOW) == glass
    assert leads_visible_to(boss).count() == 1
    assert guard_of(lead=lead, staff=boss).open_until == glass.open_until

    BreakGlass.objects.update(open_until=glass.open_until - timedelta(hours=1, seconds=5))
    assert leads_visible_to(boss).count() == 0
    assert break_glass(lead_id=lead.id, reason="once more", staff=boss, now=NOW) != glass


def test_breaking_the_glass_needs_a_reason_and_something_to_break(lead, boss, named, dana):
    with pytest.raises(Lead.DoesNotExist):
        break_glass(lead_id=lead.id, reason="open already", staff=boss, now=NOW)
    restrict(lead, boss, named)
    with pytest.raises(ReasonMissingError):
        break_glass(lead_id=lead.id, reason=" ", staff=boss, now=NOW)
    with pytest.raises(Lead.DoesNotExist):
        break_glass(lead_id=lead.id, reason="curious", staff=dana, now=NOW)
    assert BreakGlass.objects.count() == 0


def test_a_supervisor_other_than_the_one_who_opened_looks_at_it(clinic, lead, boss, named, dana):
    restrict(lead, boss, named)
    glass = break_glass(lead_id=lead.id, reason="they called me", staff=boss, now=NOW)
    other = make_staff(clinic, roles=("supervisor",), name="Ola")
    assert list(tasks_visible_to(other)) == [glass.task]
    assert [staff for staff in (boss, dana, named) if glass.task in tasks_visible_to(staff)] == []
    with pytest.raises(BreakGlass.DoesNotExist):
        review_glass(glass_id=glass.id, was_right=True, review="", staff=boss, now=NOW)
    with pytest.raises(BreakGlass.DoesNotExist):
        review_glass(glass_id=glass.id, was_right=True, review="", staff=dana, now=NOW)
    with pytest.raises(Task.DoesNotExist):
        finish_task(task_id=glass.task.id, staff=other, outcome="handled", now=NOW)

    for was_right in (False, True):
        seen = review_glass(glass_id=glass.id, was_right=was_right, review="talked to Kim", staff=other, now=NOW)
    assert (seen.was_right, seen.reviewed_by, seen.review) == (False, other, "talked to Kim")
    glass.task.refresh_from_db()
    assert (glass.task.state, glass.task.outcome) == ("done", "not_right")
    assert actions() == ["access.restricted", "glass.broken", "glass.reviewed"]
    assert AuditEntry.objects.get(action="glass.broken").reason == "they called me"


def test_what_waits_for_a_look_stands_first(lead, boss, named, clinic):
    restrict(lead, boss, named)
    other = make_staff(clinic, roles=("supervisor",))
    first = break_glass(lead_id=lead.id, reason="one", staff=boss, now=NOW)
    second = break_glass(lead_id=lead.id, reason="two", staff=other, now=NOW + timedelta(minutes=1))
    review_glass(glass_id=second.id, was_right=True, review="", staff=boss, now=NOW)
    assert list(broken_glasses(clinic_ids=[clinic.id])) == [first, second]


def test_the_other_supervisors_are_told_once_and_the_mail_names_nobody(clinic, lead, boss, named):
    other = make_staff(clinic, roles=("supervisor",), interface_language="es")
    restrict(lead, boss, named)
    glass = break_glass(lead_id=lead.id, reason="they called me", staff=boss, now=NOW)
    assert [tell_of_broken_glass(now=NOW) for _twice in range(2)] == [1, 0]
    mail = Message.objects.get(task=glass.task)
    assert (mail.staff, mail.language) == (other, "es")
    assert str(glass.task_id) in mail.body
    assert not [word for word in ("Maria", "Kim", "they called me") if word in mail.body + mail.subject]
