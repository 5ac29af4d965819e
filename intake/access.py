"""Who sees which rows. Screens get people's records from here and nowhere else; no membership means nothing."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinics.models import Clinic, Staff
from clinics.states import Role
from core.sql import database_now
from intake.models import BreakGlass, Lead, Person, Queue, RestrictedAccess, Restriction, Submission, Task
from intake.states import Severity, TaskKind, TaskState

# Work of supervisors about what members of staff did.
_LOOKS = (TaskKind.ACCESS_REVIEW, TaskKind.READING_REVIEW)


def clinics_visible_to(staff: Staff) -> QuerySet[Clinic]:
    """Clinics whose people this member of staff looks after."""
    return Clinic.objects.filter(id__in=staff.care_clinics if staff.is_active else [])


def clinics_run_by(staff: Staff, *roles: str) -> QuerySet[Clinic]:
    """Clinics whose settings this member of staff may change; the roles default to clinic admin."""
    return Clinic.objects.filter(id__in=staff.clinics_with_role(*(roles or (Role.ADMIN,))) if staff.is_active else [])


def open_to(staff: Staff, path: str = "pk") -> Q:
    """The lead at `path` is not restricted, or names this person, or they broke the glass on it within the hour.

    The one place that knows about restrictions. The hour ends by the database's clock, so it is over on the next request.
    """
    standing = Restriction.objects.filter(lead=OuterRef(path), lifted_at=None)
    named = RestrictedAccess.objects.filter(restriction__lead=OuterRef(path), restriction__lifted_at=None, staff=staff)
    broken = BreakGlass.objects.filter(lead=OuterRef(path), staff=staff, open_until__gt=database_now())
    return Q(~Exists(standing)) | Q(Exists(named)) | Q(Exists(broken))


def leads_visible_to(staff: Staff) -> QuerySet[Lead]:
    """Leads of the clinics this member of staff cares for, without those restricted to others."""
    return Lead.objects.filter(open_to(staff), clinic__in=clinics_visible_to(staff))


def leads_hidden_from(staff: Staff) -> QuerySet[Lead]:
    """Leads of their clinics that are restricted to others."""
    return Lead.objects.filter(~open_to(staff), clinic__in=clinics_visible_to(staff))


def leads_to_break_into(staff: Staff) -> QuerySet[Lead]:
    """Hidden leads this person may open by breaking the glass: a supervisor every one, others while it is an emergency."""
    emergency = Task.objects.filter(lead=OuterRef("pk"), state=TaskState.OPEN, severity=Severity.EMERGENCY)
    return leads_hidden_from(staff).filter(Q(clinic__in=staff.clinics_with_role(Role.SUPERVISOR)) | Exists(emergency))


def people_visible_to(staff: Staff) -> QuerySet[Person]:
    """People of the clinics this member of staff cares for, without those of a lead restricted to others."""
    theirs = Lead.objects.filter(Q(contact_person=OuterRef("pk")) | Q(care_person=OuterRef("pk")))
    return Person.objects.filter(~Exists(theirs.filter(~open_to(staff))), clinic__in=clinics_visible_to(staff))


def tasks_visible_to(staff: Staff) -> QuerySet[Task]:
    """Tasks of the clinics this member of staff cares for, whatever their queue, without those of hidden leads.

    Looking at who opened a restricted record, or read very much, is for supervisors, and never for the one who did.
    """
    own = BreakGlass.objects.filter(task=OuterRef("pk"), staff=staff)
    reviews = Q(clinic__in=staff.clinics_with_role(Role.SUPERVISOR)) & ~Exists(own)
    about_me = Q(kind=TaskKind.READING_REVIEW, dedupe_key=key_of_reader(staff.id))
    ours = Task.objects.filter(~about_me, clinic__in=clinics_visible_to(staff))
    return ours.filter(open_to(staff, "lead"), ~Q(kind__in=_LOOKS) | reviews)


def key_of_reader(staff_id: UUID) -> str:
    """The key of the task that asks for a look at what this member of staff read."""
    return f"reading:{staff_id}"


def queues_visible_to(staff: Staff) -> QuerySet[Queue]:
    """Queues of the clinics this member of staff cares for."""
    return Queue.objects.filter(clinic__in=clinics_visible_to(staff), is_active=True)


def submissions_visible_to(staff: Staff) -> QuerySet[Submission]:
    """Raw arrivals of the clinics this member of staff cares for, without those of hidden leads."""
    return Submission.objects.filter(open_to(staff, "lead"), clinic__in=clinics_visible_to(staff))
