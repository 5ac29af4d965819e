"""What every page of the desk shows around its content: the rail, its counts, the practice banner, the notices.

Nothing is read unless a template asks for it, so public pages never touch a session or the database here.
"""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext as _

from clinics.models import Staff
from clinics.states import Role
from core import clock
from core.gates import ON_DESK_HOST, Access, registry
from core.sessions import began_at, ends_at
from desk.glass import seconds_until_glass_ends
from desk.pages.restricted import HiddenLine, hidden_lines
from followup.domain.reviewing import MailStanding, mail_standing
from intake.domain.queries import QueueCounts, WorkCounts, count_work

_SHARED = "_desk_work_counts"


@dataclass(frozen=True)
class RailEntry:
    """One more line of the rail."""

    name: str
    label: str
    url: str


class DeskContext:
    """Lazy answers for templates; each is read once a request at most."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # The gate lets only staff in.
        self.staff = cast("Staff", request.user)

    @property
    def staff_name(self) -> str:
        return self.staff.name

    @property
    def here(self) -> str:
        """The name of the page, as `desk:<here>`."""
        return getattr(self.request.resolver_match, "url_name", "") or ""

    @property
    def here_queue(self) -> UUID | None:
        """The queue whose page this is."""
        match = self.request.resolver_match
        return match.kwargs.get("queue_id") if match and match.url_name == "queue" else None

    @cached_property
    def may_care(self) -> bool:
        """Whether this person may see people's records at all."""
        return bool(self.staff.care_clinics)

    @cached_property
    def may_audit(self) -> bool:
        """Whether this person may see who saw what."""
        return bool(self.staff.role_names & {Role.SUPERVISOR, Role.AUDITOR})

    @property
    def counts(self) -> QueueCounts:
        """Open work, counted like the lists it leads to."""
        return self._work.rail

    @property
    def to_review(self) -> int:
        """Messages that wait for somebody's eyes."""
        return self._mail.to_review

    @cached_property
    def hidden(self) -> tuple[HiddenLine, ...]:
        """Work on inquiries restricted to others that this person may open with a reason."""
        return hidden_lines(staff=self.staff, now=clock.now()) if self._work.has_hidden else ()

    @cached_property
    def _work(self) -> WorkCounts:
        shared: WorkCounts | None = getattr(self.request, _SHARED, None)
        return shared or count_work(staff=self.staff, now=clock.now())

    @cached_property
    def _mail(self) -> MailStanding:
        return mail_standing(staff=self.staff, now=clock.now())

    @cached_property
    def has_many_clinics(self) -> bool:
        return len(self.staff.care_clinics) > 1

    @property
    def is_practice(self) -> bool:
        return self._mail.is_practice

    @cached_property
    def may_go_live(self) -> bool:
        """Whether this person may open the list of going live."""
        return Role.ADMIN in self.staff.role_names

    @cached_property
    def notices(self) -> list[object]:
        return list(get_messages(self.request))

    @property
    def seconds_left(self) -> int:
        """Seconds until the session ends by itself, for the script that warns before."""
        end = ends_at(began=began_at(self.request.session), seen=getattr(self.request.session, "seen_at", None))
        return max(0, int((end - clock.now()).total_seconds())) if end else 0

    @property
    def glass_left(self) -> int | None:
        """Seconds until a restricted record that was opened with a reason closes, for the script that takes it off the screen."""
        return seconds_until_glass_ends(self.request.session, now=clock.now())

    @property
    def address(self) -> str:
        """Where to ask for this page anew; a page that answered a form has no address of its own."""
        return self.request.get_full_path() if self.request.method == "GET" else reverse("desk:home")

    @property
    def sign_out_url(self) -> str:
        return reverse("desk:sign-out")

    @cached_property
    def more(self) -> list[RailEntry]:
        """Settings and health for whoever may open them, and everybody's own security page."""
        named = [("security", _("My sign-in"))]
        if self.staff.role_names & {Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR}:
            named = [("settings", _("Settings")), ("health-page", _("Health")), *named]
        elif Role.CLINICIAN in self.staff.role_names:
            # Clinicians approve texts and pages there.
            named = [("settings", _("Settings")), *named]
        if self.staff.role_names & {Role.ADMIN, Role.SUPERVISOR, Role.CLINICIAN}:
            named = [("reports", _("Reports")), *named]
        if self.may_audit:
            named = [("restricted", _("Restricted")), ("audit", _("Audit")), *named]
        return [RailEntry(name, label, url) for name, label in named if (url := _address(f"desk:{name}"))]


def share_counts(request: HttpRequest, counts: WorkCounts) -> None:
    """Let the rail of this page show what its view has counted already."""
    setattr(request, _SHARED, counts)


def desk(request: HttpRequest) -> dict[str, object]:
    """The context processor; only pages behind the staff's gates get it, and those of signing in their notices."""
    gate = registry.gate_for(request.resolver_match)
    if gate is None or gate.access not in ON_DESK_HOST:
        return {}
    if gate.access is Access.SIGN_IN or not request.user.is_authenticated:
        return {"notices": SimpleLazyObject(lambda: list(get_messages(request)))}
    found = DeskContext(request)
    return {"desk": found, "notices": SimpleLazyObject(lambda: found.notices)}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
