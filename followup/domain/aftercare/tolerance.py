"""Tolerance: the time in which somebody's body no longer stands what it was used to, so that silence and use weigh more.

Staff who joined two records as one person said that both are about the same body, so what either of them knows counts.
"""

from datetime import datetime
from uuid import UUID

from followup.domain.medication.tolerance import has_open_window
from followup.models import Course
from followup.states.medicine import CourseState
from intake.domain.same_person import same_people


def in_tolerance_window(*, person_id: UUID, now: datetime) -> bool:
    """Whether this person is in the dangerous time after a dose ran out, was missed or declined, or a course ended."""
    return has_open_window(same_people([person_id]), now)


def is_grave_time(*, person_id: UUID, now: datetime) -> bool:
    """Whether a return to use, or stopping the messages, can kill: tolerance may be low, or a medicine keeps it low."""
    people = same_people([person_id])
    return has_open_window(people, now) or Course.objects.filter(person__in=people, state=CourseState.ACTIVE).exists()
