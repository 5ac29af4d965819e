"""Asking a nurse: a question about medicine becomes a clinician's task, and only a clinician's answer ends it."""

from datetime import timedelta

import pytest

from intake.domain.calling import CallDraft, log_call, record_attempt
from intake.domain.claiming import take_next
from intake.models import Queue, QueueMembership, Task
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def open_kinds() -> list[str]:
    return sorted(Task.objects.filter(state="open").values_list("kind", flat=True))


def nurse_call() -> Task:
    return Task.objects.get(kind="nurse_call")


def log(clinic, staff, **words):
    typed = {"who": "self", "number": "202-555-0147", "outcome": "info_given", "about": ("medicine",)} | words
    return log_call(
        draft=CallDraft(clinic=clinic, idempotency_key=typed.pop("key", "call-1"), direction="in", started_at=NOW, **typed),
        staff=staff,
        now=NOW,
    )


def test_a_medicine_question_opens_a_clinicians_task_beside_the_first_contact() -> None:
    clinic = make_clinic()

    receive(clinic, topics=["cost", "medicine"])

    assert open_kinds() == ["first_contact", "nurse_call"]
    task = nurse_call()
    assert (task.skill, task.severity, task.ready_at, task.due_at) == ("clinician", 3, NOW, NOW + timedelta(minutes=240))


def test_any_other_question_opens_none() -> None:
    receive(make_clinic(), topics=["cost"])

    assert open_kinds() == ["first_contact"]


def test_somebody_who_wants_no_contact_is_not_rung_by_a_nurse_either() -> None:
    receive(make_clinic(), reach="none", phone="", topics=["medicine"])

    assert open_kinds() == ["wait_for_contact"]


def test_the_question_asked_again_joins_the_call_that_is_open() -> None:
    clinic = make_clinic()

    receive(clinic, token="one", topics=["medicine"])
    receive(clinic, token="one", topics=["medicine"])
    receive(clinic, token="one", topics=["medicine"], name="Maria Lopez")

    assert open_kinds() == ["first_contact", "nurse_call"]


def test_a_question_added_later_is_asked_and_sending_it_again_after_the_talk_is_an_inquiry_of_its_own() -> None:
    clinic = make_clinic()
    nurse = make_staff(clinic, roles=("clinician",))
    receive(clinic, token="one", topics=["cost"])
    assert open_kinds() == ["first_contact"]

    receive(clinic, token="one", topics=["cost", "medicine"])
    record_attempt(
        task_id=nurse_call().id,
        staff=nurse,
        outcome="info_given",
        note="",
        next_step_at=None,
        is_mine=False,
        idempotency_key="k",
        now=NOW,
    )
    assert open_kinds() == ["callback"]

    for _press in range(2):
        receive(clinic, token="one", topics=["cost", "medicine"], name="Maria Lopez")
    assert open_kinds() == ["callback", "first_contact", "nurse_call"]


def test_only_a_clinicians_live_contact_ends_it() -> None:
    clinic = make_clinic()
    dana, nurse = make_staff(clinic), make_staff(clinic, roles=("clinician",), name="Noor")
    received = receive(clinic, topics=["medicine"])
    answer = {"outcome": "info_given", "note": "", "next_step_at": None, "is_mine": False, "now": NOW}

    record_attempt(task_id=first_task(received).id, staff=dana, idempotency_key="a", **answer)
    assert open_kinds() == ["callback", "nurse_call"]

    record_attempt(task_id=nurse_call().id, staff=nurse, idempotency_key="b", **answer | {"outcome": "no_answer"})
    assert (nurse_call().state, nurse_call().attempts) == ("open", 1)

    record_attempt(task_id=nurse_call().id, staff=nurse, idempotency_key="c", **answer)
    assert (nurse_call().state, nurse_call().done_by) == ("done", nurse)


def test_a_try_by_somebody_else_is_no_try_of_the_nurse() -> None:
    clinic = make_clinic()
    received = receive(clinic, topics=["medicine"])

    record_attempt(
        task_id=first_task(received).id,
        staff=make_staff(clinic),
        outcome="no_answer",
        note="",
        next_step_at=None,
        is_mine=False,
        idempotency_key="a",
        now=NOW,
    )

    assert (first_task(received).attempts, nurse_call().attempts) == (1, 0)


def test_a_call_about_medicine_brings_a_nurse_even_where_calling_was_not_agreed_in_writing() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)

    log(clinic, dana)
    log(clinic, dana)

    assert open_kinds() == ["callback", "nurse_call"]


def test_a_clinician_who_took_the_call_has_answered() -> None:
    clinic = make_clinic()

    log(clinic, make_staff(clinic, roles=("clinician",)))

    assert open_kinds() == ["callback"]
    assert nurse_call().state == "done"


def test_it_goes_to_a_queue_in_which_a_clinician_works_and_only_a_clinician_is_offered_it() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    nurse = make_staff(clinic, roles=("clinician",), queues=None, name="Noor")
    spanish = Queue.objects.get(clinic=clinic, code="spanish")
    QueueMembership.objects.create(queue=spanish, staff=nurse)

    received = receive(clinic, topics=["medicine"])

    assert nurse_call().queue == spanish
    assert take_next(staff=dana, now=NOW) == first_task(received)
    assert take_next(staff=dana, now=NOW) is None
    assert take_next(staff=nurse, now=NOW) == nurse_call()


def test_another_clinics_clinician_is_no_clinician_here() -> None:
    clinic, other = make_clinic(), make_clinic()
    make_staff(other, roles=("clinician",))
    received = receive(clinic, topics=["medicine"])

    assert nurse_call().queue == first_task(received).queue


def test_a_clinician_who_takes_one_holds_both_so_that_one_phone_rings_once() -> None:
    clinic = make_clinic()
    nurse = make_staff(clinic, roles=("clinician",))
    received = receive(clinic, topics=["medicine"])

    take_next(staff=nurse, now=NOW)

    assert [first_task(received).claimed_by, nurse_call().claimed_by] == [nurse, nurse]
