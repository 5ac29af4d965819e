"""Every stored value follows the keys: nothing is forgotten, nothing is lost, and nothing retires too early."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models

from clinics.models import Staff
from config.management.commands import retire_keys, rotate_keys
from config.rekeying import count_left, steps_of
from core import clock, keys, rekeying
from core.audit import COMMAND, record
from core.keys import forget_keyring, keyring
from core.rekeying import sealed_models
from core.rotation import add_keys, use_added_keys
from desk.rekeying import reseal_authenticators
from followup.domain import rekeying as followup_rekeying
from followup.domain.appointments import Wish, book_appointment
from followup.domain.leaving import leaver_of, start_messages, stop_messages
from followup.domain.permitting import refusal_now
from followup.models import CalendarLink, Message, Suppression
from followup.states import WhyNot
from intake.domain import rekeying as intake_rekeying
from intake.domain.calling import CallDraft, caller_matches, log_call
from intake.domain.claiming import claim_task
from intake.domain.consenting import change_reach, change_safe_contact
from intake.domain.drafting import draft_for, open_draft
from intake.domain.finding import search
from intake.domain.form_life import change_reach_token
from intake.domain.leading import add_note
from intake.domain.never_contact import never_contact_again
from intake.domain.receiving import submission_for_draft
from intake.domain.safe_contact import rules_for_lead
from intake.models import ContactPoint, Lead, MaybeSame, NeverContact, Note, Person, SearchToken, Submission, Task
from tests.factories import NOW, make_clinic, make_staff, receive
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.followup.plan_builders import email, make_plan, make_text, run

pytestmark = pytest.mark.django_db
# Hashes whose value nobody keeps: they end with their draft, link or form within days, so link keys wait for them.
SHORT_LIVED = {
    "clinics.AccountLink.token_hash",
    "intake.PublicDraft.token_hash",
    "intake.PublicLink.token_hash",
    "followup.CheckInLink.token_hash",
}
# Links of the audit's chain: no key goes into them (the salts are sealed, and moved, as columns).
UNKEYED = {"core.AuditCheck.new_hash", "core.AuditCheck.old_hash"}


@pytest.fixture(autouse=True)
def keys_file(tmp_path: Path, settings, monkeypatch):
    """A ring of this test's own, and no waiting for other processes: there are none."""
    path = tmp_path / "keys.json"
    shutil.copy(settings.KEYS_FILE, path)
    settings.KEYS_FILE = path
    forget_keyring()
    monkeypatch.setattr(rotate_keys, "_WAIT_SECONDS", 0)
    monkeypatch.setattr(retire_keys, "RELOAD_SECONDS", 0)
    yield path
    forget_keyring()


def rotate(path: Path, *purposes: str, now: datetime | None = None) -> None:
    add_keys(path, purposes=purposes)
    use_added_keys(path, purposes=purposes, now=now or clock.now())


def reencrypt(*purposes: str) -> int:
    try:
        call_command("reencrypt", *[f"--purpose={purpose}" for purpose in purposes])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def age_keys(path: Path, days: int) -> None:
    """Let the current keys have been in use for `days`."""
    content = json.loads(path.read_text())
    for part in content.values():
        if isinstance(part, dict) and "since" in part:
            part["since"] = (datetime.fromisoformat(part["since"]) - timedelta(days=days)).isoformat()
    path.write_text(json.dumps(content))
    forget_keyring()


def retire(path: Path, purpose: str, days: int = 8) -> None:
    age_keys(path, days)
    call_command("retire_keys", purpose=purpose)


# Nothing is forgotten


def test_every_hashed_column_has_a_step_or_a_reason():
    hashed = {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField)
        and (column.name.endswith("_hash") or column.name == "token")
        and column.max_length == 64
        and model._meta.app_label in {"core", "clinics", "intake", "followup", "records", "desk"}
    }
    known = {*intake_rekeying.STEPS, *followup_rekeying.HASH_STEPS, *followup_rekeying.LINK_STEPS, *SHORT_LIVED, *UNKEYED}
    assert hashed - known == set(), "give it a step in the room's domain/rekeying.py"
    assert known - hashed == set()


def test_every_model_with_encrypted_columns_is_moved():
    assert {Person, Note, Message, Submission} <= set(sealed_models())
    assert len(steps_of("columns")) == len(sealed_models()) + 1


# Everything is moved


