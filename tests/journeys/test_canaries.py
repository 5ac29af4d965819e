"""Forty-one unlikely words travel every road through pages and workers; nothing outside its own encrypted column keeps one."""

import io
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage, get_connection
from django.http import HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.urls import reverse

from clinics.models import Clinic, OnCallMember, Staff
from core import clock, doorbell
from followup.domain.ready_texts import publish_ready_texts
from followup.models import Message, UnsubscribeLink
from intake.domain.safe_contact import rules_for_lead
from intake.models import Lead, Queue, Rulebook, Submission, Task
from records.domain.backing_up import back_up, lines_of
from records.domain.erasing import word_to_type
from records.models import DisclosureConsent
from tests.architecture.source import PROJECT
from tests.databases import own_url
from tests.factories import make_clinic, make_staff
from tests.followup.builders import go_live
from tests.journeys.canaries import CANARIES, FIRST, Trail, WatchedClient, log_lines, opened_mark
from tests.servers import MailSink, RedisServer, child_environment, wait_until

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
SECRET = b"a secret of twenty signs or more"
C = CANARIES
SINKS = {
    "addresses asked",
    "addresses in pages",
    "backup",
    "cookies",
    "error pages",
    "health",
    "log",
    "log of failures",
    "mail headers",
    "other headers",
    "plain columns",
    "redirects",
    "redis",
    "sessions",
    "titles",
    "worker",
}


