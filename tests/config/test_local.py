"""The embedded set-up as a whole: started as `./threshold run` starts it, looked at from outside, killed and stopped."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local import environment, folders, leftovers
from config.local.children import Child
from core.keys import make_keys_file
from tests.servers import free_port, wait_until

PROJECT = Path(__file__).resolve().parent.parent.parent


class Running:
    """One `run` in a folder of its own, whose name has a space."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "my data", free_port()
        self.folder.mkdir(mode=0o700)
        make_keys_file(self.folder / "keys.json", sample=True)
        self.words, self.results = folder / "words.txt", folder / "results.txt"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "THRESHOLD_VAR": str(self.folder)}
        self.process = self.start()

    def start(self, *, port: int | None = None, **variables: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "config.local.run", "--port", str(port or self.port)]
        with self.words.open("ab") as words, self.results.open("ab") as results:
            return subprocess.Popen(command, cwd=PROJECT, env={**self.environment, **variables}, stdout=results, stderr=words)

    def said(self) -> str:
        return self.words.read_text(encoding="utf-8")

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "threshold: ready" in self.said()

    def processes(self) -> dict[str, str]:
        try:
            return json.loads((self.folder / "processes.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def ask(self, path: str) -> tuple[int, dict[str, object]]:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    found = Running(tmp_path_factory.mktemp("a folder"))
    wait_until(found.is_ready, seconds=60, what="the set-up is ready")
    yield found
    if found.process.poll() is None:
        found.process.send_signal(signal.SIGINT)
        found.process.wait(timeout=40)


@pytest.mark.slow
def test_it_prints_the_address_and_sample_logins_on_standard_error_only(running: Running):
    assert f"threshold: ready: http://localhost:{running.port}/" in running.said()
    assert "@" in running.said()
    assert (running.folder / "sample-logins.txt").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_background_work_runs(running: Running):
    assert running.ask("/healthz")[0] == 200
    wait_until(lambda: running.ask("/readyz")[0] == 200, seconds=30, what="a tick")


@pytest.mark.slow
def test_a_second_one_with_the_same_data_is_told_so(running: Running):
    second = running.start(port=free_port())
    assert second.wait(timeout=20) == 1
    assert "already running with the data in" in running.said()


@pytest.mark.slow
def test_a_taken_port_is_named_with_the_way_out(running: Running, tmp_path: Path):
    second = running.start(THRESHOLD_VAR=str(tmp_path))
    assert second.wait(timeout=20) == 1
    assert f"port {running.port}" in running.said()
    assert f"./threshold run --port {running.port + 1}" in running.said()


@pytest.mark.slow
def test_a_killed_child_comes_back_and_the_others_stay(running: Running):
    wait_until(running.processes, seconds=10, what="the list of processes")
    before = running.processes()
    killed = next(pid for pid, command in before.items() if "worker" in command or "sweep_loop" in command)
    os.kill(int(killed), signal.SIGKILL)
    wait_until(lambda: killed not in running.processes() and len(running.processes()) == len(before), seconds=20, what="a new child")
    assert len(set(before) & set(running.processes())) == len(before) - 1
    assert "the worker stopped (signal 9)" in running.said()


@pytest.mark.slow
def test_it_stops_cleanly_and_leaves_nothing_behind(running: Running):
    pids = list(running.processes())
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=40) == 0
    assert running.results.read_bytes() == b""
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    assert "did not stop" not in running.said()
    assert (running.folder / "threshold.sqlite3").exists()


def living(group: int) -> list[str]:
    """The states of the processes of a group, those aside that have ended and wait for their parent to notice."""
    rows = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout.splitlines()
    return [state for number, state in (row.split() for row in rows) if int(number) == group and not state.startswith("Z")]


def child(*code: str) -> Child:
    return Child(name="child", command=[sys.executable, "-c", *code], environment=dict(os.environ), folder=str(PROJECT), patience=0.5)


def test_a_child_that_keeps_dying_is_restarted_ever_more_slowly():
    short = child("")
    short.start()
    pauses = []
    for _ in range(4):
        assert short.process is not None
        short.process.wait()
        short.keep_alive()
        pauses.append(round(short.restart_at - time.monotonic()))
        short.restart_at = 0.0
        short.keep_alive()
    short.stop()
    assert pauses == [1, 2, 4, 8]


def test_a_child_that_will_not_stop_is_ended_with_what_it_started():
    code = "import signal, subprocess, time; signal.signal(15, signal.SIG_IGN); subprocess.Popen(['sleep', '60']); time.sleep(60)"
    stubborn = child(code)
    stubborn.start()
    assert stubborn.process is not None
    group = stubborn.process.pid
    # By then it does not listen any more.
    wait_until(lambda: len(living(group)) == 2, seconds=10, what="the child of the child")
    stubborn.stop()
    assert living(group) == []


def test_leftovers_are_ended_only_if_they_still_run_the_noted_command(tmp_path: Path):
    ours, other = (subprocess.Popen(["/bin/sleep", seconds], process_group=0) for seconds in ("61", "62"))
    leftovers.remember(tmp_path / "list.json", {str(ours.pid): "/bin/sleep 61", str(other.pid): "/bin/sleep 63"})
    leftovers.end_leftovers(tmp_path / "list.json")
    assert ours.wait(timeout=5) == -signal.SIGKILL
    assert other.poll() is None
    other.kill()
    other.wait()
    assert not (tmp_path / "list.json").exists()


def test_an_environment_without_a_complete_stamp_is_not_used(tmp_path: Path):
    wanted = {"requirements.txt": "digest"}
    assert environment.missing(tmp_path, wanted) == ["requirements.txt"]
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    (tmp_path / environment.STAMP).write_text(json.dumps({"python": sys.version, "requirements.txt": "digest"}), encoding="utf-8")
    assert environment.missing(tmp_path, wanted) == []
    assert environment.missing(tmp_path, {"requirements.txt": "another"}) == ["requirements.txt"]
    (tmp_path / environment.STAMP).write_text(json.dumps({"python": "3.9", "requirements.txt": "digest"}), encoding="utf-8")
    assert environment.missing(tmp_path, wanted) == ["requirements.txt"]
    (tmp_path / environment.STAMP).write_text("{", encoding="utf-8")
    assert environment.missing(tmp_path, wanted) == ["requirements.txt"]


def test_the_data_folder_may_be_chosen_and_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("THRESHOLD_VAR", str(tmp_path / "my data"))
    assert folders.data_folder() == tmp_path / "my data"
    assert (tmp_path / "my data").stat().st_mode & 0o077 == 0


def test_addresses_of_a_set_up_that_does_not_run_are_not_used(tmp_path: Path):
    (tmp_path / "running.json").write_text('{"REDIS_URL": "redis+socket:///gone"}', encoding="utf-8")
    assert folders.running_addresses(tmp_path) == {}


@pytest.mark.parametrize("arguments", [[], ["--help"], ["nonsense"]])
def test_the_script_explains_itself_on_standard_error(arguments: list[str]):
    done = subprocess.run([str(PROJECT / "threshold"), *arguments], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == (2 if "nonsense" in arguments else 0)
    assert done.stdout == ""
    assert "usage: ./threshold COMMAND" in done.stderr
