"""What somebody is shown of their own sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from clinics.models import Staff
from core import clock
from core.sessions import sessions_of, stored_key


@dataclass(frozen=True)
class SessionLine:
    """One browser this person is signed in with."""

    stored_key: str
    device: str
    network: str
    began_at: datetime | None
    seen_at: datetime | None
    is_here: bool


def sessions_page(request: HttpRequest, staff: Staff) -> list[SessionLine]:
    """The person's sessions, this one among them."""
    here = stored_key(str(request.session.session_key))
    return [
        SessionLine(
            stored_key=row.session_key,
            device=row.device or _("A browser we do not know"),
            network=row.network,
            began_at=row.began_at,
            seen_at=row.last_seen_at,
            is_here=row.session_key == here,
        )
        for row in sessions_of(staff.id, now=clock.now())
    ]
