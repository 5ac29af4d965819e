"""People in aftercare for tests: somebody who agreed to check-ins by e-mail, and the links of their mail."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from clinics.models import Clinic, Staff
from followup.domain.aftercare.entering import Entry, enter_aftercare
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.models import Aftercare, CheckIn, Message
from followup.states import AftercareEntry
from intake.domain.consenting import Evidence, record_contact_consent
from intake.models import Lead
from tests.factories import NOW, make_staff
from tests.followup.builders import make_lead

# The clinic's and the person's day on which everything begins.
TODAY = date(2026, 11, 17)
WEEK = timedelta(days=7)


def agree(lead: Lead, *, granted: bool = True, now: datetime = NOW, purpose: str = "check_ins") -> None:
    """Their answer about check-ins by e-mail."""
    record_contact_consent(
        person=lead.contact_person,
        contact_point=None,
        purpose=purpose,
        channel="email",
        granted=granted,
        wording="staff-spoken-1",
        language=lead.language,
        evidence=Evidence(kind="staff", id=lead.id),
        now=now,
    )


def enter(clinic: Clinic, *, staff: Staff | None = None, agrees: bool = True, started_on: date = TODAY, **words: Any) -> Aftercare:
    """Somebody in aftercare from today, asked by e-mail when they agreed."""
    lead = make_lead(clinic, **words)
    entry = Entry(AftercareEntry.BY_HAND, started_on, "First visit on Friday", agrees)
    return enter_aftercare(lead_id=lead.id, entry=entry, staff=staff or make_staff(clinic, roles=("clinician",)), now=NOW)


def planned(aftercare: Aftercare) -> CheckIn:
    """Their planned check-in."""
    return CheckIn.objects.get(aftercare=aftercare, state="planned")


def asked(clinic: Clinic, **words: Any) -> CheckIn:
    """Somebody who was just asked by e-mail."""
    check_in = planned(enter(clinic, **words))
    sweep_aftercare(now=check_in.due_at)
    check_in.refresh_from_db()
    return check_in


def token_in(message: Message) -> str:
    """The token of the answer page in a mail."""
    found = re.search(r"/w/c/([A-Za-z0-9_-]+)/(?:en|es)/", message.body)
    assert found, message.body
    return found[1]


def token_of(check_in: CheckIn) -> str:
    """The token in the mail of a check-in."""
    assert check_in.message is not None
    return token_in(check_in.message)
