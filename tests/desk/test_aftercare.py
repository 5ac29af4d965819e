"""The pages of aftercare: by need, in words, answers for clinicians only, two clinics apart."""

from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from followup.domain.aftercare.answering_check_ins import answer_by_link
from followup.domain.aftercare.changing import pause
from followup.domain.aftercare.contacting import Contact, log_contact
from followup.domain.aftercare.leaving_check_ins import ask_to_delete, send_fresh_link
from followup.domain.aftercare.linking import derived_token
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.appointments import Wish, book_appointment, miss_appointment
from followup.domain.medication.dosing import Given, NewCourse, plan_course, record_dose
from followup.models import Aftercare, Answer, CheckIn, Flag
from followup.states import CheckInPage
from followup.states.medicine import Medicine
from intake.domain.merging import join_people
from intake.models import Task
from records.domain.deleting_answers import delete_answers
from records.domain.holding import HeldError, place_hold
from tests.desk.conftest import read_entries, signed_in
from tests.factories import make_clinic, make_staff
from tests.followup.aftercare.builders import asked, enter, planned, token_of
from tests.followup.builders import make_lead

pytestmark = pytest.mark.django_db
CARE = ("staff", "clinician", "supervisor")
WORDS = {
    "contact": {"outcome": "reached", "key": "k", "note": "Talked."},
    "rhythm": {"every_days": "14", "asked_by": "phone", "reason": "They asked."},
    "pause": {"reason": "Away."},
    "resume": {},
    "end": {"reason": "Moved."},
    "counselor": {"to": ""},
    "check-in": {"how": "ok"},
}


@pytest.fixture
def at(monkeypatch):
    def set_to(now):
        monkeypatch.setattr("core.clock.now", lambda: now)

    return set_to


def answered(clinic, at, **typed):
    check_in = asked(clinic, name=typed.pop("name", "Zoe Quill"))
    answer_by_link(token=token_of(check_in), typed={"how": "good", **typed}, language="en", now=check_in.asked_at)
    at(check_in.asked_at + timedelta(minutes=5))
    return check_in


def sections(browser) -> dict[str, list[str]]:
    page = browser.get(reverse("desk:aftercare")).context["page"]
    return {section.code: [row.name for row in section.rows] for section in page.sections}


def url(name: str, aftercare) -> str:
    return reverse(f"desk:aftercare-{name}", args=[aftercare.id])


# The list


def test_people_stand_under_what_they_need(clinic, dana, at):
    for name, typed in [("Call", {"call": "today"}), ("Hard", {"how": "hard"}), ("Help", {"how": "help"}), ("Good", {})]:
        answered(clinic, at, name=name, **typed)
    asked(clinic, name="Asked")
    silent = asked(clinic, name="Silent")
    Aftercare.objects.filter(id=silent.aftercare_id).update(unanswered=2)
    away = enter(clinic, name="Away")
    pause(aftercare_id=away.id, until=None, reason="Travel.", staff=dana, now=away.entered_at)
    assert sections(signed_in(dana)) == {
        "asked-call": ["Help", "Call"],
        "hard-time": ["Hard"],
        "silent": ["Silent"],
        "due-today": ["Asked"],
        "good": ["Good"],
        "paused": ["Away"],
    }


def test_a_clinic_sees_its_own_people_only(clinic, dana, at):
    answered(clinic, at, name="Ours", how="hard")
    answered(make_clinic(), at, name="Theirs", how="hard")
    assert sections(signed_in(dana)) == {"hard-time": ["Ours"]}
    entry = read_entries("aftercare.listed")[-1]
    assert entry.shown_ids == [str(Aftercare.objects.get(clinic=clinic).lead_id)]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_the_same_few_questions_however_long_it_is(clinic, at, people, django_assert_num_queries):
    for _number in range(people):
        answered(clinic, at, how="hard")
    browser = signed_in(make_staff(clinic, roles=("clinician",)))
    browser.get(reverse("desk:aftercare"))
    with django_assert_num_queries(18):
        browser.get(reverse("desk:aftercare"))