def walk_the_road(path: Path):
    clinic = make_mailing_clinic()
    dana = make_staff(clinic, email="dana@clinic.example")
    message = make_acknowledged(clinic, name="Zoe Quill", phone="(202) 555-0163", reach="email")
    lead = message.lead
    add_note(lead_id=lead.id, staff=dana, text="a note", now=NOW)
    receive(clinic, name="Zoe Quill", phone="(202) 555-0163", token="zoe")
    receive(clinic, reach="none", phone="", name="Coded")
    said = {"number": "(202) 555-0163", "name": "Zoe", "who": "self", "outcome": "thinking", "next_step_at": NOW + timedelta(days=1)}
    draft = CallDraft(clinic=clinic, idempotency_key="k", direction="in", started_at=NOW, **said)
    log_call(draft=draft, staff=dana, now=NOW)
    tell_of_visit(lead, dana)
    stop_messages(token=message.unsubscribe_token, now=NOW)
    record(actor=COMMAND, action="a", object_type="b", object_id=None, clinic_id=None, now=NOW, reason="because")
    return clinic, dana, message


def tell_of_visit(lead: Lead, staff: Staff) -> None:
    """A mail with a link to put an appointment into a calendar."""
    make_text(lead.clinic, body="{calendar_link} {stop_link}")
    make_plan(lead.clinic, email("agreed", 1, anchor="booking", expires_minutes=2880), entry="appointment", stops_on=())
    wish = Wish((NOW + timedelta(days=9)).replace(tzinfo=None))
    book_appointment(lead_id=lead.id, wish=wish, staff=staff, idempotency_key="k", now=NOW)
    run(NOW + timedelta(hours=20), NOW + timedelta(days=1))
    assert CalendarLink.objects.exists()


def test_after_a_rotation_everything_is_read_moved_found_and_the_old_keys_go(keys_file):
    clinic, dana, message = walk_the_road(keys_file)
    rotate(keys_file, "columns", "hashes", "links")
    assert count_left("columns")
    assert count_left("hashes")
    assert count_left("links")
    assert [lead.contact_person.name for lead in search(staff=dana, text="quil").leads]

    assert reencrypt() == 0

    assert [count_left(purpose) for purpose in ("columns", "hashes", "links")] == [[], [], []]
    for purpose in ("columns", "hashes", "links"):
        retire(keys_file, purpose)
        assert keyring().purpose(purpose).older == ()
    for model in sealed_models():
        for row in model.objects.all():
            for column in model._meta.concrete_fields:
                getattr(row, column.attname)
    assert {lead.contact_person.name for lead in search(staff=dana, text="Quill").leads} == {"Zoe Quill"}
    assert len(caller_matches(staff=dana, clinic=clinic, number="202 555 0163")) >= 2
    assert search(staff=dana, text=Lead.objects.exclude(code_hash="")[0].code).leads
    assert leaver_of(message.unsubscribe_token) is not None
    assert start_messages(token=message.unsubscribe_token, now=NOW)
    assert Suppression.objects.get().lifted_at == NOW


def test_a_second_rotation_follows_the_first(keys_file):
    walk_the_road(keys_file)
    for key_id in ("k2", "k3"):
        rotate(keys_file, "columns", "hashes")
        assert reencrypt("columns", "hashes") == 0
        assert keyring().current_id("columns") == key_id
        retire(keys_file, "columns")
        retire(keys_file, "hashes")


def test_reencrypting_changes_nothing_that_people_see(keys_file):
    walk_the_road(keys_file)

    def shown():
        return [(note.text, note.at) for note in Note.objects.order_by("id")], [one.value for one in ContactPoint.objects.order_by("id")]

    before = shown()
    versions = list(Lead.objects.order_by("id").values_list("version", flat=True))
    rotate(keys_file, "columns", "hashes")
    reencrypt()
    assert shown() == before
    assert list(Lead.objects.order_by("id").values_list("version", flat=True)) == versions


def test_authenticator_secrets_move_too(keys_file):
    row = Authenticator.objects.create(user=make_staff(), type="totp", data={"secret": get_adapter().encrypt("JBSW")})
    rotate(keys_file, "columns")
    assert reseal_authenticators(apply=False).stale == 1
    reencrypt("columns")
    retire(keys_file, "columns")
    row.refresh_from_db()
    assert get_adapter().decrypt(row.data["secret"]) == "JBSW"


def test_a_value_changed_meanwhile_is_not_overwritten(keys_file, monkeypatch):
    note = Note.objects.create(clinic=(clinic := make_clinic()), lead=receive(clinic).lead, author=make_staff(clinic), text="old", at=NOW)
    rotate(keys_file, "columns")
    real = rekeying._reseal_rows

    def change_first(*arguments):
        note.text = "new"
        note.save()
        return real(*arguments)

    monkeypatch.setattr(rekeying, "_reseal_rows", change_first)
    rekeying.reseal_model(Note, apply=True)
    assert Note.objects.get(id=note.id).text == "new"


# Nothing retires too early


def test_a_key_in_use_can_not_retire(keys_file):
    walk_the_road(keys_file)
    rotate(keys_file, "columns", "hashes", "links")
    for purpose in ("columns", "hashes", "links"):
        with pytest.raises(CommandError, match="Older keys are still needed"):
            retire(keys_file, purpose)
        assert keyring().purpose(purpose).older == ("k1",)


