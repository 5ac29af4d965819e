"""`manage simulate_call NUMBER`: log one made-up call down the real road and say where it came out."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.contact import normalise_phone
from intake.domain.simulating import NobodyToLogError, simulate_call
from intake.management.commands.simulate_inquiry import as_facts, as_sentence, clinic_named


class Command(BaseCommand):
    """Marked as made up; logged in the name of one of the clinic's staff."""

    help = "Log one made-up call from a number, as staff would."

    def add_arguments(self, parser: CommandParser) -> None:
        """Numbers of the 555-01xx range belong to nobody."""
        parser.add_argument("number", help="who calls, like +12125550142")
        parser.add_argument("--clinic", metavar="SLUG", help="which clinic; the first one if not named")
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Simulate and print."""
        clinic = clinic_named(options["clinic"])
        number = normalise_phone(options["number"], region=clinic.phone_region)
        if number is None:
            raise CommandError("That is not a phone number. Try +12125550142.")
        try:
            done = simulate_call(clinic=clinic, number=number, now=clock.now())
        except NobodyToLogError:
            raise CommandError("Nobody of this clinic could have taken the call: add staff first.") from None
        self.stdout.write(json.dumps(as_facts(done)) if options["json"] else as_sentence(done))
        if done.lead is None:
            raise SystemExit(1)
