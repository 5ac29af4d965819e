"""Receiving: keep what arrived before anything is decided, then understand it, at once or by the sweep."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection

from clinics.models import Clinic
from core.audit import SYSTEM, Actor
from core.doorbell import ring
from core.due_rows import IsOver, due_ids, never_over
from core.hashing import keyed_hashes, token_hash, token_hashes
from core.rows import new_row
from core.sql import whole
from core.tally import Tallied
from core.writing import ClaimedRow, ClaimLostError, Match, commit_rows
from intake.domain.amending import amend_lead
from intake.domain.form_life import FormOverError, change_reach_token, is_form_over, later_token
from intake.domain.mailing import understand_mail
from intake.domain.opening import open_lead, opening_of
from intake.domain.phoning import understand_call
from intake.domain.tasking import open_review_of_submission
from intake.models import Lead, PublicDraft, PublicLink, Submission
from intake.states import Channel, SubmissionState

logger = logging.getLogger(__name__)

MOST_TRIES = 5
CHANGE_REACH_HOURS = 24


@dataclass(frozen=True)
class Received:
    """What came of an arrival. `lead` is None when understanding it must wait for the sweep.

    `token` is the token of the public form that it stands under now.
    """

    submission: Submission
    lead: Lead | None
    is_amendment: bool
    token: str = ""


def draft_key(token: str) -> str:
    """The external key of a public form's arrivals: a one-way hash of the token in its path."""
    return token_hash(purpose="draft", token=token)


def receive_inquiry(  # noqa: PLR0913  all that an arrival is, and what is counted with it
    *,
    clinic: Clinic,
    channel: str,
    payload: dict[str, Any],
    language: str,
    now: datetime,
    actor: Actor,
    external_key: str = "",
    public_token: str = "",
    is_sample: bool = False,
    tallied: Tallied | None = None,
) -> Received:
    """Keep an arrival and try to understand it.

    `public_token` is the token of a public form and stands for its `external_key`; `tallied` is counted with it. When
    this returns, the arrival is committed. It never raises because of what was typed: an arrival that can't be
    understood now is tried again by the sweep and, after MOST_TRIES failures, becomes a person's task.
    """
    arrival: dict[str, Any] = {"payload": payload, "language": language, "is_sample": is_sample, "tallied": tallied, "now": now}
    submission, public_token = _keep_under(public_token, clinic=clinic, channel=channel, external_key=external_key, **arrival)
    # kill point: keep.committed
    lead = _try(submission.id, lambda: _understand_kept(submission, actor=actor, now=now), now)
    # kill point: understand.committed
    if lead is None:
        submission.refresh_from_db()
    else:
        submission.lead, submission.state = lead, SubmissionState.DONE
    return Received(submission, lead, is_amendment=submission.amends_id is not None, token=public_token)


def _keep_under(token: str, *, external_key: str, **arrival: Any) -> tuple[Submission, str]:
    """Keep an arrival under its form's token, or under the one that stands for it since the form is over."""
    key = draft_key(token) if token else external_key
    try:
        return keep_submission(external_key=key, public_token=token, **arrival), token
    except FormOverError:
        return _keep_under(later_token(token), external_key=external_key, **arrival)


def keep_submission(
    *,
    clinic: Clinic,
    channel: str,
    external_key: str,
    payload: dict[str, Any],
    language: str,
    now: datetime,
    public_token: str = "",
    is_sample: bool = False,
    tallied: Tallied | None = None,
) -> Submission:
    """Commit the raw arrival, alone. The same key and body give the row kept before; another body, an amendment.

    With `public_token` it is looked for under every key of the ring (they rotate); raises FormOverError when that form is over.
    """
    keys = token_hashes(purpose="draft", token=public_token) if public_token else [external_key]
    body_hashes = body_hashes_of(clinic_id=clinic.id, payload=payload)
    fresh = new_row(
        Submission,
        clinic=clinic,
        channel=channel,
        external_key=external_key,
        body_hash=body_hashes[0],
        payload=payload,
        language=language,
        next_try_at=now,
        received_at=now,
        is_sample=is_sample,
    )
    return _kept(fresh, _Beside(public_token, tallied), keys=keys, body_hashes=body_hashes)


