"""How e-mail leaves and comes back, in words: what is set, what is missing, and what the provider last told us."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from clinics.domain.switching import runs_every_clinic
from clinics.models import Staff
from core import clock
from core.commands import command
from desk.findings import GREEN, Finding, Scope
from desk.findings_mail import odd_posts, provider_of_mail, tracking
from desk.wording import clock_text
from followup.channels.mail import is_set_up
from followup.domain.queries import mail_hook

_NAMES = {"postmark": "Postmark", "mailgun": "Mailgun", "brevo": "Brevo", "mailjet": "Mailjet"}


@dataclass(frozen=True)
class Line:
    """One step of setting it up."""

    sentence: str
    is_done: bool
    hint: str = ""


@dataclass(frozen=True)
class MailPage:
    """The page. `provider` is empty for plain SMTP."""

    provider: str
    name: str
    may_change: bool
    has_door: bool
    lines: tuple[Line, ...]
    warnings: tuple[Finding, ...]

    @property
    def receiving(self) -> str:
        """The command that reads mail which comes back."""
        return command("receive_mail")

    @property
    def missing(self) -> int:
        """How many steps are left."""
        return sum(not line.is_done for line in self.lines)


def mail_page(*, staff: Staff, zone: ZoneInfo) -> MailPage:
    """Read and word it."""
    now, provider = clock.now(), provider_of_mail()
    hook = mail_hook(provider) if provider else None
    lines = [*_sending(), *(_door(hook, zone, now) if provider else ())]
    warnings = [one for check in (tracking, odd_posts) for one in check(Scope(now)) if one.level != GREEN]
    return MailPage(provider, _NAMES.get(provider, ""), runs_every_clinic(staff), hook is not None, tuple(lines), tuple(warnings))


def _sending() -> list[Line]:
    sends = is_set_up()
    address = parseaddr(settings.FROM_EMAIL)[1]
    return [
        Line(_("A mail server or provider in EMAIL_URL."), sends, "" if sends else _("docs/install.md shows how.")),
        Line(
            _("A sender in FROM_EMAIL: %(address)s") % {"address": address} if address else _("FROM_EMAIL names the sender."),
            bool(address),
        ),
    ]


def _door(hook: object, zone: ZoneInfo, now: datetime) -> list[Line]:
    told, mail = getattr(hook, "last_event_at", None), getattr(hook, "last_mail_at", None)
    return [
        Line(_("An address is made at which the provider tells us of deliveries, bounces and complaints."), hook is not None),
        Line(
            _("The provider has told us of an event: %(when)s") % {"when": clock_text(told, zone=zone, now=now)}
            if told
            else _("The provider has told us of no event yet."),
            told is not None,
            "" if told else _("Paste the first address there, then send yourself a test mail below."),
        ),
        Line(
            _("The provider has posted a mail that came in: %(when)s") % {"when": clock_text(mail, zone=zone, now=now)}
            if mail
            else _("The provider has posted no mail that came in yet."),
            mail is not None,
            "" if mail else _("Paste the second address as its inbound or parse webhook, then answer the test mail."),
        ),
    ]
