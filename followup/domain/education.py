"""Education: pages to read, written in both languages, approved by a clinician, served under a neutral address."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from clinics.models import Clinic, Staff
from core.audit import Actor, record
from core.sql import whole
from followup.domain import approving
from followup.domain.discretion import telling_words
from followup.domain.drafting import LANGUAGES, CodeTakenError
from followup.domain.linting.messages import Setting
from followup.domain.linting.pages import PageWords, lint_page
from followup.domain.linting.remarks import Remark
from followup.domain.variables import READ_PREFIX
from followup.models import EducationDraft, EducationPage, EducationVersion


class TellingKeyError(Exception):
    """The address would say what the page is about."""


@whole
def add_page(*, clinic: Clinic, key: str, staff: Staff, now: datetime) -> EducationPage:
    """A page without words yet; raises CodeTakenError and TellingKeyError."""
    if telling_words(key.replace("-", " ")):
        raise TellingKeyError
    last = EducationPage.objects.filter(clinic=clinic).aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    page, is_new = EducationPage.objects.get_or_create(clinic=clinic, key=key, defaults={"position": place, "created_at": now})
    if not is_new:
        raise CodeTakenError
    _note(page, "page.added", staff, now)
    return page


@whole
def save_page_draft(
    *, page: EducationPage, words: Mapping[str, PageWords], seen_revision: int, staff: Staff, now: datetime
) -> EducationDraft:
    """Keep what was typed; raises ChangedMeanwhileError. Saving the same words twice is one change."""
    draft = _locked(page)
    wanted = {language: words.get(language, PageWords("", "", "")).as_dict() for language in LANGUAGES}
    if draft is not None and draft.words == wanted:
        return draft
    approving.check_revision(draft, number=newest_page_number(page), seen=seen_revision)
    draft = approving.change(draft or EducationDraft(page=page, changed_at=now), words=wanted, staff=staff, now=now)
    draft.save()
    _note(page, "page.changed", staff, now)
    return draft


@whole
def approve_page(*, page: EducationPage, seen_revision: int, title: str, staff: Staff, now: datetime) -> EducationDraft:
    """Stamp the draft as it stands; raises NotAClinicianError, BlockedError, ChangedMeanwhileError, NothingToPublishError."""
    draft = _locked(page)
    if draft is None:
        raise approving.NothingToPublishError
    approving.check_revision(draft, number=newest_page_number(page), seen=seen_revision)
    blocking = [remark for remark in remarks_on_page(page, words_of_page(draft)) if remark.is_blocking]
    if blocking:
        raise approving.BlockedError(blocking)
    approving.approve(draft, staff=staff, title=title, clinic_id=page.clinic_id, now=now).save()
    _note(page, "page.approved", staff, now)
    return draft


@whole
def publish_page(*, page: EducationPage, seen_revision: int, reason: str, staff: Staff, now: datetime) -> list[EducationVersion]:
    """Serve the approved draft in each language it has words in, and end the draft.

    Raises ChangedMeanwhileError, NothingToPublishError, BlockedError, NotApprovedError, ReasonNeededError.
    """
    draft = _locked(page)
    words = {language: one for language, one in words_of_page(draft).items() if not one.is_empty}
    if draft is None or not words:
        raise approving.NothingToPublishError
    approving.check_revision(draft, number=newest_page_number(page), seen=seen_revision)
    remarks = remarks_on_page(page, words_of_page(draft))
    overruled = approving.check_publishable(remarks, needs_approval=True, draft=draft, reason=reason)
    number = newest_page_number(page) + 1
    rows = [version_of(draft, language, one, number) for language, one in words.items()]
    for row in rows:
        row.overruled = [remark.as_dict() for remark in overruled if remark.variant == row.language]
        row.overruled_reason = reason.strip()[: approving.REASON_MOST] if row.overruled else ""
        row.published_by, row.published_at = staff, now
    EducationVersion.objects.bulk_create(rows)
    draft.delete()
    EducationPage.objects.filter(pk=page.pk).update(unpublished_at=None)
    _note(page, "page.published", staff, now, reason=f"version {number}")
    return rows


@whole
def unpublish_page(*, page: EducationPage, staff: Staff, now: datetime) -> bool:
    """Serve a page no more, in any language; False when it was down already."""
    changed = EducationPage.objects.filter(pk=page.pk, unpublished_at=None, versions__isnull=False).distinct()
    if not EducationPage.objects.filter(pk__in=list(changed.values_list("pk", flat=True))).update(unpublished_at=now):
        return False
    _note(page, "page.unpublished", staff, now)
    return True


@whole
def discard_page_draft(*, page: EducationPage, seen_revision: int, staff: Staff, now: datetime) -> bool:
    """Throw a draft away; False when there is none."""
    draft = _locked(page)
    if draft is None:
        return False
    approving.check_revision(draft, number=newest_page_number(page), seen=seen_revision)
    draft.delete()
    _note(page, "page.discarded", staff, now)
    return True


def served_page(*, clinic: Clinic, key: str, language: str) -> EducationVersion | None:
    """The words somebody reads at this address; None when there are none in this language, or the page was taken down."""
    versions = EducationVersion.objects.filter(
        page__clinic=clinic, page__key=key, page__unpublished_at=None, language=language, approved_at__isnull=False
    )
    return versions.select_related("page").order_by("-version").first()


def served_pages(*, clinic: Clinic, language: str) -> list[EducationVersion]:
    """Every page somebody may read in this language, in the clinic's order."""
    versions = EducationVersion.objects.filter(page__clinic=clinic, page__unpublished_at=None, language=language)
    newest: dict[object, EducationVersion] = {}
    for version in versions.select_related("page").order_by("page__position", "page__key", "-version"):
        newest.setdefault(version.page_id, version)
    return list(newest.values())


