"""`manage mail_webhook PROVIDER`: make the address to which a mail provider posts what became of messages."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.audit import COMMAND
from followup.domain.hooking import PROVIDERS, SIGNING_PROVIDERS, SigningKeyNeededError, close_hook, open_hook


class Command(BaseCommand):
    """The address holds its secrets and is printed once; running it again makes a new one and ends the old."""

    help = "Make (or with --close, shut) the address to which a mail provider posts delivery events. It is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The provider; a signing key is asked for, because arguments show in process lists."""
        parser.add_argument("provider", choices=PROVIDERS)
        parser.add_argument("--close", action="store_true", help="Shut the door: posts are refused from now on.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or shut it."""
        provider, now = options["provider"], clock.now()
        if options["close"]:
            closed = close_hook(provider=provider, actor=COMMAND, now=now)
            self.stdout.write("The address is shut." if closed else "There was no address for this provider.")
            return
        try:
            opened = open_hook(provider=provider, signing_key=_signing_key(provider), actor=COMMAND, now=now)
        except SigningKeyNeededError:
            raise CommandError(
                "Mailgun signs what it posts: give its HTTP webhook signing key (Mailgun, Settings, API security)."
            ) from None
        self.stdout.write("Paste this address at the provider, for deliveries, bounces, delays and complaints. It is not shown again:")
        self.stdout.write(opened.url)
        self.stdout.write("And this one for mail that comes in (inbound or parse webhook; for Mailgun a route that forwards):")
        self.stdout.write(opened.inbound_url)
        self.stdout.write("Leave opens and clicks off there. When a test event arrives, `manage doctor` says so (T040).")


def _signing_key(provider: str) -> str:
    if provider not in SIGNING_PROVIDERS:
        return ""
    if sys.stdin.isatty():
        return getpass.getpass("Webhook signing key: ")
    return sys.stdin.readline().strip()
