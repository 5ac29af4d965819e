"""Two clinics with a row behind every argument of an address, and a third side whose ids belong to nothing.

Both clinics know the same phone number and the same code of a queue, so that a forgotten filter finds the wrong rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.urls import reverse

from clinics.domain.inviting import issue_link
from clinics.domain.settling import set_on_call, set_pager
from clinics.models import Clinic, Holiday, Membership, RotaCover, RotaShift, Staff
from clinics.states import LinkKind, Role
from core.audit import SYSTEM, Actor
from followup.domain.aftercare.supporting import SupporterWish, add_supporter
from followup.domain.appointments import Wish as Wished
from followup.domain.appointments import book_appointment
from followup.domain.calendar_links import calendar_token, write_calendar_link
from followup.domain.enrolling import enrol_by_hand
from followup.domain.hooking import open_hook
from followup.domain.medication.dosing import NewCourse, plan_course
from followup.domain.starting_pages import add_ready_pages
from followup.models import Aftercare, Appointment, Backlog, EducationPage, Message, Suppression, TemplateVersion
from followup.states.medicine import Medicine
from intake.domain.drafting import open_draft
from intake.domain.form_life import change_reach_token
from intake.domain.restricting import break_glass, restrict_lead
from intake.domain.routing import current_rulebook
from intake.domain.staff_drafts import save_draft
from intake.domain.tasking import open_review_of_submission
from intake.models import BreakGlass, ContactPoint, Lead, MaybeSame, Submission, Task
from intake.states import Channel, SubmissionState
from records.domain.disclosing import Wish, disclose
from records.states import Information
from tests.factories import NOW, first_task, make_clinic, make_staff, receive
from tests.followup.aftercare.builders import asked, token_of
from tests.followup.plan_builders import make_plan
from tests.records.builders import make_consent, make_person

ROLES = tuple(Role.values)
PHONE = "(202) 555-0163"


@dataclass(frozen=True)
class Side:
    """One clinic, or the side where nothing exists: what stands for each argument of an address, and the words nobody else may read."""

    clinic: Clinic | None
    ids: dict[str, Any]
    words: str = ""
    staff: dict[str, Staff] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def clinic_id(self) -> Any:
        """The clinic's id; where nothing exists, one that no clinic has."""
        return self.clinic.id if self.clinic else self.ids["lead_id"]


@dataclass(frozen=True)
class World:
    """Two clinics and nowhere."""

    oak: Side
    river: Side
    nowhere: Side
    # Rows of the first clinic that are restricted to somebody who never comes.
    veiled: Side
    both: dict[str, Staff]


def build_world() -> World:
    """Rows of every kind on both sides, and staff who belong to both clinics in different roles."""
    oak = _side("oak", "Oakquillion")
    river = _side("river", "Rivermarden")
    hook = open_hook(provider="postmark", signing_key="", actor=Actor.of(oak.staff["admin"]), now=NOW).hook
    oak.tokens["hook"] = river.tokens["hook"] = hook.path_token
    veiled = _veiled(oak)
    oak.ids["glass_id"] = _glass(veiled, oak)
    river.ids["glass_id"] = _glass(_veiled(river), river)
    return World(oak, river, _nowhere(oak), veiled, _people_of_both(oak, river))


