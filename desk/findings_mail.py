"""Findings about what became of messages: whether anybody tells us, and what they told."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.findings import AMBER, GREEN, RED, Check, Finding, Scope
from followup.channels.trying import cause_of
from followup.domain.queries import (
    backlogs_waiting,
    failing_alerts,
    last_try_code,
    mail_held_because,
    mail_hook,
    sent_count,
    unreadable_events,
)

# So many messages without one event in so long: the provider has stopped telling, or was told another address.
_ENOUGH_TO_HEAR_OF = 20
_SILENT_FOR = timedelta(hours=24)
_RECENTLY = timedelta(days=7)


def provider_of_mail() -> str:
    """The mail provider of EMAIL_URL; "" for plain SMTP."""
    parts = settings.EMAIL_BACKEND.split(".")
    return parts[2] if parts[0] == "anymail" else ""


def events(scope: Scope) -> Iterator[Finding]:
    """Whether the provider tells us of bounces and complaints."""
    provider = provider_of_mail()
    if not provider:
        return
    hook = mail_hook(provider)
    if hook is None:
        yield Finding(
            "T040", AMBER, _("The mail provider has no address to tell us of bounces and complaints."), _("Make one: Settings, E-mail.")
        )
    elif hook.last_event_at is None:
        hint = _("Paste the address at the provider and send a test event. docs/install.md says where.")
        yield Finding("T040", AMBER, _("The mail provider has not told us of any event yet."), hint)
    elif hook.last_event_at < scope.now - _SILENT_FOR and sent_count(since=scope.now - _SILENT_FOR) >= _ENOUGH_TO_HEAR_OF:
        hint = _("Look at the webhooks page of the provider, or make new addresses: Settings, E-mail.")
        yield Finding("T040", AMBER, _("Messages go out, and the mail provider has told us nothing for a day."), hint)
    else:
        words = {"at": f"{hook.last_event_at:%Y-%m-%d %H:%M} UTC"}
        yield Finding("T040", GREEN, _("The mail provider last told us of a message: %(at)s") % words)


def tracking(scope: Scope) -> Iterator[Finding]:
    """Whether the provider watches who opens messages."""
    provider = provider_of_mail()
    hook = mail_hook(provider) if provider else None
    if hook is not None and hook.tracking_seen_at is not None and hook.tracking_seen_at > scope.now - _RECENTLY:
        hint = _("Switch opens and clicks off in the provider's account: they show who reads about care. We keep none of it.")
        yield Finding("T041", AMBER, _("The mail provider watches who opens or clicks messages."), hint)


def odd_posts(scope: Scope) -> Iterator[Finding]:
    """Posts that we did not believe or understand."""
    hook = mail_hook(provider_of_mail())
    if hook is not None and hook.last_refused_at is not None and hook.last_refused_at > scope.now - _RECENTLY:
        hint = _("If it was the provider, paste the address again, whole. Mailgun also needs the right signing key.")
        yield Finding("T042", AMBER, _("Somebody posted to the mail provider's address without the right secrets."), hint)
    count = unreadable_events(now=scope.now)
    if count:
        words = ngettext(
            "%(count)s event of the mail provider could not be read this week.",
            "%(count)s events of the mail provider could not be read this week.",
            count,
        )
        yield Finding("T042", AMBER, words % {"count": count}, _("Nothing is lost at the provider: look at its own log of messages."))


def alerts(scope: Scope) -> Iterator[Finding]:
    """Members of staff whom alerts do not reach."""
    count = failing_alerts(now=scope.now)
    if count:
        words = ngettext(
            "Alerts to %(count)s member of staff came back this week.", "Alerts to %(count)s members of staff came back this week.", count
        )
        yield Finding("T043", RED, words % {"count": count}, _("Correct their e-mail addresses, and keep a second person on call."))


def late_mail(scope: Scope) -> Iterator[Finding]:
    """Late e-mails that wait for somebody's word."""
    waiting = [name for clinic_id, name in backlogs_waiting() if scope.clinic_ids is None or clinic_id in scope.clinic_ids]
    for name in waiting:
        sentence = _("%(clinic)s: late e-mails wait until somebody has looked at them.") % {"clinic": name}
        yield Finding("T044", AMBER, sentence, _("Open the task “Decide what may still go out”."))


def pace(scope: Scope) -> Iterator[Finding]:
    """Whether sending is held back now, and why."""
    because = mail_held_because()
    if because == "told":
        hint = _("Nothing to do: it goes on by itself. If it happens often, set ?rate= in EMAIL_URL to what the provider allows.")
        yield Finding("T045", AMBER, _("The mail provider asked us to send more slowly."), hint)
    elif because:
        hint = _("Messages wait and are tried again by themselves. Look at the mail server and at EMAIL_URL.")
        yield Finding("T045", RED, _("No mail can leave: the mail server takes nothing."), cause_of(last_try_code()) or hint)


CHECKS: tuple[Check, ...] = (events, tracking, odd_posts, alerts, late_mail, pace)
