"""The pages a clinic starts with: drafts for its clinician, or served at once where everything is made up."""

from datetime import datetime

from clinics.models import Clinic
from core.sql import whole
from followup.domain.education import version_of
from followup.domain.ready_pages import READY_PAGES
from followup.domain.ready_pages.shape import ReadyPage
from followup.models import EducationDraft, EducationPage, EducationVersion

SAMPLE_APPROVER = "Sample approver"
SAMPLE_ROLE = "made up, no real clinician"


@whole
def add_ready_pages(*, clinic: Clinic, now: datetime) -> int:
    """Give a clinic a draft of every page it lacks; how many were added. A sample clinic gets them published."""
    have = set(EducationPage.objects.filter(clinic=clinic).values_list("key", flat=True))
    missing = [(place, ready) for place, ready in enumerate(READY_PAGES) if ready.key not in have]
    for place, ready in missing:
        _add(clinic, ready, place, now)
    return len(missing)


def _add(clinic: Clinic, ready: ReadyPage, place: int, now: datetime) -> None:
    page = EducationPage.objects.create(clinic=clinic, key=ready.key, position=place, created_at=now)
    draft = EducationDraft(
        page=page,
        words={language: words.as_dict() for language, words in ready.words.items()},
        changed_at=now,
    )
    if not clinic.is_sample:
        draft.save(force_insert=True)
        return
    draft.approver_name, draft.approver_role, draft.approved_at = SAMPLE_APPROVER, SAMPLE_ROLE, now
    rows = [version_of(draft, language, words, 1) for language, words in ready.words.items()]
    for row in rows:
        row.published_at = now
    EducationVersion.objects.bulk_create(rows)