def _side(slug: str, words: str) -> Side:
    clinic = make_clinic(
        slug=slug, public_name=f"{slug.title()} Place", discreet_name=f"{slug.title()} Office", offers_texts=True, is_sample=True
    )
    staff = {role: make_staff(clinic, roles=(role,), name=f"{role} of {slug}") for role in ROLES}
    person = make_person(clinic, name=words, phone=PHONE)
    lead = person.leads.get()
    keeper = staff["supervisor"]
    consent = make_consent(person, staff=keeper)
    wish = Wish(consent.id, recipient="River Hospital", information=(Information.IDENTITY,))
    disclosure = disclose(person=person, wish=wish, staff=keeper, now=NOW)
    token = f"{slug}-confirmation-token"
    received = receive(clinic, name=f"{words} again", phone=PHONE, token=token)
    draft = f"{slug}-half-written-draft"
    open_draft(clinic=clinic, token=draft, language="en", answers={"name": words, "reach": "call"}, now=NOW)
    set_on_call(clinic_id=clinic.id, staff_ids=[keeper.id], actor=Actor.of(keeper), now=NOW)
    set_pager(clinic_id=clinic.id, url=f"https://{slug}.example/hook", actor=Actor.of(keeper), now=NOW)
    ids = {
        "slug": clinic.slug,
        "language": "en",
        "step": 1,
        "number": current_rulebook(clinic).version,
        "lead_id": lead.id,
        "other_lead_id": received.lead.id,
        "person_id": person.id,
        "task_id": first_task(received).id,
        "review_id": _unreadable(clinic).id,
        "queue_id": clinic.queues.get(code="general").id,
        "contact_point_id": ContactPoint.objects.filter(person=person)[0].id,
        "maybe_same_id": MaybeSame.objects.filter(clinic=clinic)[0].id,
        "consent_id": consent.id,
        "disclosure_id": disclosure.id,
        "holiday_id": Holiday.objects.create(clinic=clinic, day=NOW.date(), name="Founders day").id,
        **_rota(clinic, staff),
        "line_id": clinic.phone_lines.get().id,
        "key": "in-an-emergency",
        "provider": "postmark",
        "backlog_id": Backlog.objects.create(clinic=clinic, found_at=NOW, reaches_to=NOW).id,
        "suppression_id": Suppression.objects.create(
            clinic=clinic, address_hash=f"{slug}-nobody", purpose="alumni", reason="bounced", created_at=NOW
        ).id,
        "held_id": _held(staff["staff"]),
        "passkey_id": _passkey(make_staff(clinic, name="somebody else")),
        "text_id": TemplateVersion.objects.filter(clinic=clinic)[0].id,
        "staff_id": staff["staff"].id,
        **_followed_up(clinic, lead, staff["staff"]),
        "plan_code": "calling",
        "course_id": plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=staff["clinician"], now=NOW).id,
    }
    add_ready_pages(clinic=clinic, now=NOW)
    asked_now = asked(clinic, name=words, phone=PHONE)
    check_in = token_of(asked_now)
    ids["aftercare_id"] = asked_now.aftercare_id
    ids["instrument_version_id"] = asked_now.instrument_version_id
    ids["supporter_id"] = _supporter(asked_now.aftercare, staff["clinician"])
    ids |= {
        "code": TemplateVersion.objects.filter(clinic=clinic)[0].code,
        "variant": "en",
        "page_id": EducationPage.objects.filter(clinic=clinic)[0].id,
    }
    ids["message_id"], ids["restored_id"] = _held_for(clinic, "for_review"), _held_for(clinic, "restored")
    stop = next(message.unsubscribe_token for message in Message.objects.filter(clinic=clinic) if message.unsubscribe_token)
    tokens = {
        "sent": token,
        "draft": draft,
        "change": change_reach_token(token),
        "stop": stop,
        "hook": "",
        "check_in": check_in,
        "calendar": _calendar_token(stop, ids["appointment_id"]),
        "account": _account_token(staff["staff"]),
    }
    return Side(clinic, ids, words, staff, tokens)


def _calendar_token(stop: str, appointment_id: UUID) -> str:
    message = next(one for one in Message.objects.exclude(contact_point=None) if one.unsubscribe_token == stop)
    write_calendar_link(message=message, point=message.contact_point, appointment=Appointment.objects.get(id=appointment_id), now=NOW)
    return calendar_token(stop)


def _supporter(aftercare: Aftercare, staff: Staff) -> UUID:
    consent = make_consent(aftercare.person, staff=staff)
    wish = SupporterWish(consent.id, "Rosa", "rosa@example.org", "en", 28, NOW.date() + timedelta(days=90), agreed=True)
    return add_supporter(aftercare_id=aftercare.id, wish=wish, staff=staff, now=NOW).id


def _veiled(side: Side) -> Side:
    """A lead with a file, restricted to one person; its number is the one everybody has."""
    clinic, boss, words = side.clinic, side.staff["supervisor"], "Veilquarry"
    received = receive(clinic, name=words, phone=PHONE)
    lead, person = received.lead, received.lead.contact_person
    consent = make_consent(person, staff=boss)
    wish = Wish(consent.id, recipient="River Hospital", information=(Information.IDENTITY,))
    ids = {
        "lead_id": lead.id,
        "person_id": person.id,
        "task_id": first_task(received).id,
        "contact_point_id": ContactPoint.objects.filter(person=person)[0].id,
        "maybe_same_id": MaybeSame.objects.filter(person=person)[0].id,
        "consent_id": consent.id,
        "disclosure_id": disclose(person=person, wish=wish, staff=boss, now=NOW).id,
        "course_id": plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=side.staff["clinician"], now=NOW).id,
    }
    named = make_staff(clinic, name="somebody named")
    restrict_lead(lead_id=lead.id, people=[named.id], reason=words, staff=boss, now=NOW)
    return Side(clinic, side.ids | ids, words, side.staff, side.tokens)


