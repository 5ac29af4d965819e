"""Thirty more unlikely words travel the roads after a first answer; nothing outside its own encrypted column keeps one."""

import json
import subprocess
import sys
from datetime import date, timedelta
from email.message import EmailMessage
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from clinics.models import Clinic, Staff
from core import clock
from followup.domain.aftercare.linking import derived_token
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.calendar_links import calendar_token, write_calendar_link
from followup.domain.deciding import decide_followup
from followup.domain.medication.watching import watch_courses
from followup.models import Aftercare, Appointment, CheckIn, Course, Message, Occurrence, Supporter
from followup.states import CheckInPage
from intake.models import BreakGlass, Lead, Task
from records.domain.backing_up import back_up, lines_of
from tests.architecture.source import PROJECT
from tests.databases import own_url
from tests.factories import make_staff
from tests.followup.aftercare.builders import token_of
from tests.followup.builders import go_live
from tests.followup.plan_builders import make_plan, make_text, tick
from tests.followup.provider_posts import make_hook, post, postmark
from tests.journeys.canaries import CANARIES, LATER, Trail, WatchedClient
from tests.journeys.test_canaries import SECRET, broker, browser_of, clinic, everything_readable, log, run_a_worker, trail  # noqa: F401
from tests.records.builders import make_consent
from tests.servers import MailSink, RedisServer, child_environment

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
C = CANARIES
EMAIL = f"{C['later email']}@quiet-post.example"
# Kept in no column: the words of a bounce are read for their code alone.
NOT_KEPT = {"bounce words"}
# Who works here is no secret of the database; it must turn up nowhere else all the same.
OF_COLLEAGUES = {"prescriber", "new colleague", "new colleague email"}


def found_of_people(trail: Trail) -> dict[str, set[str]]:  # noqa: F811
    """Sink → the words in it that must not be there."""
    hits = {sink: words - (OF_COLLEAGUES if sink in {"plain columns", "backup"} else set()) for sink, words in trail.scan().items()}
    return {sink: words for sink, words in hits.items() if words}


def today(oak: Clinic) -> date:
    """The clinic's own day."""
    return clock.now().astimezone(ZoneInfo(oak.time_zone)).date()


def arrive(oak: Clinic, **words: str) -> Lead:
    """Somebody who wrote, and can be written to."""
    from tests.followup.builders import make_lead  # noqa: PLC0415  beside the one use

    said = {"name": C["later name"], "email": EMAIL, **words}
    return make_lead(oak, now=clock.now(), **said)


def follow_a_plan(desk: WatchedClient, oak: Clinic, lead: Lead) -> None:
    """Put into a plan, a step left out, a visit booked and moved."""
    plan = make_plan(oak)
    desk.get(reverse("desk:followup", args=[lead.id]))
    desk.post(reverse("desk:followup-enrol", args=[lead.id]), {"plan": str(plan.id)})
    tick(clock.now())
    step = Occurrence.objects.filter(enrolment__lead=lead, state="planned").order_by("due_at")[0]
    desk.post(reverse("desk:followup-skip", args=[lead.id, step.id]), {"reason": ""})
    desk.post(reverse("desk:followup-skip", args=[lead.id, step.id]), {"reason": C["skip reason"]})
    visit = {"starts": "2031-11-17T10:00", "minutes": "45", "kind": "visit", "key": "k", "note": C["visit note"]}
    desk.post(reverse("desk:appointment-book", args=[lead.id]), {**visit, "starts": "soon"})
    desk.post(reverse("desk:appointment-book", args=[lead.id]), visit)
    desk.get(reverse("desk:followup", args=[lead.id]))


def put_into_calendar(visitor: WatchedClient, lead: Lead) -> list[bytes]:
    """What the link in a mail about the visit shows, and the file."""
    decide_followup(lead_id=lead.id, now=clock.now())
    message = Message.objects.get(lead=lead)
    assert message.contact_point is not None
    write_calendar_link(message=message, point=message.contact_point, appointment=Appointment.objects.get(lead=lead), now=clock.now())
    address = f"/w/v/{calendar_token(message.unsubscribe_token)}/en/"
    answers = [visitor.get(address), visitor.get(f"{address}calendar.ics")]
    assert [answer.status_code for answer in answers] == [200, 200]
    return [answer.content for answer in answers]


