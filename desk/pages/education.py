"""What the screens of pages to read show."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from clinics.models import Clinic
from followup.domain.approving import revision_now
from followup.domain.drafting import LANGUAGES
from followup.domain.education import newest_page_number, page_url, page_words_in_use, remarks_on_page, words_of_page
from followup.domain.linting.pages import PageWords
from followup.domain.linting.remarks import Remark
from followup.domain.markup import Block, blocks_of
from followup.models import EducationDraft, EducationPage, EducationVersion

VERSIONS_SHOWN = 20


@dataclass(frozen=True)
class PageRow:
    """One page in the list."""

    page: EducationPage
    title: str
    number: int
    languages: tuple[str, ...]
    has_draft: bool
    is_approved: bool

    @property
    def is_served(self) -> bool:
        """Whether people can read it now."""
        return bool(self.languages) and self.page.unpublished_at is None


@dataclass(frozen=True)
class ShownWords:
    """One language as people read it."""

    language: str
    words: PageWords
    blocks: list[Block]
    sources: list[str]
    remarks: list[Remark]
    url: str


@dataclass(frozen=True)
class EducationScreen:
    """One page: the words that would be published, or those in use."""

    page: EducationPage
    draft: EducationDraft | None
    seen: int
    number: int
    shown: list[ShownWords]
    remarks: list[Remark]

    @property
    def blocking(self) -> list[Remark]:
        """What stops publishing."""
        return [remark for remark in self.remarks if remark.is_blocking]

    @property
    def to_overrule(self) -> list[Remark]:
        """What can be overruled with a reason."""
        return [remark for remark in self.remarks if not remark.is_blocking]

    @property
    def is_served(self) -> bool:
        """Whether people can read it now."""
        return self.number > 0 and self.page.unpublished_at is None


def pages_of_clinic(clinic: Clinic) -> list[PageRow]:
    """Every page in the clinic's order, in two queries."""
    found: dict[UUID, dict[str, tuple[int, str]]] = {}
    versions = EducationVersion.objects.filter(page__clinic=clinic).order_by("version")
    for page_id, language, number, heading in versions.values_list("page_id", "language", "version", "heading"):
        found.setdefault(page_id, {})[language] = (number, heading)
    pages = EducationPage.objects.filter(clinic=clinic).select_related("draft").order_by("position", "key")
    return [_row(page, found.get(page.pk, {})) for page in pages]


def _row(page: EducationPage, found: dict[str, tuple[int, str]]) -> PageRow:
    draft = page_draft(page)
    title = _title(draft, {language: heading for language, (_number, heading) in found.items()}) or page.key
    number = max((number for number, _heading in found.values()), default=0)
    return PageRow(page, title, number, tuple(sorted(found)), draft is not None, bool(draft and draft.approved_at))


def _reading_order() -> list[str]:
    return sorted(LANGUAGES, key=lambda language: language != get_language())


def _title(draft: EducationDraft | None, published: Mapping[str, str]) -> str:
    """The heading in the reader's language, else in another; a draft's before the one people read now."""
    drafted = {language: str(words.get("heading", "")) for language, words in draft.words.items()} if draft else {}
    return next((said[language] for language in _reading_order() for said in (drafted, published) if said.get(language)), "")


def page_by_id(clinic: Clinic, page_id: UUID) -> EducationPage | None:
    """One page of this clinic with its draft."""
    return EducationPage.objects.filter(clinic=clinic, id=page_id).select_related("clinic", "draft").first()


def page_draft(page: EducationPage) -> EducationDraft | None:
    """The draft, if there is one."""
    return getattr(page, "draft", None)


def page_words_to_edit(page: EducationPage) -> tuple[dict[str, PageWords], int]:
    """What an editor starts from, and the state it stands for."""
    draft = page_draft(page)
    words = words_of_page(draft) if draft else page_words_in_use(page)
    return words, revision_now(draft, number=newest_page_number(page))


def education_screen(page: EducationPage) -> EducationScreen:
    """Everything one page's screen shows."""
    words, seen = page_words_to_edit(page)
    draft = page_draft(page)
    remarks = remarks_on_page(page, words) if draft else []
    shown = [
        _shown(page, language, words[language], remarks) for language in LANGUAGES if language in words and not words[language].is_empty
    ]
    return EducationScreen(page, draft, seen, newest_page_number(page), shown, remarks)


def _shown(page: EducationPage, language: str, words: PageWords, remarks: list[Remark]) -> ShownWords:
    own = [remark for remark in remarks if remark.variant == language]
    url = page_url(slug=page.clinic.slug, key=page.key, language=language)
    return ShownWords(language, words, blocks_of(words.body), words.sources.splitlines(), own, url)


def page_history(page: EducationPage) -> list[EducationVersion]:
    """Published versions, newest first."""
    return list(page.versions.select_related("published_by").order_by("-version", "language")[:VERSIONS_SHOWN])
