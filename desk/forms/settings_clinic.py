"""Forms of a clinic's settings: the clinic itself, its phone lines, who is on call, its pager."""

import re
import zoneinfo
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic, PhoneLine, Staff
from clinics.states import Language
from core.contact import normalise_phone
from desk.forms.standing import StandingForm
from followup.domain.discretion import telling_words

MOST_MINUTES = 7 * 24 * 60
# First path parts that the desk and the links in mail use, so no clinic may.
RESERVED_SLUGS = frozenset({"desk", "static", "healthz", "readyz", "en", "es", "api", "link", "l", "u", "sign-in", "settings"})


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


@lru_cache(maxsize=1)
def time_zone_choices() -> list[tuple[Any, Any]]:
    """The zones of the United States first, then every other place on Earth."""
    names = sorted(name for name in zoneinfo.available_timezones() if _is_place(name))
    here = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"]
    here += ["America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico"]
    elsewhere = [(name, name.replace("_", " ")) for name in names if name not in here]
    return [
        (_("United States"), [(name, name.partition("/")[2].replace("_", " ")) for name in here]),
        (_("Elsewhere"), elsewhere),
    ]


def _is_place(name: str) -> bool:
    areas = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    return name.partition("/")[0] in areas and "/" in name


def minutes_field(label: Any, help_text: Any = "") -> forms.IntegerField:
    """Whole minutes from one to a week."""
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=MOST_MINUTES)


class ClinicForm(StandingForm, forms.ModelForm):
    """A clinic's names, place in time and promises."""

    slug = forms.SlugField(
        label=_("Web address"),
        error_messages={"unique": _("Another clinic has this web address.")},
        max_length=40,
        help_text=_("The part of the address after the slash. People see it in their browser: keep it neutral."),
    )
    public_name = forms.CharField(label=_("Public name"), max_length=120, help_text=_("As on your sign and website."))
    discreet_name = forms.CharField(
        label=_("Discreet name"),
        max_length=60,
        help_text=_("Shown in page titles, e-mails and voicemail. Somebody looking over a shoulder should learn nothing."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the public pages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    phone_region = forms.ChoiceField(
        label=_("Country of phone numbers"),
        choices=lambda: [(code, code) for code in sorted(phonenumbers.SUPPORTED_REGIONS)],
        help_text=_("For numbers typed without a country code."),
    )
    leave_url = forms.URLField(
        label=_("Page behind the Leave button"),
        assume_scheme="https",
        max_length=200,
        help_text=_("An ordinary page that anybody might have open, like the weather."),
    )
    emergency_minutes = minutes_field(_("Emergency"), _("Minutes by the clock to the first attempt."))
    urgent_minutes = minutes_field(_("Urgent"), _("Minutes of staffed time to the first attempt."))
    soon_minutes = minutes_field(_("Soon"), _("Minutes of staffed time to the first attempt."))
    routine_minutes = minutes_field(_("Routine"), _("Minutes of staffed time to the first attempt."))
    backlog_limit = forms.IntegerField(
        label=_("Late e-mails that may go by themselves"),
        min_value=0,
        max_value=100_000,
        help_text=_("When more automatic e-mails than this are over an hour late, they wait until somebody has looked at them."),
    )
    smallest_group = forms.IntegerField(
        label=_("Smallest group that reports show"),
        min_value=5,
        max_value=100,
        help_text=_("Fewer people than this are hidden, so that no number points at somebody. Health agencies use 11."),
    )
    accepts_inquiries = forms.BooleanField(label=_("The public pages take inquiries"), required=False)
    offers_texts = forms.BooleanField(
        label=_("Somebody here answers text messages"), required=False, help_text=_("Texting is offered to people only then.")
    )
    crisis_text_approver = forms.CharField(
        label=_("Who approved the crisis texts"), max_length=120, required=False, help_text=_("Name and role.")
    )
    crisis_text_approved_on = forms.DateField(label=_("Approved on"), required=False, widget=DateInput)

    class Meta:
        model = Clinic
        fields = (
            "public_name",
            "discreet_name",
            "slug",
            "time_zone",
            "languages",
            "phone_region",
            "leave_url",
            "backlog_limit",
            "smallest_group",
            "accepts_inquiries",
            "offers_texts",
            "emergency_minutes",
            "urgent_minutes",
            "soon_minutes",
            "routine_minutes",
            "crisis_text_approver",
            "crisis_text_approved_on",
        )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(_("This word is used by the system. Choose another one."))
        return slug

    def clean_leave_url(self) -> str:
        url: str = self.cleaned_data["leave_url"]
        if not url.startswith("https://"):
            raise forms.ValidationError(_("The address must start with https://."))
        return url

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if bool(values.get("crisis_text_approver")) != bool(values.get("crisis_text_approved_on")):
            self.add_error("crisis_text_approved_on", _("Give both the name and the date, or neither."))
        return values


def discretion_warnings(clinic: Clinic) -> list[dict[str, Any]]:
    """Names of the clinic that people will see and that say what it treats, with the words that say it."""
    shown = {
        _("discreet name"): clinic.discreet_name,
        _("web address"): clinic.slug,
        _("page behind the Leave button"): urlsplit(clinic.leave_url).netloc,
    }
    found = [{"where": where, "words": telling_words(_apart(text))} for where, text in shown.items()]
    return [warning for warning in found if warning["words"]]


def _apart(text: str) -> str:
    return re.sub(r"[-_.]", " ", text)


class LineForm(StandingForm, forms.ModelForm):
    """One phone line."""

    number = forms.CharField(label=_("Number"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
    label = forms.CharField(label=_("What you call it"), max_length=60, help_text=_("Like “Main” or “Spanish line”."))
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("Any language")), *Language.choices])
    is_public = forms.BooleanField(label=_("Show it on the public pages"), required=False)
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=99, initial=0, help_text=_("0 comes first."))

    class Meta:
        model = PhoneLine
        fields = ("number", "label", "language", "is_public", "position")

    def __init__(self, *arguments: Any, region: str, **options: Any) -> None:
        self.region = region
        super().__init__(*arguments, **options)

    def clean_number(self) -> str:
        number = normalise_phone(self.cleaned_data["number"], region=self.region)
        if number is None:
            raise forms.ValidationError(_("That is not a phone number. Write it with its area code."))
        return number


