"""Turning the ring: a new key is known before it is used, the old one reads until nothing needs it, and no step half happens."""

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.hashing import is_rotating, keyed_hash, keyed_hashes
from core.keys import PURPOSES, KeysError, keyring, read_keys_file, read_secret_key, read_secret_key_fallbacks
from core.rotation import add_keys, drop_keys, put_back, use_added_keys
from core.sealing import DecryptionError, key_id_of, seal, unseal

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
LABELS = ("intake.person.name", "intake.note.text", "intake.contact.value")


def rotate(path: Path, purpose: str) -> None:
    add_keys(path, purposes=[purpose])
    use_added_keys(path, purposes=[purpose], now=NOW)


def test_an_added_key_is_known_and_not_yet_written_with(keys_file):
    assert add_keys(keys_file.path, purposes=["columns"]) == {"columns": "k2"}
    ring = keyring()
    assert (ring.current_id("columns"), ring.purpose("columns").next, ring.purpose("columns").older) == ("k1", "k2", ())
    assert len(ring.key("columns", "k2")) == 32
    assert key_id_of(seal(b"x", label="a", row_id=1)) == "k1"


def test_adding_twice_adds_one_key(keys_file):
    add_keys(keys_file.path, purposes=["columns"])
    before = keys_file.path.read_bytes()
    assert add_keys(keys_file.path, purposes=["columns"]) == {"columns": "k2"}
    assert keys_file.path.read_bytes() == before


def test_a_used_key_is_current_and_says_since_when(keys_file):
    add_keys(keys_file.path, purposes=["columns"])
    assert use_added_keys(keys_file.path, purposes=["columns", "hashes"], now=NOW) == {"columns": "k2"}
    columns = keyring().purpose("columns")
    assert (columns.current, columns.next, columns.older, columns.since) == ("k2", "", ("k1",), NOW)
    assert keyring().current_id("hashes") == "k1"
    assert use_added_keys(keys_file.path, purposes=["columns"], now=NOW) == {}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_purpose_turns_alone_and_its_keys_are_its_own(keys_file, purpose):
    rotate(keys_file.path, purpose)
    ring = keyring()
    assert [name for name in PURPOSES if ring.current_id(name) == "k2"] == [purpose]
    everything = [key for name in PURPOSES for key in ring.all_keys(name)]
    assert len(set(everything)) == len(everything)


def test_the_file_stays_its_owners_alone_and_nothing_is_left_beside_it(keys_file):
    rotate(keys_file.path, "columns")
    assert stat.S_IMODE(keys_file.path.stat().st_mode) == 0o600
    assert sorted(path.name for path in keys_file.path.parent.iterdir()) == ["keys.json", "keys.json.lock"]


def test_what_the_old_key_wrote_is_read_until_it_is_dropped(keys_file):
    old = seal(b"Maria", label="a", row_id=1)
    rotate(keys_file.path, "columns")
    assert unseal(old, label="a", row_id=1) == b"Maria"
    dropped = drop_keys(keys_file.path, purpose="columns", key_ids=["k1"])
    with pytest.raises(DecryptionError, match="its key is missing"):
        unseal(old, label="a", row_id=1)
    put_back(keys_file.path, purpose="columns", keys=dropped)
    assert unseal(old, label="a", row_id=1) == b"Maria"


@pytest.mark.parametrize("key_id", ["k2", "k3"])
def test_neither_the_current_nor_the_waiting_key_can_be_dropped(keys_file, key_id):
    rotate(keys_file.path, "columns")
    add_keys(keys_file.path, purposes=["columns"])
    before = keys_file.path.read_bytes()
    with pytest.raises(KeysError):
        drop_keys(keys_file.path, purpose="columns", key_ids=[key_id])
    assert keys_file.path.read_bytes() == before


def test_a_retired_id_is_not_given_again(keys_file):
    rotate(keys_file.path, "columns")
    drop_keys(keys_file.path, purpose="columns", key_ids=["k1"])
    assert add_keys(keys_file.path, purposes=["columns"]) == {"columns": "k3"}


def test_a_process_that_has_not_looked_yet_reads_what_another_wrote_with_a_new_key(keys_file, monkeypatch):
    ring = keyring()
    script = (
        "import sys, django; from django.conf import settings; settings.configure(KEYS_FILE=sys.argv[1]);"
        "from core.rotation import *; from core.sealing import seal; from pathlib import Path; from datetime import datetime, UTC;"
        "add_keys(Path(sys.argv[1]), purposes=['columns']); use_added_keys(Path(sys.argv[1]), purposes=['columns'], now=datetime.now(UTC));"
        "sys.stdout.write(seal(b'Maria', label='a', row_id=1).hex())"
    )
    written = subprocess.run([sys.executable, "-c", script, str(keys_file.path)], capture_output=True, text=True, check=True)
    sealed = bytes.fromhex(written.stdout)
    assert keyring() is ring
    assert key_id_of(sealed) == "k2"
    assert unseal(sealed, label="a", row_id=1) == b"Maria"