def look_after(nurse: WatchedClient, visitor: WatchedClient, oak: Clinic, lead: Lead) -> CheckIn:
    """Entered, asked by mail, answered by link and by phone, changed, flagged, called, and a supporter at their side."""
    day = today(oak).isoformat()
    entered = {"how": "discharge", "started_on": day, "what_next": C["what next"], "agrees": "yes"}
    nurse.post(reverse("desk:aftercare-enter", args=[lead.id]), {**entered, "started_on": "2999-01-01"})
    nurse.post(reverse("desk:aftercare-enter", args=[lead.id]), entered)
    aftercare = Aftercare.objects.get()
    check_in = CheckIn.objects.get(aftercare=aftercare, state="planned")
    sweep_aftercare(now=check_in.due_at)
    check_in.refresh_from_db()
    answer_by_link(visitor, check_in)

    def at(name: str) -> str:
        return reverse(f"desk:aftercare-{name}", args=[aftercare.id])

    nurse.get(reverse("desk:aftercare"))
    nurse.get(at("person"))
    nurse.post(at("contact"), {"outcome": "no_answer", "key": "k", "note": C["contact note"]})
    nurse.post(at("contact"), {"outcome": "reached", "key": "k2", "note": C["contact note"]})
    nurse.post(at("check-in"), {"how": "hard", "words": C["phone check-in words"]})
    nurse.post(at("rhythm"), {"every_days": "14", "asked_by": "phone", "reason": C["rhythm reason"]})
    nurse.post(at("pause"), {"reason": C["pause reason"]})
    nurse.post(at("resume"))
    consent = make_consent(
        aftercare.person, staff=Staff.objects.filter(memberships__clinic=oak)[0], expires_on=today(oak) + timedelta(days=100)
    )
    supporter = {"consent": str(consent.id), "name": C["supporter name"], "email": f"{C['supporter email']}@side.example"}
    nurse.post(at("supporter"), {**supporter, "language": "es", "every_days": "28"})
    nurse.post(at("supporter"), {**supporter, "language": "es", "every_days": "28", "ends_on": "2999-01-01", "agreed": "on"})
    assert Supporter.objects.exists()
    nurse.post(at("end"), {"reason": C["end reason"], "say_goodbye": "on"})
    return check_in


def answer_by_link(visitor: WatchedClient, check_in: CheckIn) -> None:
    token = token_of(check_in)
    address = f"/w/c/{token}/en/"
    visitor.get(address)
    visitor.post(address, {"words": C["check-in words"]})
    visitor.post(address, {"how": "hard", "words": C["check-in words"]})
    visitor.post(address, {"how": "good", "words": C["changed check-in words"]})
    for page, letter in ((CheckInPage.REACH, "r"), (CheckInPage.STOP, "s"), (CheckInPage.DELETE, "d")):
        visitor.get(f"/w/{letter}/{derived_token(token, page)}/en/")


def give_medicine(nurse: WatchedClient, lead: Lead) -> None:
    """A course, a dose, one that was declined, a test, a talk and the end."""
    nurse.post(reverse("desk:course-plan", args=[lead.id]), {"medicine": "injection", "reminders": "yes", "prescriber": C["prescriber"]})
    course = Course.objects.get()
    day = today(lead.clinic).isoformat()

    def at(name: str) -> str:
        return reverse(f"desk:course-{name}", args=[course.id])

    dose = {"dose-given_on": day, "dose-reversal_talk": "yes", "dose-note": C["dose note"]}
    nurse.post(at("give"), dose)
    nurse.post(at("give"), {**dose, "dose-opioid_free_checked": "on"})
    nurse.post(at("lab"), {"lab-reason": C["lab reason"]})
    nurse.post(at("decline"), {"decline-note": C["decline note"]})
    watch_courses(now=clock.now() + timedelta(days=40))
    nurse.post(at("talked"), {"contact-note": C["talk note"]})
    nurse.get(reverse("desk:course", args=[course.id]))
    nurse.post(at("end"), {"end-reason": "chose_to_stop", "end-note": C["course note"]})


def hear_back(visitor: WatchedClient, message: Message) -> str:
    """An answer, a stranger's mail and a bounce through the mail server's pipe; a provider's event. What the pipe printed."""
    said = pipe(_mail(f"{C['later name']} <{EMAIL}>", C["answer by mail"], answers=message), message.clinic)
    stranger = f"{C['stranger by mail']} <{C['stranger address']}@elsewhere.example>"
    said += pipe(_mail(stranger, C["stranger by mail"]), message.clinic)
    said += pipe(_mail("MAILER-DAEMON@mx.example", C["bounce words"], Auto_Submitted="auto-replied"), message.clinic)
    hook = make_hook("postmark")
    Message.objects.filter(id=message.id).update(state="sent", sent_at=clock.now())
    for body in (postmark(message, "delivered"), json.dumps({"Email": EMAIL}).encode(), f"broken {EMAIL}".encode()):
        post(visitor, hook, body)
    return said


