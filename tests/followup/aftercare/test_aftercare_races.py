"""Two workers and two taps at once, on PostgreSQL: one mail, one answer that counts, one task."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from followup.domain.aftercare.answering_check_ins import EndedLinkError, answer_by_link
from followup.domain.aftercare.late_help import hear_late_help
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.stopping import stop_everything_by_hand
from followup.models import Aftercare, Answer, CheckIn, Flag, Message
from followup.states import ExitReason
from intake.domain.leading import add_note
from intake.models import Task
from tests import together
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.aftercare.builders import asked, enter, planned, token_of
from tests.followup.builders import go_live

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def at_once(act: Callable[[int], object]) -> None:
    """Run `act` in several threads that start together; an error in one of them fails the test."""
    start, errors = threading.Barrier(AT_ONCE), []

    def run(number: int) -> None:
        try:
            start.wait(timeout=10)
            act(number)
        except Exception as error:  # noqa: BLE001  whatever it is, the test shows it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


def test_many_sweeps_at_once_ask_everybody_once():
    go_live()
    clinic = make_clinic()
    due = max(planned(enter(clinic, email=f"person{number}@example.org")).due_at for number in range(4))
    at_once(lambda _number: sweep_aftercare(now=due))
    assert Message.objects.filter(purpose="check_ins").count() == 4
    assert CheckIn.objects.filter(state="planned").count() == 4
    at_once(lambda _number: sweep_aftercare(now=due + timedelta(days=4)))
    assert set(Aftercare.objects.values_list("unanswered", flat=True)) == {1}
    assert Flag.objects.filter(kind="silence").count() == 4
    assert Task.objects.filter(kind="check_in_call", state="open").count() == 4


def test_a_double_tap_is_one_answer_and_one_task():
    go_live()
    check_in = asked(make_clinic())
    token, now = token_of(check_in), check_in.asked_at
    at_once(lambda _number: answer_by_link(token=token, typed={"how": "hard"}, language="en", now=now))
    assert (Answer.objects.count(), Flag.objects.count(), Task.objects.filter(kind="check_in_call").count()) == (1, 1, 1)


def test_of_many_answers_at_once_one_counts_and_none_is_lost():
    go_live()
    check_in = asked(make_clinic())
    token, now = token_of(check_in), check_in.asked_at
    words = [f"answer {number}" for number in range(AT_ONCE)]
    at_once(lambda number: answer_by_link(token=token, typed={"how": "ok", "words": words[number]}, language="en", now=now))
    assert sorted(answer.values["words"] for answer in Answer.objects.all()) == words
    assert Answer.objects.filter(replaced_by=None).count() == 1


def test_a_call_for_help_by_an_old_link_and_one_by_staff_make_one_emergency():
    go_live()
    clinic = make_clinic()
    staff = make_staff(clinic)
    for number in range(6):
        check_in = asked(clinic, email=f"person{number}@example.org")
        token, lead = token_of(check_in), check_in.aftercare.lead
        found = together.at_once(
            lambda token=token: hear_late_help(token=token, now=NOW + timedelta(days=30)),
            lambda lead=lead: add_note(lead_id=lead.id, staff=staff, text="I am going to kill myself tonight.", now=NOW),
        )
        assert together.errors_in(found) == []
        assert Task.objects.filter(lead=lead, kind="escalation", state="open").count() == 1


def test_an_answer_and_the_end_of_everything_at_once():
    go_live()
    clinic = make_clinic()
    staff = make_staff(clinic)
    for number in range(6):
        check_in = asked(clinic, email=f"person{number}@example.org")
        token, person, now = token_of(check_in), check_in.aftercare.person, check_in.asked_at
        stopped, answered = together.at_once(
            lambda person=person, now=now: stop_everything_by_hand(person_id=person.id, reason=ExitReason.CUSTODY, staff=staff, now=now),
            lambda token=token, now=now: answer_by_link(token=token, typed={"how": "hard"}, language="en", now=now),
        )
        assert stopped == person
        # Whoever answers second finds the link ended.
        assert not isinstance(answered, Exception) or isinstance(answered, EndedLinkError)
        assert Aftercare.objects.get(person=person).state == "ended"