@pytest.mark.parametrize("purpose", ["columns", "hashes", "links", "sessions", "webhooks"])
def test_a_key_rotated_a_moment_ago_can_not_retire(keys_file, purpose):
    rotate(keys_file, purpose)
    with pytest.raises(CommandError, match="Not yet"):
        call_command("retire_keys", purpose=purpose)


def test_one_single_row_keeps_a_key(keys_file):
    clinic = make_clinic()
    lead = receive(clinic).lead
    rotate(keys_file, "columns")
    reencrypt("columns")
    stale = models.QuerySet(model=Person).filter(pk=lead.contact_person_id)
    content = json.loads(keys_file.read_text())
    content["columns"]["current"], content["columns"]["next"] = "k1", "k2"
    keys_file.write_text(json.dumps(content))
    forget_keyring()
    person = Person.objects.get(pk=lead.contact_person_id)
    person.name = "Written by a slow process"
    person.save()
    content["columns"]["current"] = content["columns"].pop("next")
    keys_file.write_text(json.dumps(content))
    forget_keyring()
    assert stale.exists()
    with pytest.raises(CommandError, match=r"intake\.Person: 1 rows written with an older key"):
        retire(keys_file, "columns")


def test_a_stopped_address_whose_person_was_erased_keeps_its_key_and_its_word(keys_file, capsys):
    _clinic, _dana, message = walk_the_road(keys_file)
    point = message.contact_point
    models.QuerySet(model=ContactPoint).filter(value_hash=point.value_hash).update(value_hash="", value="")
    rotate(keys_file, "hashes")
    # Nothing more can be moved, so whoever repeats until it ends with 0 comes to an end.
    assert reencrypt("hashes") == 0
    assert "1 rows whose value is on file no more" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Suppression"):
        retire(keys_file, "hashes", days=1)


def test_a_broken_value_is_reported_and_stops_nothing(keys_file, capsys):
    clinic = make_clinic()
    people = [receive(clinic, name=name).lead.contact_person for name in ("One", "Two")]
    with connection.cursor() as cursor:
        key = people[0].pk.hex if connection.vendor == "sqlite" else people[0].pk
        cursor.execute("UPDATE intake_person SET name = %s WHERE id = %s", [b"\x01\x02k1" + b"x" * 40, key])
    rotate(keys_file, "columns")
    assert reencrypt("columns") == 1
    assert Person.objects.get(pk=people[1].pk).name == "Two"
    assert "intake.Person: 1 rows written with an older key" in capsys.readouterr().out


# Beside traffic: between rotation and the end of the sweep


@pytest.fixture
def halfway(keys_file):
    """Rows written before a rotation, and the ring after it."""
    clinic = make_mailing_clinic()
    dana = make_staff(clinic)
    return clinic, dana, lambda: rotate(keys_file, "hashes", "links", "columns")


def test_the_strictest_rule_counts_across_keys(halfway):
    clinic, _dana, turn = halfway
    receive(clinic, phone="202 555 0163", voicemail="none")
    turn()
    lead = receive(clinic, phone="202 555 0163", voicemail="clinic_name").lead
    assert [way.rules.voicemail for way in rules_for_lead(lead)] == ["none"]


def test_loosening_reaches_rows_of_the_other_key(halfway):
    clinic, dana, turn = halfway
    receive(clinic, phone="202 555 0163", reach="none")
    turn()
    lead = receive(clinic, phone="202 555 0163").lead
    assert not rules_for_lead(lead)[0].rules.may_call
    change_safe_contact(
        contact_point_id=rules_for_lead(lead)[0].contact_point.id, changes={"may_call": True}, staff=dana, spoke_with_person=True, now=NOW
    )
    assert rules_for_lead(lead)[0].rules.may_call


def test_the_do_not_contact_list_counts_across_keys(halfway):
    clinic, _dana, turn = halfway
    lead = receive(clinic, phone="202 555 0163").lead
    never_contact_again(points=[way.contact_point for way in rules_for_lead(lead)], now=NOW)
    turn()
    assert not rules_for_lead(receive(clinic, phone="202 555 0163").lead)[0].rules.may_call
    assert reencrypt("hashes") == 0
    assert not rules_for_lead(lead)[0].rules.may_call
    assert NeverContact.objects.count() == 1


def test_people_with_one_number_are_suggested_across_keys(halfway):
    clinic, dana, turn = halfway
    first = receive(clinic, phone="202 555 0163").lead
    turn()
    second = receive(clinic, phone="202 555 0163").lead
    assert MaybeSame.objects.filter(person=second.contact_person, other=first.contact_person).exists()
    assert len(caller_matches(staff=dana, clinic=clinic, number="2025550163")) == 2


