"""`manage publish_ready_plans`: give every clinic the follow-up plans it lacks, with their texts, switched off."""

from typing import Any

from django.core.management.base import BaseCommand

from clinics.models import Clinic
from core import clock
from followup.domain.ready_plans.plans import publish_ready_plans


class Command(BaseCommand):
    """Plans that a clinic has stay as they are. Safe to repeat, for instance after an update brought new plans."""

    help = "Publish the ready follow-up plans that a clinic does not have yet. They are off until somebody turns them on."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and say how many."""
        added = sum(publish_ready_plans(clinic=clinic, now=clock.now()) for clinic in Clinic.objects.all())
        self.stderr.write(f"Published {added} plans. They are off until somebody turns them on.")
