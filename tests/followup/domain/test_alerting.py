"""Alerting and paging: somebody is told, again and again, until one of them takes it by name."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinics.models import Clinic, OnCallMember, PagerWebhook, Staff
from followup.domain import paging
from followup.domain.alerting import raise_alert, raise_due_alerts, unmanned_clinics
from followup.domain.delivering import deliver_due
from followup.domain.letters import Answer, Letter, Outcome
from followup.domain.paging import PagerAnswer, page_due
from followup.models import Message, WebhookDelivery
from followup.states import MessageState, WhyNot
from intake.domain.leading import acknowledge
from intake.models import LeadEvent, Task
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.builders import go_live, make_emergency

pytestmark = pytest.mark.django_db
# An emergency is told about again after this long.
REPEAT_AFTER = timedelta(minutes=5)


def make_on_call(clinic: Clinic, *names: str) -> list[Staff]:
    people = [make_staff(clinic, name=name) for name in names]
    for position, staff in enumerate(people):
        OnCallMember.objects.create(clinic=clinic, staff=staff, position=position)
    return people


def told() -> list[str]:
    messages = Message.objects.filter(message_class="staff_alert").select_related("staff").order_by("created_at", "id")
    return [message.staff.name for message in messages if message.staff]


def test_the_first_round_tells_two_the_next_everybody_until_one_takes_it() -> None:
    go_live()
    clinic = make_clinic()
    dana, *_others = make_on_call(clinic, "Dana", "Sam", "Ruth")
    task = make_emergency(clinic)

    assert [raise_due_alerts(now=NOW) for _sweep in range(2)] == [1, 0]
    assert told() == ["Dana", "Sam"]
    assert raise_due_alerts(now=NOW + REPEAT_AFTER) == 1
    assert told() == ["Dana", "Sam", "Dana", "Sam", "Ruth"]

    acknowledge(task_id=task.id, staff=dana, now=NOW + REPEAT_AFTER)
    assert raise_due_alerts(now=NOW + 3 * REPEAT_AFTER) == 0


def test_a_turn_reads_the_rota_once_however_many_emergencies_wait() -> None:
    go_live()
    clinic = make_clinic()
    make_on_call(clinic, "Dana")
    for _number in range(3):
        make_emergency(clinic)
    with CaptureQueriesContext(connection) as asked:
        assert raise_due_alerts(now=NOW) == 3
    assert sum("clinics_rotashift" in one["sql"] for one in asked) == 1
    assert told() == ["Dana"] * 3


def test_an_alert_holds_a_link_and_no_word_about_anybody() -> None:
    go_live()
    clinic = make_clinic(discreet_name="Oak Street")
    make_on_call(clinic, "Dana")
    task = make_emergency(clinic)
    raise_alert(task_id=task.id, now=NOW)
    raise_alert(task_id=task.id, now=NOW + REPEAT_AFTER)

    first, second = Message.objects.filter(staff__isnull=False).order_by("created_at")
    assert first.subject == "Emergency: please acknowledge"
    assert second.subject == "Emergency: please acknowledge (reminder 2)"
    assert f"{settings.DESK_URL}/desk/tasks/{task.id}/" in first.body
    assert "Maria" not in first.body + first.subject
    assert (first.person, first.unsubscribe_token) == (None, "")
    assert LeadEvent.objects.filter(lead=task.lead, kind="alert.raised").count() == 2


def test_an_alert_is_in_the_language_of_its_reader() -> None:
    clinic = make_clinic()
    make_on_call(clinic, "Ruth")
    Staff.objects.update(interface_language="es")
    raise_alert(task_id=make_emergency(clinic).id, now=NOW)
    assert Message.objects.get().subject == "Emergencia: confirme, por favor"


def test_with_nobody_on_call_the_supervisors_are_told_and_the_clinic_is_found() -> None:
    clinic, manned = make_clinic(slug="a-unmanned"), make_clinic()
    make_on_call(manned, "Dana")
    make_staff(clinic, roles=("supervisor",), name="Nora")
    raise_alert(task_id=make_emergency(clinic).id, now=NOW)
    assert told() == ["Nora"]
    assert unmanned_clinics(now=NOW) == [clinic]


def test_somebody_inactive_is_not_on_call() -> None:
    clinic = make_clinic()
    make_on_call(clinic, "Dana")
    Staff.objects.update(is_active=False)
    assert unmanned_clinics(now=NOW) == [clinic]


def test_practice_mode_holds_one_round_and_writes_no_more() -> None:
    clinic = make_clinic()
    make_on_call(clinic, "Dana")
    PagerWebhook.objects.create(clinic=clinic, url="https://pager.example/x", secret="s", created_at=NOW)
    make_emergency(clinic)
    for number in range(4):
        raise_due_alerts(now=NOW + number * REPEAT_AFTER)
    assert [message.state for message in Message.objects.all()] == [MessageState.HELD]
    assert WebhookDelivery.objects.get().state == "held"


class Postman:
    """A sender that keeps what it was given."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def prepare(self, letter: Letter) -> Letter:
        return letter

    def send(self, prepared: Letter) -> Answer:
        self.letters.append(prepared)
        return Answer(Outcome.ACCEPTED, "250")


