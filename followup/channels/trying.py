"""Trying: one neutral test mail to an address of one's own, and in words what the mail server said."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from followup.channels.mail import mail_sender
from followup.channels.mail_backend import SETUP
from followup.domain.letters import Answer, Letter, Outcome, message_id_for

_SENTENCES: dict[Outcome, Promise] = {
    Outcome.ACCEPTED: _("The mail server took the test mail. Look whether it arrives, and not among spam."),
    Outcome.REFUSED: _("The mail server refused the test mail (%(code)s). Look at FROM_EMAIL and at the rules of the server."),
    Outcome.RECIPIENT_REFUSED: _("The mail server says that there is no such mailbox (%(code)s)."),
    Outcome.TRY_LATER: _("The mail server wants to be asked again later (%(code)s)."),
    Outcome.UNREACHABLE: _("The mail server of EMAIL_URL took nothing (%(code)s). Look at its host, port and encryption."),
    Outcome.UNCERTAIN: _("The mail server fell silent after it had the text. The test mail may have gone out."),
}
_SIGN_IN = _(
    "The mail server refused the user name or password in EMAIL_URL (%(code)s). Copy both again; in an address, signs like @ : / # are "
    "written as %%40 %%3A %%2F %%23."
)
_PLAIN_LETTERS = _("The user name or password in EMAIL_URL has letters that no mail server takes (%(code)s). Choose one of plain letters.")
_UNKNOWN_HOST = _("The host in EMAIL_URL is not known (%(code)s). Look for a slip in its name, and whether this machine can look names up.")
_NOTHING_THERE = _(
    "Nothing takes mail at the host and port in EMAIL_URL (%(code)s). smtp+tls:// goes with port 587, smtp+ssl:// with 465; a firewall may "
    "close both."
)
_TOO_SLOW = _(
    "The host and port in EMAIL_URL did not answer in time (%(code)s). A firewall may swallow it, or the port wants the other encryption: "
    "smtp+tls:// goes with 587, smtp+ssl:// with 465."
)
_CERTIFICATE = _(
    "The certificate of the mail server is not valid for the host in EMAIL_URL (%(code)s). Use the name that stands in it; a certificate "
    "of your own has to be trusted by this machine."
)
_ENCRYPTION = _(
    "The mail server does not speak the encryption of EMAIL_URL on this port (%(code)s). smtp+tls:// goes with 587, smtp+ssl:// with 465."
)
_HUNG_UP = _(
    "The mail server hung up at once (%(code)s). It may want encryption from the first byte (smtp+ssl://, port 465), or take no mail from "
    "this machine."
)
_KEY = _(
    "The provider refused the key in EMAIL_URL (%(code)s). Copy it again, and look whether it may send; an account in another region needs "
    "?api=, see docs/install.md."
)
_NO_SUCH_DOMAIN = _("The provider does not know what EMAIL_URL names (%(code)s). Look at the sender domain, and at ?api= for its region.")
_NOT_ITS_FORM = _("The test mail can’t be put together (%(code)s). Look at FROM_EMAIL and at EMAIL_URL.")
# What nothing is taken for, by the server's reply (RFC 4954, RFC 3207), the provider's status, or the kind of failure.
_CAUSES: dict[str, Promise] = {
    **dict.fromkeys(("454", "530", "534", "535", "538"), _SIGN_IN),
    "UnicodeEncod": _PLAIN_LETTERS,
    **dict.fromkeys(("gaierror", "NameResoluti"), _UNKNOWN_HOST),
    **dict.fromkeys(("ConnectionRe", "NewConnectio", "OSError"), _NOTHING_THERE),
    **dict.fromkeys(("TimeoutError", "ConnectTimeo"), _TOO_SLOW),
    "SSLCertVerif": _CERTIFICATE,
    **dict.fromkeys(("SSLError", "SSLEOFError", "SMTPNotSuppo"), _ENCRYPTION),
    "SMTPServerDi": _HUNG_UP,
    **dict.fromkeys(("401", "403"), _KEY),
    SETUP: _NOT_ITS_FORM,
}
_UNKNOWN_DOMAIN = "404"
_NOTHING_LEFT = frozenset({Outcome.UNREACHABLE, Outcome.TRY_LATER})


def sentence_for(answer: Answer) -> str:
    """What the server's answer means and what to do, with its code."""
    sentence = cause_of(answer.code) if answer.outcome in _NOTHING_LEFT else ""
    if answer.outcome == Outcome.REFUSED and answer.code == _UNKNOWN_DOMAIN:
        sentence = str(_NO_SUCH_DOMAIN) % {"code": answer.code}
    return sentence or str(_SENTENCES[answer.outcome]) % {"code": answer.code or _("no code")}


def cause_of(code: str) -> str:
    """Why nothing leaves, by the code of a try, and what to do; "" for codes that say nothing of the set-up."""
    return str(_CAUSES[code]) % {"code": code} if code in _CAUSES else ""


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
        try:
            return sender.send(sender.prepare(letter))
        except ValueError:
            return Answer(Outcome.TRY_LATER, SETUP)
