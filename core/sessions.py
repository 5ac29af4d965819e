"""Sessions in the database, with what their owner is shown of them, and the two limits that end them.

The table keeps a hash of each key: whoever reads it can't take over anybody's session.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import transaction
from django.db.models import QuerySet

from core import clock
from core.compiled import compiled
from core.models import BrowserSession

# In the data of a session: when somebody signed in, and by what and from where.
BEGAN, DEVICE, NETWORK = "began_at", "device", "network"
# Being active is noted this often at most, so that reading pages writes little.
NOTE_EVERY = timedelta(seconds=30)


class Over(StrEnum):
    """Why a session has ended by itself."""

    IDLE = "idle"
    TOO_OLD = "too_old"


def stored_key(session_key: str) -> str:
    """What the table keeps of a session's key, which has 165 random bits: 160 bits of SHA-256."""
    return sha256(b"session:" + session_key.encode("utf-8", "surrogatepass")).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's own store, except for the hashed key and the columns beside the data."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def _get_session_from_db(self) -> BrowserSession | None:
        found = _session_row(keys=[stored_key(self.session_key or "")], now=clock.now())
        if not found:
            self._session_key = None
            return None
        row = BrowserSession.from_db(transaction.get_connection().alias, _COLUMNS, found[0])
        self.seen_at = row.last_seen_at
        return row

    def get_expiry_date(self, **options: Any) -> datetime:
        """By our own clock, as everything else about a session."""
        return clock.now() + timedelta(seconds=self.get_expiry_age(**options))

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        """The row, with its columns made from the data."""
        now = clock.now()
        if SESSION_KEY in data:
            data.setdefault(BEGAN, now.timestamp())
            self.seen_at = self.seen_at or now
        row = cast(BrowserSession, super().create_model_instance(data))
        row.session_key = stored_key(row.session_key)
        row.user_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at, row.last_seen_at = began_at(data), self.seen_at
        row.device, row.network = data.get(DEVICE, ""), data.get(NETWORK, "")
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            BrowserSession.objects.filter(session_key=stored_key(key)).delete()

    def note_activity(self, now: datetime) -> None:
        """Somebody does something here; written at most every half minute, and never to a session that was ended."""
        if self.session_key and (self.seen_at is None or now - self.seen_at >= NOTE_EVERY):
            self.seen_at = now
            BrowserSession.objects.filter(session_key=stored_key(self.session_key)).update(last_seen_at=now)


def began_at(data: Any) -> datetime | None:
    """When the person of this session signed in."""
    moment = data.get(BEGAN)
    return datetime.fromtimestamp(moment, UTC) if isinstance(moment, float) else None


def ends_at(*, began: datetime | None, seen: datetime | None) -> datetime | None:
    """When a session ends by itself if nothing more happens in it; None for one without a person."""
    if began is None:
        return None
    idle = (seen or began) + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    return min(idle, began + timedelta(seconds=settings.SESSION_LONGEST_SECONDS))


def why_over(session: Any, now: datetime) -> Over | None:
    """Why a session of somebody has reached one of its limits; None while it has not."""
    began = began_at(session)
    end = ends_at(began=began, seen=session.seen_at)
    if began is None or end is None or now < end:
        return None
    return Over.TOO_OLD if now >= began + timedelta(seconds=settings.SESSION_LONGEST_SECONDS) else Over.IDLE


def sessions_of(user_id: UUID, *, now: datetime) -> list[BrowserSession]:
    """The sessions somebody has, those that were used last first. What has reached a limit is left out."""
    rows = _alive(now).filter(user_id=user_id).order_by("-last_seen_at")
    return [row for row in rows if (end := ends_at(began=row.began_at, seen=row.last_seen_at)) and now < end]


def end_sessions(user_id: UUID, *, only: str = "", but: str | None = None) -> int:
    """End somebody's sessions at once: all, one by its stored key, or all but the one with the key `but`; how many."""
    rows = BrowserSession.objects.filter(user_id=user_id)
    if only:
        rows = rows.filter(session_key=only)
    if but:
        rows = rows.exclude(session_key=stored_key(but))
    return rows.delete()[0]


def forget_expired(*, now: datetime) -> int:
    """Delete what ended long ago; how many rows."""
    return BrowserSession.objects.filter(expire_date__lte=now).delete()[0]


_COLUMNS = tuple(field.attname for field in BrowserSession._meta.concrete_fields)


@compiled()
def _session_row(*, keys: list[str], now: datetime) -> Any:
    """Asked by every page of the staff."""
    return _alive(now).filter(session_key__in=keys).values_list(*_COLUMNS)


def _alive(now: datetime) -> "QuerySet[BrowserSession]":
    return BrowserSession.objects.filter(expire_date__gt=now)
