"""Calendar links: the page in a mail from which a person puts an appointment into their own calendar.

The token follows one way from that of the stop link of the same mail, so that no other secret has to be kept, and whoever
holds the one of the calendar gets to no stop link. Opening the page changes nothing.
"""

import hashlib
from datetime import datetime, timedelta

from core.hashing import token_hash, token_hashes
from followup.domain.permitting import refusal_by_standing, standing_of
from followup.models import Appointment, CalendarLink, Message
from followup.states import AppointmentState
from intake.models import ContactPoint

LINK_PURPOSE = "calendar"
# A cancelled appointment can be taken out of a calendar until the day after it.
LIVES_AFTER = timedelta(days=1)
KNOWN_FOR = timedelta(days=60)
_SHOWN = frozenset({AppointmentState.BOOKED, AppointmentState.CANCELLED})


def calendar_token(stop_token: str) -> str:
    """The token of the calendar page of the mail with this stop link: 128 bits."""
    return hashlib.sha256(f"threshold.calendar\0{stop_token}".encode("utf-8", "replace")).hexdigest()[:32]


def write_calendar_link(*, message: Message, point: ContactPoint, appointment: Appointment, now: datetime) -> None:
    """Let the link in this mail to this address lead to this appointment."""
    CalendarLink.objects.create(
        clinic_id=message.clinic_id,
        appointment=appointment,
        contact_point=point,
        purpose=message.purpose,
        token_hash=token_hash(purpose=LINK_PURPOSE, token=calendar_token(message.unsubscribe_token)),
        created_at=now,
    )


def follow_move(*, old: Appointment, new: Appointment) -> None:
    """Let the links of an appointment that was moved lead to the new one. Part of moving it."""
    CalendarLink.objects.filter(appointment=old).update(appointment=new)


def appointment_behind(*, token: str, now: datetime) -> Appointment | None:
    """What the link shows; None for a token we never gave, one whose time is over, and an address that may not be written to now.

    The page would tell of a new time just as a mail would, so it asks what a mail to a mailbox of the person's own asks.
    """
    hashes = token_hashes(purpose=LINK_PURPOSE, token=token)
    links = CalendarLink.objects.select_related("appointment__lead", "contact_point").filter(token_hash__in=hashes)
    link = links.first()
    if link is None:
        return None
    appointment = link.appointment
    ends_at = appointment.starts_at + timedelta(minutes=appointment.minutes) + LIVES_AFTER
    if appointment.state not in _SHOWN or now >= ends_at:
        return None
    standing = standing_of(point=link.contact_point, purpose=link.purpose, lead=appointment.lead)
    return None if refusal_by_standing(standing, is_automatic=True, is_neutral=False) else appointment


def forget_old_calendar_links(*, now: datetime, most: int = 500) -> int:
    """Drop links of appointments that are long over; how many."""
    old = list(CalendarLink.objects.filter(appointment__starts_at__lt=now - KNOWN_FOR).values_list("id", flat=True)[:most])
    return CalendarLink.objects.filter(id__in=old).delete()[0] if old else 0
