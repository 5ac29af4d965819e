"""Claiming: the most urgent work that fits me, taken by exactly one person, for a time that ends visibly."""

from datetime import timedelta

import pytest

from clinics.models import Staff
from intake.domain.claiming import (
    TakenError,
    TaskClosedError,
    assign_task,
    claim_task,
    keep_claim,
    release_task,
    snooze_task,
    sweep_claims,
    take_next,
)
from intake.domain.leading import acknowledge, finish_task
from intake.models import LeadEvent, Task
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def end_lease(task: Task) -> None:
    """Let the lease run out by the database's clock."""
    held = Task.objects.get(id=task.id)
    assert held.claimed_until is not None
    Task.objects.filter(id=task.id).update(claimed_until=held.claimed_until - timedelta(hours=1))


def test_take_next_gives_the_most_urgent_first_then_the_oldest() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    older = receive(clinic, phone="202 555 0101")
    newer = receive(clinic, phone="202 555 0102", now=NOW + timedelta(minutes=5))
    unsafe = receive(clinic, phone="202 555 0103", safe="no", now=NOW + timedelta(minutes=6))

    taken = [take_next(staff=dana, now=LATER) for _press in range(4)]

    assert taken == [first_task(unsafe), first_task(older), first_task(newer), None]


def test_take_next_never_gives_one_piece_of_work_to_two_people() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    received = receive(clinic)

    assert take_next(staff=dana, now=NOW) == first_task(received)
    assert take_next(staff=sam, now=NOW) is None


def test_take_next_stays_in_my_clinics_and_queues() -> None:
    here, there = make_clinic(), make_clinic()
    receive(there)
    outsider, queueless = make_staff(here), make_staff(there, queues=None)

    assert take_next(staff=outsider, now=NOW) is None
    assert take_next(staff=queueless, now=NOW) is None


def test_take_next_fits_languages_but_an_emergency_fits_everybody() -> None:
    clinic = make_clinic()
    english = make_staff(clinic, languages=["en"])
    receive(clinic, language="es")

    assert take_next(staff=english, now=NOW) is None

    emergency = receive(clinic, language="es", phone="202 555 0104", own_words="I want to kill myself tonight")
    taken = take_next(staff=english, now=NOW)
    assert taken is not None
    assert taken.kind == "escalation"
    assert emergency.lead is not None
    assert emergency.lead.severity == 0


def test_two_inquiries_from_one_number_are_taken_together() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    first, second = receive(clinic), receive(clinic)

    assert take_next(staff=dana, now=NOW) == first_task(first)

    assert first_task(second).claimed_by == dana
    assert take_next(staff=sam, now=NOW) is None


def test_whoever_takes_an_emergency_holds_the_first_contact_too() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    received = receive(clinic, own_words="I want to kill myself")
    escalation = Task.objects.get(kind="escalation")

    acknowledge(task_id=escalation.id, staff=dana, now=NOW)

    assert first_task(received).claimed_by == dana
    assert take_next(staff=sam, now=NOW) is None


def test_claim_task_tells_the_second_who_was_first() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    task = first_task(receive(clinic))
    claim_task(task_id=task.id, staff=dana, now=NOW)

    with pytest.raises(TakenError) as refused:
        claim_task(task_id=task.id, staff=sam, now=NOW)

    assert refused.value.by_name == "Dana"
    assert first_task_holder(task) == dana


def first_task_holder(task: Task) -> Staff | None:
    """Who holds the task now, by the database."""
    return Task.objects.select_related("claimed_by").get(id=task.id).claimed_by


def test_claim_task_of_another_clinic_is_not_there() -> None:
    here, there = make_clinic(), make_clinic()
    task = first_task(receive(there))
    receive(here)

    with pytest.raises(Task.DoesNotExist):
        claim_task(task_id=task.id, staff=make_staff(here), now=NOW)


def test_a_claim_twice_is_one_line_of_history() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic))

    claim_task(task_id=task.id, staff=dana, now=NOW)
    claim_task(task_id=task.id, staff=dana, now=NOW)

    assert LeadEvent.objects.filter(kind="task.claimed").count() == 1


def test_a_lease_that_ran_out_goes_back_with_a_line_in_the_history() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    task = first_task(receive(clinic))
    claim_task(task_id=task.id, staff=dana, now=NOW)
    assert sweep_claims(now=NOW) == 0
    end_lease(task)

    assert sweep_claims(now=NOW) == 1
    assert sweep_claims(now=NOW) == 0
    assert LeadEvent.objects.get(kind="task.claim_ended").facts["held_by"] == str(dana.id)
    assert claim_task(task_id=task.id, staff=sam, now=NOW).claimed_by == sam


def test_keep_claim_renews_mine_and_refuses_what_somebody_else_took() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    task = first_task(receive(clinic))
    claim_task(task_id=task.id, staff=dana, now=NOW)
    end_lease(task)

    assert keep_claim(task_id=task.id, staff=dana, now=NOW).claimed_by == dana
    end_lease(task)
    claim_task(task_id=task.id, staff=sam, now=NOW)
    with pytest.raises(TakenError):
        keep_claim(task_id=task.id, staff=dana, now=NOW)


def test_release_task_only_gives_back_my_own() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    task = first_task(receive(clinic))
    claim_task(task_id=task.id, staff=dana, now=NOW)

    assert release_task(task_id=task.id, staff=sam, now=NOW) is False
    assert release_task(task_id=task.id, staff=dana, now=NOW) is True
    assert release_task(task_id=task.id, staff=dana, now=NOW) is False
    assert first_task_holder(task) is None


def test_an_ended_task_can_be_neither_taken_nor_ended_again() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic))

    assert finish_task(task_id=task.id, staff=dana, outcome="info_given", now=NOW) is True
    assert finish_task(task_id=task.id, staff=dana, outcome="info_given", now=NOW) is False
    with pytest.raises(TaskClosedError):
        claim_task(task_id=task.id, staff=dana, now=NOW)


def test_an_assigned_task_is_offered_to_its_owner_only() -> None:
    clinic = make_clinic()
    dana, sam = make_staff(clinic), make_staff(clinic, name="Sam")
    task = first_task(receive(clinic))

    assign_task(task_id=task.id, staff=dana, to=sam, now=NOW)

    assert take_next(staff=dana, now=NOW) is None
    assert take_next(staff=sam, now=NOW) == task


def test_a_promised_callback_outranks_soon_from_ten_minutes_before() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    soon = first_task(receive(clinic, phone="202 555 0105"))
    promised = first_task(receive(clinic, phone="202 555 0106"))
    Task.objects.filter(id=soon.id).update(severity=2, due_at=NOW)
    Task.objects.filter(id=promised.id).update(severity=3, is_promised=True, due_at=NOW + timedelta(minutes=10))

    assert take_next(staff=dana, now=NOW - timedelta(seconds=0)) == promised
    assert take_next(staff=dana, now=NOW) == soon


def test_snooze_task_hides_work_until_its_time_and_never_an_emergency() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    task = first_task(receive(clinic))
    emergency = first_task(receive(clinic, phone="202 555 0107", own_words="I am going to kill myself"))

    snooze_task(task_id=task.id, staff=dana, until=LATER, reason="Asked for this afternoon", now=NOW)
    with pytest.raises(ValueError, match="emergency"):
        snooze_task(task_id=emergency.id, staff=dana, until=LATER, reason="later", now=NOW)

    offered = {take_next(staff=dana, now=NOW), take_next(staff=dana, now=NOW), take_next(staff=dana, now=NOW)}
    assert task not in offered
    assert take_next(staff=dana, now=LATER) == task
