"""Drafting: the words of messages are written, approved and published; a published version never changes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from clinics.models import Clinic, Staff
from core.audit import Actor, record
from core.sql import whole
from followup.domain import approving
from followup.domain.linting.messages import Setting, clinical_words, lint_message, unknown_places
from followup.domain.linting.remarks import Remark
from followup.domain.permitting import PRIVATE_SUFFIX
from followup.domain.texts import newest_published
from followup.domain.variables import VARIABLES
from followup.domain.wording import VARIANTS, Words, variant_of
from followup.models import Template, TemplateDraft, TemplateVersion

LANGUAGES = ("en", "es")


class UnknownPlaceError(Exception):
    """A text has places that nothing would fill; `places` holds variant and name."""

    def __init__(self, places: list[tuple[str, str]]) -> None:
        super().__init__("The text has unknown places.")
        self.places = places


class CodeTakenError(Exception):
    """The clinic has a text under this code."""


@whole
def add_template(*, clinic: Clinic, code: str, name: str, purpose: str, is_clinical: bool, staff: Staff, now: datetime) -> Template:
    """A text of the clinic's own, without words yet; raises CodeTakenError."""
    template, is_new = Template.objects.get_or_create(
        clinic=clinic,
        code=code,
        defaults={
            "name": name,
            "purpose": purpose,
            "is_clinical": is_clinical,
            "variables": list(VARIABLES),
            "created_at": now,
        },
    )
    if not is_new:
        raise CodeTakenError
    _note(template, "text.added", staff, now)
    return template


@whole
def save_draft(*, template: Template, words: Mapping[str, Words], seen_revision: int, staff: Staff, now: datetime) -> TemplateDraft:
    """Keep what was typed; raises UnknownPlaceError and ChangedMeanwhileError. Saving the same words twice is one change."""
    unknown = [(variant, name) for variant in words for name in unknown_places(words[variant], tuple(template.variables))]
    if unknown:
        raise UnknownPlaceError(unknown)
    draft = _locked(template)
    wanted = {variant: words.get(variant, Words("", "")).as_dict() for variant in VARIANTS}
    if draft is not None and draft.words == wanted:
        return draft
    approving.check_revision(draft, number=newest_number(template), seen=seen_revision)
    draft = approving.change(draft or TemplateDraft(template=template, changed_at=now), words=wanted, staff=staff, now=now)
    draft.save()
    _note(template, "text.changed", staff, now)
    return draft


@whole
def approve_draft(*, template: Template, seen_revision: int, title: str, staff: Staff, now: datetime) -> TemplateDraft:
    """Stamp the draft as it stands; raises NotAClinicianError, BlockedError, ChangedMeanwhileError, NothingToPublishError."""
    draft = _locked(template)
    if draft is None:
        raise approving.NothingToPublishError
    approving.check_revision(draft, number=newest_number(template), seen=seen_revision)
    blocking = [remark for remark in remarks_on(template, words_of(draft)) if remark.is_blocking]
    if blocking:
        raise approving.BlockedError(blocking)
    approving.approve(draft, staff=staff, title=title, clinic_id=template.clinic_id, now=now).save()
    _note(template, "text.approved", staff, now)
    return draft


@whole
def publish_draft(*, template: Template, seen_revision: int, reason: str, staff: Staff, now: datetime) -> list[TemplateVersion]:
    """Make the draft the newest version in each language it has words in, and end the draft.

    Raises ChangedMeanwhileError, NothingToPublishError, BlockedError, NotApprovedError, ReasonNeededError.
    """
    draft = _locked(template)
    words = {variant: one for variant, one in words_of(draft).items() if not one.is_empty} if draft else {}
    if draft is None or not words:
        raise approving.NothingToPublishError
    approving.check_revision(draft, number=newest_number(template), seen=seen_revision)
    remarks = remarks_on(template, words_of(draft))
    overruled = approving.check_publishable(remarks, needs_approval=needs_approval(template, words), draft=draft, reason=reason)
    number = newest_number(template) + 1
    rows = [_version(template, draft, variant, one, number) for variant, one in words.items()]
    for row in rows:
        row.overruled = [remark.as_dict() for remark in overruled if remark.variant == f"{row.language}{_dash(row)}"]
        row.overruled_reason = reason.strip()[: approving.REASON_MOST] if row.overruled else ""
        row.published_by, row.published_at = staff, now
    TemplateVersion.objects.bulk_create(rows)
    draft.delete()
    _note(template, "text.published", staff, now, reason=f"version {number}")
    return rows