def test_two_inquiries_of_one_number_are_claimed_as_one_call_across_keys(halfway):
    clinic, dana, turn = halfway
    receive(clinic, phone="202 555 0163")
    turn()
    receive(clinic, phone="202 555 0163")
    one, other = Task.objects.filter(kind="first_contact").order_by("id")
    assert one.number_hash != other.number_hash
    claim_task(task_id=other.id, staff=dana, now=NOW)
    one.refresh_from_db()
    assert one.claimed_by == dana


def test_the_second_half_of_a_double_click_finds_the_first_across_keys(halfway):
    clinic, _dana, turn = halfway
    receive(clinic, token="t", phone="202 555 0163")
    turn()
    again = receive(clinic, token="t", phone="202 555 0163")
    changed = receive(clinic, token="t", phone="202 555 0199")
    assert (Lead.objects.count(), Submission.objects.count()) == (1, 2)
    assert not again.is_amendment
    assert changed.is_amendment
    assert submission_for_draft(clinic=clinic, token="t") == again.submission


def test_drafts_and_links_of_the_old_key_go_on(halfway):
    clinic, _dana, turn = halfway
    open_draft(clinic=clinic, token="d", language="en", answers={"a": "1"}, now=NOW)
    receive(clinic, token="t", phone="202 555 0163")
    turn()
    assert open_draft(clinic=clinic, token="d", language="en", answers={"b": "2"}, now=NOW).answers == {"a": "1", "b": "2"}
    assert draft_for(clinic=clinic, token="d", now=NOW).answers == {"a": "1", "b": "2"}
    assert change_reach(link_token=change_reach_token("t"), clinic=clinic, changes={"may_call": False}, now=NOW)
    receive(clinic, token="d", phone="202 555 0163")
    assert draft_for(clinic=clinic, token="d", now=NOW) is None


def test_a_waiting_message_goes_out_across_keys_whatever_was_moved_first(halfway):
    clinic, _dana, turn = halfway
    go_live()
    message = make_acknowledged(clinic)
    turn()
    assert refusal_now(message=Message.objects.get(id=message.id), now=NOW) is None
    intake_rekeying.rehash_points(apply=True)
    assert refusal_now(message=Message.objects.get(id=message.id), now=NOW) is None
    followup_rekeying.rehash_recipients(apply=True)
    assert refusal_now(message=Message.objects.get(id=message.id), now=NOW) is None


def test_who_left_messages_stays_left_across_keys_whatever_was_moved_first(halfway):
    clinic, _dana, turn = halfway
    go_live()
    message = make_acknowledged(clinic)
    stop_messages(token=message.unsubscribe_token, now=NOW)
    turn()
    for step in (lambda **_: None, intake_rekeying.rehash_points, followup_rekeying.rehash_suppressions):
        step(apply=True)
        assert refusal_now(message=Message.objects.get(id=message.id), now=NOW).why_not == WhyNot.SUPPRESSED
        stop_messages(token=message.unsubscribe_token, now=NOW)
    assert Suppression.objects.count() == 1


def test_one_address_stopped_under_each_key_becomes_one(halfway):
    clinic, _dana, turn = halfway
    message = make_acknowledged(clinic)
    stop_messages(token=message.unsubscribe_token, now=NOW)
    old = Suppression.objects.get()
    turn()
    intake_rekeying.rehash_points(apply=True)
    fresh = ContactPoint.objects.get(id=message.contact_point_id).value_hash
    Suppression.objects.create(clinic=clinic, address_hash=fresh, purpose=old.purpose, reason=old.reason, created_at=NOW)
    assert reencrypt("hashes") == 0
    assert Suppression.objects.count() == 1


def test_people_are_found_by_name_before_and_after_their_tokens_moved(halfway):
    clinic, dana, turn = halfway
    receive(clinic, name="Zoe Quill")
    turn()
    receive(clinic, name="Zoe Quillon")
    found = lambda: sorted(lead.contact_person.name for lead in search(staff=dana, text="quill").leads)  # noqa: E731
    assert found() == ["Zoe Quill", "Zoe Quillon"]
    tokens = SearchToken.objects.count()
    reencrypt("hashes")
    assert found() == ["Zoe Quill", "Zoe Quillon"]
    assert SearchToken.objects.count() == tokens


def test_the_commands_turn_one_purpose_or_all(keys_file, capsys):
    call_command("rotate_keys", purpose=["columns"])
    assert (keyring().current_id("columns"), keyring().current_id("hashes")) == ("k2", "k1")
    call_command("rotate_keys", add_only=True)
    assert keyring().current_id("columns") == "k2"
    assert keyring().purpose("columns").next == "k3"
    call_command("rotate_keys", use_added=True)
    assert {keyring().current_id(name) for name in keys.PURPOSES} == {"k2", "k3"}
    assert all(key not in capsys.readouterr().out for key in ("=", '"'))
