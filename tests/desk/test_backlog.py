"""The page of late e-mails: only one's own clinics, a reason is needed, and a press decides once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from followup.domain.backlog import note_backlogs
from followup.models import Backlog, CheckIn
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_staff
from tests.followup.aftercare.builders import enter
from tests.followup.builders import go_live, make_mailing_clinic
from tests.followup.domain.test_backlog import make_late

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)


def make_backlog(name: str) -> Backlog:
    go_live()
    clinic = make_mailing_clinic(backlog_limit=1, discreet_name=name)
    make_late(clinic, 2)
    note_backlogs(now=LATER)
    return Backlog.objects.get(clinic=clinic)


def decide(backlog: object) -> str:
    return reverse("desk:backlog-decide", args=[backlog])


def test_a_person_sees_and_decides_for_their_own_clinic_only():
    mine, theirs = make_backlog("Oak Street"), make_backlog("River Office")
    client = signed_in(make_staff(mine.clinic))
    page = client.get(reverse("desk:backlog")).content.decode()
    assert ("Oak Street" in page, "River Office" in page) == (True, False)
    for backlog in (theirs.id, uuid4()):
        for words in ({"do": "drop", "reason": "x"}, {"do": "drop"}, {}):
            assert client.post(decide(backlog), words).status_code == 404
    assert Backlog.objects.filter(decision="").count() == 2


def test_without_a_reason_nothing_happens_and_with_one_it_happens_once():
    backlog = make_backlog("Oak Street")
    client, url = signed_in(make_staff(backlog.clinic)), decide(backlog.id)
    answer = client.post(url, {"do": "release", "reason": "  "})
    assert (answer.status_code, "Say why" in answer.content.decode()) == (422, True)
    assert client.post(url, {"do": "burn", "reason": "kept words"}).content.decode().count("kept words") == 1
    for _press in range(2):
        assert client.post(url, {"do": "release", "reason": "The server is back."}).status_code == 302
    backlog.refresh_from_db()
    assert (backlog.decision, backlog.reason) == ("release", "The server is back.")
    assert "Nothing is waiting here" in client.get(reverse("desk:backlog")).content.decode()


def test_the_page_says_what_would_go_kind_by_kind():
    backlog = make_backlog("Oak Street")
    staff = make_staff(backlog.clinic, roles=("clinician",))
    for number in range(2):
        CheckIn.objects.filter(aftercare=enter(backlog.clinic, staff=staff, email=f"c{number}@example.org")).update(due_at=LATER)
    Backlog.objects.update(reaches_to=LATER)
    page = signed_in(make_staff(backlog.clinic)).get(reverse("desk:backlog")).content.decode()
    assert ("4 e-mails would still go" in page, "2 written e-mails" in page, "2 check-ins" in page) == (True, True, True)