@dataclass(frozen=True)
class _Beside:
    """What is written in the transaction that keeps an arrival."""

    public_token: str
    tallied: Tallied | None


def _kept(fresh: Submission, beside: _Beside, *, keys: list[str], body_hashes: list[str]) -> Submission:
    # Nearly every arrival is a first one, and the database's own constraints say when not. While keys rotate they can't:
    # the same key has another hash then.
    may_be_first = len(keys) == len(body_hashes) == 1
    if may_be_first and _is_written(fresh, beside):
        return fresh
    for _attempt in range(3):
        found = _kept_before(fresh.clinic, fresh.channel, keys)
        same = next((row for row in found if row.body_hash in body_hashes), None)
        if same is not None:
            return same
        fresh.amends = next((row for row in found if row.amends_id is None), None)
        if beside.public_token and fresh.amends is not None and is_form_over(fresh.amends, now=fresh.received_at):
            raise FormOverError
        if _is_written(fresh, beside):
            return fresh
    raise RuntimeError("An arrival met itself three times over; it was not kept.")


def _is_written(fresh: Submission, beside: _Beside) -> bool:
    """Commit the row; False when there is one already, or the other half of a double click was quicker.

    A tally that fails counts nothing: it must never stand between a person and the form.
    """
    try:
        # kill point: keep.written
        _write_submission(fresh, beside)
    except IntegrityError:
        return False
    except DatabaseError as error:
        if beside.tallied is None:
            raise
        logger.warning("intake: a send is kept without its tally: %s", type(error).__name__)
        return _is_written(fresh, replace(beside, tallied=None))
    return True


def try_to_understand(*, submission_id: UUID, actor: Actor, now: datetime) -> Lead | None:
    """Understand a kept arrival; a failure is recorded on its row for the sweep and never reaches the sender."""
    return _try(submission_id, lambda: understand_submission(submission_id=submission_id, actor=actor, now=now), now)


def _try(submission_id: UUID, understand: Callable[[], Lead | None], now: datetime) -> Lead | None:
    try:
        return understand()
    except Exception as error:
        # The class alone: a message may quote what somebody typed.
        logger.exception("intake: arrival %s not understood: %s", submission_id, type(error).__name__)
        _record_failure(submission_id, error, now)
        return None


@whole
def understand_submission(*, submission_id: UUID, actor: Actor, now: datetime, passes_by: bool = False) -> Lead | None:
    """Make a lead of a kept arrival, or change the lead it amends. Doing it twice does it once.

    Whoever `passes_by` leaves one that somebody else has in hand, and gets None, where that can be seen.
    """
    skips = passes_by and connection.features.has_select_for_update_skip_locked
    locked = Submission.objects.select_for_update(of=("self",), skip_locked=skips)
    submission = locked.select_related("clinic", "amends").filter(id=submission_id).first()
    if submission is None:
        return None
    if submission.state != SubmissionState.RECEIVED:
        return submission.lead
    if submission.channel == Channel.INBOUND_EMAIL:
        found = understand_mail(submission=submission, actor=actor, now=now)
        if found is None:
            return None
        lead = found
    elif submission.channel == Channel.LOGGED_CALL:
        lead = understand_call(submission=submission, now=now)
    elif submission.amends is not None:
        lead = amend_lead(submission=submission, actor=actor, now=now)
    else:
        lead = open_lead(submission=submission, actor=actor, now=now)
    submission.lead = lead
    submission.state = SubmissionState.DONE
    submission.last_error = ""
    submission.save(update_fields=["lead", "state", "last_error"])
    return _announce(lead)


