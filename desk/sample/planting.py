"""Planting the sample data, through the same verbs as real work. Doing it again adds what is missing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from clinics.domain.opening_hours import Period, add_holidays, set_hours, suggested_holidays
from clinics.domain.settling import add_clinic, save_line, set_on_call
from clinics.domain.staffing import add_staff, new_password
from clinics.models import Clinic, Installation, Staff
from clinics.states import Role
from core.audit import COMMAND, PERSON
from desk.sample.followed_up import add_rota, follow_up
from desk.sample.inquiries import CALLS, MARK, WEB, Called, Made
from desk.sample.looked_after import PEOPLE, look_after
from desk.sample.people import CLINICS, HOLIDAYS, HOURS, LINES, STAFF, Person
from followup.domain.deciding import decide_followup
from followup.domain.plan_editing import set_mode
from followup.domain.ready_plans.plans import publish_ready_plans
from followup.domain.starting_pages import add_ready_pages
from followup.models import Plan
from followup.states import PlanMode
from intake.domain.calling import CallDraft, NotSafeError, log_call, record_attempt
from intake.domain.leading import acknowledge, add_note, finish_task, move_lead
from intake.domain.queueing import add_usual_queues, set_queue_members
from intake.domain.receiving import receive_inquiry
from intake.models import Lead, Queue, Submission, Task
from intake.states import Channel, TaskKind, TaskState

LOGINS_FILE = "sample-logins.txt"


class RealDataError(Exception):
    """There are real clinics or accounts here, and sample data must not mix with them."""


def plant(*, now: datetime) -> list[dict[str, Any]]:
    """Plant everything and return the logins with fresh passwords; raises RealDataError."""
    if Clinic.objects.filter(is_sample=False).exists() or Staff.objects.filter(is_sample=False).exists():
        raise RealDataError
    # The audit runs in the order of time: what happened a month ago is written first, and nothing older after it.
    clinics = {slug: _clinic(slug, now - timedelta(days=30)) for slug in CLINICS}
    people = [_person(person, clinics[person.clinic], now) for person in STAFF]
    for slug, clinic in clinics.items():
        _settle(slug, clinic, now)
    _look_after(clinics["oak-street"], now)
    for number, made in enumerate(WEB):
        _inquiry(f"sample-{number}", made, clinics[made.clinic], now)
    for number, called in enumerate(CALLS):
        _call(number, called, clinics["oak-street"], now)
    follow_up(clinic=clinics["oak-street"], now=now)
    add_rota(clinic=clinics["oak-street"], now=now)
    Installation.objects.update_or_create(id=1, defaults={"has_sample_data": True})
    return people


def logins_path() -> Path:
    """Where the sample logins stand for later runs; only their owner may read the file."""
    return Path(settings.VAR_DIR) / LOGINS_FILE


def _clinic(slug: str, now: datetime) -> Clinic:
    found = Clinic.objects.filter(slug=slug).first()
    if found is not None:
        return found
    with transaction.atomic():
        clinic = add_clinic(slug=slug, actor=COMMAND, now=now, is_sample=True, crisis_text_approved_on=now.date(), **CLINICS[slug])
        add_usual_queues(clinic=clinic, staff=None, now=now)
        set_hours(clinic_id=clinic.id, periods=[Period(*hours) for hours in HOURS[slug]], actor=COMMAND, now=now)
        days = suggested_holidays(region="US", years=(now.year, now.year + 1))
        add_holidays(clinic_id=clinic.id, days=[day for day in days if day[1] in HOLIDAYS], actor=COMMAND, now=now)
        for line in LINES[slug]:
            save_line(clinic_id=clinic.id, line_id=None, values=line, actor=COMMAND, now=now)
        _plans(clinic, now)
        add_ready_pages(clinic=clinic, now=now)
    return clinic


def _plans(clinic: Clinic, now: datetime) -> None:
    """The ready plans, all on; what they make waits for somebody's eyes."""
    publish_ready_plans(clinic=clinic, now=now)
    held = ("new-inquiry", "family", "appointment", "waiting-list")
    modes = {**dict.fromkeys(held, PlanMode.HOLD), "could-not-reach": PlanMode.TEAM}
    for plan in Plan.objects.filter(clinic=clinic, code__in=modes):
        set_mode(plan=plan, mode=modes[plan.code], staff=None, now=now)


def _person(person: Person, clinic: Clinic, now: datetime) -> dict[str, Any]:
    password = new_password()
    staff = Staff.objects.filter(email=person.email).first()
    if staff is None:
        add_staff(
            email=person.email,
            name=person.name,
            roles={clinic.id: person.roles},
            password=password,
            languages=person.languages,
            is_sample=True,
            actor=COMMAND,
            now=now,
        )
    else:
        staff.set_password(password)
        staff.save(update_fields=["password"])
    roles = ", ".join(str(Role(role).label) for role in person.roles)
    return {"name": person.name, "email": person.email, "password": password, "roles": roles, "clinic": clinic.public_name}


def _settle(slug: str, clinic: Clinic, now: datetime) -> None:
    here = [person for person in STAFF if person.clinic == slug]
    ids = dict(Staff.objects.filter(is_sample=True).values_list("email", "id"))
    on_call = sorted((person for person in here if person.on_call is not None), key=lambda person: person.on_call or 0)
    set_on_call(clinic_id=clinic.id, staff_ids=[ids[person.email] for person in on_call], actor=COMMAND, now=now)
    for queue in Queue.objects.filter(clinic=clinic):
        members = [ids[person.email] for person in here if queue.code in person.queues]
        set_queue_members(queue_id=queue.id, clinic=clinic, staff_ids=members, actor=COMMAND, now=now)


