"""Guards: the small fixed list of conditions a step may have. Each is a pure question about facts read once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.models import Appointment, Enrolment, Occurrence
from followup.states import AppointmentState
from intake.models import Lead
from intake.states import OPEN_STATUSES, LeadStatus


@dataclass(frozen=True)
class Facts:
    """What conditions ask about, at the moment a step is due. `appointment` is the state of the one it hangs on."""

    status: str
    was_reached: bool
    appointment: str = ""
    has_booking: bool = False


@dataclass(frozen=True)
class Predicate:
    """One condition: how the editor says it, and how it is answered."""

    label: Promise
    holds: Callable[[Facts], bool]


PREDICATES: Mapping[str, Predicate] = {
    "inquiry_open": Predicate(_("The inquiry is still open"), lambda facts: facts.status in OPEN_STATUSES),
    "not_reached": Predicate(_("Nobody of us has spoken with them"), lambda facts: not facts.was_reached),
    "reached": Predicate(_("Somebody has spoken with them"), lambda facts: facts.was_reached),
    "could_not_reach": Predicate(_("The inquiry stands at “could not reach”"), lambda facts: facts.status == LeadStatus.COULD_NOT_REACH),
    "appointment_booked": Predicate(_("The appointment stands"), lambda facts: facts.appointment == AppointmentState.BOOKED),
    "appointment_missed": Predicate(_("They did not come"), lambda facts: facts.appointment == AppointmentState.MISSED),
    "appointment_kept": Predicate(_("They came"), lambda facts: facts.appointment == AppointmentState.KEPT),
    "no_booking": Predicate(_("They have no appointment ahead"), lambda facts: not facts.has_booking),
}


def first_untrue(guards: Iterable[str], facts: Facts) -> str | None:
    """The first condition that does not hold; None when all do. A condition nobody knows does not hold."""
    return next((code for code in guards if code not in PREDICATES or not PREDICATES[code].holds(facts)), None)


def facts_of(enrolment: Enrolment, lead: Lead, occurrence: Occurrence | None) -> Facts:
    """Read the facts now. The caller holds the lead's lock."""
    booked = Appointment.objects.filter(lead=lead, state=AppointmentState.BOOKED)
    appointment = occurrence.appointment if occurrence is not None else None
    return Facts(
        status=lead.status,
        was_reached=lead.first_live_contact_at is not None,
        appointment=appointment.state if appointment is not None else "",
        has_booking=booked.exists(),
    )
