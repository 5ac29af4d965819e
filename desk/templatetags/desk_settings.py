"""Words for codes on settings pages."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from clinics.states import Language
from desk.pages.text_names import text_name
from intake.domain.routing import Choice

register = template.Library()
register.filter(text_name)


@register.filter
def language_word(code: str) -> str:
    """The language in words; the code itself for one that we have no word for."""
    return str(Language(code).label) if code in Language.values else code


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