@whole
def discard_draft(*, template: Template, seen_revision: int, staff: Staff, now: datetime) -> bool:
    """Throw a draft away; False when there is none."""
    draft = _locked(template)
    if draft is None:
        return False
    approving.check_revision(draft, number=newest_number(template), seen=seen_revision)
    draft.delete()
    _note(template, "text.discarded", staff, now)
    return True


def words_of(draft: TemplateDraft | None) -> dict[str, Words]:
    """The draft's words by variant."""
    return {variant: Words.of(draft.words.get(variant, {})) for variant in VARIANTS} if draft else {}


def words_in_use(template: Template) -> dict[str, Words]:
    """The newest published words by variant; what an editor starts from."""
    found = {}
    for language in LANGUAGES:
        for is_private in (False, True):
            version = newest_published(clinic_id=template.clinic_id, code=template.code, language=language, is_private=is_private)
            if version is not None:
                found[variant_of(language, is_private=is_private)] = Words(version.subject, version.body, version.preview)
    return found


def remarks_on(template: Template, words: Mapping[str, Words]) -> list[Remark]:
    """What the checker says of these words for this text."""
    in_use = words_in_use(template)
    emptied = [variant for variant in in_use if words.get(variant, Words("", "")).is_empty]
    remarks = lint_message(words, setting=setting_of(template))
    return [Remark(variant, "body", "emptied", is_blocking=True) for variant in emptied] + [
        remark for remark in remarks if remark.variant not in emptied
    ]


def newest_number(template: Template) -> int:
    """The number of the newest published version; 0 before the first."""
    codes = [template.code, template.code + PRIVATE_SUFFIX]
    versions = TemplateVersion.objects.filter(clinic_id=template.clinic_id, code__in=codes)
    return versions.aggregate(newest=Max("version"))["newest"] or 0


def needs_approval(template: Template, words: Mapping[str, Words]) -> bool:
    """Whether a clinician has to approve: the text is marked as clinical, or its words are."""
    return template.is_clinical or bool(clinical_words(words))


def setting_of(template: Template) -> Setting:
    """What this text is checked against."""
    clinic = template.clinic
    return Setting(
        discreet_name=clinic.discreet_name,
        public_name=clinic.public_name,
        languages=tuple(code for code in LANGUAGES if code in (clinic.languages or LANGUAGES)),
        own_host=settings.LINK_URL,
        variables=tuple(template.variables),
        is_clinical=template.is_clinical,
    )


def _locked(template: Template) -> TemplateDraft | None:
    """The draft, with its template held: two people can't save or publish at once."""
    Template.objects.select_for_update().get(pk=template.pk)
    return TemplateDraft.objects.filter(template=template).first()


def _version(template: Template, draft: TemplateDraft, variant: str, words: Words, number: int) -> TemplateVersion:
    language, _hyphen, private = variant.partition("-")
    return TemplateVersion(
        clinic_id=template.clinic_id,
        code=template.code + (PRIVATE_SUFFIX if private else ""),
        language=language,
        version=number,
        subject=words.subject.strip(),
        preview=words.preview.strip(),
        body=words.body.replace("\r\n", "\n"),
        is_clinical=template.is_clinical,
        approved_by=draft.approver_name,
        approver_role=draft.approver_role,
        approved_at=draft.approved_at,
    )


def _dash(row: TemplateVersion) -> str:
    return PRIVATE_SUFFIX if row.code.endswith(PRIVATE_SUFFIX) else ""


def _note(template: Template, action: str, staff: Staff, now: datetime, *, reason: str = "") -> None:
    actor, clinic_id = Actor.of(staff), template.clinic_id
    object_id: UUID = template.pk
    record(actor=actor, action=action, object_type="template", object_id=object_id, clinic_id=clinic_id, now=now, reason=reason)