def _glass(veiled: Side, side: Side) -> UUID:
    """An opening that is over, by somebody else."""
    other = make_staff(side.clinic, roles=("supervisor",), name="another supervisor")
    glass = break_glass(lead_id=veiled.ids["lead_id"], reason="nobody was here", staff=other, now=NOW)
    BreakGlass.objects.filter(id=glass.id).update(open_until=NOW - timedelta(days=400))
    return glass.id


def _account_token(staff: Staff) -> str:
    return issue_link(staff=staff, kind=LinkKind.PASSWORD, actor=SYSTEM, now=NOW).token


def _followed_up(clinic: Clinic, lead: Lead, staff: Staff) -> dict[str, Any]:
    """A step of a plan and an appointment of the person."""
    enrolment = enrol_by_hand(lead_id=lead.id, plan_id=make_plan(clinic, code="calling").id, staff=staff, now=NOW)
    wish = Wished(NOW.replace(tzinfo=None) + timedelta(days=9))
    appointment = book_appointment(lead_id=lead.id, wish=wish, staff=staff, idempotency_key="k", now=NOW)
    step = enrolment.occurrences.order_by("due_at")[0]
    return {"enrolment_id": enrolment.id, "occurrence_id": step.id, "appointment_id": appointment.id}


def _held_for(clinic: Clinic, why: str) -> UUID:
    """A message that waits for somebody's word."""
    message = Message.objects.filter(clinic=clinic, state="held", why_not="practice_mode", lead__isnull=False)[0]
    Message.objects.filter(id=message.id).update(why_not=why)
    return message.id


def _rota(clinic: Clinic, staff: dict[str, Staff]) -> dict[str, Any]:
    shift = RotaShift.objects.create(clinic=clinic, staff=staff["staff"], weekday=0, starts_minute=480, minutes=480)
    cover = RotaCover.objects.create(
        clinic=clinic, staff=staff["clinician"], starts_at=NOW, ends_at=NOW + timedelta(hours=1), created_at=NOW
    )
    return {"shift_id": shift.id, "cover_id": cover.id}


def _held(staff: Staff) -> UUID:
    """A form that was sent just after the session had ended."""
    held = uuid4()
    body = {"path": reverse("desk:preferences"), "fields": [["interface_language", "en"]]}
    save_draft(staff=staff, key=f"held:{held}", body=body, now=NOW)
    return held


def _passkey(staff: Staff) -> int:
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.create(user=staff, type=kind, data={"name": "My key", "credential": {}}).pk


def _unreadable(clinic: Clinic) -> Task:
    """A task about an arrival that nobody could read."""
    sent = Submission.objects.create(
        clinic=clinic,
        channel=Channel.API,
        external_key="odd",
        body_hash="odd",
        state=SubmissionState.NEEDS_HUMAN,
        next_try_at=NOW,
        received_at=NOW,
    )
    return open_review_of_submission(submission=sent, now=NOW)


def _nowhere(like: Side) -> Side:
    """For every id of a side, one of the same kind that no row has."""
    kept = {"language": "en", "step": 1, "number": 999}
    made: dict[type, Callable[[], Any]] = {str: lambda: "nowhere", int: lambda: 999}
    ids = {name: kept.get(name) or made.get(type(value), uuid4)() for name, value in like.ids.items()}
    return Side(None, ids, tokens={name: f"never-given-{name}-token" for name in like.tokens})


def _people_of_both(oak: Side, river: Side) -> dict[str, Staff]:
    """Somebody with one role here and another there: a role counts only where it is held."""
    found = {}
    for here, there in (("staff", "supervisor"), ("auditor", "staff"), ("admin", "clinician"), ("supervisor", "admin")):
        one = make_staff(oak.clinic, roles=(here,), name=f"{here} here and {there} there")
        Membership.objects.create(staff=one, clinic=river.clinic, role=there)
        found[f"{here} here, {there} there"] = one
    return found
