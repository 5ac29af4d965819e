"""Calendar file: an appointment as iCalendar (RFC 5545), with a title that tells nobody anything. Pure."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from followup.models import Appointment
from followup.states import AppointmentState

# What stands on a shared calendar. No name of a place, no kind of clinic, no name of a person.
TITLES = {"en": "Appointment", "es": "Cita"}
_LINE_OCTETS = 75
_GONE = (AppointmentState.CANCELLED, AppointmentState.MOVED)


def calendar_file(appointment: Appointment, *, language: str, now: datetime) -> str:
    """The whole file. The same UID with a higher sequence updates what an earlier file put into a calendar."""
    is_gone = appointment.state in _GONE and appointment.replaced_by_id is None
    ends_at = appointment.starts_at + timedelta(minutes=appointment.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//EN",
        f"METHOD:{'CANCEL' if is_gone else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{appointment.calendar_uid.hex}@{urlsplit(settings.LINK_URL).hostname}",
        f"SEQUENCE:{appointment.changes + is_gone}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(appointment.starts_at)}",
        f"DTEND:{_moment(ends_at)}",
        f"SUMMARY:{TITLES.get(language, TITLES['en'])}",
        f"STATUS:{'CANCELLED' if is_gone else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> str:
    """Lines of at most 75 octets; each further one begins with a space (RFC 5545, 3.1)."""
    parts, octets = [line[:_LINE_OCTETS]], line[_LINE_OCTETS:]
    while octets:
        parts.append(octets[: _LINE_OCTETS - 1])
        octets = octets[_LINE_OCTETS - 1 :]
    return "\r\n ".join(parts)
