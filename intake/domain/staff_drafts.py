"""Staff drafts: half-written notes and calls, kept on the server for their writer alone."""

from datetime import datetime
from typing import Any

from clinics.models import Staff
from intake.models import StaffDraft


def save_draft(*, staff: Staff, key: str, body: dict[str, Any], now: datetime) -> StaffDraft:
    """Keep what was typed so far under this key; the newest replaces the one before."""
    draft, _is_new = StaffDraft.objects.update_or_create(staff=staff, key=key, defaults={"body": body, "saved_at": now})
    return draft


def draft_body(*, staff: Staff, key: str) -> dict[str, Any] | None:
    """What was typed under this key, or None."""
    draft = StaffDraft.objects.filter(staff=staff, key=key).first()
    return draft.body if draft else None


def drop_draft(*, staff: Staff, key: str) -> None:
    """Forget a draft that was saved for good or thrown away."""
    StaffDraft.objects.filter(staff=staff, key=key).delete()


def drafts_of(staff: Staff) -> list[StaffDraft]:
    """All of somebody's drafts, newest first."""
    return list(StaffDraft.objects.filter(staff=staff).order_by("-saved_at")[:50])
