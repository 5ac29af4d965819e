"""What tests of messages need: a live installation, somebody who agreed to e-mail, and their acknowledgement."""

from datetime import datetime
from typing import Any

from clinics.models import Clinic, Installation
from followup.domain.deciding import decide_followup
from followup.domain.ready_texts import publish_ready_texts
from followup.models import Message
from intake.models import ContactPoint, Lead, Task
from tests.factories import NOW, make_clinic, receive

# What somebody types who wants to be answered by e-mail and whose mailbox nobody else sees.
BY_EMAIL = {"form": "message", "reach": "email", "email": "maria@example.org", "phone": "", "private": "no"}


def go_live() -> None:
    """Let messages go out, as after `manage go_live`."""
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})


def make_mailing_clinic(**columns: Any) -> Clinic:
    """A clinic with the texts it starts with."""
    clinic = make_clinic(**columns)
    publish_ready_texts(clinic=clinic, now=NOW)
    return clinic


def make_lead(clinic: Clinic, *, now: datetime = NOW, language: str = "en", **words: Any) -> Lead:
    """Somebody who wants to be answered by e-mail."""
    lead = receive(clinic, now=now, language=language, **{**BY_EMAIL, **words}).lead
    assert lead is not None
    return lead


def make_acknowledged(clinic: Clinic, *, now: datetime = NOW, **words: Any) -> Message:
    """Their acknowledgement, written and waiting."""
    lead = make_lead(clinic, now=now, **words)
    decide_followup(lead_id=lead.id, now=now)
    return Message.objects.get(lead=lead)


def email_point(lead: Lead) -> ContactPoint:
    """The lead's e-mail address."""
    return ContactPoint.objects.get(person_id=lead.contact_person_id, kind="email", replaced_by=None)


def make_emergency(clinic: Clinic) -> Task:
    """The escalation of somebody in danger."""
    lead = make_lead(clinic, own_words="I am going to kill myself tonight.")
    return Task.objects.get(lead=lead, kind="escalation")