@pytest.fixture
def trail() -> Trail:
    return Trail()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What this process would print while it serves."""
    handler, stream = log_lines()
    # The mail server that tests run in this process is not the product.
    handler.addFilter(lambda record: record.name != "mail.log")
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def broker(redis_server: RedisServer, settings) -> Iterator[RedisServer]:
    redis_server.client().flushall()
    settings.CELERY_BROKER_URL = redis_server.url
    doorbell.reset()
    yield redis_server
    doorbell.reset()


@pytest.fixture
def clinic() -> Clinic:
    found = make_clinic(slug="oak", discreet_name="Oak Office")
    publish_ready_texts(clinic=found, now=clock.now())
    OnCallMember.objects.create(clinic=found, staff=make_staff(found, name="Olu"))
    return found


def browser_of(staff: Staff, trail: Trail) -> WatchedClient:
    client = WatchedClient(trail)
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[Staff.SECOND_FACTOR_MARK] = True
    session.save()
    return client


def ask_for_a_call(visitor: WatchedClient) -> str:
    """The callback form, with a mistake first, sent, and corrected under the same token."""
    address = visitor.get("/oak/en/call/").headers["Location"]
    mark = opened_mark(visitor.get(address))
    visitor.post(address, {"phone": "123", "name": C["callback name"], "opened": mark})
    time.sleep(2.1)
    said = {"name": C["callback name"], "good_time": "other", "good_time_words": C["callback time"], "opened": mark}
    sent = visitor.post(address, {**said, "phone": C["callback phone"], "voicemail": "first_name"})
    visitor.get(sent.headers["Location"])
    visitor.post(address, {**said, "phone": C["amended phone"], "name": C["amended name"], "opened": mark})
    return sent.headers["Location"]


def change_how(visitor: WatchedClient, sent: str) -> None:
    page = visitor.get(sent).content.decode()
    address = next(part.split('"')[0] for part in page.split('href="')[1:] if "/reach/" in part.split('"')[0])
    visitor.get(address)
    visitor.post(address, {"if_someone_else": C["reach words"], "good_time_words": C["reach time"], "act": "save"})


def write_a_message(visitor: WatchedClient) -> None:
    """Five steps; the person can be e-mailed safely and is in danger, so that mail and alerts are written."""
    first = visitor.get("/oak/en/write/").headers["Location"]
    base = first.rsplit("1/", 1)[0]
    visitor.post(f"{base}1/", {"who": "self"})
    email = f"{C['message email']}@{C['message mail host']}"
    helped = {"helps_us_talk": C["message helps us talk"], "if_someone_else": C["message if someone else"]}
    visitor.post(f"{base}2/", {"reach": "email", "email": "no address", "name": C["message name"]})
    visitor.post(f"{base}2/", {"reach": "email", "email": email, "private": "no", "name": C["message name"], **helped})
    visitor.post(f"{base}3/", {"safe": "no"})
    visitor.post(f"{base}4/", {"topics": ["cost"], "own_words": f"{C['message words']} I want to kill myself"})
    mark = opened_mark(visitor.get(f"{base}5/"))
    time.sleep(2.1)
    visitor.get(visitor.post(f"{base}5/", {"opened": mark}).headers["Location"])
    visitor.post(f"{base}4/", {"own_words": C["amended words"]})


def leave_things_unsent(visitor: WatchedClient) -> None:
    for words in ("unsent draft", "dropped draft"):
        first = visitor.get("/oak/en/write/").headers["Location"]
        visitor.post(first, {"who": "self"})
        base = first.rsplit("1/", 1)[0]
        visitor.post(f"{base}4/", {"own_words": C[words]})
    visitor.post(f"/oak/en/leave/{base.rstrip('/').rsplit('/', 1)[-1]}/")


def go_wrong(visitor: WatchedClient) -> None:
    """Pages that are not there, bodies that can't be read, methods that don't fit."""
    for lost in (f"/oak/en/{C['not found']}/", f"/desk/{C['not found']}/", f"/{C['not found']}/es/"):
        assert visitor.get(lost).status_code == 404
    address = visitor.get("/oak/en/call/").headers["Location"]
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/octet-stream"):
        visitor.post(address, f"--y\r\n{C['bad form']}".encode(), content_type=kind)
    visitor.post(address, {"phone": C["bad form"] * 20_000})
    visitor.put(address, C["bad form"])
    visitor.post(reverse("desk:search"), {"text": C["bad form"]})


def fail_to_understand(visitor: WatchedClient, trail: Trail) -> None:
    """A clinic whose rules are gone: what arrives is kept, and fails until a person gets it."""
    broken = make_clinic(slug="elm")
    Rulebook.objects.filter(clinic=broken).delete()
    address = visitor.get("/elm/en/call/").headers["Location"]
    mark = opened_mark(visitor.get(address))
    time.sleep(2.1)
    visitor.post(address, {"phone": C["failing phone"], "name": C["failing words"], "opened": mark})
    assert Submission.objects.get(clinic=broken).last_error
    trail.leave("log of failures", *Submission.objects.values_list("last_error", flat=True))


def work(desk: WatchedClient, clinic: Clinic) -> None:
    """The desk's day: search, call log, drafts, notes, replies, attempts, e-mail, status."""
    lead = Lead.objects.filter(clinic=clinic, preferred_channel="email").get()
    task = Task.objects.filter(lead=lead, kind="first_contact").get()
    for page in ("desk:home", "desk:queues", "desk:search", "desk:call-log"):
        desk.get(reverse(page))
    for typed in ("search", "search number", "message name", "callback phone"):
        desk.post(reverse("desk:search"), {"text": C[typed]})
    desk.get(reverse("desk:lead", args=[lead.id]))
    desk.get(reverse("desk:task", args=[task.id]))
    desk.post(reverse("desk:task-claim", args=[task.id]))
    desk.post(reverse("desk:lead-note", args=[lead.id]), {"key": str(uuid4()), "text": C["staff note"]})
    desk.post(reverse("desk:draft"), {"draft_key": f"note:{lead.id}", "text": C["staff draft"]})
    desk.post(reverse("desk:lead-reply", args=[lead.id]), {"key": str(uuid4()), "text": C["reply"]})
    call = {"key": str(uuid4()), "clinic": str(clinic.id), "number": C["call number"], "who": "self", "outcome": "info_given"}
    desk.post(reverse("desk:call-matches"), call, headers={"X-Requested-With": "fetch"})
    desk.post(reverse("desk:call-log"), {**call, "name": C["call name"], "note": C["call note"]})
    other = {**call, "key": str(uuid4()), "name": C["other call"], "note": C["other call"], "not_a_lead": "vendor", "do": "vendor"}
    desk.post(reverse("desk:call-log"), other)
    call_against_the_rules(desk, clinic)
    write_emails(desk, lead)
    move = {"key": str(uuid4()), "to": "not_now", "reason": C["move reason"]}
    desk.post(reverse("desk:lead-move", args=[lead.id]), move)
    desk.get(reverse("desk:lead", args=[lead.id]))


