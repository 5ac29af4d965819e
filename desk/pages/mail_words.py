"""What an e-mail is called, and what became of it, in words."""

from django.utils.translation import gettext as _

from desk.pages.text_names import text_name
from followup.domain.permitting import PRIVATE_SUFFIX
from followup.domain.ready_texts import ACKNOWLEDGEMENT
from followup.models import Message
from followup.models.delivery import Delivery
from followup.states import WhyNot
from intake.states import Purpose


def mail_title(message: Message) -> str:
    """Who wrote it, or what it is for."""
    if message.written_by is not None:
        return _("E-mail by %(name)s") % {"name": message.written_by.name}
    if message.purpose == Purpose.CHECK_INS:
        return _("Check-in e-mail")
    code = message.template_version.code.removesuffix(PRIVATE_SUFFIX) if message.template_version is not None else ACKNOWLEDGEMENT
    return _("Acknowledgement e-mail") if code == ACKNOWLEDGEMENT else _("E-mail “%(text)s”") % {"text": text_name(code)}


def mail_note(message: Message) -> str:
    """Why it did not go, or what was told about it afterwards; "" while there is nothing to tell."""
    if message.why_not:
        return str(WhyNot(message.why_not).label)
    return str(Delivery(message.delivery).label) if message.delivery else ""
