"""`manage send_test_email ADDRESS`: one neutral test mail, and in words what the mail server said."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.contact import normalise_email
from followup.channels.mail import is_set_up
from followup.channels.trying import send_test, sentence_for
from followup.domain.letters import Outcome


class Command(BaseCommand):
    """Works in practice mode too: it goes only to the address typed by whoever runs it."""

    help = "Send one neutral test mail to an address of your own and say what the mail server answered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("address", help="An address of your own.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it; exit non-zero unless the server took it."""
        address = normalise_email(options["address"])
        if address is None:
            raise CommandError("This is not an e-mail address that mail could reach.")
        if not is_set_up():
            raise CommandError("EMAIL_URL names no mail server or provider. See docs/install.md.")
        answer = send_test(address=address)
        if answer.outcome != Outcome.ACCEPTED:
            raise CommandError(sentence_for(answer))
        self.stdout.write(sentence_for(answer))
