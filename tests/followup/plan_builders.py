"""What tests of plans need: a live clinic, a plan of a few e-mails, and somebody who agreed to get them."""

from datetime import datetime, timedelta
from typing import Any

from clinics.models import Clinic
from followup.domain.due import make_due
from followup.domain.enrolling import enrol_by_rule
from followup.domain.exiting import follow_facts
from followup.domain.plan_content import PlanContent, StepContent
from followup.domain.plan_editing import Settings, create_plan, publish_version
from followup.domain.plan_sweeping import plan_due
from followup.models import Enrolment, Occurrence, Plan, Template, TemplateVersion
from followup.states import PlanEntry, PlanMode
from intake.models import Lead
from tests.factories import NOW
from tests.followup.builders import go_live, make_lead, make_mailing_clinic

TEXT = "hello-again"


def make_text(clinic: Clinic, code: str = TEXT, *, languages: tuple[str, ...] = ("en", "es"), body: str = "") -> None:
    """A published text in these languages, for open and for private mailboxes."""
    Template.objects.get_or_create(clinic=clinic, code=code, defaults={"created_at": NOW})
    for language in languages:
        for suffix in ("", "-private"):
            TemplateVersion.objects.create(
                clinic=clinic,
                code=code + suffix,
                language=language,
                version=1,
                subject="A note for you",
                body=body or "Hello. Call {phone}. {stop_link}",
                published_at=NOW,
            )


def email(key: str, days: int, **columns: Any) -> StepContent:
    """An e-mail at nine in the morning, so many days after somebody got in."""
    values = {"anchor": "enrolment", "unit": "days", "local_minute": 540, "action": "email", "template_code": TEXT, "expires_minutes": 5760}
    return StepContent(key=key, amount=days, **{**values, **columns})


def work(key: str, days: int, **columns: Any) -> StepContent:
    """Work for a person at nine in the morning."""
    values = {"anchor": "enrolment", "unit": "days", "local_minute": 540, "action": "task", "task_reason": "Ask how they are."}
    return StepContent(key=key, amount=days, **{**values, **columns})


FIRST_STEPS = (email("day-1", 1), email("day-3", 3), email("day-7", 7))


def make_plan(
    clinic: Clinic, *steps: StepContent, mode: str = PlanMode.LIVE, entry: str = PlanEntry.BY_HAND, code: str = "", **content: Any
) -> Plan:
    """A published plan in this mode; a purpose everybody in these tests agreed to."""
    settings = Settings(name="Hello", purpose="inquiry", entry=PlanEntry(entry), **content.pop("settings", {}))
    plan = create_plan(clinic=clinic, code=code or f"plan-{Plan.objects.count()}", settings=settings, staff=None, now=NOW)
    publish_version(plan=plan, content=PlanContent(steps=steps or FIRST_STEPS, **content), staff=None, now=NOW)
    Plan.objects.filter(id=plan.id).update(mode=mode)
    plan.refresh_from_db()
    return plan


def make_live_clinic(**columns: Any) -> Clinic:
    """A clinic with texts, in an installation that may send."""
    go_live()
    clinic = make_mailing_clinic(**columns)
    make_text(clinic)
    return clinic


def enrol(plan: Plan, *, now: datetime = NOW, lead: Lead | None = None, **words: Any) -> Enrolment:
    """Somebody in this plan."""
    if lead is None:
        words.setdefault("email", f"p{Lead.objects.count()}@example.org")
        lead = make_lead(plan.clinic, now=now, **words)
    # A rule takes the clinic's first plan of its kind, so no other one may be of this kind.
    Plan.objects.filter(clinic=plan.clinic, entry=PlanEntry.BY_HAND).exclude(id=plan.id).update(entry=PlanEntry.APPOINTMENT)
    Plan.objects.filter(id=plan.id).update(entry=PlanEntry.BY_HAND)
    found = enrol_by_rule(lead=lead, entry=PlanEntry.BY_HAND, now=now)
    assert found.enrolment is not None, found.why
    return found.enrolment


def tick(now: datetime) -> None:
    """What one run of the job does."""
    follow_facts(now=now)
    plan_due(now=now)
    make_due(now=now)


def run(start: datetime, until: datetime, *, every: timedelta = timedelta(minutes=30)) -> None:
    """One tick after the other."""
    while start <= until:
        tick(start)
        start += every


def rows(enrolment: Enrolment) -> list[tuple[str, str, str]]:
    """Step, state and reason of every occurrence, in order."""
    found = Occurrence.objects.filter(enrolment=enrolment).order_by("due_at", "step__position")
    return [(row.step_key, row.state, row.reason) for row in found]
