"""The key file: made once, private, checked, and rotated under a running process."""

import base64
import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import keys
from core.keys import KeysError, forget_keyring, keyring, make_keys_file, read_keys_file, read_secret_key

PROJECT = Path(keys.__file__).resolve().parent.parent


def test_a_new_file_has_every_purpose_and_is_private(tmp_path):
    path = tmp_path / "keys.json"
    make_keys_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not keys.is_readable_by_others(path)
    ring = read_keys_file(path)
    found = [ring.current_key(purpose) for purpose in keys.PURPOSES]
    assert len(set(found)) == len(keys.PURPOSES)
    assert {len(key) for key in found} == {32}
    assert not ring.sample
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_an_existing_file_is_never_touched(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text("mine")
    with pytest.raises(KeysError, match="already"):
        make_keys_file(path)
    assert path.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_two_starts_at_once_leave_one_whole_file(tmp_path):
    path = tmp_path / "keys.json"

    def attempt(_number: int) -> bool:
        try:
            make_keys_file(path)
        except KeysError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 1
    assert read_keys_file(path)


def test_sample_keys_say_so(tmp_path):
    make_keys_file(tmp_path / "keys.json", sample=True)
    assert read_keys_file(tmp_path / "keys.json").sample


def test_keys_never_show_in_a_representation(tmp_path):
    make_keys_file(tmp_path / "keys.json")
    ring = read_keys_file(tmp_path / "keys.json")
    shown = repr(ring) + repr(ring.purpose("columns"))
    for purpose in keys.PURPOSES:
        assert repr(ring.current_key(purpose)) not in shown


def broken(change):
    """A valid file's content with one thing changed."""
    key = base64.urlsafe_b64encode(bytes(32)).decode()
    content = {name: {"current": "k1", "keys": {"k1": key}} for name in keys.PURPOSES}
    change(content)
    return json.dumps(content)


WRONG = {
    "not JSON": ("{", "not valid JSON"),
    "not an object": ("[]", "must hold a JSON object"),
    "no purpose": (broken(lambda c: c.pop("links")), "lacks 'links'"),
    "purpose of another kind": (broken(lambda c: c.update(links="x")), "lacks 'links'"),
    "no current": (broken(lambda c: c["links"].pop("current")), "'current' of 'links' names none"),
    "unknown current": (broken(lambda c: c["links"].update(current="k9")), "'current' of 'links' names none"),
    "current of another kind": (broken(lambda c: c["links"].update(current=["k1"])), "'current' of 'links' names none"),
    "short key": (broken(lambda c: c["hashes"]["keys"].update(k1="c2hvcnQ")), "'k1' of 'hashes' is not 32 bytes"),
    "no base64": (broken(lambda c: c["hashes"]["keys"].update(k1="é" * 43)), "'k1' of 'hashes' is not 32 bytes"),
    "key of another kind": (broken(lambda c: c["hashes"]["keys"].update(k1=7)), "'k1' of 'hashes' is not 32 bytes"),
    "long key id": (broken(lambda c: c["hashes"]["keys"].update({"k" * 17: "x"})), "1 to 16 letters"),
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path, text, sentence):
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(KeysError) as refusal:
        read_keys_file(path)
    assert sentence in str(refusal.value)
    assert "c2hvcnQ" not in str(refusal.value)


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(KeysError, match=r"python -m core\.keys"):
        read_keys_file(tmp_path / "none.json")


def test_a_folder_in_its_place_is_refused(tmp_path):
    with pytest.raises(KeysError, match="can't be read"):
        read_keys_file(tmp_path)


def test_the_command_line_makes_a_file_without_django(tmp_path):
    command = [sys.executable, "-m", "core.keys", str(tmp_path / "keys.json")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    first = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    second = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert (first.returncode, first.stdout) == (0, "")
    assert read_keys_file(tmp_path / "keys.json")
    assert second.returncode == 1
    assert "already" in second.stderr


def test_the_command_line_explains_itself(capsys):
    assert keys.main([]) == 2
    assert "Usage" in capsys.readouterr().err


def test_the_management_command_makes_a_file_once(tmp_path):
    call_command("make_keys", str(tmp_path / "keys.json"))
    with pytest.raises(CommandError, match="already"):
        call_command("make_keys", str(tmp_path / "keys.json"))


def test_the_secret_key_is_the_current_session_key(keys_file):
    first = read_secret_key(keys_file.path)
    assert len(first) >= 43
    keys_file.rotate("sessions")
    assert read_secret_key(keys_file.path) != first
    assert keys.read_secret_key_fallbacks(keys_file.path) == [first]


def test_the_ring_is_read_once_while_the_file_stays(keys_file):
    assert keyring() is keyring()


def test_a_rotation_reaches_a_running_process(keys_file, monkeypatch):
    old = keyring()
    monkeypatch.setattr(keys, "RELOAD_SECONDS", 0.0)
    keys_file.rotate("columns")
    assert keyring().current_id("columns") == "k2"
    assert keyring().key("columns", "k1") == old.current_key("columns")
    assert keyring().all_keys("columns")[0] == keyring().current_key("columns")
    assert len(keyring().all_keys("columns")) == 2


def test_a_running_process_survives_a_half_written_file(keys_file, monkeypatch, caplog):
    monkeypatch.setattr(keys, "RELOAD_SECONDS", 0.0)
    forget_keyring()
    ring = keyring()
    keys_file.path.write_text("{")
    assert keyring() is ring
    keys_file.path.unlink()
    assert keyring() is ring
    assert "keeps the keys it has" in caplog.text


def test_a_process_without_keys_fails_closed(tmp_path, settings):
    settings.KEYS_FILE = tmp_path / "none.json"
    forget_keyring()
    with pytest.raises(KeysError):
        keyring()
    forget_keyring()


def test_an_unknown_key_id_is_an_error(keys_file):
    with pytest.raises(KeysError, match="no 'columns' key"):
        keyring().key("columns", "k9")
