"""`manage receive_mail < message`: what a mail server's pipe runs for each mail to the address of FROM_EMAIL."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError

from clinics.models import Clinic
from core import clock
from followup.channels.mail_in import MOST_BYTES, read_mail
from followup.domain.inbound import NoClinicError, take_mail

# sysexits.h: the mail server keeps the mail and comes back, or tells its sender that nobody is here.
TRY_AGAIN, NOBODY_HERE = 75, 67


class Command(BaseCommand):
    """Bounces close addresses, answers become tasks. Prints one word and nothing of the mail."""

    help = "Read one mail from standard input, as a mail server's pipe gives it: a bounce, an answer, or a stranger's mail."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The clinic that strangers write to at this address."""
        parser.add_argument("--clinic", default="", help="The web address (slug) of the clinic that gets strangers' mail.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, or leave it with the mail server."""
        now = clock.now()
        mail = read_mail(sys.stdin.buffer.read(MOST_BYTES), now=now)
        try:
            clinic = Clinic.objects.filter(slug=options["clinic"]).first() if options["clinic"] else None
            came = take_mail(mail=mail, clinic=clinic, now=now)
        except (OperationalError, InterfaceError):
            sys.exit(TRY_AGAIN)
        except NoClinicError:
            sys.exit(NOBODY_HERE)
        self.stdout.write(str(came))
