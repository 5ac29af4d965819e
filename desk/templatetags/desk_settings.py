"""Words for codes on settings pages."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from clinics.states import Language
from intake.domain.routing import Choice

register = template.Library()


@register.filter
def language_word(code: str) -> str:
    """The language in words; the code itself for one that we have no word for."""
    return str(Language(code).label) if code in Language.values else code


@register.filter
def text_name(code: str) -> str:
    """What a message is for; the code itself for one that a clinic made."""
    bare = code.removesuffix("-private")
    name = _text_names().get(bare, bare)
    return name if bare == code else _("%(text)s, when somebody else may see it") % {"text": name}


def _text_names() -> dict[str, str]:
    return {
        "acknowledgement": _("First e-mail: we have your message"),
        "visit-reminder": _("Medicine: a visit is near"),
        "visit-missed": _("Medicine: a visit was missed"),
        "check-in": _("Check-in"),
        "check-in-reminder": _("Check-in: reminder"),
        "check-in-link": _("Check-in: a new link"),
        "check-in-caring": _("Check-in: a kind word after silence"),
        "check-in-goodbye": _("Check-in: the last e-mail"),
        "supporter": _("To a supporter"),
        "inquiry-day-1": _("New inquiry: after 1 day"),
        "inquiry-day-3": _("New inquiry: after 3 days"),
        "inquiry-day-7": _("New inquiry: after 7 days"),
        "inquiry-day-14": _("New inquiry: after 14 days"),
        "unreached-1": _("Could not reach them: first"),
        "unreached-2": _("Could not reach them: second"),
        "waiting": _("Waiting list"),
        "appointment-day-before": _("Appointment: the day before"),
        "appointment-morning": _("Appointment: that morning"),
        "appointment-missed": _("Appointment: after a missed one"),
        "family-1": _("For family: first"),
        "family-2": _("For family: second"),
        "family-3": _("For family: third"),
    }


@register.filter
def variant_word(variant: str) -> str:
    """The language, and whether it is for a mailbox that somebody else sees."""
    language, _dash, private = variant.partition("-")
    word = language_word(language)
    return _("%(language)s, when somebody else may see it") % {"language": word} if private else word


@register.filter
def place_word(place: str) -> str:
    """Which part of a text a remark is about."""
    words = {
        "subject": _("Subject"),
        "preview": _("Line after the subject"),
        "lock_screen": _("Lock screen"),
        "title": _("Title on the tab"),
        "heading": _("Heading on the page"),
        "sources": _("Sources"),
        "key": _("Address"),
    }
    return words.get(place, _("Words"))


@register.filter
def where_to(choice: Choice, queue_names: Mapping[str, str]) -> str:
    """The queue and, when the rule sets one, the time."""
    words = {"queue": queue_names.get(choice.queue_code, choice.queue_code), "minutes": choice.due_minutes}
    if choice.due_minutes is None:
        return str(words["queue"])
    return _("%(queue)s, due in %(minutes)s minutes") % words
