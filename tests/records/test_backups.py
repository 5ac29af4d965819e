"""The drill: back up, restore into a fresh database, compare row by row, open every value, and find the system on hold."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinics.domain.inviting import issue_link
from clinics.models import AccountLink
from clinics.states import LinkKind
from core import heartbeat
from core.audit import COMMAND
from core.models import AuditEntry
from followup.models import Message
from followup.states import MessageState
from intake.models import Person
from records.domain.backing_up import back_up, lines_of, verify
from records.domain.portable import Table, read_head, read_tables
from records.domain.sealed_stream import DamagedError
from tests.architecture.source import PROJECT
from tests.databases import url_of
from tests.factories import NOW
from tests.followup.builders import go_live
from tests.records.builders import WORDS, make_consent, make_keeper, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    call_command("make_backup_key", tmp_path / "backup.key")
    return tmp_path / "backup.key"


@pytest.fixture
def backup(tmp_path: Path, secret_file: Path) -> Path:
    """A backup of a live system with somebody in every table and messages in every state of being sent."""
    person = make_person()
    keeper = make_keeper(person.clinic)
    make_consent(person, staff=keeper)
    issue_link(staff=keeper, kind=LinkKind.RESET, actor=COMMAND, now=NOW)
    go_live()
    _copies(person, [MessageState.PENDING, MessageState.CLAIMED, MessageState.SENDING, MessageState.SENT])
    back_up(path=tmp_path / "all.backup", secret=secret_of(secret_file), now=NOW)
    return tmp_path / "all.backup"


def _copies(person: Person, states: list[str]) -> None:
    message = Message.objects.filter(person=person).get()
    for state in states:
        in_hand = state in {"claimed", "sending"}
        message.pk = uuid4()
        message.dedupe_key = message.message_id = f"copy-{state}"
        message.subject = message.body = "words"
        message.to_address, message.unsubscribe_token = "a@example.org", "t"
        message.state, message.why_not, message.sent_at = state, "", NOW if state == "sent" else None
        message.claim_token, message.claimed_until = (uuid4(), datetime(2026, 1, 1, tzinfo=UTC)) if in_hand else (None, None)
        message.save(force_insert=True)


def secret_of(file: Path) -> bytes:
    return file.read_bytes().strip()


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty, migrated database of the same kind as the tests' own, to be copied and never used."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            name = str(tmp_path_factory.mktemp("migrated") / "empty.sqlite3")
            manage(url_of(name), "migrate", "-v0")
            yield name
        else:
            name = f"th_drill_{uuid4().hex[:12]}"
            _sql(f'CREATE DATABASE "{name}"')
            manage(url_of(name), "migrate", "-v0")
            yield name
            _sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def fresh(migrated: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database."""
    if connection.vendor == "sqlite":
        shutil.copy(migrated, tmp_path / "fresh.sqlite3")
        yield url_of(str(tmp_path / "fresh.sqlite3"))
        return
    name = f"th_drill_{uuid4().hex[:12]}"
    _sql(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"')
    yield url_of(name)
    _sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def manage(url: str, *arguments: object, ok: bool = True, **variables: str) -> str:
    """A command in a process of its own on the database at `url`; its standard output, or its complaint."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    environment = {**os.environ, "DATABASE_URL": url, **variables}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode == 0) is ok, done.stderr
    return done.stdout if ok else done.stderr


def rows_in(path: Path, secret: bytes) -> dict[str, dict[str, list[object]]]:
    """Table → row id → values, as a backup holds them."""
    lines = lines_of(path, secret=secret)
    read_head(lines)
    found: dict[str, dict[str, list[object]]] = {}
    rows: dict[str, list[object]] = {}
    columns: list[str] = []
    for line in read_tables(lines):
        if isinstance(line, Table):
            rows = found.setdefault(line.model._meta.label, {})
            columns = [column.attname for column in line.fields]
        else:
            # PostgreSQL gives a clinic a new stamp whenever its settings are written, so by a restore too.
            rows[str(line[0])] = [None if name == "settings_stamp" else value for name, value in zip(columns, line, strict=False)]
    return found


# What a restore itself writes.
CHANGED = {
    "clinics.AccountLink",
    "clinics.Installation",
    "core.AuditEntry",
    "core.Heartbeat",
    "followup.Message",
    "intake.Lead",
    "intake.LeadEvent",
    "intake.Task",
    "records.Restoration",
}


def test_everything_comes_back_and_holds_still(backup, secret_file, fresh, tmp_path):
    before = rows_in(backup, secret_of(secret_file))

    said = json.loads(manage(fresh, "restore", backup, "--key-file", secret_file))

    manage(fresh, "backup", tmp_path / "again", "--key-file", secret_file)
    after = rows_in(tmp_path / "again", secret_of(secret_file))
    assert before.keys() == after.keys()
    assert {label for label in before if label not in CHANGED and before[label] != after[label]} == set()
    assert {label for label in CHANGED if not before[label].keys() <= after[label].keys()} <= {"core.Heartbeat"}
    assert said["rows"] == sum(len(rows) for rows in before.values())
    assert said["values_opened"] > 40
    assert (said["held"], said["uncertain"]) == (2, 1)
    # A link that was used since the backup must not open the account once more.
    ended_at = [column.attname for column in AccountLink._meta.concrete_fields].index("ended_at")
    links = [[link[ended_at] for link in held["clinics.AccountLink"].values()] for held in (before, after)]
    assert [found is None for [found] in links] == [True, False]
    assert states_in(fresh) == {"held": 3, "sent": 1, "uncertain": 1}


def states_in(url: str) -> dict[str, int]:
    script = (
        "import json; from collections import Counter; from followup.models import Message; from clinics.domain.switching import *;"
        "assert is_practice_mode(); print(json.dumps(Counter(m.state for m in Message.objects.exclude(staff__isnull=False))))"
    )
    return json.loads(manage(url, "shell", "-v0", "-c", script))


def doctor(url: str) -> str:
    """What it prints; whether a finding is red does not matter here."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "manage.py", "doctor"]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False).stdout


def test_doctor_says_that_it_was_restored(backup, secret_file, fresh):
    assert "T030" not in doctor(fresh)
    manage(fresh, "restore", backup, "--key-file", secret_file)
    assert "T030" in doctor(fresh)


def test_a_used_database_is_left_alone(backup, secret_file):
    people = Person.objects.count()
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", backup, key_file=secret_file)
    assert Person.objects.count() == people


def people_in(url: str) -> int:
    return json.loads(manage(url, "shell", "-v0", "-c", "from intake.models import *; print(Person.objects.count())"))


def test_five_damaged_backups_are_refused_before_anything_is_changed(backup, secret_file, fresh):
    whole = backup.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for damaged in (flipped, whole[:middle], whole + b"x", b"", b"PK" + whole):
        backup.write_bytes(damaged)
        said = manage(fresh, "restore", backup, "--key-file", secret_file, ok=False)
        assert "Refused" in said
        assert "Nothing was changed" in said
    assert people_in(fresh) == 0
    backup.write_bytes(whole)
    manage(fresh, "restore", backup, "--key-file", secret_file)
    assert people_in(fresh) == Person.objects.count()


def test_other_keys_are_refused_and_nothing_is_kept(backup, secret_file, fresh, tmp_path):
    manage(fresh, "make_keys", tmp_path / "other-keys.json")
    said = manage(fresh, "restore", backup, "--key-file", secret_file, ok=False, KEYS_FILE=str(tmp_path / "other-keys.json"))
    assert "Use the key file of the system that was backed up" in said
    assert people_in(fresh) == 0


def test_another_version_is_refused(backup, secret_file, fresh):
    manage(fresh, "migrate", "records", "zero", "-v0")
    assert "another version" in manage(fresh, "restore", backup, "--key-file", secret_file, ok=False)


def test_verifying_changes_nothing_and_counts(backup, secret_file):
    out = io.StringIO()
    call_command("restore", backup, key_file=secret_file, verify=True, stdout=out)
    assert json.loads(out.getvalue())["rows"]["intake.Person"] == Person.objects.count()


def test_a_thief_of_the_backup_and_its_secret_reads_nobody(backup, secret_file):
    plain = b"\n".join(lines_of(backup, secret=secret_of(secret_file))).lower()
    assert len(plain) > 20_000
    for said in WORDS.values():
        assert said.lower().encode() not in plain
    assert b"2025550163" not in plain


def test_the_file_alone_shows_nothing_at_all(backup):
    content = backup.read_bytes()
    assert b"intake" not in content
    assert (backup.stat().st_mode & 0o077) == 0


def test_it_is_noted_for_the_health_page(backup):
    assert heartbeat.age(name="backup", now=NOW).total_seconds() == 0
    assert AuditEntry.objects.filter(action="backup.made").count() == 1


def test_a_backup_that_fails_leaves_the_old_one(backup, secret_file, tmp_path):
    before = backup.read_bytes()
    weak = tmp_path / "weak"
    weak.write_text("short")
    with pytest.raises(CommandError, match="at least"):
        call_command("backup", backup, key_file=weak)
    assert backup.read_bytes() == before
    assert list(tmp_path.glob("*.part")) == []


def test_a_secret_is_never_overwritten(secret_file):
    before = secret_file.read_bytes()
    with pytest.raises(CommandError):
        call_command("make_backup_key", secret_file)
    assert secret_file.read_bytes() == before


def test_a_backup_of_nothing_is_whole(tmp_path, secret_file):
    contents = back_up(path=tmp_path / "b", secret=secret_of(secret_file), now=NOW)
    assert contents.rows["intake.Person"] == 0
    assert verify(path=tmp_path / "b", secret=secret_of(secret_file)) == contents
    with pytest.raises(DamagedError):
        verify(path=secret_file, secret=secret_of(secret_file))


def test_the_audit_of_a_restored_database_holds_with_a_known_cut(backup, secret_file, fresh, tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    # What the lost database had anchored after the backup was made.
    (folder / "audit-anchor.jsonl").write_text('{"seq": 900, "hash": "lost", "at": "2026-11-17T15:00:00+00:00"}\n')
    manage(fresh, "restore", backup, "--key-file", secret_file, THRESHOLD_VAR=str(folder))
    manage(fresh, "shell", "-v0", "-c", "from core.jobs import seal; seal(); seal()", THRESHOLD_VAR=str(folder))
    said = json.loads(manage(fresh, "verify_audit", "--json", THRESHOLD_VAR=str(folder)))
    assert (said["holds"], said["cuts"], said["anchors"]) == (True, [{"seq": 0, "taken_back": 900}], 2)
    words = manage(fresh, "verify_audit", THRESHOLD_VAR=str(folder))
    assert "0: restored from a backup here; at least 900 entries after it went with the lost database." in words
