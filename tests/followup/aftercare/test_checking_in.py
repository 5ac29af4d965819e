"""From entering to an answer and what it raises: the road of a check-in through its verbs."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.audit import Actor
from followup.domain.aftercare.answering_check_ins import (
    BadAnswerError,
    EndedLinkError,
    answer_by_link,
    answer_by_phone,
)
from followup.domain.aftercare.changing import change_rhythm, end_kindly, hand_to, pause, resume
from followup.domain.aftercare.contacting import Contact, NotSafeToCallError, log_contact
from followup.domain.aftercare.entering import AlreadyInError, Entry, enter_aftercare, enter_who_started
from followup.domain.aftercare.instruments import instruments_of
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.medication.dosing import Given, NewCourse, plan_course, record_dose
from followup.domain.ready_texts import publish_ready_texts
from followup.domain.starting_pages import add_ready_pages
from followup.models import Aftercare, AftercareRules, Answer, CheckIn, CheckInLink, EducationPage, Flag, Message, TemplateVersion
from followup.states import AftercareEntry
from followup.states.medicine import Medicine
from intake.domain.leading import ReasonNeededError, finish_task, move_lead
from intake.domain.merging import join_people
from intake.domain.recording import write_event
from intake.models import ContactPoint, Task
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.aftercare.builders import TODAY, WEEK, agree, asked, enter, planned, token_in, token_of
from tests.followup.builders import go_live, make_lead
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, tick

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def tasks(**wanted):
    return Task.objects.filter(state="open", **wanted)


def answer(check_in, now=None, **typed):
    return answer_by_link(token=token_of(check_in), typed={"how": "good", **typed}, language="en", now=now or check_in.asked_at)


def flags(aftercare) -> list[tuple[str, int, str]]:
    return [(flag.kind, flag.severity, flag.task.kind) for flag in Flag.objects.filter(aftercare=aftercare).order_by("raised_at", "id")]


def test_a_plans_mail_makes_way_for_a_check_in_and_a_check_in_for_nothing():
    clinic = make_live_clinic()
    # At nine on the day of the first check-in, which is asked at ten; and each of the two days before.
    enrolment = enrol(make_plan(clinic, email("five", 5), email("six", 6), email("seven", 7), stops_on=()))
    entry = Entry(AftercareEntry.BY_HAND, TODAY, agrees=True)
    aftercare = enter_aftercare(lead_id=enrolment.lead_id, entry=entry, staff=make_staff(clinic), now=NOW)
    check_in = planned(aftercare)
    for days in range(5, 8):
        at = check_in.due_at + (days - 7) * DAY
        tick(at - timedelta(hours=1))
        sweep_aftercare(now=at)
    sent = Message.objects.order_by("due_at").values_list("purpose", "due_at")
    assert [(purpose, (due.date() - TODAY).days) for purpose, due in sent] == [
        ("inquiry", 5),
        ("inquiry", 6),
        ("check_ins", 7),
    ]
    row = enrolment.occurrences.get(step_key="seven")
    assert (row.state, row.shift) == ("planned", "cap")


# Entering


def test_somebody_who_agreed_is_asked_by_email_in_a_week():
    aftercare = enter(make_clinic())
    check_in = planned(aftercare)
    assert (aftercare.asked_by, aftercare.state, aftercare.what_next) == ("email", "active", "First visit on Friday")
    assert (check_in.sequence, check_in.due_on, check_in.due_minute) == (1, TODAY + WEEK, 600)
    assert check_in.due_at.isoformat() == "2026-11-24T15:00:00+00:00"


def test_somebody_who_did_not_agree_is_asked_by_phone():
    aftercare = enter(make_clinic(), agrees=False)
    check_in = planned(aftercare)
    for _twice in range(2):
        sweep_aftercare(now=check_in.due_at)
    assert not Message.objects.exists()
    assert [(task.kind, task.severity) for task in tasks(kind="check_in_call")] == [("check_in_call", 3)]
    assert CheckIn.objects.get(sequence=1).state == "sent"


def test_nobody_is_looked_after_twice_at_once():
    clinic = make_clinic()
    aftercare = enter(clinic)
    entry = Entry(AftercareEntry.BY_HAND, TODAY)
    with pytest.raises(AlreadyInError) as known:
        enter_aftercare(lead_id=aftercare.lead_id, entry=entry, staff=make_staff(clinic), now=NOW)
    assert known.value.aftercare == aftercare


def test_a_clinic_may_enter_everybody_whose_care_starts_from_now_on():
    clinic, other = make_clinic(), make_clinic()
    dana = make_staff(clinic)
    early, late, elsewhere = make_lead(clinic), make_lead(clinic), make_lead(other)
    move_lead(lead_id=early.id, to="started_care", staff=dana, reason="intake done", now=NOW)
    AftercareRules.objects.create(clinic=clinic, enters_from=NOW + DAY)
    move_lead(lead_id=late.id, to="started_care", staff=dana, reason="intake done", now=NOW + 2 * DAY)
    move_lead(lead_id=elsewhere.id, to="started_care", staff=make_staff(other), reason="intake done", now=NOW + 2 * DAY)
    assert [enter_who_started(now=NOW + 2 * DAY) for _twice in range(2)] == [1, 0]
    assert [(row.lead, row.entry) for row in Aftercare.objects.all()] == [(late, "start_of_care")]


# Asking


def test_a_due_check_in_goes_out_once_and_the_next_is_planned():
    go_live()
    check_in = asked(make_clinic())
    sweep_aftercare(now=check_in.asked_at)
    message = Message.objects.get()
    assert (message.subject, message.purpose, message.message_class) == ("Your check-in for this week", "check_ins", "routine")
    assert (check_in.state, check_in.message) == ("sent", message)
    assert planned(check_in.aftercare).due_on == TODAY + 2 * WEEK
    assert CheckInLink.objects.filter(check_in=check_in).count() == 4


def test_a_clinics_own_words_may_link_a_page_to_read():
    go_live()
    clinic = make_clinic(is_sample=True)
    add_ready_pages(clinic=clinic, now=NOW)
    publish_ready_texts(clinic=clinic, now=NOW)
    key = EducationPage.objects.filter(clinic=clinic).first().key
    for version in TemplateVersion.objects.filter(clinic=clinic, code__in=["check-in", "check-in-private"]):
        TemplateVersion.objects.filter(id=version.id).update(body=f"{version.body}\n{{read_{key.replace('-', '_')}}}\n")
    message = asked(clinic).message
    assert (message.state, message.missing) == ("pending", "")
    assert f"/en/read/{key}/" in message.body


def test_a_backlog_of_days_is_left_out_and_does_not_come_in_a_burst():
    check_in = planned(enter(make_clinic()))
    late = check_in.due_at + timedelta(hours=49)
    sweep_aftercare(now=late)
    check_in.refresh_from_db()
    assert (check_in.state, check_in.reason) == ("cancelled", "too_late")
    assert not Message.objects.exists()
    assert planned(check_in.aftercare).due_on == check_in.due_on + 2 * DAY + WEEK


def test_nothing_is_sent_in_the_night_of_the_person():
    check_in = planned(enter(make_clinic()))
    sweep_aftercare(now=check_in.due_at + timedelta(hours=14))
    assert not Message.objects.exists()
    check_in.refresh_from_db()
    assert (check_in.state, check_in.due_at.isoformat()) == ("planned", "2026-11-25T14:00:00+00:00")


def test_mail_that_may_not_go_becomes_a_call():
    check_in = planned(enter(make_clinic()))
    agree(check_in.aftercare.lead, granted=True)
    point = check_in.aftercare.person.contact_points.get()
    point.may_email = False
    point.save()
    sweep_aftercare(now=check_in.due_at)
    check_in.refresh_from_db()
    assert (check_in.state, check_in.asked_by, check_in.reason) == ("sent", "phone", "email_not_safe")
    assert tasks(kind="check_in_call").count() == 1


def test_a_broken_address_asks_somebody_to_check_it_and_the_question_is_asked_by_phone():
    check_in = planned(enter(make_clinic()))
    point = check_in.aftercare.person.contact_points.get()
    point.is_usable = False
    point.save()
    sweep_aftercare(now=check_in.due_at)
    assert flags(check_in.aftercare) == [("address", 2, "verify_address")]
    assert tasks(kind="check_in_call").count() == 1


# Answering


def test_a_good_day_is_kept_and_raises_nothing():
    check_in = asked(make_clinic())
    given = answer(check_in)
    assert (given.kinds, given.answer.values) == (frozenset(), {"how": "good"})
    check_in.refresh_from_db()
    assert check_in.state == "answered"
    assert not tasks(kind="check_in_call").exists()


def test_a_hard_day_asks_for_a_call_on_the_next_working_day_and_comes_closer():
    check_in = asked(make_clinic(), started_on=TODAY - timedelta(days=100))
    assert planned(check_in.aftercare).due_on == check_in.due_on + 2 * WEEK
    answer(check_in, how="hard")
    task = tasks(kind="check_in_call").get()
    assert (task.severity, task.due_at.isoformat()) == (2, "2026-12-02T22:00:00+00:00")
    assert planned(check_in.aftercare).due_on == check_in.due_on + WEEK
    aftercare = Aftercare.objects.get()
    assert (aftercare.stepped_up_for, aftercare.stepped_up_until) == ("hard_time", check_in.due_on + timedelta(days=28))


def test_help_now_tells_the_people_on_call_at_once():
    check_in = asked(make_clinic())
    given = answer(check_in, how="help")
    assert given.needs_help_now
    task = tasks(kind="escalation").get()
    assert (task.severity, task.next_alert_at, task.lead) == (0, check_in.asked_at, check_in.aftercare.lead)


def test_free_words_pass_the_crisis_check_and_are_read_by_a_person():
    check_in = asked(make_clinic())
    given = answer(check_in, words="I am going to kill myself tonight.")
    assert given.needs_help_now
    assert sorted(flag.kind for flag in Flag.objects.all()) == ["danger", "words"]
    assert tasks(kind="escalation").count() == 1
    assert "kill" in Flag.objects.get(kind="danger").words


def test_calls_they_ask_for_have_the_time_they_asked_for():
    today, week = asked(make_clinic()), asked(make_clinic())
    answer(today, call="today")
    answer(week, call="week")
    due = {task.lead_id: task.due_at - today.asked_at for task in tasks(kind="check_in_call")}
    assert due == {today.aftercare.lead_id: timedelta(hours=7), week.aftercare.lead_id: WEEK}


def test_a_later_answer_replaces_the_first_for_a_day_and_both_are_kept():
    check_in = asked(make_clinic())
    first = answer(check_in, how="ok").answer
    second = answer(check_in, now=check_in.asked_at + timedelta(hours=23), how="hard").answer
    first.refresh_from_db()
    assert first.replaced_by == second
    assert first.values == {"how": "ok"}
    with pytest.raises(EndedLinkError):
        answer(check_in, now=check_in.asked_at + timedelta(hours=24), how="good")
    assert Answer.objects.count() == 2


def test_the_same_answer_twice_is_one_answer_and_one_flag():
    check_in = asked(make_clinic())
    assert answer(check_in, how="hard").answer == answer(check_in, how="hard").answer
    assert Flag.objects.count() == 1


@pytest.mark.parametrize("typed", [{}, {"how": ""}, {"how": "better"}, {"how": "good", "call": "maybe"}])
def test_an_answer_that_is_not_offered_is_refused(typed):
    check_in = asked(make_clinic())
    with pytest.raises(BadAnswerError):
        answer_by_link(token=token_of(check_in), typed=typed, language="en", now=check_in.asked_at)
    assert not Answer.objects.exists()


def test_staff_take_the_same_questions_by_phone_on_the_same_path():
    clinic = make_clinic()
    check_in = asked(clinic)
    dana = make_staff(clinic)
    given = answer_by_phone(aftercare_id=check_in.aftercare_id, typed={"how": "hard"}, staff=dana, now=check_in.asked_at)
    assert (given.answer.source, given.answer.staff, given.kinds) == ("phone", dana, frozenset({"hard_time"}))
    check_in.refresh_from_db()
    assert (check_in.state, check_in.asked_by) == ("answered", "phone")
    with pytest.raises(Aftercare.DoesNotExist):
        answer_by_phone(aftercare_id=check_in.aftercare_id, typed={"how": "ok"}, staff=make_staff(make_clinic()), now=NOW)


def test_a_check_in_by_phone_is_a_talk_with_whoever_waited_for_one():
    clinic = make_clinic()
    check_in = asked(clinic)
    answer(check_in, how="hard")
    dana, later = make_staff(clinic), check_in.asked_at + timedelta(hours=2)
    answer_by_phone(aftercare_id=check_in.aftercare_id, typed={"how": "ok", "call": "week"}, staff=dana, now=later)
    assert [(contact.outcome, contact.staff, contact.at) for contact in Aftercare.objects.get().contacts.all()] == [
        ("reached", dana, later)
    ]
    # What was asked for during the talk waits for the next one; nothing is over by itself.
    met = [(flag.kind, flag.met_at, flag.ended_at) for flag in Flag.objects.order_by("raised_at", "id")]
    assert met == [("hard_time", later, None), ("asked_call", None, None)]
    assert tasks(kind="check_in_call").count() == 1


def test_what_an_answer_is_thanked_with_tells_nothing_of_the_one_before():
    check_in = asked(make_clinic())
    assert answer(check_in, how="help", call="today").needs_help_now
    changed = answer(check_in, now=check_in.asked_at + timedelta(minutes=5), how="good", call="no")
    assert (changed.kinds, changed.needs_help_now) == (frozenset(), False)
    assert {flag.kind for flag in Flag.objects.filter(ended_at=None)} == {"help_now", "asked_call"}


@pytest.mark.parametrize("between", [{"how": "good"}, None])
def test_a_call_for_help_after_the_first_was_looked_after_is_heard_again(between):
    clinic = make_clinic()
    check_in = asked(clinic)
    for _twice in range(2):
        answer(check_in, how="help")
    assert (Flag.objects.count(), tasks(kind="escalation").count()) == (1, 1)
    finish_task(task_id=tasks(kind="escalation").get().id, staff=make_staff(clinic), outcome="reached", now=check_in.asked_at)
    if between:
        answer(check_in, now=check_in.asked_at + timedelta(hours=1), **between)
    for _twice in range(2):
        answer(check_in, now=check_in.asked_at + timedelta(hours=5), how="help")
    assert (Flag.objects.filter(kind="help_now").count(), tasks(kind="escalation").count()) == (2, 1)


def test_a_return_to_use_is_urgent_while_a_medicine_keeps_tolerance_low_whichever_record_has_it():
    clinic = make_clinic()
    nurse = make_staff(clinic, roles=("clinician",))
    check_in = asked(clinic, staff=nurse)
    check_in.instrument_version = next(one for one in instruments_of(clinic=clinic, now=NOW) if one.instrument.code == "longer")
    check_in.save(update_fields=["instrument_version"])
    severities = []
    other = make_lead(clinic)
    for minute in range(3):
        if minute == 1:
            course = plan_course(lead_id=other.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=NOW)
            given = Given(TODAY, reversal_talk=True, opioid_free_checked=True)
            record_dose(course_id=course.id, given=given, staff=nurse, now=check_in.asked_at)
        elif minute == 2:
            lead_id = check_in.aftercare.lead_id
            join_people(lead_id=lead_id, other_lead_id=other.id, how="said_so", closes_other=False, staff=nurse, now=NOW)
        answer(check_in, now=check_in.asked_at + timedelta(minutes=minute), how="ok", use="yes", words=f"{minute}")
        severities.append(tasks(kind="check_in_call").get().severity)
        Flag.objects.filter(kind="use").update(ended_at=check_in.asked_at)
    assert severities == [2, 2, 1]


# Silence


def test_silence_is_reminded_counted_and_called():
    go_live()
    check_in = asked(make_clinic(), started_on=TODAY - timedelta(days=40))
    now = check_in.asked_at
    sweep_aftercare(now=now + 2 * DAY)
    assert [message.subject for message in Message.objects.order_by("created_at")][1:] == ["Still time for your check-in"]
    for _twice in range(2):
        sweep_aftercare(now=now + 4 * DAY)
    assert (Aftercare.objects.get().unanswered, tasks(kind="check_in_call").count()) == (1, 0)
    second = planned(check_in.aftercare)
    for later in (timedelta(0), 2 * DAY, 4 * DAY):
        sweep_aftercare(now=second.due_at + later)
    assert Aftercare.objects.get().unanswered == 2
    assert flags(check_in.aftercare) == [("silence", 2, "check_in_call")]


def test_after_an_outage_nobody_is_reminded_of_what_is_over():
    go_live()
    check_in = asked(make_clinic())
    for _twice in range(2):
        sweep_aftercare(now=check_in.missed_at)
    assert Message.objects.count() == 1
    assert flags(check_in.aftercare) == [("silence", 2, "check_in_call")]


def test_in_the_first_month_one_silence_is_enough():
    check_in = asked(make_clinic())
    sweep_aftercare(now=check_in.asked_at + 4 * DAY)
    assert flags(check_in.aftercare) == [("silence", 2, "check_in_call")]


def test_an_answer_after_the_time_ends_the_silence():
    check_in = asked(make_clinic())
    sweep_aftercare(now=check_in.asked_at + 4 * DAY)
    answer(check_in, now=check_in.asked_at + 5 * DAY, how="ok")
    assert (Aftercare.objects.get().unanswered, tasks(kind="check_in_call").count()) == (0, 0)
    assert Flag.objects.get().outcome == "answered"


def test_three_tries_on_other_days_end_in_a_caring_word_and_a_persons_decision():
    go_live()
    clinic = make_clinic()
    check_in = asked(clinic)
    sweep_aftercare(now=check_in.asked_at + 4 * DAY)
    dana, now, ready = make_staff(clinic), check_in.asked_at + 5 * DAY, []
    for number in range(3):
        log_contact(aftercare_id=check_in.aftercare_id, contact=Contact("no_answer", "", f"try-{number}"), staff=dana, now=now)
        task = tasks(kind="check_in_call").first()
        ready.append(task.ready_at if task else None)
        now = task.ready_at if task else now
    assert ready[0] > check_in.asked_at + 6 * DAY
    assert ready[1].hour != ready[0].hour
    assert ready[2] is None
    assert Message.objects.order_by("-created_at").first().subject == "Thinking of you"
    assert tasks(kind="review").get().dedupe_key == f"aftercare_unreached:{check_in.aftercare_id}"
    assert (Aftercare.objects.get().state, planned(check_in.aftercare).state) == ("active", "planned")


def test_after_a_weekend_the_next_try_is_not_at_the_hour_of_the_one_before():
    clinic = make_clinic()
    check_in = asked(clinic, phone="(202) 555-0163", voicemail="none")
    ContactPoint.objects.filter(person_id=check_in.aftercare.person_id).update(may_call=True)
    answer(check_in, how="hard")
    zone, tried = ZoneInfo(clinic.time_zone), []
    # A Friday afternoon; 27 hours later the clinic is closed until Monday morning.
    now = datetime(2026, 11, 27, 15, 30, tzinfo=zone)
    for number in range(2):
        log_contact(aftercare_id=check_in.aftercare_id, contact=Contact("no_answer", "", f"k{number}"), staff=make_staff(clinic), now=now)
        now = tasks(kind="check_in_call").get().ready_at
        tried.append(f"{now.astimezone(zone):%a %H:%M}")
    assert tried == ["Mon 08:00", "Wed 12:00"]


def test_reaching_them_answers_everything_and_measures_how_long_it_took():
    clinic = make_clinic()
    check_in = asked(clinic)
    answer(check_in, how="hard")
    later = check_in.asked_at + timedelta(hours=3)
    for _twice in range(2):
        contact = Contact("reached", "Had a bad night, feels better.", "one")
        log_contact(aftercare_id=check_in.aftercare_id, contact=contact, staff=make_staff(clinic), now=later)
    flag = Flag.objects.get()
    assert (flag.met_at, flag.ended_at, flag.outcome) == (later, later, "reached")
    assert not tasks(kind="check_in_call").exists()
    assert check_in.aftercare.lead.notes.count() == 1


def test_a_number_that_may_not_be_called_is_not_called_without_a_danger():
    clinic = make_clinic()
    check_in = asked(clinic, phone="(202) 555-0163")
    for contact in ("no_answer", "left_message"):
        with pytest.raises(NotSafeToCallError):
            log_contact(aftercare_id=check_in.aftercare_id, contact=Contact(contact, "", "k"), staff=make_staff(clinic), now=NOW)
    assert not Aftercare.objects.get().contacts.exists()


def test_work_ended_from_the_queue_ends_the_flag_with_it():
    clinic = make_clinic()
    check_in = asked(clinic)
    answer(check_in, how="hard")
    finish_task(task_id=tasks(kind="check_in_call").get().id, staff=make_staff(clinic), outcome="done", now=check_in.asked_at + DAY)
    sweep_aftercare(now=check_in.asked_at + DAY)
    flag = Flag.objects.get()
    assert (flag.outcome, flag.ended_at, flag.met_at) == ("done", check_in.asked_at + DAY, check_in.asked_at + DAY)


def test_a_call_logged_on_the_inquirys_page_reached_them_too():
    clinic = make_clinic()
    check_in = asked(clinic)
    answer(check_in, how="hard")
    later = check_in.asked_at + timedelta(hours=2)
    lead = check_in.aftercare.lead
    write_event(lead=lead, kind="contact.made", actor=Actor.of(make_staff(clinic)), now=later, facts={})
    for _twice in range(2):
        sweep_aftercare(now=later)
    assert not tasks(kind="check_in_call").exists()
    assert (Flag.objects.get().outcome, Flag.objects.get().met_at) == ("reached", later)


# Changing


def test_a_rhythm_of_their_own_needs_a_reason_and_moves_the_next_check_in():
    clinic = make_clinic()
    aftercare = enter(clinic)
    dana = make_staff(clinic)
    with pytest.raises(ReasonNeededError):
        change_rhythm(aftercare_id=aftercare.id, every_days=28, asked_by="email", reason=" ", staff=dana, now=NOW)
    change_rhythm(aftercare_id=aftercare.id, every_days=28, asked_by="email", reason="They asked for less.", staff=dana, now=NOW)
    assert planned(aftercare).due_on == TODAY + timedelta(days=28)
    change_rhythm(aftercare_id=aftercare.id, every_days=0, asked_by="email", reason="Back to the plan.", staff=dana, now=NOW)
    assert planned(aftercare).due_on == TODAY + WEEK


def test_a_pause_asks_nothing_and_makes_up_for_nothing():
    clinic = make_clinic()
    check_in = asked(clinic)
    dana = make_staff(clinic)
    until = check_in.due_on + timedelta(days=20)
    pause(aftercare_id=check_in.aftercare_id, until=until, reason="Away with family.", staff=dana, now=check_in.asked_at)
    with pytest.raises(EndedLinkError):
        answer(check_in)
    assert Message.objects.get().state == "skipped"
    sweep_aftercare(now=check_in.asked_at + 19 * DAY)
    assert Aftercare.objects.get().state == "paused"
    sweep_aftercare(now=check_in.asked_at + 20 * DAY)
    assert (Aftercare.objects.get().state, planned(check_in.aftercare).due_on) == ("active", until + WEEK)
    pause(aftercare_id=check_in.aftercare_id, until=None, reason="Again.", staff=dana, now=check_in.asked_at + 21 * DAY)
    resume(aftercare_id=check_in.aftercare_id, staff=dana, now=check_in.asked_at + 22 * DAY)
    assert planned(check_in.aftercare).due_on == until + 2 * DAY + WEEK


def test_an_end_is_kind_final_and_takes_its_work_with_it():
    clinic = make_clinic()
    check_in = asked(clinic)
    answer(check_in, how="hard")
    dana = make_staff(clinic)
    end_kindly(aftercare_id=check_in.aftercare_id, reason="Moved to another state.", say_goodbye=True, staff=dana, now=check_in.asked_at)
    assert Message.objects.get(dedupe_key=f"goodbye:{check_in.aftercare_id}").subject == "Until next time"
    assert not tasks(kind="check_in_call").exists()
    assert not CheckIn.objects.filter(state="planned").exists()
    with pytest.raises(EndedLinkError):
        answer(check_in)
    again = Entry(AftercareEntry.BY_HAND, TODAY)
    assert enter_aftercare(lead_id=check_in.aftercare.lead_id, entry=again, staff=dana, now=NOW).id != check_in.aftercare_id


def test_a_counselor_is_a_colleague_of_the_clinic():
    clinic = make_clinic()
    aftercare = enter(clinic)
    dana, stranger = make_staff(clinic), make_staff(make_clinic())
    assert hand_to(aftercare_id=aftercare.id, to=dana.id, staff=dana, now=NOW).counselor == dana
    with pytest.raises(type(stranger).DoesNotExist):
        hand_to(aftercare_id=aftercare.id, to=stranger.id, staff=dana, now=NOW)


def test_after_two_years_a_person_decides_how_it_ends():
    check_in = asked(make_clinic(), started_on=TODAY - timedelta(days=722))
    assert flags(check_in.aftercare) == [("end_of_time", 3, "review")]
    assert Aftercare.objects.get().state == "active"
    assert token_in(check_in.message)


# What a long run of made-up lives found


def test_whoever_first_asked_for_a_call_this_week_and_then_for_one_today_is_called_today():
    check_in = asked(make_clinic())
    answer(check_in, call="week")
    for _twice in range(2):
        answer(check_in, call="today", now=check_in.asked_at + timedelta(hours=1))
    assert flags(check_in.aftercare) == [("asked_call", 3, "check_in_call"), ("asked_call", 1, "check_in_call")]
    assert [task.severity for task in tasks(kind="check_in_call")] == [1]


def test_no_reminder_goes_out_when_the_time_to_answer_was_over_before_it():
    go_live()
    check_in = asked(make_clinic())
    sweep_aftercare(now=check_in.missed_at + timedelta(minutes=1))
    assert Message.objects.filter(dedupe_key__startswith="check_in_reminder:").count() == 0
    assert [kind for kind, _severity, _task in flags(check_in.aftercare)] == ["silence"]


def test_an_emergency_is_not_over_because_nobody_answered_a_call_about_something_else():
    clinic = make_clinic()
    dana = make_staff(clinic, roles=("clinician",))
    check_in = asked(clinic)
    answer(check_in, how="help", words="See you.")
    for number in range(3):
        contact = Contact("no_answer", "", f"try-{number}")
        log_contact(aftercare_id=check_in.aftercare_id, contact=contact, staff=dana, now=check_in.asked_at + number * DAY)
    assert list(Flag.objects.filter(ended_at=None).values_list("kind", "task__kind")) == [("help_now", "escalation")]
    assert tasks(kind="check_in_call").count() == 0