def _understand_kept(submission: Submission, *, actor: Actor, now: datetime) -> Lead | None:
    """Understand what this very call has kept, without reading it back; that it is done is committed with all the rest."""
    if submission.amends_id is not None or submission.channel == Channel.LOGGED_CALL or submission.lead_id is not None:
        return understand_submission(submission_id=submission.id, actor=actor, now=now)
    opening = opening_of(submission=submission, actor=actor, now=now)
    waiting = Match(Submission, {"id": submission.id, "state": SubmissionState.RECEIVED})
    done = {"state": SubmissionState.DONE, "lead_id": opening.lead.id, "last_error": ""}
    try:
        commit_rows(opening.rows, claimed=ClaimedRow(waiting, done))
    except ClaimLostError:
        return understand_submission(submission_id=submission.id, actor=actor, now=now)
    opening.announce()
    return _announce(opening.lead)


def _announce(lead: Lead) -> Lead:
    """Hurry what follows."""
    ring("followup.decide_lead", lead.id)
    # kill point: understand.written
    return lead


def sweep_submissions(*, now: datetime, is_over: IsOver = never_over) -> int:
    """Understand what is due and was not understood yet, oldest first, until `is_over`; how many were understood."""
    due = Submission.objects.filter(state=SubmissionState.RECEIVED, next_try_at__lte=now)
    # Two that sweep at once would otherwise wait for each other at every row.
    understand = partial(understand_submission, actor=SYSTEM, now=now, passes_by=True)
    found = due_ids(due, by="next_try_at", is_over=is_over)
    return sum(_try(each, partial(understand, submission_id=each), now) is not None for each in found)


def submission_for_draft(*, clinic: Clinic, token: str) -> Submission | None:
    """The first arrival of a public form, found by the form's token; None when nothing was sent yet."""
    keys = token_hashes(purpose="draft", token=token)
    return Submission.objects.filter(clinic=clinic, external_key__in=keys, amends=None).first()


def _kept_before(clinic: Clinic, channel: str, external_keys: list[str]) -> list[Submission]:
    return list(Submission.objects.filter(clinic=clinic, channel=channel, external_key__in=external_keys))


def _write_submission(submission: Submission, beside: _Beside) -> None:
    public_token = beside.public_token
    if not public_token or submission.amends is not None:
        commit_rows([submission], tallied=beside.tallied)
        return
    # The draft dies on send; the link to change how we reach them lives a day.
    hashes = token_hashes(purpose="draft", token=public_token)
    link = new_row(
        PublicLink,
        clinic=submission.clinic,
        purpose="change_reach",
        token_hash=token_hash(purpose="change_reach", token=change_reach_token(public_token)),
        submission=submission,
        created_at=submission.received_at,
        expires_at=submission.received_at + timedelta(hours=CHANGE_REACH_HOURS),
    )
    draft = Match(PublicDraft, {"clinic_id": submission.clinic_id, "token_hash": hashes})
    commit_rows([submission, link], forgotten=draft, tallied=beside.tallied)


@whole
def _record_failure(submission_id: UUID, error: Exception, now: datetime) -> None:
    submission = Submission.objects.select_for_update(of=("self",)).select_related("clinic").get(id=submission_id)
    if submission.state != SubmissionState.RECEIVED:
        return
    submission.tries += 1
    submission.last_error = type(error).__name__[:80]
    submission.next_try_at = now + min(timedelta(seconds=30) * 2**submission.tries, timedelta(minutes=10))
    if submission.tries >= MOST_TRIES:
        submission.state = SubmissionState.NEEDS_HUMAN
        open_review_of_submission(submission=submission, now=now)
    submission.save(update_fields=["tries", "last_error", "next_try_at", "state"])


def body_hashes_of(*, clinic_id: UUID, payload: dict[str, Any]) -> list[str]:
    """What tells equal bodies under one key, by every key of the ring, the current one first.

    Keyed, because the hash of a short body could be guessed back from a stolen dump.
    """
    return keyed_hashes(clinic_id=clinic_id, kind="submission", value=json.dumps(payload, sort_keys=True))
