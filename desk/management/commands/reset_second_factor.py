"""`manage reset_second_factor`: somebody lost phone and recovery codes. Whoever runs the server checks who asks."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from clinics.models import Staff
from core import audit, clock
from core.audit import COMMAND
from core.sessions import end_sessions
from followup.domain.account_notes import Change, tell_of_change


class Command(BaseCommand):
    """They set up a new authenticator when they next sign in with their password."""

    help = "Take away a member of staff's passkeys, authenticator and recovery codes, with a reason for the audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        """The reason is kept."""
        parser.add_argument("email")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it away."""
        staff = Staff.objects.filter(email__iexact=options["email"]).first()
        if staff is None:
            raise CommandError("There is no account with this address.")
        now = clock.now()
        with transaction.atomic():
            Authenticator.objects.filter(user=staff).delete()
            # The lost phone may be signed in.
            end_sessions(staff.pk)
            audit.record(
                actor=COMMAND,
                action="authenticator.reset",
                object_type="staff",
                object_id=staff.pk,
                clinic_id=None,
                now=now,
                reason=options["reason"],
            )
            # Whoever asked may have been somebody else.
            tell_of_change(staff=staff, change=Change.TAKEN_AWAY, now=now)
        self.stderr.write("Done. They are signed out everywhere, and the next sign-in asks for a new second factor.")
