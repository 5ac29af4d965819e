"""Aftercare's and medicine's mail that waited keeps to the hours too: a mail server that comes back at three sends nothing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.domain.aftercare.leaving_check_ins import send_fresh_link
from followup.domain.deciding import decide_followup
from followup.domain.delivering import deliver_due
from followup.domain.letters import Answer, Outcome
from followup.models import Message
from followup.states import CheckInPage
from intake.models import LeadEvent
from tests.factories import NOW
from tests.followup.aftercare.builders import asked, token_of
from tests.followup.builders import go_live, make_acknowledged, make_lead, make_mailing_clinic
from tests.followup.domain.test_pacing import FakeSender

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/New_York")
NOBODY_THERE = Answer(Outcome.UNREACHABLE, "")


def send(now: datetime, *answers: Answer) -> int:
    return deliver_due(sender=FakeSender(*answers), clock=lambda: now, seconds=5)


def at(moment: datetime, hour: int, *, days: int = 0) -> datetime:
    return (moment.astimezone(ZONE) + timedelta(days=days)).replace(hour=hour, minute=0)


@pytest.fixture(autouse=True)
def _live() -> None:
    go_live()


def test_a_check_in_that_waited_for_the_mail_server_goes_in_the_morning_and_not_at_three():
    check_in = asked(make_mailing_clinic())
    now = check_in.asked_at
    assert send(now, NOBODY_THERE) == 0
    assert send(at(now, 3, days=1)) == 0
    message = Message.objects.get(purpose="check_ins")
    assert (message.state, message.due_at) == ("pending", at(now, 9, days=1))
    assert send(at(now, 9, days=1)) == 1
    message.refresh_from_db()
    assert message.state == "sent"


def test_one_that_ends_before_the_morning_ends_and_does_not_wait():
    check_in = asked(make_mailing_clinic())
    night = at(check_in.asked_at, 3, days=1)
    Message.objects.filter(purpose="check_ins").update(expires_at=night + timedelta(hours=1))
    assert send(night) == 0
    message = Message.objects.get(purpose="check_ins")
    assert (message.state, message.why_not) == ("expired", "too_late")


def test_a_fresh_link_that_somebody_asked_for_at_night_goes_at_once():
    check_in = asked(make_mailing_clinic())
    send(check_in.asked_at)
    night = at(check_in.asked_at, 3, days=1)
    send_fresh_link(token=token_of(check_in), page=CheckInPage.ANSWER, now=night)
    assert send(night) == 1


def test_an_acknowledgement_of_this_minute_goes_at_night_and_one_that_waited_for_hours_does_not():
    night = at(NOW, 3)
    fresh = make_acknowledged(make_mailing_clinic(), email="night@example.org", now=night)
    assert send(night) == 1
    late = make_acknowledged(make_mailing_clinic(), email="late@example.org", now=at(NOW, 0))
    assert send(night) == 0
    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (fresh.state, late.state, late.due_at) == ("sent", "pending", at(NOW, 9))
    assert send(at(NOW, 9)) == 1


def test_an_acknowledgement_that_nobody_could_write_for_hours_waits_for_the_day_and_lives_from_the_inquiry_on():
    leads = [make_lead(make_mailing_clinic(), now=at(NOW, hour)) for hour in (0, 20)]
    for lead, morning in zip(leads, (at(NOW, 3), at(NOW, 7, days=1)), strict=True):
        decide_followup(lead_id=lead.id, now=morning)
    message = Message.objects.get()
    assert (message.lead_id, message.due_at, message.expires_at) == (leads[0].id, at(NOW, 9), at(NOW, 12))
    why = LeadEvent.objects.get(lead=leads[1], kind="followup.decided").facts
    assert why == {"why": "too_late"}