def page_url(*, slug: str, key: str, language: str) -> str:
    """The address of a page, for mail; a test compares it with followup.urls."""
    return f"{settings.LINK_URL}/{slug}/{language}/read/{key}/"


def page_links(*, clinic: Clinic, language: str) -> dict[str, str]:
    """What `{read_first_days}` and its like stand for. A page that is not served has no value, so its message is held."""
    pages = served_pages(clinic=clinic, language=language)
    return {READ_PREFIX + one.page.key.replace("-", "_"): page_url(slug=clinic.slug, key=one.page.key, language=language) for one in pages}


def read_values(*, clinic: Clinic, language: str, text: str) -> dict[str, str]:
    """The addresses of pages, where a text has a place for one; for most texts there is nothing to look up."""
    return page_links(clinic=clinic, language=language) if f"{{{READ_PREFIX}" in text else {}


def words_of_page(draft: EducationDraft | None) -> dict[str, PageWords]:
    """The draft's words by language."""
    return {language: PageWords.of(draft.words.get(language, {})) for language in LANGUAGES} if draft else {}


def newest_page_number(page: EducationPage) -> int:
    """The number of the newest published version; 0 before the first."""
    return page.versions.aggregate(newest=Max("version"))["newest"] or 0


def page_words_in_use(page: EducationPage) -> dict[str, PageWords]:
    """The newest published words by language, served or taken down; what an editor starts from."""
    found: dict[str, PageWords] = {}
    for row in page.versions.order_by("-version"):
        found.setdefault(row.language, PageWords(row.title, row.heading, row.body, row.sources))
    return found


def remarks_on_page(page: EducationPage, words: Mapping[str, PageWords]) -> list[Remark]:
    """What the checker says of these words for this page."""
    in_use = page_words_in_use(page)
    emptied = [language for language in in_use if words.get(language, PageWords("", "", "")).is_empty]
    remarks = lint_page(words, key=page.key, setting=_setting(page.clinic))
    return [Remark(language, "body", "emptied", is_blocking=True) for language in emptied] + [
        remark for remark in remarks if remark.variant not in emptied
    ]


def version_of(draft: EducationDraft, language: str, words: PageWords, number: int) -> EducationVersion:
    """One language of an approved draft as a version, unsaved; raises NotApprovedError."""
    if draft.approved_at is None:
        raise approving.NotApprovedError
    return EducationVersion(
        page_id=draft.page_id,
        language=language,
        version=number,
        title=words.title.strip(),
        heading=words.heading.strip(),
        body=words.body.replace("\r\n", "\n"),
        sources=words.sources.replace("\r\n", "\n").strip(),
        approved_by=draft.approver_name,
        approver_role=draft.approver_role,
        approved_at=draft.approved_at,
    )


def _setting(clinic: Clinic) -> Setting:
    languages = tuple(code for code in LANGUAGES if code in (clinic.languages or LANGUAGES))
    return Setting(clinic.discreet_name, clinic.public_name, languages, settings.LINK_URL)


def _locked(page: EducationPage) -> EducationDraft | None:
    """The draft, with its page held: two people can't save or publish at once."""
    EducationPage.objects.select_for_update().get(pk=page.pk)
    return EducationDraft.objects.filter(page=page).first()


def _note(page: EducationPage, action: str, staff: Staff, now: datetime, *, reason: str = "") -> None:
    record(
        actor=Actor.of(staff),
        action=action,
        object_type="education_page",
        object_id=page.pk,
        clinic_id=page.clinic_id,
        now=now,
        reason=reason,
    )