def call_against_the_rules(desk: WatchedClient, clinic: Clinic) -> None:
    """The number may not be called any more; somebody's life is in danger."""
    lead = Lead.objects.filter(clinic=clinic, preferred_channel="call", channel="web_form").get()
    task = Task.objects.filter(lead=lead, kind="first_contact").get()
    point = rules_for_lead(lead)[0].contact_point
    rules = {"is_private": "on", "is_usable": "on", "voicemail": "none", "if_someone_else_answers": C["reach words"]}
    desk.post(reverse("desk:lead-safe-contact", args=[point.id]), rules)
    attempt = {"key": str(uuid4()), "task": str(task.id), "outcome": "no_answer", "note": C["attempt note"], "owner": "queue"}
    address = reverse("desk:lead-attempt", args=[lead.id])
    desk.post(address, attempt)
    desk.post(address, {**attempt, "danger_reason": C["override"]})


def write_emails(desk: WatchedClient, lead: Lead) -> None:
    """One that goes, and one whose subject names the person and is refused."""
    point = rules_for_lead(lead)[0].contact_point
    address = reverse("desk:lead-email", args=[lead.id])
    for subject in (f"About {C['message name']}", "About Tuesday at 10"):
        lead.refresh_from_db()
        said = {"key": str(uuid4()), "seen_version": lead.version, "to": point.id, "do": "send"}
        desk.post(address, {**said, "subject": subject, "body": f"{C['staff email']} {C['refused subject']}"})
    assert Message.objects.filter(written_by__isnull=False).count() == 1


