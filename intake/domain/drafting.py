"""Drafting: a person's half-written answers between the steps of a public form, without a cookie.

The draft is found by the token in the path, dies when it is sent, left or a day old, and is not shown again after an
hour without a touch: somebody else may be holding the phone.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from clinics.models import Clinic
from core.hashing import token_hashes
from core.sql import whole
from intake.domain.receiving import draft_key
from intake.models import PublicDraft

DRAFT_LIFE = timedelta(hours=24)
SHOWN_FOR = timedelta(minutes=60)
_SWEEP_BATCH = 500


class DraftEndedError(Exception):
    """There is no such draft any more; it was sent, left, or too old."""


def open_draft(*, clinic: Clinic, token: str, language: str, answers: dict[str, Any], now: datetime) -> PublicDraft:
    """Start a draft with its first answers; opening it again with the same token adds to it."""
    if len(token_hashes(purpose="draft", token=token)) > 1 and _living(clinic, token, now):
        # While keys rotate, the draft may stand under the hash of the other key.
        return save_step(clinic=clinic, token=token, answers=answers, now=now)
    try:
        with transaction.atomic():
            return PublicDraft.objects.create(
                clinic=clinic,
                token_hash=draft_key(token),
                language=language,
                answers=answers,
                created_at=now,
                touched_at=now,
                expires_at=now + DRAFT_LIFE,
            )
    except IntegrityError:
        return save_step(clinic=clinic, token=token, answers=answers, now=now)


@whole
def save_step(*, clinic: Clinic, token: str, answers: dict[str, Any], now: datetime, language: str = "") -> PublicDraft:
    """Add one step's answers to a living draft; raises DraftEndedError."""
    draft = _living(clinic, token, now, lock=True)
    if draft is None:
        raise DraftEndedError
    draft.answers = {**draft.answers, **answers}
    draft.language = language or draft.language
    draft.touched_at = now
    draft.save(update_fields=["answers", "language", "touched_at"])
    return draft


def draft_for(*, clinic: Clinic, token: str, now: datetime) -> PublicDraft | None:
    """The living draft of a token, or None."""
    return _living(clinic, token, now)


def draft_answers_visible(draft: PublicDraft, now: datetime) -> bool:
    """Whether typed answers may still be shown: not after an hour without a touch."""
    return now - draft.touched_at < SHOWN_FOR


def drop_draft(*, clinic: Clinic, token: str) -> bool:
    """Forget a draft at once; False when there was none."""
    gone, _by_model = PublicDraft.objects.filter(clinic=clinic, token_hash__in=token_hashes(purpose="draft", token=token)).delete()
    return bool(gone)


def sweep_drafts(*, now: datetime) -> int:
    """Forget drafts older than a day; how many."""
    ids = list(PublicDraft.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:_SWEEP_BATCH])
    gone, _by_model = PublicDraft.objects.filter(id__in=ids).delete()
    return gone


def _living(clinic: Clinic, token: str, now: datetime, *, lock: bool = False) -> PublicDraft | None:
    drafts = PublicDraft.objects.select_for_update() if lock else PublicDraft.objects.all()
    hashes = token_hashes(purpose="draft", token=token)
    return drafts.filter(clinic=clinic, token_hash__in=hashes, expires_at__gt=now).first()
