"""Findings: each says what is wrong when it is wrong, and the health page and doctor show the same ones."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from clinics.models import Clinic, Installation, OnCallMember
from core import clock, heartbeat
from core.audit import COMMAND
from core.jobs import check, seal
from core.keys import forget_keyring
from core.models import AuditCheck, AuditSeal
from core.proving_audit import Fault
from desk.edges import note_read
from desk.findings import Scope, all_findings, report, worst_level
from followup.domain.alerting import raise_due_alerts
from followup.domain.hooking import keep_post, note_refusal, open_hook
from followup.domain.pacing import Pacer
from followup.domain.plan_editing import set_mode
from followup.domain.ready_texts import publish_ready_texts
from followup.domain.tracking import EventReading
from followup.models import Backlog, Message, SendingPace, Template
from followup.states import PlanMode
from intake.models import Submission, Task
from tests.factories import make_clinic, make_staff, receive
from tests.followup.plan_builders import TEXT, make_plan, make_text

pytestmark = pytest.mark.django_db


def found(**scope: object) -> dict[str, str]:
    """Code → level of all findings now; the worst one where a code comes more than once."""
    levels: dict[str, str] = {}
    for finding in all_findings(Scope(now=clock.now(), **scope)):
        levels.setdefault(finding.code, finding.level)
    return levels


@pytest.fixture
def clinic() -> Clinic:
    clinic = make_clinic(slug="oak", discreet_name="Oak Street", crisis_text_approved_on="2026-01-01")
    publish_ready_texts(clinic=clinic, now=clock.now())
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic, roles=("staff", "admin"), is_sample=False))
    return clinic


@pytest.fixture
def _alive():
    for name in ("tick", "followup.dispatch", "backup"):
        heartbeat.beat(name=name, now=clock.now())


@pytest.mark.usefixtures("_alive")
def test_a_settled_installation_has_nothing_red(clinic):
    levels = found()
    assert "red" not in levels.values(), levels
    assert {levels[code] for code in ("T002", "T003", "T004", "T005", "T007", "T018")} == {"green"}


def test_silence_of_the_worker_is_red(clinic):
    assert found()["T003"] == "red"
    heartbeat.beat(name="tick", now=clock.now() - timedelta(minutes=3))
    assert found()["T003"] == "red"
    heartbeat.beat(name="tick", now=clock.now())
    assert found()["T003"] == "green"
    assert found()["T004"] == "red"


def test_an_inquiry_that_waits_is_red(clinic):
    receive(clinic)
    assert found()["T005"] == "green"
    Submission.objects.update(state="received", received_at=clock.now() - timedelta(minutes=3))
    assert found()["T005"] == "red"


def test_an_inquiry_only_a_person_can_read_is_amber(clinic):
    receive(clinic)
    Submission.objects.update(state="needs_human", lead=None)
    assert found()["T006"] == "amber"


def test_nobody_on_call_is_red_and_names_the_clinic(clinic):
    OnCallMember.objects.update(staff=make_staff(clinic, is_active=False))
    sentences = [finding.sentence for finding in all_findings(Scope(now=clock.now())) if finding.code == "T010"]
    assert sentences == ["Oak Street: nobody is on call, so nobody would be told of an emergency."]


def test_an_emergency_nobody_took_is_red(clinic):
    receive(clinic, now=clock.now(), own_words="I want to kill myself", form="message")
    assert "T019" not in found()
    Task.objects.filter(kind="escalation").update(created_at=clock.now() - timedelta(minutes=11))
    assert found()["T019"] == "red"
    Task.objects.filter(kind="escalation").update(acknowledged_at=clock.now())
    assert "T019" not in found()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _clinic: Clinic.objects.update(crisis_text_approved_on=None), "T013"),
        (lambda clinic: clinic.phone_lines.all().delete(), "T022"),
        (lambda clinic: clinic.staffed_periods.all().delete(), "T023"),
        (lambda clinic: clinic.queues.first().memberships.all().delete(), "T024"),
        (lambda clinic: clinic.template_versions.filter(language="es").delete(), "T025"),
        (lambda _clinic: Clinic.objects.update(is_sample=True), "T028"),
    ],
)
def test_a_gap_is_amber_once_it_is_there(clinic, change, code):
    assert code not in found()
    change(clinic)
    assert found()[code] == "amber"


def test_no_admin_is_red(clinic):
    clinic.memberships.filter(role="admin").delete()
    assert found()["T026"] == "red"


def test_practice_and_live_are_told_apart(clinic):
    assert found()["T011"] == "amber"
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})
    assert found()["T011"] == "green"


def test_a_key_file_that_others_may_read_is_found(clinic, settings, tmp_path):
    copy = tmp_path / "keys.json"
    copy.write_bytes(settings.KEYS_FILE.read_bytes())
    copy.chmod(0o644)
    settings.KEYS_FILE = copy
    assert found()["T014"] == "amber"
    settings.LOCAL = False
    assert found()["T014"] == "red"


def test_the_key_file_of_another_installation_is_found(clinic, settings, tmp_path):
    receive(clinic)
    assert "T033" not in found()
    other = tmp_path / "keys.json"
    call_command("make_keys", other)
    settings.KEYS_FILE = other
    forget_keyring()
    receive(clinic)
    levels = found()
    forget_keyring()
    assert levels["T033"] == "red"


@pytest.mark.parametrize(
    ("backend", "host", "level"),
    [
        ("django.core.mail.backends.console.EmailBackend", "localhost", "amber"),
        ("django.core.mail.backends.smtp.EmailBackend", "mail.example.org", "amber"),
        ("django.core.mail.backends.smtp.EmailBackend", "localhost", "green"),
        ("anymail.backends.postmark.EmailBackend", "", "green"),
    ],
)
def test_mail_that_is_not_sent_or_not_encrypted_is_amber(clinic, settings, backend, host, level):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = backend, host
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    assert found()["T015"] == level


@pytest.mark.redis
def test_redis_is_asked(clinic, settings, redis_server):
    settings.REDIS_URL = redis_server.url
    assert found()["T016"] == "green"
    settings.REDIS_URL = f"redis+socket://{redis_server.folder}/nobody"
    assert found()["T016"] == "amber"


def test_one_clinics_gaps_are_not_told_to_the_other(clinic):
    river = make_clinic(slug="river", discreet_name="River Office")
    assert "River Office" in report(all_findings(Scope(now=clock.now())))
    assert "River Office" not in report(all_findings(Scope(now=clock.now(), clinic_ids=[clinic.id])))
    assert "Oak Street" not in report(all_findings(Scope(now=clock.now(), clinic_ids=[river.id])))


def test_every_finding_says_what_to_do_unless_it_is_green():
    findings = all_findings(Scope(now=clock.now()))
    assert worst_level(findings) == "red"
    assert all(finding.hint for finding in findings if finding.level != "green")


class TestDoctor:
    """The same at a terminal."""

    def test_it_prints_numbers_and_hints_and_fails_on_red(self, clinic):
        printed = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("doctor", stdout=printed)
        assert ended.value.code == 1
        assert "T003 red   The worker and the scheduler have not run yet." in printed.getvalue()
        assert "docs/install.md" in printed.getvalue()

    @pytest.mark.usefixtures("_alive")
    def test_it_ends_well_when_nothing_is_red(self, clinic):
        printed = io.StringIO()
        call_command("doctor", "--json", stdout=printed)
        rows = json.loads(printed.getvalue())
        assert {"code", "level", "sentence", "hint"} == set(rows[0])

    def test_a_backup_can_be_reported(self, clinic):
        assert found()["T018"] == "amber"
        call_command("note_backup")
        assert found()["T018"] == "green"


class TestHealthPage:
    """The same on a screen."""

    def open(self, clinic, **headers: str):
        client = Client()
        client.force_login(make_staff(clinic, roles=("staff",)))
        return client.get(reverse("desk:health-page"), headers=headers).content.decode()

    def test_staff_see_levels_in_words_and_a_report(self, clinic):
        page = self.open(clinic)
        assert "Act now" in page
        assert "In order" in page
        assert "T003 Act now: The worker and the scheduler have not run yet." in page

    def test_the_report_holds_no_personal_data(self, clinic):
        receive(clinic, name="Rosalind", phone="(202) 555-0177")
        page = self.open(clinic)
        assert "Rosalind" not in page
        assert "555-0177" not in page

    def test_the_request_is_shown_as_the_server_sees_it(self, clinic):
        assert "X-Forwarded-For" in self.open(clinic, **{"X-Forwarded-For": "203.0.113.9"})
        assert "203.0.113.9" not in self.open(clinic, **{"X-Forwarded-For": "203.0.113.9"})

    def test_a_proxy_that_hides_https_is_red(self, clinic, settings):
        settings.HTTPS = True
        assert "does not say that this page was opened over https" in self.open(clinic)

    def test_another_host_than_the_one_set_up_is_named(self, clinic, settings):
        settings.DESK_HOST = settings.LINK_HOST = "desk.example.org"
        assert "DESK_URL says desk.example.org" in self.open(clinic)


def test_the_docs_list_every_number_once():
    root = Path(__file__).parents[2]
    sources = [*root.glob("desk/findings*.py"), root / "desk/views/health.py"]
    used = {code for path in sources for code in re.findall(r'"(T\d{3})"', path.read_text(encoding="utf-8"))}
    listed = re.findall(r"^\| (T\d{3}) \|", (root / "docs/findings.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == sorted(used)


def test_the_mail_provider_must_tell_us_what_became_of_messages(clinic, settings):
    assert "T040" not in found()
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    assert found()["T040"] == "amber"
    hook = open_hook(provider="postmark", signing_key="", actor=COMMAND, now=clock.now()).hook
    assert found()["T040"] == "amber"
    keep_post(provider="postmark", readings=[], tells_of_tracking=False, now=clock.now())
    assert {code: level for code, level in found().items() if code in {"T040", "T041", "T042"}} == {"T040": "green"}
    keep_post(provider="postmark", readings=[EventReading("postmark", "x", raw="?")], tells_of_tracking=True, now=clock.now())
    note_refusal(provider="postmark", now=clock.now())
    assert {found()[code] for code in ("T041", "T042")} == {"amber"}
    assert hook.provider == "postmark"


def test_a_plan_that_is_on_with_a_text_of_another_purpose_is_said_to_its_own_clinic(clinic):
    plan = make_plan(clinic)
    make_text(clinic)
    assert "T032" not in found()
    Template.objects.filter(clinic=clinic, code=TEXT).update(purpose="alumni")
    assert (found()["T032"], "T032" in found(clinic_ids=[make_clinic().id])) == ("amber", False)
    set_mode(plan=plan, mode=PlanMode.OFF, staff=None, now=clock.now())
    assert "T032" not in found()


def test_an_alert_that_came_back_is_red(clinic):
    lead = receive(clinic, own_words="I am going to kill myself tonight.").lead
    raise_due_alerts(now=clock.now())
    alert = Message.objects.filter(message_class="staff_alert", task__lead=lead)
    assert "T043" not in found()
    assert alert.update(delivery="hard_bounce")
    assert found()["T043"] == "red"


def test_late_mail_and_a_held_pace_are_said(clinic):
    assert not {"T044", "T045"} & set(found())
    Backlog.objects.create(clinic=clinic, found_at=clock.now(), reaches_to=clock.now())
    pacer = Pacer(rate=None, rest=lambda _seconds: None)
    pacer.hold_back(60)
    assert (found()["T044"], found()["T045"]) == ("amber", "amber")
    other = make_clinic()
    assert "T044" not in found(clinic_ids=[other.id])
    SendingPace.objects.update(held_until=None)
    for _try in range(9):
        pacer.note_unreachable()
    assert found()["T045"] == "red"


def test_whether_the_audit_was_checked_and_holds_is_said_and_stays_said(clinic, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    levels = [found()["T034"]]
    note_read(staff=make_staff(clinic), object_type="lead", object_id=clinic.id, clinic_id=clinic.id, now=clock.now())
    seal()
    check()
    levels.append(found()["T034"])
    AuditCheck.objects.update(checked_at=clock.now() - timedelta(hours=51))
    levels.append(found()["T034"])
    QuerySet(AuditSeal).update(hash="0" * 64)
    check()
    levels.append(found()["T034"])
    assert levels == ["amber", "green", "amber", "red"]
    (sentence,) = [one.sentence for one in all_findings(Scope(now=clock.now())) if one.code == "T034"]
    assert "does not hold at entry" in sentence


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_of_the_audit_has_words_in_both_languages(fault):
    AuditCheck.objects.create(fault=fault.value, fault_seq=3, fault_at=clock.now(), checked_at=clock.now())
    said = {}
    for language in ("en", "es"):
        with override(language):
            said[language] = next(one.sentence for one in all_findings(Scope(now=clock.now())) if one.code == "T034")
    assert said["en"] != said["es"]
    assert "3" in said["es"]