def keep_records(keeper: WatchedClient, clinic: Clinic) -> None:
    """Consent, disclosure, revocation, export, hold, erasure."""
    lead = Lead.objects.filter(clinic=clinic, preferred_channel="call", channel="web_form").get()
    person = lead.contact_person

    def at(name: str) -> str:
        return reverse(f"desk:{name}", args=[person.id])

    consent = {
        "kind": "specific", "patient_name": C["amended name"], "discloser": "The clinic", "information": ["identity"],
        "information_words": "The name", "recipients": C["consent recipient"], "purpose": C["consent purpose"],
        "states_right_to_revoke": "on", "how_to_revoke": "A letter", "expires_on": "2030-01-01",
        "signature": C["consent signature"], "signed_by": "patient", "signed_on": f"{clock.now() - timedelta(days=2):%Y-%m-%d}",
    }  # fmt: skip
    keeper.post(at("records-consent"), {**consent, "purpose": ""})
    keeper.post(at("records-consent"), consent)
    kept = DisclosureConsent.objects.get()
    disclosed = {"consent": str(kept.id), "recipient": C["consent recipient"], "information": ["identity"]}
    assert keeper.post(at("records-disclose"), disclosed).status_code == 302
    page = keeper.get(at("records")).content.decode()
    keeper.get(next(part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/desk/disclosures/")))
    keeper.post(reverse("desk:records-revoke", args=[kept.id]), {"how": "written", "words": C["revocation"]})
    assert keeper.post(at("records-export"), {"reason": C["export reason"], "language": "en"}).headers["Content-Type"] == "application/zip"
    for do in ("place", "lift"):
        keeper.post(at("records-hold"), {"reason": C["hold reason"], "do": do})
    erased = keeper.post(at("records-erase"), {"reason": C["erase reason"], "typed": word_to_type(person), "never_contact": "on"})
    assert erased.status_code == 302


def run_a_worker(broker: RedisServer, mail_sink: MailSink, trail: Trail, *, letters: int = 3) -> None:
    """A real worker of the product on this database, until it has sent what was due: so many letters at least."""
    assert doorbell.settle(10)
    trail.see_redis(broker.client())
    variables = {"DATABASE_URL": own_url(), "REDIS_URL": broker.url, "EMAIL_URL": mail_sink.url}
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "solo", "-l", "INFO", "--without-gossip", "--without-mingle"]
    worker = subprocess.Popen(command, cwd=PROJECT, env=child_environment(**variables), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: len(mail_sink.envelopes) >= letters, seconds=90, what="what is due is sent")
    finally:
        worker.terminate()
        said, _nothing = worker.communicate(timeout=60)
        trail.leave("worker", said)
    assert doorbell.settle(10)
    trail.see_redis(broker.client())
    for mail in mail_sink.messages:
        trail.see_mail(mail)


def leave_messages(visitor: WatchedClient) -> None:
    for message in Message.objects.exclude(person=None):
        if message.unsubscribe_token:
            address = f"/oak/en/stop/{message.unsubscribe_token}/"
            visitor.get(address)
            visitor.post(f"{address}one-click/", {"List-Unsubscribe": "One-Click"})
    assert UnsubscribeLink.objects.exists()


def look_at_the_machine(visitor: WatchedClient, trail: Trail, folder: Path) -> None:
    """Health pages, doctor, and a backup opened by whoever stole its secret too."""
    for page in ("/healthz", "/readyz"):
        trail.leave("health", visitor.get(page).content)
    environment = child_environment(DATABASE_URL=own_url())
    doctor = subprocess.run(
        [sys.executable, "manage.py", "doctor"], cwd=PROJECT, env=environment, capture_output=True, timeout=120, check=False
    )
    trail.leave("health", doctor.stdout, doctor.stderr)
    back_up(path=folder / "b", secret=SECRET, now=clock.now())
    trail.leave("backup", (folder / "b").read_bytes(), *lines_of(folder / "b", secret=SECRET))


@pytest.mark.slow
def test_no_word_is_left_anywhere(trail, log, broker, mail_sink, clinic, tmp_path) -> None:
    go_live()
    visitor, desk = WatchedClient(trail), browser_of(make_staff(clinic), trail)
    sent = ask_for_a_call(visitor)
    change_how(visitor, sent)
    write_a_message(visitor)
    leave_things_unsent(visitor)
    go_wrong(visitor)
    fail_to_understand(visitor, trail)
    work(desk, clinic)
    run_a_worker(broker, mail_sink, trail)
    leave_messages(visitor)
    arrived = everything_readable()
    keep_records(browser_of(make_staff(clinic, roles=("supervisor",)), trail), clinic)
    look_at_the_machine(visitor, trail, tmp_path)
    trail.see_database()
    trail.leave("log", log.getvalue())

    assert {name for name in arrived_names() if C[name].casefold() not in arrived} == set()
    assert trail.scan() == {}
    assert {sink for sink, parts in trail.found.items() if any(parts)} == SINKS


def arrived_names() -> set[str]:
    """Words that must have reached an encrypted column, or the test would prove nothing about them."""
    later = {name for name in FIRST if name.split()[0] in {"consent", "export", "hold", "erase", "search", "bad", "not"}}
    return set(FIRST) - later - {"revocation", "dropped draft", "other call", "amended words", "refused subject", "message if someone else"}


def everything_readable() -> str:
    """All encrypted columns, opened with the keys."""
    from django.apps import apps  # noqa: PLC0415

    from core.fields import EncryptedField  # noqa: PLC0415

    words = []
    for model in apps.get_models():
        fields = [found.name for found in model._meta.concrete_fields if isinstance(found, EncryptedField)]
        words += [str(getattr(row, name)) for row in (model._base_manager.all() if fields else ()) for name in fields]
    return "\n".join(words).casefold()


def leak_to_log(trail: Trail, canary: str) -> None:
    handler, stream = log_lines()
    logging.getLogger().addHandler(handler)
    logging.getLogger("intake").warning("could not read %s", canary)
    logging.getLogger().removeHandler(handler)
    trail.leave("log", stream.getvalue())


def leak_to_redirect(trail: Trail, canary: str) -> None:
    trail.see(HttpResponseRedirect(f"/desk/search/?q={canary}"))


def leak_to_cookie(trail: Trail, canary: str) -> None:
    response = HttpResponse()
    response.set_cookie("last", canary)
    trail.see(response)


def leak_to_title(trail: Trail, canary: str) -> None:
    trail.see(HttpResponse(f"<title>{canary}</title>"))


def leak_to_error_page(trail: Trail, canary: str) -> None:
    trail.see(HttpResponseNotFound(f"There is no {canary}."))


def leak_to_link(trail: Trail, canary: str) -> None:
    trail.see(HttpResponse(f'<a href="/oak/en/?name={canary}">'))


def leak_to_column(trail: Trail, canary: str) -> None:
    Queue.objects.create(clinic=make_clinic(), code="x", name=canary[:60])
    trail.see_database()


PLANTED: dict[str, Callable[[Trail, str], None]] = {
    "log": leak_to_log,
    "redirects": leak_to_redirect,
    "cookies": leak_to_cookie,
    "titles": leak_to_title,
    "error pages": leak_to_error_page,
    "addresses in pages": leak_to_link,
    "plain columns": leak_to_column,
}


@pytest.mark.parametrize("sink", PLANTED)
def test_a_planted_leak_is_found(trail, sink) -> None:
    assert trail.scan() == {}
    PLANTED[sink](trail, CANARIES["message name"])
    assert "message name" in trail.scan()[sink]


def test_a_leak_into_a_backup_is_found(trail, tmp_path) -> None:
    Queue.objects.create(clinic=make_clinic(), code="x", name=CANARIES["staff note"])
    back_up(path=tmp_path / "b", secret=SECRET, now=clock.now())
    trail.leave("backup", *lines_of(tmp_path / "b", secret=SECRET))
    assert trail.scan() == {"backup": {"staff note"}}


def test_a_leak_into_a_celery_message_is_found(trail, broker) -> None:
    doorbell.ring("followup.decide_lead", CANARIES["reply"])
    assert doorbell.settle(10)
    trail.see_redis(broker.client())
    assert trail.scan() == {"redis": {"reply"}}


def test_a_leak_into_a_key_of_redis_is_found(trail, broker) -> None:
    broker.client().set(f"seen:{CANARIES['call number']}", "1")
    assert doorbell.settle(10)
    trail.see_redis(broker.client())
    assert trail.scan() == {"redis": {"call number"}}


def test_a_leak_into_a_mail_header_is_found(trail, mail_sink) -> None:
    server = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=mail_sink.port)
    headers = {"X-About": CANARIES["callback name"]}
    EmailMessage("News", "Words", "a@oak.example", ["b@oak.example"], connection=server, headers=headers).send()
    trail.see_mail(mail_sink.messages[0])
    assert trail.scan() == {"mail headers": {"callback name"}}


def test_a_leak_into_a_session_is_found(trail) -> None:
    client = browser_of(make_staff(make_clinic()), trail)
    session = client.session
    session["last"] = CANARIES["search"]
    session.save()
    trail.see_database()
    assert "search" in trail.scan()["sessions"]
