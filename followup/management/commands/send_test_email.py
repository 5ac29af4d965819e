"""`manage send_test_email ADDRESS`: one neutral test mail, and in words what the mail server said."""

from argparse import ArgumentParser
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.contact import normalise_email
from core.ids import new_id
from followup.channels.mail import is_set_up, mail_sender
from followup.domain.letters import Answer, Letter, Outcome, message_id_for

_SENTENCES = {
    Outcome.ACCEPTED: "The mail server took the test mail. Look whether it arrives, and not among spam.",
    Outcome.REFUSED: "The mail server refused the test mail ({code}). Look at FROM_EMAIL and at the rules of the server.",
    Outcome.RECIPIENT_REFUSED: "The mail server says that there is no such mailbox ({code}).",
    Outcome.TRY_LATER: "The mail server wants to be asked again later ({code}).",
    Outcome.UNREACHABLE: "No mail server could be reached with EMAIL_URL ({code}): host, port, encryption, user or password is wrong.",
    Outcome.UNCERTAIN: "The mail server fell silent after it had the text. The test mail may have gone out.",
}


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
        answer = _send(address)
        if answer.outcome != Outcome.ACCEPTED:
            raise CommandError(sentence_for(answer))
        self.stdout.write(sentence_for(answer))


def sentence_for(answer: Answer) -> str:
    """What the server's answer means, with its code."""
    return _SENTENCES[answer.outcome].format(code=answer.code or "no code")


def _send(address: str) -> Answer:
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
