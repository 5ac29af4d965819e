"""Who may see and change courses: clinicians of the clinic, and of those only who may see the lead."""

from django.db.models import QuerySet

from clinics.models import Staff
from clinics.states import Role
from followup.models import Course
from intake.access import leads_visible_to


def courses_visible_to(staff: Staff) -> QuerySet[Course]:
    """Courses of the clinics in which this member of staff is a clinician."""
    return Course.objects.filter(clinic__in=staff.clinics_with_role(Role.CLINICIAN), lead__in=leads_visible_to(staff))
