"""What the screens of message texts show: every text with its state, and one text with its preview and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinics.models import Clinic, Staff
from followup.domain.approving import revision_now
from followup.domain.clinic_values import public_phone
from followup.domain.drafting import LANGUAGES, needs_approval, newest_number, remarks_on, words_in_use, words_of
from followup.domain.example_values import made_up_values, values_of_lead
from followup.domain.linting.remarks import Remark
from followup.domain.permitting import PRIVATE_SUFFIX
from followup.domain.previewing import Length, length_of, lock_screen_words, voicemail_words
from followup.domain.ready_news import news_of_text
from followup.domain.rendering import Rendered, render
from followup.domain.variables import VARIABLES
from followup.domain.wording import VARIANTS, Words
from followup.models import Template, TemplateDraft, TemplateVersion
from intake.domain.finding import search
from intake.domain.safe_contact import rules_for_lead
from intake.models import Lead
from intake.states import ContactKind, Voicemail

VERSIONS_SHOWN = 40


@dataclass(frozen=True)
class TextRow:
    """One text in the list: its languages in use, and whether something waits."""

    template: Template
    number: int
    languages: tuple[str, ...]
    has_draft: bool
    is_approved: bool


@dataclass(frozen=True)
class Shown:
    """One variant as it arrives."""

    variant: str
    rendered: Rendered
    lock: str
    subject_length: Length
    body_length: Length
    remarks: list[Remark]


@dataclass(frozen=True)
class TextPage:
    """One text: the words that would be published, or those in use."""

    template: Template
    draft: TemplateDraft | None
    seen: int
    shown: list[Shown]
    remarks: list[Remark]
    needs_approval: bool
    voicemail: str
    lead: Lead | None
    news: "ReadyWords | None" = None

    @property
    def blocking(self) -> list[Remark]:
        """What stops publishing."""
        return [remark for remark in self.remarks if remark.is_blocking]

    @property
    def to_overrule(self) -> list[Remark]:
        """What can be overruled with a reason."""
        return [remark for remark in self.remarks if not remark.is_blocking and remark.code != "clinical"]


@dataclass(frozen=True)
class Beside:
    """One variant: the clinic's words and the ready ones, with their places as they stand."""

    variant: str
    theirs: Words
    ready: Words


@dataclass(frozen=True)
class ReadyWords:
    """What the ready text has that the clinic's own never had: places with what each stands for, and both words side by side."""

    places: list[tuple[str, str]]
    beside: list[Beside]


def texts_of(clinic: Clinic) -> list[TextRow]:
    """Every text of a clinic by code, in two queries."""
    numbers: dict[str, dict[str, int]] = {}
    for code, language, number in TemplateVersion.objects.filter(clinic=clinic).order_by().values_list("code", "language", "version"):
        found = numbers.setdefault(code.removesuffix(PRIVATE_SUFFIX), {})
        found[language] = max(found.get(language, 0), number)
    templates = Template.objects.filter(clinic=clinic).select_related("draft").order_by("code")
    return [_row(template, numbers.get(template.code, {})) for template in templates]


def _row(template: Template, found: dict[str, int]) -> TextRow:
    draft = draft_of(template)
    return TextRow(template, max(found.values(), default=0), tuple(sorted(found)), draft is not None, bool(draft and draft.approved_at))


def template_by_code(clinic: Clinic, code: str) -> Template | None:
    """One text of this clinic with its draft."""
    return Template.objects.filter(clinic=clinic, code=code).select_related("clinic", "draft").first()


def draft_of(template: Template) -> TemplateDraft | None:
    """The draft, if there is one."""
    return getattr(template, "draft", None)


def words_to_edit(template: Template) -> tuple[dict[str, Words], int]:
    """What an editor starts from: the draft or the words in use, and the state they stand for."""
    draft = draft_of(template)
    words = words_of(draft) if draft else words_in_use(template)
    return words, revision_now(draft, number=newest_number(template))


