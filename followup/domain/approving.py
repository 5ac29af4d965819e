"""Drafts: changed by one person at a time, approved as they stand, and every change takes the approval away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from clinics.models import Staff
from clinics.states import Role
from followup.domain.linting.remarks import Remark
from followup.models.texts import WordsDraft

DraftT = TypeVar("DraftT", bound=WordsDraft)
REASON_MOST = 300


class ChangedMeanwhileError(Exception):
    """Somebody else changed the draft since it was read; `draft` is what stands now."""

    def __init__(self, draft: WordsDraft | None) -> None:
        super().__init__("The draft was changed meanwhile.")
        self.draft = draft


class NotAClinicianError(Exception):
    """Only a clinician of this clinic approves clinical words."""


class NothingToPublishError(Exception):
    """There is no draft, or nothing is written in it."""


class BlockedError(Exception):
    """These remarks stop publishing until the words are changed."""

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__("The checker stops this.")
        self.remarks = remarks


class ReasonNeededError(Exception):
    """These remarks can be overruled, with a reason."""

    def __init__(self, remarks: list[Remark]) -> None:
        super().__init__("A reason is needed.")
        self.remarks = remarks


class NotApprovedError(Exception):
    """The words are clinical and no clinician approved them as they stand."""


def change(draft: DraftT, *, words: Mapping[str, Any], staff: Staff | None, now: datetime) -> DraftT:
    """Put other words into a draft, unsaved: one revision further, and nobody's approval covers them."""
    draft.words = dict(words)
    draft.revision += 1
    draft.changed_by, draft.changed_at = staff, now
    draft.approver_name = draft.approver_role = ""
    draft.approved_by = draft.approved_at = None
    return draft


def approve(draft: DraftT, *, staff: Staff, title: str, clinic_id: Any, now: datetime) -> DraftT:
    """Put a clinician's name, title and day under the words as they stand, unsaved; raises NotAClinicianError."""
    if Role.CLINICIAN not in staff.roles_by_clinic.get(clinic_id, frozenset()):
        raise NotAClinicianError
    draft.approver_name = staff.name
    draft.approver_role = title.strip()[:60] or "Clinician"
    draft.approved_by, draft.approved_at = staff, now
    return draft


def revision_now(draft: WordsDraft | None, *, number: int) -> int:
    """A number that changes whenever the draft or the newest version (`number`) does; an editor sends it back."""
    return number * 10_000 + (draft.revision if draft else 0)


def check_revision(draft: WordsDraft | None, *, number: int, seen: int) -> None:
    """Raises ChangedMeanwhileError unless what stands is what was read."""
    if revision_now(draft, number=number) != seen:
        raise ChangedMeanwhileError(draft)


def check_publishable(remarks: list[Remark], *, needs_approval: bool, draft: WordsDraft, reason: str) -> list[Remark]:
    """The remarks that `reason` overrules; raises when something stops publishing."""
    blocking = [remark for remark in remarks if remark.is_blocking]
    if blocking:
        raise BlockedError(blocking)
    if needs_approval and draft.approved_at is None:
        raise NotApprovedError
    # What a clinician approved needs no second word about being clinical.
    open_ones = [remark for remark in remarks if remark.code != "clinical"]
    if open_ones and not reason.strip():
        raise ReasonNeededError(open_ones)
    return open_ones