def test_what_is_ahead_and_what_is_late_stands_in_the_row_of_whichever_record_has_it(clinic, dana, at):
    nurse = make_staff(clinic, roles=("clinician",))
    aftercare = answered(clinic, at).aftercare
    now, zone = aftercare.entered_at, ZoneInfo(clinic.time_zone)
    # The course is on the record of an earlier inquiry, which staff joined with this one.
    other = make_lead(clinic)
    course = plan_course(lead_id=other.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=now)
    given = Given(now.date(), reversal_talk=True, opioid_free_checked=True)
    record_dose(course_id=course.id, given=given, staff=nurse, now=now)
    assert "dose on" not in signed_in(nurse).get(reverse("desk:aftercare")).content.decode()
    join_people(lead_id=aftercare.lead_id, other_lead_id=other.id, how="said_so", closes_other=False, staff=nurse, now=now)
    wish = Wish(starts_local=datetime.combine(now.astimezone(zone).date() + timedelta(days=9), time(10)))
    visit = book_appointment(lead_id=aftercare.lead_id, wish=wish, staff=dana, idempotency_key="k", now=now)
    page = signed_in(nurse).get(reverse("desk:aftercare")).content.decode()
    assert "dose on Dec 15, visit Thu 10 a.m." in page
    page = signed_in(dana).get(reverse("desk:aftercare")).content.decode()
    assert "visit Thu 10 a.m." in page
    assert "dose on" not in page
    person = signed_in(nurse).get(reverse("desk:aftercare-person", args=[aftercare.id])).content.decode()
    assert reverse("desk:course", args=[course.id]) in person
    assert "Dose 1, Nov 17, 2026" in person
    assert (
        reverse("desk:course", args=[course.id])
        not in signed_in(dana).get(reverse("desk:aftercare-person", args=[aftercare.id])).content.decode()
    )

    at(visit.starts_at + timedelta(hours=1))
    miss_appointment(appointment_id=visit.id, staff=dana, now=visit.starts_at + timedelta(hours=1))
    assert sections(signed_in(dana)) == {"late": ["Zoe Quill"]}
    assert "They may have missed their last visit" in signed_in(dana).get(reverse("desk:aftercare")).content.decode()
    contact = Contact("reached", "", "k")
    log_contact(aftercare_id=aftercare.id, contact=contact, staff=dana, now=visit.starts_at + timedelta(hours=2))
    at(visit.starts_at + timedelta(hours=3))
    assert "late" not in sections(signed_in(dana))


def test_nobody_in_aftercare_says_what_to_do(dana):
    assert "Nobody is in aftercare yet." in signed_in(dana).get(reverse("desk:aftercare")).content.decode()


# Who reads what


@pytest.mark.parametrize("role", CARE)
def test_answers_are_for_clinicians_and_flags_for_everybody(clinic, at, role):
    check_in = answered(clinic, at, how="hard", words="canary words")
    browser = signed_in(make_staff(clinic, roles=(role,)))
    pages = [browser.get(reverse("desk:aftercare")), browser.get(url("person", check_in.aftercare))]
    reads = role == "clinician"
    for page in pages:
        text = page.content.decode()
        assert ("canary words" in text, "Hard day" in text, "Hard time" in text) == (reads, reads, True)


def test_a_clinician_of_one_clinic_reads_no_answers_of_another(at):
    here, there = make_clinic(), make_clinic()
    check_in = answered(there, at, words="canary words")
    member = make_staff(here, roles=("clinician",))
    member.memberships.create(clinic=there, role="staff")
    text = signed_in(member).get(url("person", check_in.aftercare)).content.decode()
    assert "canary words" not in text


def test_reading_a_person_leaves_an_audit_row_under_their_inquiry(clinic, dana, at):
    check_in = answered(clinic, at)
    signed_in(dana).get(url("person", check_in.aftercare))
    assert [entry.object_id for entry in read_entries("aftercare.read")] == [check_in.aftercare.lead_id]


