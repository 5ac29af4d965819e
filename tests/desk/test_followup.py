"""A person's follow-up page: what is planned and why not, appointments, and stopping everything; two clinics kept apart."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.ids import new_id
from followup.domain.deciding import decide_followup
from followup.domain.enrolling import pause_enrolment
from followup.domain.occurrences import end_enrolment
from followup.domain.ready_texts import publish_ready_texts
from followup.models import Appointment, Enrolment, Message, Occurrence, TemplateVersion
from followup.states import ExitReason
from intake.models import ContactPoint, Lead, LeadEvent, Note, Person, Task
from tests.factories import make_clinic, make_staff, receive
from tests.followup.plan_builders import enrol, make_plan, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic(slug="oak")


@pytest.fixture
def dana(clinic):
    return make_staff(clinic, name="Dana")


@pytest.fixture
def desk(dana) -> Client:
    client = Client()
    client.force_login(dana)
    return client


@pytest.fixture
def lead(clinic):
    return receive(clinic, now=clock.now(), reach="email", email="maria@example.org", consent_email=True).lead


def url(name: str, lead, *more) -> str:
    return reverse(f"desk:{name}", args=[lead.id, *more])


def when(clinic, days: int) -> str:
    local = clock.now().astimezone(ZoneInfo(clinic.time_zone)) + timedelta(days=days)
    return f"{local:%Y-%m-%dT%H:%M}"


def test_somebody_is_put_into_a_plan_and_its_steps_are_shown_and_left_out_with_a_reason(desk, clinic, lead):
    plan = make_plan(clinic)
    assert plan.name in desk.get(url("followup", lead)).content.decode()

    for _time in range(2):
        assert desk.post(url("followup-enrol", lead), {"plan": str(plan.id)}).status_code == 302

    enrolment = Enrolment.objects.get()
    step = Occurrence.objects.filter(enrolment=enrolment, state="planned").first()
    assert "Leave out" in desk.get(url("followup", lead)).content.decode()
    assert desk.post(url("followup-skip", lead, step.id), {"reason": " "}).status_code == 422
    for _time in range(2):
        desk.post(url("followup-skip", lead, step.id), {"reason": "They asked me not to"})
    step.refresh_from_db()
    assert (step.state, step.reason) == ("skipped", "by_staff")
    assert "They asked me not to" in desk.get(reverse("desk:lead", args=[lead.id])).content.decode()


def test_a_plan_that_does_not_exist_is_refused(desk, lead):
    assert desk.post(url("followup-enrol", lead), {"plan": str(new_id())}).status_code == 422
    assert desk.post(url("followup-enrol", lead), {"plan": "\x00"}).status_code == 422


def test_a_plan_is_paused_and_goes_on(desk, clinic, lead):
    enrolment = enrol(make_plan(clinic), lead=lead, now=clock.now())

    assert desk.post(url("followup-pause", lead, enrolment.id), {"do": "pause"}).status_code == 422
    for do, state in (("pause", "paused"), ("pause", "paused"), ("resume", "active")):
        desk.post(url("followup-pause", lead, enrolment.id), {"do": do, "reason": "Away for two weeks"})
        enrolment.refresh_from_db()
        assert enrolment.state == state
    assert [note.text for note in Note.objects.all()] == ["Away for two weeks"]


def test_a_plan_that_a_colleague_paused_meanwhile_says_since_when_and_keeps_the_second_reason(desk, clinic, lead):
    enrolment = enrol(make_plan(clinic), lead=lead, now=clock.now())
    earlier = clock.now() - timedelta(minutes=20)
    pause_enrolment(enrolment_id=enrolment.id, staff=make_staff(clinic), reason="Asked for quiet", now=earlier)
    assert "Paused since" in desk.get(url("followup", lead)).content.decode()

    for _twice in range(2):
        page = desk.post(url("followup-pause", lead, enrolment.id), {"do": "pause", "reason": "In hospital"}, follow=True).content.decode()
        assert "The plan was paused already (since" in page
        assert "What you wrote is kept as a note." in page
    assert [note.text for note in Note.objects.order_by("id")] == ["Asked for quiet", "In hospital"]


def test_plans_keep_to_the_clock_where_the_person_lives_and_later_ones_too(desk, clinic, lead):
    enrolment = enrol(make_plan(clinic), lead=lead, now=clock.now())
    assert "clinic’s hours (America/New_York)" in desk.get(url("followup", lead)).content.decode()
    assert desk.post(url("followup-zone", lead), {"zone": "Mars/Olympus"}).status_code == 422

    for _time in range(2):
        desk.post(url("followup-zone", lead), {"zone": "America/Los_Angeles"})

    steps = Occurrence.objects.filter(enrolment=enrolment, state="planned")
    assert {row.zone for row in steps} == {"America/Los_Angeles"}
    assert {row.due_at.astimezone(ZoneInfo("America/Los_Angeles")).hour for row in steps} == {9}
    assert "hours of America/Los_Angeles" in desk.get(url("followup", lead)).content.decode()
    assert LeadEvent.objects.filter(lead=lead, kind="plan.zone_changed").count() == 1
    later = enrol(make_plan(clinic), lead=lead, now=clock.now())
    assert (later.zone, later.zone_source) == ("America/Los_Angeles", "staff")

    desk.post(url("followup-zone", lead), {"zone": "America/New_York"})
    later.refresh_from_db()
    assert (later.zone, later.zone_source) == ("America/New_York", "clinic")


def test_sending_now_says_when_it_may_not(desk, clinic, lead):
    make_text(clinic)
    enrolment = enrol(make_plan(clinic), lead=lead, now=clock.now())
    step = Occurrence.objects.filter(enrolment=enrolment, state="planned").first()

    unsaid = desk.post(url("followup-send-now", lead, step.id), {"reason": " "})
    assert (unsaid.status_code, "Nothing changed: say why." in unsaid.content.decode(), Note.objects.count()) == (422, True, 0)
    answer = desk.post(url("followup-send-now", lead, step.id), {"reason": "Asked for it on the phone"}, follow=True)

    step.refresh_from_db()
    said = "Done. See below" if step.state == "done" else "Not done now"
    assert said in answer.content.decode()
    assert [note.text for note in Note.objects.all()] == ["Asked for it on the phone"]


def test_appointments_are_booked_once_moved_and_written_down(desk, clinic, lead):
    typed = {"starts": when(clinic, 5), "minutes": "45", "kind": "visit", "key": "k\0", "note": "bring papers"}
    for _time in range(2):
        assert desk.post(url("appointment-book", lead), typed).status_code == 302
    first = Appointment.objects.get()

    desk.post(url("appointment-move", lead, first.id), {"move-starts": when(clinic, 6), "move-minutes": "45", "move-kind": "call"})
    second = Appointment.objects.get(state="booked")
    assert (Appointment.objects.count(), second.kind) == (2, "call")
    calendar = desk.get(url("appointment-calendar", lead, second.id))
    assert (calendar["Content-Type"], "SUMMARY:Appointment\r\n" in calendar.content.decode()) == ("text/calendar; charset=utf-8", True)
    for _time in range(2):
        desk.post(url("appointment-finish", lead, second.id), {"outcome": "cancelled"})
    second.refresh_from_db()
    assert second.state == "cancelled"
    assert url("appointment-calendar", lead, second.id) in desk.get(url("followup", lead)).content.decode()
    assert "METHOD:CANCEL\r\n" in desk.get(url("appointment-calendar", lead, second.id)).content.decode()
    desk.post(url("appointment-finish", lead, second.id), {"outcome": "exploded"})


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"starts": "2001-01-01T10:00"}, "That time has passed."),
        ({"starts": "9999-12-31T23:59"}, "That is years away. Check the date."),
        ({"starts": "soon"}, "Enter a valid date/time."),
        ({"minutes": "99999"}, "less than or equal to"),
        ({"kind": "x"}, "Select a valid choice."),
    ],
)
def test_a_wrong_time_is_said_and_what_was_typed_is_kept(desk, clinic, lead, wrong, sentence):
    typed = {"starts": when(clinic, 5), "minutes": "45", "kind": "visit", "note": "bring papers"} | wrong

    answer = desk.post(url("appointment-book", lead), typed)

    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "bring papers" in page) == (422, True, True)


def test_stopping_everything_takes_a_reason_and_a_tick_and_ends_what_was_planned(desk, clinic, lead):
    enrolment = enrol(make_plan(clinic), lead=lead, now=clock.now())
    assert desk.get(url("followup-stop", lead)).status_code == 200

    for typed in ({}, {"reason": "died"}, {"sure": "on"}, {"reason": "bored", "sure": "on"}):
        assert desk.post(url("followup-stop", lead), typed).status_code in {200, 422}
    enrolment.refresh_from_db()
    assert enrolment.state == "active"
    for _time in range(2):
        assert desk.post(url("followup-stop", lead), {"reason": "died", "sure": "on"}).status_code == 302

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.exit_reason) == ("exited", "died")
    assert Occurrence.objects.filter(enrolment=enrolment, state="planned").count() == 0


def test_a_mother_who_wrote_about_her_child_is_not_stopped_herself(desk, clinic):
    """The child has a record and no inquiry of their own: their stop is reached from the inquiry that is about them."""
    lead = receive(clinic, now=clock.now(), who="caring", name="Rosa").lead
    child = Person.objects.create(clinic=clinic, name="Ana", created_at=clock.now())
    Lead.objects.filter(id=lead.id).update(care_person=child)
    promised = Task.objects.get(lead=lead, kind="first_contact")
    page = desk.get(url("lead", lead)).content.decode()
    assert url("followup-stop", lead) in page
    page = desk.get(url("followup-stop", lead)).content.decode()
    assert ("Rosa, who reached out" in page, "Ana, who needs care" in page) == (True, True)
    answer = desk.post(url("followup-stop", lead), {"reason": "died", "sure": "on"})
    assert (answer.status_code, "Choose the person." in answer.content.decode()) == (422, True)

    for _time in range(2):
        assert desk.post(url("followup-stop", lead), {"whom": "care", "reason": "died", "sure": "on"}).status_code == 302
    assert ContactPoint.objects.get(person=lead.contact_person).is_usable
    tasks = Task.objects.filter(lead=lead).order_by("created_at", "id").values_list("kind", "state", "due_at")
    assert list(tasks) == [("first_contact", "cancelled", promised.due_at), ("review", "open", promised.due_at)]
    assert "Everything stopped: They died" in desk.get(url("lead", lead)).content.decode()


@pytest.mark.parametrize("relationship", ["caring", "professional", "unsaid"])
def test_also_somebody_who_has_no_record_at_all(desk, clinic, relationship):
    """Whoever wrote gave no name. What the inquiry would say by itself waits, and a person decides about the calls."""
    words = {"reach": "email", "email": "rosa@example.org", "consent_email": True, "who": relationship}
    lead = receive(clinic, now=clock.now(), **words).lead
    assert "The person this inquiry is about" in desk.get(url("followup-stop", lead)).content.decode()

    for _time in range(2):
        assert desk.post(url("followup-stop", lead), {"whom": "care", "reason": "died", "sure": "on"}).status_code == 302
    lead.refresh_from_db()
    assert lead.messages_paused_at is not None
    assert set(ContactPoint.objects.filter(person=lead.contact_person).values_list("is_usable", flat=True)) == {True}
    assert set(Task.objects.filter(lead=lead, state="open").values_list("kind", flat=True)) == {"review"}
    assert LeadEvent.objects.filter(lead=lead, kind="everything.stopped").count() == 1


def test_an_inquiry_about_oneself_asks_for_nobody_else(desk, clinic):
    lead = receive(clinic, now=clock.now(), who="self").lead
    assert "For whom" not in desk.get(url("followup-stop", lead)).content.decode()


def test_another_clinics_person_is_not_there(clinic, lead):
    stranger = Client()
    stranger.force_login(make_staff(make_clinic(), name="Sam"))
    enrolment = enrol(make_plan(clinic), lead=lead, now=clock.now())
    step = Occurrence.objects.filter(enrolment=enrolment).first()

    assert stranger.get(url("followup", lead)).status_code == 404
    assert stranger.get(url("followup-stop", lead)).status_code == 404
    for address, typed in (
        (url("followup-skip", lead, step.id), {"reason": "x"}),
        (url("followup-send-now", lead, step.id), {"reason": "x"}),
        (url("followup-pause", lead, enrolment.id), {"do": "pause"}),
        (url("followup-zone", lead), {"zone": "America/Chicago"}),
        (url("appointment-book", lead), {"starts": when(clinic, 5), "minutes": "45", "kind": "visit"}),
        (url("followup-stop", lead), {"reason": "died", "sure": "on"}),
    ):
        assert stranger.post(address, typed).status_code == 404
    step.refresh_from_db()
    assert step.state == "planned"


def test_the_page_asks_a_fixed_number_of_questions(desk, clinic, lead, django_assert_num_queries):
    enrol(make_plan(clinic), lead=lead, now=clock.now())
    desk.get(url("followup", lead))
    for days in (3, 4, 5):
        desk.post(url("appointment-book", lead), {"starts": when(clinic, days), "minutes": "45", "kind": "visit", "key": str(days)})
        with django_assert_num_queries(16):
            desk.get(url("followup", lead))


def test_what_a_plan_would_do_is_shown_for_this_person_before_anything_changes(desk, clinic, lead):
    plan, other = make_plan(clinic), make_plan(make_clinic())
    page = desk.get(url("followup", lead), {"plan": str(plan.id)}).content.decode()

    assert (page.count("E-mail “hello-again”"), "What “Hello” would do from now on" in page) == (3, True)
    assert "There is no approved text in this language" in page
    assert "would do from now on" not in desk.get(url("followup", lead)).content.decode()
    for wrong in (str(other.id), "no-plan", "\x00"):
        assert "would do from now on" not in desk.get(url("followup", lead), {"plan": wrong}).content.decode()
    assert not Enrolment.objects.exists()


def test_a_mail_has_the_name_of_its_text_and_beside_it_stands_what_the_provider_told(desk, clinic, lead):
    publish_ready_texts(clinic=clinic, now=clock.now())
    decide_followup(lead_id=lead.id, now=clock.now())
    pages = [reverse("desk:lead", args=[lead.id]), url("followup", lead)]
    assert "Acknowledgement e-mail: Held" in desk.get(pages[0]).content.decode()
    version = TemplateVersion.objects.get(clinic=clinic, code="waiting", language="en")
    Message.objects.update(state="sent", sent_at=clock.now(), why_not="", template_version=version)
    assert "E-mail “Waiting list”: Sent" in desk.get(pages[0]).content.decode()
    assert [" does not work" in desk.get(page).content.decode() for page in pages] == [False, False]
    Message.objects.update(delivery="hard_bounce")
    assert ["The address does not work" in desk.get(page).content.decode() for page in pages] == [True, True]
    assert "Sent: The address does not work" in desk.get(pages[1]).content.decode()


@pytest.mark.parametrize("act", [{"do": "pause", "reason": "They travel."}, {"do": "resume"}])
def test_a_plan_that_ended_meanwhile_is_neither_paused_nor_said_to_go_on(desk, clinic, lead, act):
    plan = make_plan(clinic)
    desk.post(url("followup-enrol", lead), {"plan": str(plan.id)})
    enrolment = Enrolment.objects.get()
    end_enrolment(enrolment=enrolment, reason=ExitReason.REPLIED, now=clock.now())

    page = desk.post(url("followup-pause", lead, enrolment.id), act, follow=True).content.decode()

    said = ("Nothing changed: this was settled meanwhile.", "The plan is paused.", "The plan goes on.")
    assert [words in page for words in said] == [True, False, False]
    assert (Enrolment.objects.get().state, Note.objects.count()) == ("exited", 0)
