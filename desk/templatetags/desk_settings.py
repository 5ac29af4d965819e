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
    names = {
        "acknowledgement": _("First e-mail: we have your message"),
        "acknowledgement-private": _("First e-mail, when somebody else may see it"),
    }
    return names.get(code, code)


@register.filter
def where_to(choice: Choice, queue_names: Mapping[str, str]) -> str:
    """The queue and, when the rule sets one, the time."""
    words = {"queue": queue_names.get(choice.queue_code, choice.queue_code), "minutes": choice.due_minutes}
    if choice.due_minutes is None:
        return str(words["queue"])
    return _("%(queue)s, due in %(minutes)s minutes") % words
