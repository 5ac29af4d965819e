"""`manage publish_ready_texts`: give every clinic the first version of each text that it lacks, and drafts of pages."""

from typing import Any

from django.core.management.base import BaseCommand

from clinics.models import Clinic
from core import clock
from followup.domain.ready_texts import publish_ready_texts
from followup.domain.starting_pages import add_ready_pages


class Command(BaseCommand):
    """Texts that a clinic has stay as they are. Safe to repeat, for instance after an update brought new texts."""

    help = "Publish the ready texts of messages that a clinic has no text for yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and say how many."""
        added = sum(publish_ready_texts(clinic=clinic, now=clock.now()) for clinic in Clinic.objects.all())
        pages = sum(add_ready_pages(clinic=clinic, now=clock.now()) for clinic in Clinic.objects.all())
        self.stderr.write(f"Published {added} texts. Added drafts of {pages} pages to read.")