def test_an_alert_goes_before_other_mail_and_not_at_all_once_somebody_took_it() -> None:
    go_live()
    clinic = make_clinic()
    dana, sam = make_on_call(clinic, "Dana", "Sam")
    task = make_emergency(clinic)
    raise_alert(task_id=task.id, now=NOW)
    acknowledge(task_id=task.id, staff=dana, now=NOW)
    postman = Postman()
    deliver_due(sender=postman, clock=lambda: NOW, seconds=5)
    assert postman.letters == []
    assert {(message.state, message.why_not) for message in Message.objects.all()} == {("skipped", WhyNot.SUPERSEDED)}
    assert sam.name in told()


def test_an_alert_is_marked_as_automatic_and_has_nothing_to_unsubscribe_from() -> None:
    go_live()
    clinic = make_clinic()
    make_on_call(clinic, "Dana")
    raise_alert(task_id=make_emergency(clinic).id, now=NOW)
    postman = Postman()
    deliver_due(sender=postman, clock=lambda: NOW, seconds=5)
    assert [dict(letter.headers) for letter in postman.letters] == [{"Auto-Submitted": "auto-generated"}]


class PagerService:
    """A pager that gives the answers it was told to and keeps what was posted."""

    def __init__(self, *answers: PagerAnswer) -> None:
        self.answers = list(answers)
        self.posts: list[tuple[str, bytes, dict[str, str]]] = []

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> PagerAnswer:
        self.posts.append((url, body, headers))
        return self.answers.pop(0) if self.answers else PagerAnswer(200)


def make_paged(clinic: Clinic) -> Task:
    go_live()
    PagerWebhook.objects.create(clinic=clinic, url="https://pager.example/hook", secret="sesame", created_at=NOW)
    task = make_emergency(clinic)
    raise_alert(task_id=task.id, now=NOW)
    return task


def test_a_pager_gets_one_signed_event_with_ids_and_a_link() -> None:
    clinic = make_clinic(slug="oak")
    task = make_paged(clinic)
    pager = PagerService()
    assert [page_due(pager=pager, now=NOW) for _run in range(2)] == [1, 0]

    ((url, body, headers),) = pager.posts
    assert url == "https://pager.example/hook"
    delivery = WebhookDelivery.objects.get()
    assert json.loads(body) == {
        "id": str(delivery.id),
        "event": "alert.raised",
        "alert": str(task.id),
        "clinic": "oak",
        "severity": "emergency",
        "raised_at": NOW.isoformat(),
        "url": f"{settings.DESK_URL}/desk/tasks/{task.id}/",
    }
    stamp = int(NOW.timestamp())
    mac = hmac.new(b"sesame", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Threshold-Signature"] == f"t={stamp},v1={mac}"
    assert (delivery.state, delivery.result) == ("delivered", "200")


def test_a_later_round_pages_no_second_time() -> None:
    task = make_paged(make_clinic())
    raise_alert(task_id=task.id, now=NOW + REPEAT_AFTER)
    assert WebhookDelivery.objects.count() == 1


def test_a_pager_that_fails_is_tried_again_with_the_same_id_and_given_up_after_a_day() -> None:
    make_paged(make_clinic())
    pager = PagerService(*[PagerAnswer(503), PagerAnswer(0, "TimeoutError"), PagerAnswer(302)] * 40)
    now, ids = NOW, set()
    while WebhookDelivery.objects.get().state == "pending":
        page_due(pager=pager, now=now)
        ids.add(json.loads(pager.posts[-1][1])["id"])
        now = max(WebhookDelivery.objects.get().due_at, now)
    delivery = WebhookDelivery.objects.get()
    assert delivery.state == "failed"
    assert len(ids) == 1
    assert 20 <= len(pager.posts) <= 40
    assert now - NOW < timedelta(hours=24)


def test_a_pager_is_left_alone_once_somebody_took_the_emergency_or_switched_it_off() -> None:
    clinic = make_clinic()
    task = make_paged(clinic)
    acknowledge(task_id=task.id, staff=make_staff(clinic), now=NOW)
    pager = PagerService()
    assert page_due(pager=pager, now=NOW) == 0
    assert pager.posts == []
    assert WebhookDelivery.objects.get().result == "acknowledged_first"


def test_a_delivery_whose_worker_was_lost_is_posted_again() -> None:
    make_paged(make_clinic())
    WebhookDelivery.objects.update(
        state="sending", claim_token="9f0e5b5e-2a3b-4c4d-8e5f-001122334455", claimed_until=NOW - timedelta(days=999)
    )
    assert page_due(pager=PagerService(), now=NOW) == 1


def test_two_clinics_page_their_own_services_only() -> None:
    here, there = make_clinic(), make_clinic()
    PagerWebhook.objects.create(clinic=there, url="https://other.example/", secret="s", created_at=NOW)
    make_paged(here)
    pager = PagerService()
    page_due(pager=pager, now=NOW)
    assert [url for url, _body, _headers in pager.posts] == ["https://pager.example/hook"]


def test_the_signature_binds_time_and_body() -> None:
    first = paging.sign(secret="s", timestamp=1, body=b"a")
    assert len({first, paging.sign(secret="s", timestamp=2, body=b"a"), paging.sign(secret="s", timestamp=1, body=b"b")}) == 3
