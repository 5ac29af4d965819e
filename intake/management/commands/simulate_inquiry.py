"""`manage simulate_inquiry`: send one made-up inquiry down the real road and say where it came out."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinics.models import Clinic
from core import clock
from intake.domain.simulating import Simulated, simulate_inquiry
from intake.states import Severity


class Command(BaseCommand):
    """Marked as made up, so that nobody takes it for a person."""

    help = "Receive one made-up inquiry, as the public form would."

    def add_arguments(self, parser: CommandParser) -> None:
        """The clinic defaults to the first one."""
        parser.add_argument("--clinic", metavar="SLUG", help="which clinic; the first one if not named")
        parser.add_argument("--es", action="store_true", help="in Spanish")
        parser.add_argument("--text", default="", help="the person's own words")
        parser.add_argument("--json", action="store_true", help="print one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Simulate and print."""
        clinic = clinic_named(options["clinic"])
        language = "es" if options["es"] else "en"
        done = simulate_inquiry(clinic=clinic, language=language, text=options["text"], now=clock.now())
        self.stdout.write(json.dumps(as_facts(done)) if options["json"] else as_sentence(done))
        if done.lead is None:
            raise SystemExit(1)


def clinic_named(slug: str | None) -> Clinic:
    """The clinic with this slug, or the first one; raises CommandError."""
    found = Clinic.objects.filter(slug=slug) if slug else Clinic.objects.order_by("created_at", "slug")
    clinic = found.first()
    if clinic is None:
        known = ", ".join(Clinic.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no such clinic. Known: {known}.")
    return clinic


def as_facts(done: Simulated) -> dict[str, Any]:
    """Ids and codes of what came of it."""
    return {
        "submission": str(done.submission.id),
        "state": done.submission.state,
        "lead": str(done.lead.id) if done.lead else None,
        "severity": Severity(done.lead.severity).word if done.lead else None,
        "queue": done.task.queue.code if done.task else None,
        "task": str(done.task.id) if done.task else None,
        "due_at": done.task.due_at.isoformat() if done.task else None,
        "sentence": done.decision.sentence if done.decision else None,
    }


def as_sentence(done: Simulated) -> str:
    """What came of it, for a person."""
    if done.lead is None:
        return "Kept, but not understood yet; the sweep tries again within 30 seconds."
    return f"Lead {done.lead.id}. {done.decision.sentence if done.decision else ''}"
