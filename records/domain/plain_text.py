"""Plain text: a person's file for whoever it is about, who has never seen a table of ours.

Codes stand in words, yes and no as words, every time with its zone; long words keep their lines. The language is the active one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clinics.models import Staff
from clinics.states import Language
from core.sentences import in_words
from followup.domain.aftercare.queries import spoken_words
from followup.models import Answer, Plan
from intake.domain.choices import GOOD_TIMES, PRIVATE, SAFE, TOPICS, WHO
from intake.domain.consenting import WORDINGS
from intake.domain.routing import sentence_for
from intake.models import ContactConsent, ContactPoint, Lead, LeadEvent, Note, Person, Queue, RoutingDecision, Submission, Task
from intake.states import NOTE_OF_OURS, Channel
from records.domain.history_words import words_of_event
from records.domain.plain_columns import COLUMNS
from records.models import Disclosure, DisclosureConsent
from records.states import Information

_TOPICS = dict(TOPICS)
_WAYS = {
    "call": gettext_lazy("Call"),
    "text": gettext_lazy("Text message"),
    "email": gettext_lazy("E-mail"),
    "none": gettext_lazy("I’ll contact you. Don’t contact me."),
}
_VOICEMAIL = {
    "none": gettext_lazy("No voicemail"),
    "first_name": gettext_lazy("Voicemail: first name only"),
    "clinic_name": gettext_lazy("Voicemail: clinic name is fine"),
}
# What each answer on a form is called, and the words of its codes.
_ON_FORMS: Mapping[str, tuple[Promise, Mapping[str, Promise]]] = {
    "name": (gettext_lazy("Name"), {}),
    "phone": (gettext_lazy("Phone number"), {}),
    "email": (gettext_lazy("E-mail address"), {}),
    "who": (gettext_lazy("Who is this for?"), dict(WHO)),
    "reach": (gettext_lazy("How can we reach you safely?"), _WAYS),
    "private": (gettext_lazy("Does anyone else see this phone or email?"), dict(PRIVATE)),
    "voicemail": (gettext_lazy("If you do not pick up"), _VOICEMAIL),
    "if_someone_else": (gettext_lazy("If somebody else answers"), {}),
    "good_time": (gettext_lazy("When is a good time?"), dict(GOOD_TIMES)),
    "good_time_words": (gettext_lazy("Another time"), {}),
    "helps_us_talk": (gettext_lazy("What helps us talk with you"), {}),
    "safe": (gettext_lazy("Are you safe right now?"), dict(SAFE)),
    "topics": (gettext_lazy("What it was about"), _TOPICS),
    "subject": (gettext_lazy("Subject"), {}),
    "own_words": (gettext_lazy("In your own words"), {}),
    "consent_text": (gettext_lazy("We may send texts"), {}),
    "consent_email": (gettext_lazy("We may send e-mail"), {}),
    "received_at": (gettext_lazy("It arrived"), {}),
}
# What an e-mail that came in holds; nobody was asked the rest.
_OF_A_MAIL = ("email", "subject", "own_words")
_INDENT = "    "


def lines_of_row(row: Model, names: Iterable[str], *, zone: ZoneInfo) -> Iterator[str]:
    """One line, or more for long words, for each of these columns that has words and holds something."""
    titles = COLUMNS[type(row)]
    told = set(names)
    if isinstance(row, LeadEvent) and not words_of_event(row):
        return
    for name, title in titles.items():
        words = _shown(row, name, zone) if name in told else ""
        if words:
            yield _line(str(title), words)


def lines_of_form(payload: Mapping[str, Any], *, zone: ZoneInfo) -> Iterator[str]:
    """What somebody answered on a form, question by question; what is only for our machinery is left out."""
    for name, (title, codes) in _ON_FORMS.items():
        words = _answer(payload.get(name), codes, zone)
        if words:
            yield _line(str(title), words)


def moment_in_words(at: datetime, *, zone: ZoneInfo) -> str:
    """A day and hour on that zone's clock, with what the clock is called."""
    local = at.astimezone(zone)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def _line(title: str, words: str) -> str:
    if "\n" not in words:
        return f"{title}: {words}"
    return "\n".join([f"{title}:", *(f"{_INDENT}{line}".rstrip() for line in words.splitlines())])


