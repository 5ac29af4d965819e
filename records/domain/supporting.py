"""Supporting: somebody at a person's side may be written to while the person's written consent (42 CFR 2.31) names it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from clinics.models import Staff
from core.sql import whole
from followup.access import aftercares_visible_to
from followup.domain.aftercare import supporting
from followup.domain.aftercare.supporting import SupporterWish
from followup.models import Supporter
from intake.models import Person
from records.domain.consenting import standing_of, today_of
from records.models import DisclosureConsent
from records.states import ConsentStanding

# A consent that ends with an event, and not on a day, is looked at again after a year.
_LONGEST = timedelta(days=365)


class NotConsentedError(Exception):
    """No written consent of this person stands that could carry it."""


def consents_for_supporters(*, person: Person, now: datetime) -> list[DisclosureConsent]:
    """The person's consents that stand today, newest first."""
    today = today_of(person, now)
    rows = DisclosureConsent.objects.filter(person=person).order_by("-recorded_at", "-id")
    return [row for row in rows if standing_of(row, today=today) is ConsentStanding.IN_FORCE]


def last_day(consent: DisclosureConsent, *, today: date) -> date:
    """Until when notes may go under a consent."""
    longest = today + _LONGEST
    return min(consent.expires_on, longest) if consent.expires_on else longest


@whole
def add_supporter(*, aftercare_id: UUID, wish: SupporterWish, staff: Staff, now: datetime) -> Supporter:
    """Add a supporter under a consent that stands; raises NotConsentedError and what followup's verb raises.

    Notes end with the consent at the latest, whatever was wished.
    """
    aftercare = aftercares_visible_to(staff).select_related("person__clinic").get(id=aftercare_id)
    # Held, so that it is not taken back between this look and the new row.
    DisclosureConsent.objects.select_for_update(no_key=True).filter(id=wish.consent_id).first()
    standing = {row.id: row for row in consents_for_supporters(person=aftercare.person, now=now)}
    if wish.consent_id not in standing:
        raise NotConsentedError
    ends_on = min(wish.ends_on, last_day(standing[wish.consent_id], today=today_of(aftercare.person, now)))
    bounded = SupporterWish(**{**vars(wish), "ends_on": ends_on})
    return supporting.add_supporter(aftercare_id=aftercare_id, wish=bounded, staff=staff, now=now)
