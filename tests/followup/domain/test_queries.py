"""What screens and checks read of the outbox."""

from datetime import timedelta

import pytest

from clinics.models import PagerWebhook
from followup.domain.alerting import raise_alert
from followup.domain.attempting import attempt_each
from followup.domain.paging import PagerAnswer, page_due
from followup.domain.queries import failing_pagers, message_age, messages_of_lead, outbox_counts
from followup.models import Message, WebhookDelivery
from followup.states import MessageState
from tests.factories import NOW, make_clinic
from tests.followup.builders import go_live, make_acknowledged, make_emergency, make_mailing_clinic

pytestmark = pytest.mark.django_db


def test_messages_of_a_lead_are_its_own_newest_first() -> None:
    clinic = make_mailing_clinic()
    mine, _other = make_acknowledged(clinic), make_acknowledged(clinic, email="other@example.org")
    assert messages_of_lead(mine.lead) == [mine]  # type: ignore[arg-type]


def test_counts_name_every_state_and_stay_in_their_clinic_and_week() -> None:
    here, there = make_mailing_clinic(), make_mailing_clinic()
    make_acknowledged(here)
    make_acknowledged(there)
    assert set(outbox_counts(now=NOW)) == set(MessageState.values)
    assert outbox_counts(now=NOW)["held"] == 2
    assert outbox_counts(now=NOW, clinic_id=here.id)["held"] == 1
    assert sum(outbox_counts(now=NOW + timedelta(days=8)).values()) == 0


def test_the_age_is_that_of_the_message_that_waits_longest() -> None:
    go_live()
    assert message_age(now=NOW) is None
    clinic = make_mailing_clinic()
    make_acknowledged(clinic)
    make_acknowledged(clinic, now=NOW + timedelta(minutes=3), email="other@example.org")
    assert message_age(now=NOW + timedelta(minutes=5)) == timedelta(minutes=5)
    Message.objects.update(state=MessageState.HELD)
    assert message_age(now=NOW + timedelta(minutes=5)) is None


def test_a_message_that_was_tried_in_vain_is_late_though_its_next_try_lies_ahead() -> None:
    go_live()
    make_acknowledged(make_mailing_clinic())
    now = NOW + timedelta(minutes=30)
    Message.objects.update(first_due_at=NOW, due_at=now + timedelta(minutes=10))
    assert message_age(now=now) == timedelta(minutes=30)
    # Put off to the person's morning, it has no try ahead.
    Message.objects.update(due_at=now + timedelta(hours=12))
    assert message_age(now=now) is None


class Refusing:
    """A pager service that is down."""

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> PagerAnswer:
        return PagerAnswer(500)


def test_a_pager_that_fails_is_counted_until_it_answers() -> None:
    go_live()
    clinic = make_clinic()
    PagerWebhook.objects.create(clinic=clinic, url="https://pager.example/", secret="s", created_at=NOW)
    raise_alert(task_id=make_emergency(clinic).id, now=NOW)
    assert failing_pagers(now=NOW) == 0
    page_due(pager=Refusing(), now=NOW)
    assert failing_pagers(now=NOW) == 1
    WebhookDelivery.objects.update(state="delivered")
    assert failing_pagers(now=NOW) == 0


def test_one_bad_row_does_not_stop_the_next(caplog: pytest.LogCaptureFixture) -> None:
    def act(number: int) -> bool:
        return 6 // number == 2

    assert attempt_each([0, 3, 4], act) == 1
    assert "followup: 0 set aside: ZeroDivisionError" in caplog.text
