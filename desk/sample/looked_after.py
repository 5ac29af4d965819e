"""Made-up people in aftercare: answers over some weeks, somebody who went quiet, doses on time and late.

Whatever day and hour it is, what they ask for is fresh: the last check-in was asked yesterday and is answered by link just
now, so that nobody has been waiting for days on a machine that was not there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clinics.domain.hours import hours_of, next_opening
from clinics.models import Clinic, Staff
from clinics.states import Role
from desk.sample.inquiries import Made
from followup.domain.aftercare.answering_check_ins import answer_by_link, answer_by_phone
from followup.domain.aftercare.entering import Entry, enter_aftercare
from followup.domain.aftercare.issuing import issue_check_in
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.medication.dosing import Given, NewCourse, plan_course, record_dose
from followup.domain.medication.watching import watch_courses
from followup.models import Aftercare, CheckIn
from followup.states import AftercareEntry, CheckInState
from followup.states.medicine import Medicine
from intake.models import Lead

_WEEK = 7
# Their inquiry came so many days before they were entered.
_BEFORE = 3
# Asked a week after entering, not heard for the four days after that: yesterday.
_QUIET_FOR = 12
_NOON = time(12)


@dataclass(frozen=True)
class LookedAfter:
    """One made-up person: what they answered week by week ("" for nothing yet), how long ago the last of it, days since each dose."""

    made: Made
    answers: tuple[str, ...] = ()
    ago: timedelta = timedelta(hours=3)
    doses: tuple[int, ...] = ()
    calls: str = "no"

    @property
    def entered_ago(self) -> int:
        """Days since they entered: the week of the last answer began yesterday."""
        return _WEEK * len(self.answers) + 1 if self.answers else _QUIET_FOR


def _made(number: int, name: str, weeks: int, **more: object) -> Made:
    return Made(
        24 * ((_WEEK * weeks + 1 if weeks else _QUIET_FOR) + _BEFORE),
        name,
        phone=f"(212) 555-01{number}",
        email=f"{name.lower()}@mail.example",
        calls=("appointment",),
        ended=("started_care", "Started on the day of the visit."),
        **more,  # type: ignore[arg-type]
    )


PEOPLE: tuple[LookedAfter, ...] = (
    LookedAfter(_made(81, "Nia", 3), ("good", "ok", "ok"), ago=timedelta(minutes=2), calls="today"),
    LookedAfter(_made(82, "Owen", 4), ("good", "good", "ok", "hard"), ago=timedelta(hours=2)),
    LookedAfter(_made(83, "Paula", 6, language="es"), ("ok", "good", "good", "good", "good", "")),
    LookedAfter(_made(84, "Quinn", 0)),
    LookedAfter(_made(85, "Ray", 6), ("good", "good", "ok", "good", "ok", "ok"), doses=(33,)),
    LookedAfter(_made(86, "Sol", 8), ("ok", "good", "good", "good", "good", "good", "good", "good"), doses=(54, 26)),
)


def look_after(*, clinic: Clinic, leads: Iterable[tuple[LookedAfter, Lead]], now: datetime) -> int:
    """Enter each of them, once; how many are new. Weeks pass as they would: each check-in is asked on its day."""
    nurse = Staff.objects.filter(is_sample=True, memberships__clinic=clinic, memberships__role=Role.CLINICIAN)[:1].get()
    front = Staff.objects.filter(is_sample=True, memberships__clinic=clinic, memberships__role=Role.STAFF).order_by("name")[0]
    count = 0
    for one, lead in leads:
        if Aftercare.objects.filter(lead=lead).exists():
            continue
        _live(one, lead, nurse=nurse, front=front, now=now)
        count += 1
    if count:
        sweep_aftercare(now=now)
        watch_courses(now=now)
    return count


def _live(one: LookedAfter, lead: Lead, *, nurse: Staff, front: Staff, now: datetime) -> None:
    zone = ZoneInfo(lead.clinic.time_zone)
    day = now.astimezone(zone).date() - timedelta(days=one.entered_ago)
    began = _noon(day, zone)
    aftercare = enter_aftercare(lead_id=lead.id, entry=Entry(AftercareEntry.START_OF_CARE, day, "", agrees=True), staff=front, now=began)
    hours = hours_of(lead.clinic)
    for number, how in enumerate(one.answers[:-1], start=1):
        at = next_opening(hours, _noon(day + timedelta(days=_WEEK * number), zone)) or now
        answer_by_phone(aftercare_id=aftercare.id, typed={"how": how, "call": "no"}, staff=front, now=at)
    _ask_last(one, aftercare, now)
    if one.doses:
        course = plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=began)
        for ago in one.doses:
            on = now.astimezone(zone).date() - timedelta(days=ago)
            given = Given(on, reversal_talk=True, opioid_free_checked=True)
            record_dose(course_id=course.id, given=given, staff=nurse, now=_noon(on, zone))


def _ask_last(one: LookedAfter, aftercare: Aftercare, now: datetime) -> None:
    """Ask by e-mail on its day, and answer with the link of that mail."""
    check_in = CheckIn.objects.get(aftercare=aftercare, state=CheckInState.PLANNED)
    issue_check_in(check_in_id=check_in.id, now=check_in.due_at)
    check_in.refresh_from_db()
    if one.answers and one.answers[-1] and check_in.message is not None:
        token = re.findall(r"/w/c/([^/]+)/", check_in.message.body)[0]
        typed = {"how": one.answers[-1], "call": one.calls}
        answer_by_link(token=token, typed=typed, language=aftercare.language, now=now - one.ago)


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _NOON, tzinfo=zone)
