"""Fixtures of this room: key files of a test's own, and tables with encrypted columns."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import doorbell
from core.keys import forget_keyring, make_keys_file
from core.models import AuditEntry
from tests.core import rows
from tests.core.chains import make_anchor, make_chain


@pytest.fixture(scope="session")
def secret_tables(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        rows.make_tables()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        rows.drop_tables()


@pytest.fixture
def secrets_db(secret_tables: None, db: None) -> None:
    """A database with the tables of `tests.core.rows`."""


@pytest.fixture
def chain() -> list[AuditEntry]:
    """Entries of the audit, sealed."""
    return make_chain()


@pytest.fixture
def anchor(chain, tmp_path: Path) -> Path:
    """The file that names the head of `chain`."""
    return make_anchor(tmp_path)


class KeysFile:
    """A key file that a test may rewrite."""

    def __init__(self, path: Path) -> None:
        self.path = path
        make_keys_file(path)

    def rewrite(self, change: object) -> None:
        """Apply `change` to the parsed file, write it back, and let the process see it at once."""
        content = json.loads(self.path.read_text())
        change(content)  # type: ignore[operator]
        self.path.write_text(json.dumps(content))
        forget_keyring()

    def rotate(self, purpose: str) -> None:
        """Add a key and make it current."""
        other = KeysFile(self.path.with_suffix(".other"))
        fresh = json.loads(other.path.read_text())[purpose]["keys"]["k1"]
        other.path.unlink()

        def change(content: dict[str, dict[str, object]]) -> None:
            content[purpose]["keys"]["k2"] = fresh  # type: ignore[index]
            content[purpose]["current"] = "k2"

        self.rewrite(change)

    def forget(self, purpose: str, key_id: str) -> None:
        """Remove one key, and make the other current."""

        def change(content: dict[str, dict[str, dict[str, str]]]) -> None:
            del content[purpose]["keys"][key_id]
            content[purpose]["current"] = next(iter(content[purpose]["keys"]))  # type: ignore[assignment]

        self.rewrite(change)


@pytest.fixture
def keys_file(tmp_path: Path, settings: object) -> Iterator[KeysFile]:
    """A key file of this test's own, in use by `core.keys.keyring`."""
    file = KeysFile(tmp_path / "keys.json")
    settings.KEYS_FILE = file.path  # type: ignore[attr-defined]
    forget_keyring()
    yield file
    forget_keyring()


@pytest.fixture
def fresh_doorbell() -> Iterator[None]:
    """A doorbell that has met no failure yet."""
    doorbell.reset()
    yield
    doorbell.reset()