def test_hashes_of_both_keys_are_looked_for(keys_file):
    old = keyed_hash(clinic_id=None, kind="k", value="v")
    assert not is_rotating()
    rotate(keys_file.path, "hashes")
    assert is_rotating()
    assert keyed_hashes(clinic_id=None, kind="k", value="v") == [keyed_hash(clinic_id=None, kind="k", value="v"), old]


def test_sessions_of_the_old_key_stay_signed_in(keys_file):
    old = read_secret_key(keys_file.path)
    assert read_secret_key_fallbacks(keys_file.path) == []
    rotate(keys_file.path, "sessions")
    assert read_secret_key(keys_file.path) != old
    assert read_secret_key_fallbacks(keys_file.path) == [old]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda part: part.update(next="k9"), "'next' of 'columns'"),
        (lambda part: part.update(next="k1"), "'next' of 'columns'"),
        (lambda part: part.update(since="yesterday"), "'since' of 'columns'"),
        (lambda part: part.update(since="2026-11-17T15:00:00"), "'since' of 'columns'"),
        (lambda part: part.update(since=5), "'since' of 'columns'"),
    ],
)
def test_a_ring_that_makes_no_sense_is_refused(keys_file, change, words):
    content = json.loads(keys_file.path.read_text())
    change(content["columns"])
    keys_file.path.write_text(json.dumps(content))
    with pytest.raises(KeysError, match=words):
        read_keys_file(keys_file.path)


@pytest.mark.skipif(os.getuid() == 0, reason="root writes everywhere")
def test_a_folder_that_can_not_be_written_is_said(keys_file):
    keys_file.path.parent.chmod(0o500)
    with pytest.raises(KeysError, match="can't be changed"):
        add_keys(keys_file.path, purposes=["columns"])
    keys_file.path.parent.chmod(0o700)


def test_without_a_file_nothing_is_made(tmp_path):
    with pytest.raises(KeysError, match="There is no key file"):
        add_keys(tmp_path / "none.json", purposes=["columns"])
    assert not (tmp_path / "none.json").exists()


def test_turning_in_many_processes_at_once_loses_no_key(keys_file):
    script = (
        "import sys; from django.conf import settings; settings.configure(KEYS_FILE=sys.argv[1]);"
        "from core.rotation import *; from pathlib import Path; from datetime import datetime, UTC; path = Path(sys.argv[1])\n"
        "for _ in range(5):\n add_keys(path, purposes=['columns']); use_added_keys(path, purposes=['columns'], now=datetime.now(UTC))"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(keys_file.path)]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    columns = read_keys_file(keys_file.path).purpose("columns")
    assert columns.current == f"k{len(columns.keys) - bool(columns.next)}"
    assert len(columns.keys) >= 6


def test_without_settings_the_module_turns_keys_too(keys_file):
    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "core.rotation", str(keys_file.path), *arguments]
        environment = {"PATH": os.environ["PATH"]}
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2], env=environment)

    assert run("add").returncode == 0
    assert run("use", "columns").stderr == "columns: k2 current\n"
    ring = read_keys_file(keys_file.path)
    assert (ring.current_id("columns"), ring.current_id("links"), ring.purpose("links").next) == ("k2", "k1", "k2")
    assert [run(*wrong).returncode for wrong in ([], ["turn"], ["add", "nothing"])] == [2, 2, 2]
    keys_file.path.write_text("{")
    assert run("use").returncode == 1


def test_a_missing_or_a_wrong_key_gives_an_error_and_never_garbage(keys_file):
    sealed = seal(b"Maria", label="a", row_id=1)
    keys_file.rewrite(lambda content: content["columns"]["keys"].update(k1=content["links"]["keys"]["k1"]))
    with pytest.raises(DecryptionError, match="was changed or belongs elsewhere"):
        unseal(sealed, label="a", row_id=1)
    keys_file.rewrite(lambda content: content.update(columns={"current": "k7", "keys": {"k7": content["links"]["keys"]["k1"]}}))
    with pytest.raises(DecryptionError, match="its key is missing"):
        unseal(sealed, label="a", row_id=1)


@given(
    text=st.binary(min_size=1, max_size=60),
    label=st.sampled_from(LABELS),
    row=st.integers(1, 50),
    how=st.sampled_from(["row", "field", "bit", "cut", "longer", "splice", "key"]),
    at=st.integers(0, 10_000),
)
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_thousand_tamperings_are_all_refused(keys_file, text, label, row, how, at):
    sealed = bytes(seal(text, label=label, row_id=row))
    other = bytes(seal(text, label=label, row_id=row + 1))
    tampered = {
        "row": (sealed, label, row + 1 + at),
        "field": (sealed, LABELS[(LABELS.index(label) + 1 + at % 2) % 3], row),
        "bit": (bytes(byte ^ (1 << at % 8) if number == at % len(sealed) else byte for number, byte in enumerate(sealed)), label, row),
        "cut": (sealed[: at % len(sealed)], label, row),
        "longer": (sealed + bytes([at % 256]), label, row),
        "splice": (sealed[: 5 + 12] + other[5 + 12 :], label, row),
        "key": (sealed[:2] + b"k9" + sealed[4:], label, row),
    }[how]
    with pytest.raises(DecryptionError):
        unseal(tampered[0], label=tampered[1], row_id=tampered[2])
