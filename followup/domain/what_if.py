"""What if: the questions every sequence tool leaves open, answered for one plan as it stands, by its own rules and numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.domain.plan_content import PlanContent
from followup.domain.rehearsing_plans import current_content
from followup.models import Enrolment, Occurrence, Plan
from followup.states import OPEN_ENROLMENTS, Anchor, ExitReason, OccurrenceState, PlanMode, StepAction


@dataclass(frozen=True)
class WhatIf:
    """A question and its answer for this plan."""

    code: str
    question: str
    answer: str


def what_ifs(*, plan: Plan, now: datetime) -> list[WhatIf]:
    """The answers; none before the plan is published."""
    content = current_content(plan)
    if content is None:
        return []
    people = Enrolment.objects.filter(plan=plan, state__in=OPEN_ENROLMENTS).count()
    return [
        WhatIf("twice", _("What if somebody is added twice?"), _twice()),
        WhatIf("back", _("What if they come back after finishing?"), _back(plan)),
        WhatIf("qualifies_again", _("What if they qualify again while they are in it?"), _twice()),
        WhatIf("step_before", _("What if I add a step before the place where people are?"), _step_before(people)),
        WhatIf("step_after", _("What if I add a step after it?"), _step_after(people)),
        WhatIf("wait", _("What if I change a wait?"), _wait(plan, people)),
        WhatIf("off_and_on", _("What if I turn it off and on again?"), _off(plan, now)),
        WhatIf("counts_from", _("What does a wait count from?"), _counts_from(content)),
        WhatIf("late", _("What if the system stands still for days?"), _late(content)),
        WhatIf("stops", _("What ends it by itself?"), _stops(content)),
    ]


def _twice() -> str:
    return _("They are in it once. The second time changes nothing, and no message is sent twice.")


def _back(plan: Plan) -> str:
    if not plan.may_reenter:
        return _("They do not get in again by themselves. You can put them in by hand.")
    if not plan.cooldown_days:
        return _("They get in again at once, as a new round from the first step.")
    days = plan.cooldown_days
    words = ngettext(
        "They get in again %(days)d day after the last round ended, from the first step.",
        "They get in again %(days)d days after the last round ended, from the first step.",
        days,
    )
    return words % {"days": days}


def _step_before(people: int) -> str:
    words = ngettext(
        "%(people)d person is in the plan now. Whoever is past that day does not get the new step.",
        "%(people)d people are in the plan now. Whoever is past that day does not get the new step.",
        people,
    )
    return words % {"people": people}


def _step_after(people: int) -> str:
    words = ngettext(
        "%(people)d person is in the plan now. They get the new step when its day comes.",
        "%(people)d people are in the plan now. They get the new step when its day comes.",
        people,
    )
    return words % {"people": people}


def _wait(plan: Plan, people: int) -> str:
    planned = Occurrence.objects.filter(enrolment__plan=plan, state=OccurrenceState.PLANNED)
    waiting = planned.values("enrolment_id").distinct().count()
    words = _("%(waiting)d of %(people)d people still have steps ahead. Only those follow. A new day that has passed is left out.")
    return words % {"waiting": waiting, "people": people}


def _off(plan: Plan, now: datetime) -> str:
    planned = Occurrence.objects.filter(enrolment__plan=plan, state=OccurrenceState.PLANNED, step__action=StepAction.EMAIL)
    soon = planned.filter(due_at__lt=now + timedelta(days=1)).count()
    words = _("What comes due while it is off is left out and never sent later. In the next 24 hours that is: %(soon)d.")
    return (words % {"soon": soon}) + (" " + _("It is off now.") if plan.mode == PlanMode.OFF else "")


def _counts_from(content: PlanContent) -> str:
    anchors = dict.fromkeys(step.anchor for step in content.steps)
    names = ", ".join(_lower_first(Anchor(anchor).label) for anchor in anchors)
    return _("Never from the message before. In this plan: %(anchors)s.") % {"anchors": names}


def _late(content: PlanContent) -> str:
    critical = sum(step.is_critical for step in content.steps)
    words = _("Late messages are left out: at most the newest one goes, in the morning. A routine one is never more than two days late.")
    if not critical:
        return words
    more = ngettext(
        "%(count)d critical step becomes work for a person instead.",
        "%(count)d critical steps become work for a person instead.",
        critical,
    )
    return f"{words} {more % {'count': critical}}"


def _stops(content: PlanContent) -> str:
    always = [ExitReason.OPTED_OUT, ExitReason.UNSAFE]
    reasons = [*always, *(ExitReason(stop) for stop in content.stops_on)]
    return "; ".join(str(reason.label) for reason in reasons) + "."


def _lower_first(label: str | Promise) -> str:
    text = str(label)
    return text[:1].lower() + text[1:]