def _look_after(clinic: Clinic, now: datetime) -> None:
    """People who came weeks ago and are in aftercare."""
    for number, one in enumerate(PEOPLE):
        _inquiry(f"sample-aftercare-{number}", one.made, clinic, now)
    leads = {
        lead.submissions.get().external_key: lead for lead in Lead.objects.filter(clinic=clinic, status="started_care", is_sample=True)
    }
    found = [(one, leads[key]) for number, one in enumerate(PEOPLE) if (key := f"sample-aftercare-{number}") in leads]
    look_after(clinic=clinic, leads=found, now=now)


def _inquiry(key: str, made: Made, clinic: Clinic, now: datetime) -> None:
    if Submission.objects.filter(clinic=clinic, external_key=key).exists():
        return
    at = now - timedelta(hours=made.hours_ago)
    received = receive_inquiry(
        clinic=clinic,
        channel=Channel.WEB_FORM,
        external_key=key,
        payload=_payload(made),
        language=made.language,
        is_sample=True,
        now=at,
        actor=PERSON,
    )
    if received.lead is not None:
        decide_followup(lead_id=received.lead.id, now=at)
        _work(received.lead, made, at, now)


def _payload(made: Made) -> dict[str, Any]:
    return {
        "form": "message" if made.words else "callback",
        "who": "self",
        "reach": "call",
        "name": f"{made.name} {MARK}".strip(),
        "phone": made.phone,
        "email": made.email,
        "private": "yes" if made.email else "",
        "consent_email": bool(made.email),
        "own_words": made.words,
        "wordings": {"inquiry": "inquiry-email-1", "helpful": "helpful-email-1"} if made.email else {},
        **made.answers,
    }


def _work(lead: Lead, made: Made, at: datetime, now: datetime) -> None:
    """What staff did about it: emergencies are taken by name, calls recorded, a note written."""
    staff = _agents(lead.clinic)[0]
    for task in Task.objects.filter(lead=lead, kind=TaskKind.ESCALATION, state=TaskState.OPEN, acknowledged_at__isnull=True):
        acknowledge(task_id=task.id, staff=staff, now=min(at + timedelta(minutes=4), now))
    for position, outcome in enumerate(made.calls, start=1):
        _attempt(lead, outcome, position, at=min(at + timedelta(hours=position), now), now=now)
    if made.ended:
        status, why = made.ended
        then = min(at + timedelta(hours=len(made.calls) + 2), now)
        move_lead(lead_id=lead.id, to=status, staff=staff, reason=why, now=then)
        # A lead that ended has no open work; one that somebody wrote to keeps its first task until it is ended by hand.
        for task in Task.objects.filter(lead=lead, kind=TaskKind.FIRST_CONTACT, state=TaskState.OPEN):
            finish_task(task_id=task.id, staff=staff, outcome="handled", now=then)
    if made.note:
        add_note(lead_id=lead.id, staff=staff, text=made.note, now=min(at + timedelta(hours=len(made.calls) + 1), now))


def _attempt(lead: Lead, outcome: str, position: int, *, at: datetime, now: datetime) -> None:
    task = Task.objects.filter(lead=lead, state=TaskState.OPEN).exclude(kind=TaskKind.ESCALATION).order_by("due_at").first()
    if task is None:
        return
    has_next = outcome in {"callback_booked", "appointment", "thinking"}
    try:
        record_attempt(
            task_id=task.id,
            staff=_agents(lead.clinic)[position % len(_agents(lead.clinic))],
            outcome=outcome,
            note="",
            next_step_at=now + timedelta(hours=20 + position * 3) if has_next else None,
            is_mine=False,
            idempotency_key=f"sample-{lead.id}-{position}",
            now=at,
        )
    except NotSafeError:
        # A sample that may not be called that way stays as it is: the rule holds for made-up people too.
        return


def _call(number: int, called: Called, clinic: Clinic, now: datetime) -> None:
    agents = _agents(clinic)
    at = now - timedelta(hours=called.hours_ago)
    draft = CallDraft(
        clinic=clinic,
        idempotency_key=f"sample-call-{number}",
        direction="in",
        started_at=at,
        duration_seconds=240 + 60 * number,
        line_id=clinic.phone_lines.order_by("position").values_list("id", flat=True)[0],
        number=called.number,
        who=called.who,
        name=f"{called.name} {MARK}",
        safe="yes",
        voicemail=called.voicemail,
        may_text="no",
        if_cut_off="call_back",
        outcome=called.outcome,
        next_step_at=None if called.next_step_in_hours is None else now + timedelta(hours=called.next_step_in_hours),
        note=called.note,
    )
    logged = log_call(draft=draft, staff=agents[number % len(agents)], now=at)
    if logged.lead is not None:
        Lead.objects.filter(id=logged.lead.id).update(is_sample=True)
        Submission.objects.filter(lead_id=logged.lead.id).update(is_sample=True)
        decide_followup(lead_id=logged.lead.id, now=at)


def _agents(clinic: Clinic) -> list[Staff]:
    agents = Staff.objects.filter(is_sample=True, memberships__clinic=clinic, memberships__role=Role.STAFF).distinct()
    return list(agents.order_by("name"))


def as_lines(people: Iterable[dict[str, Any]], *, desk_url: str) -> str:
    """The logins as text for a person at a terminal."""
    rows = [f"  {person['email']:<22} {person['password']}   {person['name']}, {person['roles']} ({person['clinic']})" for person in people]
    return "\n".join([f"Sample logins for {desk_url}/desk/", *rows, ""])
