"""Checking everything there is to say: the texts and pages that come with the product, and those of each clinic."""

from collections.abc import Iterator
from dataclasses import dataclass

from clinics.models import Clinic
from followup.domain.drafting import remarks_on, words_in_use, words_of
from followup.domain.education import page_words_in_use, remarks_on_page, words_of_page
from followup.domain.linting.messages import Setting, lint_message
from followup.domain.linting.pages import lint_page
from followup.domain.linting.remarks import Remark
from followup.domain.ready_pages import READY_PAGES
from followup.domain.ready_texts import READY_TEXTS
from followup.models import EducationPage, Template

# What comes with the product is checked as if it were this clinic's.
_READY = Setting("Oak Street", "Oak Street", ("en", "es"), "https://example.org")


@dataclass(frozen=True)
class Found:
    """A remark with where it stands. No clinic: it came with the product."""

    clinic: str
    kind: str
    code: str
    is_draft: bool
    remark: Remark

    def as_dict(self) -> dict[str, object]:
        """One line of output."""
        where = {"clinic": self.clinic, "kind": self.kind, "text": self.code, "draft": self.is_draft}
        return where | self.remark.as_dict() | {"sentence": self.remark.sentence}


def lint_everything() -> Iterator[Found]:
    """Every remark. That a text is clinical is no remark where somebody has to approve it anyway."""
    yield from _ready()
    for clinic in Clinic.objects.order_by("slug"):
        yield from _of_clinic(clinic)


def _ready() -> Iterator[Found]:
    for text in READY_TEXTS:
        setting = Setting(_READY.discreet_name, _READY.public_name, _READY.languages, _READY.own_host, text.variables, text.is_clinical)
        for remark in lint_message(text.words, setting=setting):
            yield Found("", "text", text.code, is_draft=False, remark=remark)
    for page in READY_PAGES:
        for remark in lint_page(page.words, key=page.key, setting=_READY):
            yield Found("", "page", page.key, is_draft=False, remark=remark)


def _of_clinic(clinic: Clinic) -> Iterator[Found]:
    for template in Template.objects.filter(clinic=clinic).select_related("clinic", "draft").order_by("code"):
        draft = getattr(template, "draft", None)
        words = words_of(draft) if draft else words_in_use(template)
        for remark in remarks_on(template, words):
            yield Found(clinic.slug, "text", template.code, is_draft=draft is not None, remark=remark)
    for page in EducationPage.objects.filter(clinic=clinic).select_related("clinic", "draft").order_by("position", "key"):
        page_draft = getattr(page, "draft", None)
        page_words = words_of_page(page_draft) if page_draft else page_words_in_use(page)
        for remark in remarks_on_page(page, page_words):
            yield Found(clinic.slug, "page", page.key, is_draft=page_draft is not None, remark=remark)