def test_the_inquirys_page_hides_the_token_of_the_mail(clinic, dana, at):
    check_in = answered(clinic, at)
    text = signed_in(dana).get(reverse("desk:lead", args=[check_in.aftercare.lead_id])).content.decode()
    assert "Check-in e-mail" in text
    assert token_of(check_in) not in text


@pytest.mark.parametrize("name", ["person", *WORDS])
def test_somebody_of_another_clinic_looks_like_nobody(clinic, at, name):
    theirs = answered(make_clinic(), at, how="hard").aftercare
    browser = signed_in(make_staff(clinic, roles=CARE))
    before = snapshot()
    answers = []
    for aftercare_id in (theirs.id, uuid4()):
        address = reverse(f"desk:aftercare-{name}", args=[aftercare_id])
        method = "POST" if name in WORDS else "GET"
        answers.append(browser.generic(method, address, urlencode(WORDS.get(name, {})), "application/x-www-form-urlencoded"))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert snapshot() == before


def snapshot():
    return [list(model.objects.order_by("pk").values_list("pk", "state")) for model in (Aftercare, CheckIn, Task)]


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_roles_that_care_for_nobody_are_told_so(clinic, at, role):
    check_in = answered(clinic, at)
    browser = signed_in(make_staff(clinic, roles=(role,)))
    assert browser.get(reverse("desk:aftercare")).status_code == 403
    assert browser.get(url("person", check_in.aftercare)).status_code == 403


# Acting


def test_entering_is_a_short_screen_and_shows_whoever_is_in_already(clinic, dana):
    lead = make_lead(clinic)
    browser = signed_in(dana)
    address = reverse("desk:aftercare-enter", args=[lead.id])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"how": "discharge", "started_on": "2999-01-01", "what_next": "Group"}).status_code == 422
    day = lead.arrived_at.date().isoformat()
    answer = browser.post(address, {"how": "discharge", "started_on": day, "what_next": "Group on Monday", "agrees": "yes"})
    aftercare = Aftercare.objects.get()
    assert answer.url == url("person", aftercare)
    assert (aftercare.entry, aftercare.what_next, aftercare.asked_by, aftercare.entered_by) == (
        "discharge",
        "Group on Monday",
        "email",
        dana,
    )
    assert browser.get(address).url == url("person", aftercare)


def test_the_check_in_is_taken_by_phone_with_the_same_questions(clinic, dana):
    aftercare = enter(clinic)
    browser = signed_in(dana)
    page = browser.get(url("check-in", aftercare)).content.decode()
    assert "I need help now" in page
    assert browser.post(url("check-in", aftercare), {"how": "better"}).status_code == 422
    browser.post(url("check-in", aftercare), {"how": "hard", "words": "Said on the phone."})
    answer = Answer.objects.get()
    assert (answer.source, answer.staff, answer.values["words"]) == ("phone", dana, "Said on the phone.")
    assert sorted(flag.kind for flag in Flag.objects.all()) == ["hard_time", "words"]


def test_logging_contact_ends_what_asked_for_it(clinic, dana, at):
    check_in = answered(clinic, at, how="hard")
    browser = signed_in(dana)
    browser.post(url("contact", check_in.aftercare), {"outcome": "reached", "key": "k", "note": "Better now."})
    assert Flag.objects.get().outcome == "reached"
    assert not Task.objects.filter(kind="check_in_call", state="open").exists()
    page = browser.get(url("person", check_in.aftercare)).content.decode()
    assert "We talked" in page


def test_a_call_that_is_not_safe_is_not_logged_and_what_was_typed_stays(clinic, dana, at):
    check_in = asked(clinic, phone="(202) 555-0163")
    at(check_in.asked_at)
    answer = signed_in(dana).post(url("contact", check_in.aftercare), {"outcome": "no_answer", "key": "k", "note": "typed words"})
    assert answer.status_code == 422
    assert "Not saved:" in answer.content.decode()
    assert "typed words" in answer.content.decode()
    assert not check_in.aftercare.contacts.exists()