def _mail(sender: str, text: str, *, answers: Message | None = None, **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, "hello@example.org", f"Re: {text}", f"<{uuid4()}@x.example>"
    if answers is not None:
        mail["In-Reply-To"] = f"<{answers.message_id}>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def pipe(mail: bytes, oak: Clinic) -> str:
    """What the mail server's pipe says."""
    command = [sys.executable, "manage.py", "receive_mail", "--clinic", oak.slug]
    done = subprocess.run(
        command, cwd=PROJECT, env=child_environment(DATABASE_URL=own_url()), input=mail, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return (done.stdout + done.stderr).decode()


def keep_from_colleagues(trail: Trail, oak: Clinic, lead: Lead) -> None:  # noqa: F811
    """Restricted to one person, opened by another with a reason, looked at by a third."""
    supervisor, other = (make_staff(oak, roles=("supervisor",)) for _one in range(2))
    one = make_staff(oak)
    boss = browser_of(supervisor, trail)
    boss.post(reverse("desk:lead-restrict", args=[lead.id]), {"reason": C["restrict reason"]})
    boss.post(reverse("desk:lead-restrict", args=[lead.id]), {"people": [str(one.id)], "reason": C["restrict reason"]})
    boss.get(reverse("desk:lead", args=[lead.id]))
    boss.post(reverse("desk:break-glass", args=[lead.id]), {"reason": C["glass reason"]})
    glass = BreakGlass.objects.get()
    browser_of(other, trail).post(reverse("desk:glass-review", args=[glass.id]), {"was_right": "yes", "review": C["glass review"]})
    for page in ("desk:restricted", "desk:search", "desk:queues"):
        boss.get(reverse(page))


def keep_colleagues(trail: Trail, oak: Clinic) -> WatchedClient:  # noqa: F811
    """Somebody is invited, and forgets; whose browser invited them."""
    admin = browser_of(make_staff(oak, roles=("admin",)), trail)
    email = _email_of_colleague()
    said = {"name": C["new colleague"], "email": email, "roles": ["staff"], "languages": ["en"], "interface": "en"}
    admin.post(reverse("desk:settings-people", args=[oak.slug]), {**said, "email": "no address"})
    admin.post(reverse("desk:settings-people", args=[oak.slug]), said)
    WatchedClient(trail).post("/desk/sign-in/forgotten/", {"email": email})
    return admin


def let_colleague_go(admin: WatchedClient, oak: Clinic) -> None:
    """They leave before they came; an invitation that had not left would not leave any more."""
    person = Staff.objects.get(email=_email_of_colleague())
    admin.get(reverse("desk:settings-person", args=[oak.slug, person.pk]))
    admin.post(reverse("desk:settings-person-disable", args=[oak.slug, person.pk]), {"to": ""})


def _email_of_colleague() -> str:
    return f"{C['new colleague email']}@desk.example"


def put_off(desk: WatchedClient, lead: Lead) -> None:
    task = Task.objects.filter(lead=lead, kind="first_contact").get()
    desk.post(reverse("desk:task-snooze", args=[task.id]), {"step": "hour", "reason": C["task reason"]})


def leave_reports(trail: Trail, oak: Clinic) -> None:  # noqa: F811
    """Numbers for a month and their export."""
    boss = browser_of(make_staff(oak, roles=("supervisor",)), trail)
    trail.leave("reports", boss.get(reverse("desk:reports")).content)
    trail.leave("reports", boss.post(reverse("desk:reports-export"), {"purpose": "numbers"}).content)


@pytest.mark.slow
def test_no_word_of_the_later_roads_is_left_anywhere(
    trail: Trail,  # noqa: F811
    log,  # noqa: F811
    broker: RedisServer,  # noqa: F811
    mail_sink: MailSink,
    clinic: Clinic,  # noqa: F811
    tmp_path,
) -> None:
    go_live()
    make_text(clinic)
    visitor = WatchedClient(trail)
    desk, nurse = browser_of(make_staff(clinic), trail), browser_of(make_staff(clinic, roles=("clinician",)), trail)
    lead = arrive(clinic, phone=C["later phone"])
    put_off(desk, lead)
    follow_a_plan(desk, clinic, lead)
    trail.leave("calendar", *put_into_calendar(visitor, lead))
    give_medicine(nurse, lead)
    check_in = look_after(nurse, visitor, clinic, lead)
    assert check_in.message is not None
    trail.leave("pipe", hear_back(visitor, check_in.message))
    keep_from_colleagues(trail, clinic, lead)
    admin = keep_colleagues(trail, clinic)
    Message.objects.filter(state="pending").update(due_at=clock.now())
    # The acknowledgement and the invitation; what the plan and the aftercare write waits for its hour.
    run_a_worker(broker, mail_sink, trail, letters=2)
    let_colleague_go(admin, clinic)
    arrived = everything_readable()
    leave_reports(trail, clinic)
    back_up(path=tmp_path / "b", secret=SECRET, now=clock.now())
    trail.leave("backup", (tmp_path / "b").read_bytes(), *lines_of(tmp_path / "b", secret=SECRET))
    trail.see_database()
    trail.leave("log", log.getvalue())

    assert {name for name in set(LATER) - NOT_KEPT - OF_COLLEAGUES if C[name].casefold() not in arrived} == set()
    assert found_of_people(trail) == {}
    assert {"pipe", "reports", "calendar", "worker", "mail headers", "redis"} <= {sink for sink, parts in trail.found.items() if any(parts)}
