"""Trying: one neutral test mail to an address of one's own, and in words what the mail server said."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from followup.channels.mail import mail_sender
from followup.domain.letters import Answer, Letter, Outcome, message_id_for

_SENTENCES: dict[Outcome, Promise] = {
    Outcome.ACCEPTED: _("The mail server took the test mail. Look whether it arrives, and not among spam."),
    Outcome.REFUSED: _("The mail server refused the test mail (%(code)s). Look at FROM_EMAIL and at the rules of the server."),
    Outcome.RECIPIENT_REFUSED: _("The mail server says that there is no such mailbox (%(code)s)."),
    Outcome.TRY_LATER: _("The mail server wants to be asked again later (%(code)s)."),
    Outcome.UNREACHABLE: _("No mail server could be reached with EMAIL_URL (%(code)s): host, port, encryption, user or password is wrong."),
    Outcome.UNCERTAIN: _("The mail server fell silent after it had the text. The test mail may have gone out."),
}


def sentence_for(answer: Answer) -> str:
    """What the server's answer means, with its code."""
    return str(_SENTENCES[answer.outcome]) % {"code": answer.code or _("no code")}


def send_test(*, address: str) -> Answer:
    """Send it now, also in practice mode: it goes only to whoever asked for it. Waits for the server's answer."""
    letter = Letter(
        from_name="Test",
        from_address=parseaddr(settings.FROM_EMAIL)[1],
        to_address=address,
        subject="A test message",
        body="This is a test message. You can delete it.\n",
        message_id=f"<{message_id_for(new_id())}>",
        headers={"Auto-Submitted": "auto-generated"},
    )
    with mail_sender() as sender:
        return sender.send(sender.prepare(letter))
