"""Forms of a person's records. What a consent needs is decided by the domain, which names every element that is missing."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinics.states import Language
from core.forms import PlainCharField
from records.domain.consenting import OWN_REQUEST, TREATMENT_PURPOSE, TREATMENT_RECIPIENTS, ConsentDraft, Element
from records.domain.disclosing import Wish
from records.models import DisclosureConsent
from records.states import ConsentKind, Information, SignedBy

LINE_MOST, WORDS_MOST = 300, 2000


def _line(label: Any, **options: Any) -> PlainCharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return PlainCharField(label=label, required=False, max_length=LINE_MOST, widget=widget, **options)


def _words(label: Any, **options: Any) -> PlainCharField:
    widget = forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    return PlainCharField(label=label, required=False, max_length=WORDS_MOST, widget=widget, **options)


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _tick(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class ConsentForm(forms.Form):
    """A signed consent, copied from its paper or file in the order of 42 CFR 2.31(a)."""

    kind = forms.ChoiceField(label=_("What the consent is for"), choices=ConsentKind.choices)
    patient_name = _line(_("Name of the person"))
    discloser = _line(_("Who may disclose"), help_text=_("This clinic, a program or a class of people, as the paper says."))
    information = forms.MultipleChoiceField(
        label=_("What may be disclosed"), choices=Information.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    information_words = _words(_("The information in the words of the consent"))
    recipients = _words(_("To whom"), help_text=_("One on each line."))
    is_class_of_recipients = _tick(_("These are classes of people, not names"))
    has_intermediary = _tick(_("It goes through an intermediary, such as a health information exchange"))
    intermediary = _line(_("Name of the intermediary"))
    intermediary_participants = _words(_("Its participants, or the class of those who treat the person"))
    purpose = _line(_("Purpose"))
    states_right_to_revoke = _tick(_("It states the right to revoke it in writing"))
    how_to_revoke = _line(_("How it can be revoked"))
    expires_on = _day(_("Ends on"))
    expiry_event = _line(
        _("Or ends when"), help_text=_("An event. “None” is enough only for treatment, payment and health care operations.")
    )
    signature = _line(_("Signature"), help_text=_("The name as signed, or where the signed paper is kept."))
    signed_by = forms.ChoiceField(label=_("Signed by"), choices=SignedBy.choices)
    signer_authority = _line(_("By what authority"), help_text=_("Only when somebody else signed."))
    signed_on = _day(_("Day of the signature"))
    states_hipaa_redisclosure = _tick(
        _("It states that the record may be redisclosed as HIPAA permits, except in proceedings against the person")
    )
    states_redisclosure = _tick(_("It states that the recipient may pass the record on, and that it may then not be protected"))
    states_refusal_consequences = _tick(_("It states what follows if the person does not sign"))

    def draft(self) -> ConsentDraft:
        """What was typed, as the domain takes it."""
        return ConsentDraft(**{**self.cleaned_data, "information": tuple(self.cleaned_data["information"])})

    def show_missing(self, missing: list[Element]) -> None:
        """Put each sentence at its field, with the paragraph that asks for it."""
        for one in missing:
            self.add_error(one.column, f"{one.sentence} ({one.paragraph})")

    @staticmethod
    def formulas() -> list[Any]:
        """The words the rule itself offers, to be copied when the paper holds them."""
        return [TREATMENT_RECIPIENTS, TREATMENT_PURPOSE, OWN_REQUEST]


class RevokeForm(forms.Form):
    """A consent is taken back."""

    how = forms.ChoiceField(label=_("How"), choices=[("written", _("In writing")), ("spoken", _("By word of mouth"))])
    words = _words(_("What was said or written"))


class DiscloseForm(forms.Form):
    """One disclosure under one consent."""

    consent = forms.TypedChoiceField(
        label=_("Under which consent"), coerce=UUID, widget=forms.RadioSelect, error_messages={"required": _("Choose a consent.")}
    )
    recipient = _line(_("To whom it goes"))
    information = forms.MultipleChoiceField(
        label=_("What is disclosed"), choices=Information.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_checked = _tick(_("I checked that the recipient is one of those the consent means, and that it has not ended"))

    def __init__(self, *args: Any, consents: list[DisclosureConsent], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["consent"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
        field.choices = [(str(one.id), _consent_words(one)) for one in consents]
        if len(consents) == 1:
            field.initial = str(consents[0].id)

    def wish(self) -> Wish:
        """What was typed, as the domain takes it."""
        said = self.cleaned_data
        return Wish(said["consent"], said["recipient"], tuple(said["information"]), is_checked=said["is_checked"])


class ReasonForm(forms.Form):
    """A reason, which is kept."""

    reason = PlainCharField(
        label=_("Reason"),
        max_length=LINE_MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why: the reason is kept.")},
    )


class ExportForm(ReasonForm):
    """In which language somebody gets what is on file about them."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class EraseForm(ReasonForm):
    """For ever, so it is typed."""

    never_contact = _tick(_("They also ask that nobody of the organization ever contacts them again"))
    typed = PlainCharField(
        label=_("Type the four signs shown above"),
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Type the four signs to confirm.")},
    )


def _consent_words(consent: DisclosureConsent) -> str:
    """What it is for, when it was signed, what it lets out and to whom: what whoever discloses has to compare."""
    return gettext("%(purpose)s, signed %(day)s. What: %(what)s. To whom: %(whom)s.") % {
        "purpose": consent.purpose,
        "day": date_format(consent.signed_on, "DATE_FORMAT"),
        "what": consent.information_words.strip(" ."),
        "whom": "; ".join(consent.recipients.splitlines()).strip(" ."),
    }
