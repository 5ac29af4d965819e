"""What the settings pages read. Each function is given a clinic that its caller was allowed to open."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from clinics.models import Clinic, OnCallMember, PagerWebhook, PhoneLine, Staff
from clinics.states import CARE_ROLES
from followup.models import WebhookDelivery
from intake.models import Queue, Rulebook

VERSIONS_SHOWN = 20
DELIVERIES_SHOWN = 10


def clinic_to_edit(clinic: Clinic) -> Clinic:
    """A second copy of the row: a model form writes what was typed into its own, and the heading shows what is true."""
    return Clinic.objects.get(pk=clinic.pk)


def line_to_edit(line: PhoneLine) -> PhoneLine:
    """A second copy of the row, as above."""
    return PhoneLine.objects.get(pk=line.pk)


def people_of(clinic: Clinic, *, only_care: bool = False) -> QuerySet[Staff]:
    """Active staff of a clinic by name; `only_care` leaves out those who may not open a person's record."""
    people = Staff.objects.filter(memberships__clinic=clinic, is_active=True)
    if only_care:
        people = people.filter(memberships__role__in=CARE_ROLES)
    return people.distinct().order_by("name")


def on_call_places(clinic: Clinic) -> dict[UUID, int]:
    """Staff id → place in the order of those on call, from 1."""
    listed = OnCallMember.objects.filter(clinic=clinic).order_by("position").values_list("staff_id", flat=True)
    return {staff_id: place for place, staff_id in enumerate(listed, start=1)}


def active_pager(clinic: Clinic) -> PagerWebhook | None:
    """Where the clinic's alerts are posted now."""
    return PagerWebhook.objects.filter(clinic=clinic, is_active=True).order_by("-created_at").first()


def deliveries_of(pager: PagerWebhook | None) -> list[WebhookDelivery]:
    """What was posted last, newest first."""
    return list(WebhookDelivery.objects.filter(webhook=pager).order_by("-created_at")[:DELIVERIES_SHOWN]) if pager else []


def queues_with_people(clinic: Clinic) -> QuerySet[Queue]:
    """All queues, open ones first, with how many active people are offered their work (`members`)."""
    members = Count("memberships", filter=Q(memberships__staff__is_active=True))
    return Queue.objects.filter(clinic=clinic).annotate(members=members).order_by("-is_active", "position")


def standing_queue(queue_id: UUID) -> dict[str, object]:
    """What a queue is now, for the form over it; read afresh each time."""
    queue = Queue.objects.get(id=queue_id)
    members = queue.memberships.order_by("staff_id").values_list("staff_id", flat=True)
    return {"name": queue.name, "is_active": queue.is_active, "members": list(members)}


def open_queues(clinic: Clinic) -> list[Queue]:
    """The queues that rules may send to."""
    return list(Queue.objects.filter(clinic=clinic, is_active=True).order_by("position"))


def all_queue_names(clinic: Clinic) -> dict[str, str]:
    """Queue code → name, closed queues too: an old version may name one."""
    return {queue.code: queue.shown_name for queue in Queue.objects.filter(clinic=clinic)}


def queues_without_people(clinic: Clinic, codes: set[str]) -> list[str]:
    """Names of those of these queues whose work is offered to nobody."""
    empty = Queue.objects.filter(clinic=clinic, code__in=codes).exclude(memberships__staff__is_active=True)
    return [queue.shown_name for queue in empty.order_by("position")]


def rulebooks_of(clinic: Clinic) -> QuerySet[Rulebook]:
    """Published versions, newest first, with who published them."""
    return Rulebook.objects.filter(clinic=clinic).select_related("published_by").order_by("-version")