def text_page(template: Template, *, lead: Lead | None, staff: Staff, now: datetime) -> TextPage:
    """Everything one text's page shows, with the values of a made-up person or of `lead`."""
    words, seen = words_to_edit(template)
    draft = draft_of(template)
    remarks = remarks_on(template, words) if draft else []
    values = _values(template.clinic, lead, now)
    shown = [
        _shown(variant, words[variant], values[variant[:2]], remarks)
        for variant in VARIANTS
        if variant in words and not words[variant].is_empty
    ]
    voicemail = _voicemail(template.clinic, lead, staff)
    return TextPage(template, draft, seen, shown, remarks, needs_approval(template, words), voicemail, lead, _news(template, words))


def _news(template: Template, words: Mapping[str, Words]) -> ReadyWords | None:
    news = news_of_text(template)
    if news is None:
        return None
    beside = [
        Beside(variant, words.get(variant, Words("", "")), news.words[variant])
        for variant in VARIANTS
        if variant in news.words and words.get(variant) != news.words[variant]
    ]
    return ReadyWords([(f"{{{name}}}", str(VARIABLES[name].label)) for name in news.places if name in VARIABLES], beside)


def _shown(variant: str, words: Words, values: Mapping[str, str], remarks: list[Remark]) -> Shown:
    rendered = render(words, values)
    own = [remark for remark in remarks if remark.variant == variant]
    return Shown(variant, rendered, lock_screen_words(rendered), length_of(rendered.subject), length_of(rendered.body), own)


def _values(clinic: Clinic, lead: Lead | None, now: datetime) -> dict[str, Mapping[str, str]]:
    """By language: of the real person, or of a made-up one."""
    if lead is None:
        return {language: made_up_values(clinic=clinic, language=language, now=now) for language in LANGUAGES}
    return {language: values_of_lead(lead=lead, language=language, now=now) for language in LANGUAGES}


def _voicemail(clinic: Clinic, lead: Lead | None, staff: Staff) -> str:
    """What staff may say on this person's machine; for a made-up one, the words without a clinic's name."""
    language = lead.language if lead and lead.language in {"en", "es"} else "en"
    rule = _strictest_voicemail(lead) if lead else Voicemail.FIRST_NAME.value
    phone = public_phone(clinic=clinic, language=language)
    return voicemail_words(voicemail=rule, staff_name=staff.name, clinic=clinic.discreet_name, phone=phone, language=language)


def _strictest_voicemail(lead: Lead) -> str:
    rules = [way.rules for way in rules_for_lead(lead) if way.contact_point.kind == ContactKind.PHONE]
    order = list(Voicemail.values)
    return min((str(one.voicemail) if one.may_call and one.is_usable else order[0] for one in rules), key=order.index, default=order[0])


def lead_for_preview(clinic: Clinic, *, text: str, staff: Staff) -> Lead | None:
    """The first inquiry of this clinic that fits what was typed, as in search, if this person may open it."""
    found = search(staff=staff, text=text).leads
    return next((lead for lead in found if lead.clinic_id == clinic.pk), None)


def versions_of_text(clinic: Clinic, *, text_id: UUID) -> tuple[TemplateVersion | None, list[TemplateVersion]]:
    """One version of a text, and all versions in its language, newest first."""
    texts = TemplateVersion.objects.filter(clinic=clinic).select_related("published_by")
    version = texts.filter(id=text_id).first()
    if version is None:
        return None, []
    return version, list(texts.filter(code=version.code, language=version.language).order_by("-version"))


def history_of(template: Template) -> list[TemplateVersion]:
    """Published versions, newest first."""
    codes = [template.code, template.code + PRIVATE_SUFFIX]
    versions = TemplateVersion.objects.filter(clinic_id=template.clinic_id, code__in=codes).select_related("published_by")
    return list(versions.order_by("-version", "language", "code")[:VERSIONS_SHOWN])


def places_of(template: Template) -> list[tuple[str, str]]:
    """The places this text may have, with what each stands for."""
    return [(f"{{{name}}}", str(VARIABLES[name].label)) for name in template.variables if name in VARIABLES]