def _shown(row: Model, name: str, zone: ZoneInfo) -> str:
    special = _SPECIAL.get((type(row), name))
    if special is not None:
        return special(row, zone)
    column: Any = row._meta.get_field(name)
    value = getattr(row, column.attname)
    if value is None or value == "":
        return ""
    if column.is_relation:
        return _related(getattr(row, name))
    if column.choices:
        return str(dict(column.flatchoices).get(value, ""))
    return _answer(value, _LANGUAGES if name == "language" else {}, zone)


_LANGUAGES: Mapping[str, Any] = dict(Language.choices)


def _related(other: Any) -> str:
    if isinstance(other, Staff | Person):
        return other.name
    if isinstance(other, ContactPoint):
        return str(other.value)
    return str(other.shown_name) if isinstance(other, Queue | Plan) else ""


def _answer(value: Any, codes: Mapping[str, Any], zone: ZoneInfo) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment_in_words(value, zone=zone)
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (_answer(one, codes, zone) for one in value)))
    if isinstance(value, str):
        return str(codes.get(value, value)).strip()
    return str(value) if isinstance(value, int) else ""


def _note(row: Note) -> str:
    return in_words(row.text) if row.kind == NOTE_OF_OURS else str(row.text)


def _why_work(row: Task) -> str:
    """A first contact gives the sentence by which its inquiry was put into a queue, which is kept in English."""
    decisions = RoutingDecision.objects.filter(lead=row.lead_id) if row.lead_id else ()
    routed = next((_routed(one) for one in decisions if one.sentence == row.reason), "")
    return routed or in_words(row.reason)


def wording_of(consent: ContactConsent) -> str:
    """The very words that were shown, in the language they were shown in; the code when nobody knows them any more."""
    words = WORDINGS.get(consent.wording, {})
    return words.get(consent.language) or words.get("en") or consent.wording


def _answers(row: Answer) -> str:
    language = (get_language() or "en")[:2]
    return "\n".join(f"{one.ask} {one.answer}" for one in spoken_words(row, language=language))


def _routed(row: RoutingDecision) -> str:
    return sentence_for(row.facts) if row.sentence and "met" in row.facts else str(row.sentence)


def _kinds(row: Any) -> str:
    return ", ".join(str(Information(code).label) for code in row.information if code in Information.values)


def _form(row: Submission, zone: ZoneInfo) -> str:
    if not isinstance(row.payload, dict):
        return str(row.payload or "")
    is_mail = row.channel == Channel.INBOUND_EMAIL
    said = {name: value for name, value in row.payload.items() if name in _OF_A_MAIL or not is_mail}
    return "\n".join(lines_of_form(said, zone=zone))


_SPECIAL: Mapping[tuple[type[Model], str], Callable[[Any, ZoneInfo], str]] = {
    (ContactConsent, "channel"): lambda row, _zone: str(_WAYS.get(row.channel, "")),
    (ContactConsent, "wording"): lambda row, _zone: wording_of(row),
    (Lead, "topics"): lambda row, zone: _answer(row.topics, _TOPICS, zone),
    (Submission, "payload"): _form,
    (RoutingDecision, "sentence"): lambda row, _zone: _routed(row),
    (Task, "reason"): lambda row, _zone: _why_work(row),
    (Note, "text"): lambda row, _zone: _note(row),
    (Answer, "values"): lambda row, _zone: _answers(row),
    (LeadEvent, "kind"): lambda row, _zone: words_of_event(row),
    (DisclosureConsent, "information"): lambda row, _zone: _kinds(row),
    (Disclosure, "information"): lambda row, _zone: _kinds(row),
}