def test_rhythm_pause_and_end_need_a_reason_and_say_what_they_did(clinic, dana):
    aftercare = enter(clinic)
    browser = signed_in(dana)
    for name in ("rhythm", "pause", "end"):
        assert browser.post(url(name, aftercare), {**WORDS[name], "reason": " "}).status_code == 422
    browser.post(url("rhythm", aftercare), {"every_days": "28", "asked_by": "phone", "reason": "They asked for less."})
    page = browser.get(url("person", aftercare)).content.decode()
    assert "Every 4 weeks, set by hand: They asked for less." in page
    assert planned(aftercare).asked_by == "phone"
    browser.post(url("pause", aftercare), {"reason": "Away."})
    browser.post(url("resume", aftercare))
    browser.post(url("end", aftercare), {"reason": "Moved.", "say_goodbye": "on"})
    assert Aftercare.objects.get().state == "ended"
    assert "Nothing changed" in browser.post(url("resume", aftercare), follow=True).content.decode()


def test_somebody_who_asked_for_a_link_is_not_said_to_have_a_broken_address(clinic, dana, at):
    check_in = answered(clinic, at)
    now = check_in.asked_at + timedelta(minutes=5)
    pause(aftercare_id=check_in.aftercare_id, until=None, reason="Travel.", staff=dana, now=now)
    send_fresh_link(token=token_of(check_in), page=CheckInPage.ANSWER, now=now)
    page = signed_in(dana).get(reverse("desk:aftercare-person", args=[check_in.aftercare_id])).content.decode()
    assert "Asked for a new link" in page
    assert "Address does not work" not in page


def test_a_step_up_says_why_and_until_when(clinic, dana, at):
    check_in = answered(clinic, at, how="hard")
    page = signed_in(dana).get(url("person", check_in.aftercare)).content.decode()
    assert "Every week until Dec 22, 2026, because of: Hard time." in page


def test_a_missed_week_is_told_without_blame(clinic, dana, at):
    check_in = asked(clinic)
    sweep_aftercare(now=check_in.asked_at + timedelta(days=4))
    at(check_in.asked_at + timedelta(days=4))
    page = signed_in(dana).get(url("person", check_in.aftercare)).content.decode()
    assert "Not heard" in page
    assert [word for word in ("failed", "relapse", "streak", "non-compliant", "score") if word in page.lower()] == []


def test_a_clinician_deletes_the_answers_somebody_asked_to_delete(clinic, at):
    check_in = answered(clinic, at, how="hard", words="canary words")
    nurse = make_staff(clinic, roles=("clinician",))
    browser = signed_in(nurse)
    assert "Delete the answers" not in browser.get(url("person", check_in.aftercare)).content.decode()
    assert ask_to_delete(token=derived_token(token_of(check_in), CheckInPage.DELETE), now=check_in.asked_at)
    assert "Delete the answers" in browser.get(url("person", check_in.aftercare)).content.decode()
    assert delete_answers(aftercare_id=check_in.aftercare_id, staff=nurse, now=check_in.asked_at) == 1
    assert delete_answers(aftercare_id=check_in.aftercare_id, staff=nurse, now=check_in.asked_at) == 0
    assert "canary words" not in browser.get(url("person", check_in.aftercare)).content.decode()
    assert Flag.objects.get(kind="delete_asked").outcome == "deleted"


def test_a_legal_hold_keeps_the_answers_and_only_clinicians_decide(clinic, at):
    check_in = answered(clinic, at, words="canary words")
    nurse, keeper = make_staff(clinic, roles=("clinician",)), make_staff(clinic, roles=("supervisor",))
    with pytest.raises(Aftercare.DoesNotExist):
        delete_answers(aftercare_id=check_in.aftercare_id, staff=keeper, now=check_in.asked_at)
    place_hold(person=check_in.aftercare.person, reason="court", staff=keeper, now=check_in.asked_at)
    with pytest.raises(HeldError):
        delete_answers(aftercare_id=check_in.aftercare_id, staff=nurse, now=check_in.asked_at)
    assert Answer.objects.get().values["words"] == "canary words"
