"""Whose file somebody may open, and whose they keep. Fails closed: one lead out of sight hides the person."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinics.models import Staff
from clinics.states import Role
from followup.access import aftercares_visible_to
from followup.models import Supporter
from intake.access import leads_visible_to, people_visible_to
from intake.models import Lead, Person


def files_visible_to(staff: Staff) -> QuerySet[Person]:
    """People all of whose leads this member of staff may see, and everybody they stand beside; nobody without either."""
    theirs = Lead.objects.filter(Q(contact_person=OuterRef("pk")) | Q(care_person=OuterRef("pk")))
    hidden = theirs.exclude(id__in=leads_visible_to(staff).values("id"))
    beside = Supporter.objects.filter(person=OuterRef("pk"))
    out_of_sight = beside.exclude(aftercare__in=aftercares_visible_to(staff))
    return people_visible_to(staff).filter(Exists(theirs) | Exists(beside), ~Exists(hidden), ~Exists(out_of_sight))


def files_kept_by(staff: Staff) -> QuerySet[Person]:
    """People whose file this member of staff may export, disclose, hold and erase: supervisors of the clinic."""
    return files_visible_to(staff).filter(clinic__in=staff.clinics_with_role(Role.SUPERVISOR))
