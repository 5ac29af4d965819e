"""Runs with the product's settings: drafts that wait for their last step, and what became of the forms that were sent."""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db.models import Q

from clinics.models import Clinic
from core import clock
from core.hashing import new_token
from core.ids import new_id
from intake.domain.drafting import open_draft
from intake.domain.receiving import draft_key
from intake.models import Lead, MaybeSame, Submission


def drafts(count: str, listed: str) -> None:
    """Print token and address of each."""
    clinic, now = Clinic.objects.order_by("slug")[0], clock.now()
    known = Path(listed).read_text().split()
    for number in range(int(count)):
        token, address = new_token(), known[number] if known else f"{new_id().hex}@people.example"
        answers = {
            "who": "self",
            "reach": "email",
            "email": address,
            "private": "no",
            "safe": "yes",
            "own_words": "When can I start?",
            "topics": [],
        }
        open_draft(clinic=clinic, token=token, language="en", answers=answers, now=now)
        print(token, address)


def kept(listed: str) -> None:
    """Of the forms with these tokens: how many were not kept, how many have no lead, how many leads there are in all."""
    keys = [draft_key(token) for token in Path(listed).read_text().split()]
    found = dict(Submission.objects.filter(external_key__in=keys, amends=None).values_list("external_key", "lead_id"))
    without = sum(lead is None for lead in found.values())
    print(json.dumps({"missing": len(set(keys)) - len(found), "without_lead": without, "leads": Lead.objects.count()}))


def pairs(listed: str) -> None:
    """Of pairs of forms that share a number: how many became other than two leads of two people, how many nobody is told of."""
    tokens = Path(listed).read_text().split()
    rows = Submission.objects.filter(external_key__in=[draft_key(token) for token in tokens], amends=None, lead__isnull=False)
    people = dict(rows.values_list("external_key", "lead__contact_person_id"))
    joined = unseen = 0
    for first, second in zip(tokens[::2], tokens[1::2], strict=True):
        one, other = people.get(draft_key(first)), people.get(draft_key(second))
        joined += one is None or other is None or one == other
        unseen += not MaybeSame.objects.filter(Q(person=one, other=other) | Q(person=other, other=one)).exists()
    print(json.dumps({"joined": joined, "unseen": unseen}))


ACTS = {"drafts": drafts, "kept": kept, "pairs": pairs}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