class OnCallForm(StandingForm, forms.Form):
    """For each member of staff: not on call, or the place in the order."""

    def __init__(self, *arguments: Any, people: Iterable[Staff], places: dict[Any, int], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.people = list(people)
        choices = [("", _("Not on call")), *((str(place), str(place)) for place in range(1, len(self.people) + 1))]
        for person in self.people:
            initial = places.get(person.pk, "")
            field = forms.ChoiceField(label=person.name, choices=choices, required=False, initial=str(initial))
            self.fields[_name(person)] = field

    def rows(self) -> list[tuple[Staff, forms.BoundField]]:
        """Each person with their field."""
        return [(person, self[_name(person)]) for person in self.people]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = [(name, place) for name, place in values.items() if place]
        for position, (name, place) in enumerate(chosen):
            if place in {earlier for _name, earlier in chosen[:position]}:
                self.add_error(name, _("Two people can't have the same place."))
        return values

    def order(self) -> list[Any]:
        """Ids of the people on call, first to be told first."""
        chosen = [(int(self.cleaned_data[_name(person)]), person.pk) for person in self.people if self.cleaned_data[_name(person)]]
        return [staff_id for _place, staff_id in sorted(chosen, key=lambda pair: pair[0])]


def _name(person: Staff) -> str:
    return f"place-{person.pk}"


class PagerForm(forms.Form):
    """Where alerts are posted."""

    url = forms.CharField(
        label=_("Address of the pager service"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("It gets a signed message with an id and a link, never a word about a person."),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        URLValidator(schemes=["http", "https"])(url)
        parts = urlsplit(url)
        if parts.scheme != "https" and not (settings.LOCAL and parts.hostname in {"localhost", "127.0.0.1"}):
            raise forms.ValidationError(_("The address must start with https://."))
        if parts.username or parts.password:
            raise forms.ValidationError(_("Leave user name and password out of the address."))
        return url


class PreferencesForm(forms.Form):
    """What people set for themselves."""

    interface = forms.ChoiceField(label=_("Language of these screens"), choices=Language.choices, widget=forms.RadioSelect)
    spoken = forms.MultipleChoiceField(
        label=_("Languages you speak with people"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("“Take next” offers you work in these languages first."),
    )
