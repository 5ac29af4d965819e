"""Runs with the product's settings, beside it: prepares the ground of a measurement."""

import json
import os
import sys
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from clinics.domain.switching import go_live
from clinics.models import Clinic, Staff
from core import clock
from core.audit import COMMAND
from desk.sample.planting import plant
from intake.models import Lead, Submission


def prepare() -> dict[str, str]:
    """Two clinics with staff, hours and texts, going live: samples that are declared to be real."""
    plant(now=clock.now())
    Lead.objects.update(is_sample=True)
    Submission.objects.update(is_sample=True)
    Staff.objects.update(is_sample=False)
    Clinic.objects.update(is_sample=False)
    go_live(reason="A measurement on made-up data.", actor=COMMAND, now=clock.now())
    return {"slug": Clinic.objects.order_by("slug").values_list("slug", flat=True)[0]}


QUESTIONS: dict[str, Callable[[], dict[str, str]]] = {"prepare": prepare}

if __name__ == "__main__":
    print(json.dumps(QUESTIONS[sys.argv[1]]()))
