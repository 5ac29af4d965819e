"""Made-up people in aftercare: answers over some weeks, somebody who went quiet, doses on time and late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from clinics.models import Clinic, Staff
from clinics.states import Role
from desk.sample.inquiries import Made
from followup.domain.aftercare.answering_check_ins import answer_by_phone
from followup.domain.aftercare.entering import Entry, enter_aftercare
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.medication.dosing import Given, NewCourse, plan_course, record_dose
from followup.domain.medication.watching import watch_courses
from followup.models import Aftercare
from followup.states import AftercareEntry
from followup.states.medicine import Medicine
from intake.models import Lead

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class LookedAfter:
    """One made-up person: who they are, what they answered week by week ("" for nothing), and days since each dose."""

    made: Made
    answers: tuple[str, ...] = ()
    doses: tuple[int, ...] = ()
    calls: str = "no"


def _made(number: int, name: str, weeks: int, **more: object) -> Made:
    return Made(
        24 * (7 * weeks + 3),
        name,
        phone=f"(212) 555-01{number}",
        email=f"{name.lower()}@mail.example",
        calls=("appointment",),
        ended=("started_care", "Started on the day of the visit."),
        **more,  # type: ignore[arg-type]
    )


PEOPLE: tuple[LookedAfter, ...] = (
    LookedAfter(_made(81, "Nia", 4), ("good", "ok", "ok"), calls="today"),
    LookedAfter(_made(82, "Owen", 5), ("good", "good", "ok", "hard")),
    LookedAfter(_made(83, "Paula", 6, language="es"), ("ok", "good", "good", "good", "good")),
    LookedAfter(_made(84, "Quinn", 4), ()),
    LookedAfter(_made(85, "Ray", 7), ("good", "good", "ok", "good", "ok", "ok"), doses=(45,)),
    LookedAfter(_made(86, "Sol", 9), ("ok", "good", "good", "good", "good", "good", "good"), doses=(59, 31, 3)),
)


def look_after(*, clinic: Clinic, leads: Iterable[tuple[LookedAfter, Lead]], now: datetime) -> int:
    """Enter each of them, once; how many are new. Weeks pass as they would: sweeps run at their times."""
    nurse = Staff.objects.filter(is_sample=True, memberships__clinic=clinic, memberships__role=Role.CLINICIAN)[:1].get()
    front = Staff.objects.filter(is_sample=True, memberships__clinic=clinic, memberships__role=Role.STAFF).order_by("name")[0]
    count = 0
    for one, lead in leads:
        if Aftercare.objects.filter(lead=lead).exists():
            continue
        _live(one, lead, nurse=nurse, front=front, now=now)
        count += 1
    if count:
        for moment in (now - 2 * WEEK, now - timedelta(days=9), now - timedelta(days=4), now):
            sweep_aftercare(now=moment)
        watch_courses(now=now)
    return count


def _live(one: LookedAfter, lead: Lead, *, nurse: Staff, front: Staff, now: datetime) -> None:
    began = lead.arrived_at + timedelta(days=3)
    day = began.astimezone(ZoneInfo(lead.clinic.time_zone)).date()
    aftercare = enter_aftercare(lead_id=lead.id, entry=Entry(AftercareEntry.START_OF_CARE, day, "", agrees=True), staff=front, now=began)
    for week, how in enumerate(one.answers, start=1):
        is_last = week == len(one.answers)
        typed = {"how": how, "call": one.calls if is_last else "no"}
        answer_by_phone(aftercare_id=aftercare.id, typed=typed, staff=front, now=min(began + week * WEEK, now - timedelta(hours=2)))
    if one.doses:
        course = plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=began)
        for ago in one.doses:
            given = Given((now - timedelta(days=ago)).date(), reversal_talk=True, opioid_free_checked=True)
            record_dose(course_id=course.id, given=given, staff=nurse, now=now - timedelta(days=ago) + timedelta(hours=6))
