"""Forms of message texts and pages to read: both languages side by side, approving, publishing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from followup.domain.approving import REASON_MOST
from followup.domain.discretion import SUBJECT_MOST
from followup.domain.drafting import LANGUAGES
from followup.domain.linting.messages import LOCK_SCREEN
from followup.domain.linting.pages import TITLE_MOST, PageWords
from followup.domain.wording import VARIANTS, Words
from intake.states import MAIL_PURPOSES

BODY_MOST = 10_000
PAGE_MOST = 20_000


def _line(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text)


def _area(label: Any, most: int, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=False, strip=False, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text
    )


class SideBySideForm(forms.Form):
    """The same fields once for each variant; `seen` is the state of the draft that the editor began with."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    variants: tuple[str, ...] = ()

    def fields_of(self, variant: str) -> dict[str, forms.Field]:
        """The fields of one variant by name."""
        raise NotImplementedError

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for variant in self.variants:
            for name, field in self.fields_of(variant).items():
                field.widget.attrs["lang"] = variant[:2]
                self.fields[f"{variant}-{name}"] = field

    @property
    def columns(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each variant with its fields."""
        return [(variant, [self[f"{variant}-{name}"] for name in self.fields_of(variant)]) for variant in self.variants]

    def typed(self, variant: str) -> dict[str, str]:
        """What was typed in one variant, with line ends as we keep them."""
        names = self.fields_of(variant)
        return {name: str(self.cleaned_data[f"{variant}-{name}"]).replace("\r\n", "\n") for name in names}


class WordsForm(SideBySideForm):
    """Subject, preview and body in both languages, each also for a mailbox that somebody else sees."""

    variants = VARIANTS

    def fields_of(self, variant: str) -> dict[str, forms.Field]:
        """A subject may be longer than it should while it is written: the checker says so."""
        return {
            "subject": _line(_("Subject"), SUBJECT_MOST * 2),
            "preview": _line(_("Line after the subject"), LOCK_SCREEN, _("Empty: the first words of the message.")),
            "body": _area(_("Message"), BODY_MOST, 14),
        }

    def words(self) -> dict[str, Words]:
        """What was typed, by variant."""
        return {variant: Words.of(self.typed(variant)) for variant in self.variants}


class PageForm(SideBySideForm):
    """Tab title, heading, body and sources in both languages."""

    variants = LANGUAGES

    def fields_of(self, variant: str) -> dict[str, forms.Field]:
        """The title stands in browser histories, the heading only on the page."""
        return {
            "title": _line(_("Title on the tab"), TITLE_MOST, _("Neutral: others may see it.")),
            "heading": _line(_("Heading on the page"), 120),
            "body": _area(_("Words"), PAGE_MOST, 24, _("“## ” makes a heading, “- ” a point, an empty line a paragraph.")),
            "sources": _area(_("Sources"), 4000, 5, _("One a line: who says so, where, and the day somebody read it.")),
        }

    def words(self) -> dict[str, PageWords]:
        """What was typed, by language."""
        return {language: PageWords.of(self.typed(language)) for language in self.variants}


def initial_of(words: Mapping[str, Words] | Mapping[str, PageWords], *, seen: int) -> dict[str, Any]:
    """What an editor starts from."""
    return {"seen": seen} | {f"{variant}-{name}": text for variant, one in words.items() for name, text in one.as_dict().items()}


class SeenForm(forms.Form):
    """A button that acts on the draft as it was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class ApproveForm(SeenForm):
    """A clinician's stamp."""

    title = forms.CharField(
        label=_("Your title"), max_length=60, required=False, help_text=_("As it should stand under the text, like RN or MD.")
    )
    read = forms.BooleanField(label=_("I read these words in every language, and they are right."))


class PublishForm(SeenForm):
    """Publishing, with a reason where the checker is overruled."""

    reason = forms.CharField(label=_("Why it is right to publish in spite of these remarks"), max_length=REASON_MOST, required=False)


class PreviewForm(forms.Form):
    """Whose values to show."""

    person = forms.CharField(
        label=_("Name, number or code of a real person"),
        max_length=80,
        required=False,
        help_text=_("Empty: a made-up person. Looking is written down."),
    )


class NewTextForm(forms.Form):
    """A text of the clinic's own."""

    code = forms.SlugField(label=_("Short name for plans"), max_length=32, help_text=_("Small letters and dashes, like second-call."))
    name = forms.CharField(label=_("What it is for"), max_length=80, validators=[ProhibitNullCharactersValidator()])
    purpose = forms.ChoiceField(label=_("Purpose"), choices=MAIL_PURPOSES, help_text=_("People agree to each purpose by itself."))
    is_clinical = forms.BooleanField(label=_("It speaks of medicine or care, so a clinician approves it"), required=False)


class NewPageForm(forms.Form):
    """A page of the clinic's own."""

    key = forms.SlugField(
        label=_("Part of the address"), max_length=24, help_text=_("Small letters and dashes. It must not say what the page is about.")
    )
