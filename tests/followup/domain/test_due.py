"""Steps that come due: done once, at the right hour, within the caps, and never late."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clinics.models import Holiday
from core.audit import SYSTEM
from core.sentences import in_words
from followup.domain.deciding import decide_followup
from followup.domain.due import due_ids, make_due, make_one_due
from followup.domain.enrolling import pause_enrolment, resume_enrolment
from followup.domain.exiting import exit_enrolments
from followup.domain.suppressing import suppress
from followup.models import Enrolment, Message, Occurrence, Plan, TemplateVersion
from followup.states import Because, ExitReason, PlanMode
from intake.domain.leading import move_lead, record_reply
from intake.domain.recording import write_event
from intake.models import Task
from tests.factories import NOW, make_staff
from tests.followup.builders import email_point
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, make_text, rows, run, tick, work

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Nine in New York on the day after.
NINE = NOW + timedelta(hours=23)


def test_every_step_is_done_once_at_its_hour() -> None:
    enrolment = enrol(make_plan(make_live_clinic()))
    run(NOW, NOW + 8 * DAY)
    run(NOW, NOW + 8 * DAY)
    due = list(Message.objects.order_by("due_at").values_list("due_at", "state"))
    assert due == [(NOW + timedelta(hours=24 * day - 1), "pending") for day in (1, 3, 7)]
    assert rows(enrolment) == [("day-1", "done", ""), ("day-3", "done", ""), ("day-7", "done", "")]
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.exit_reason) == ("completed", "finished")


def test_nothing_is_done_a_minute_early() -> None:
    enrol(make_plan(make_live_clinic()))
    tick(NINE - timedelta(minutes=1))
    assert Message.objects.count() == 0
    tick(NINE)
    assert Message.objects.count() == 1


def test_what_comes_due_at_night_asks_nothing_about_an_address() -> None:
    enrolment = enrol(make_plan(make_live_clinic(), email("a", 1), email("b", 2)))
    first = Occurrence.objects.get(enrolment=enrolment, step_key="a")
    asked = {}
    for name, at in (("night", NINE + timedelta(hours=18)), ("day", NINE + timedelta(hours=25))):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            asked[name] = [make_one_due(occurrence_id=first.id, now=at)]
            asked[name].append(any("intake_contactpoint" in one["sql"] for one in queries))
            transaction.set_rollback(True)
    assert asked == {"night": ["planned", False], "day": ["skipped", True]}


def test_doing_one_twice_writes_one_message() -> None:
    enrolment = enrol(make_plan(make_live_clinic()))
    first = Occurrence.objects.get(enrolment=enrolment, step_key="day-1")
    assert [make_one_due(occurrence_id=first.id, now=NINE) for _time in range(2)] == ["done", ""]
    assert Message.objects.count() == 1


def test_after_72_hours_without_a_worker_the_newest_goes_and_the_older_ones_do_not() -> None:
    enrolment = enrol(make_plan(make_live_clinic(), email("a", 1), email("b", 2), email("c", 3), email("d", 9)))
    tick(NOW + timedelta(hours=73))
    assert rows(enrolment) == [
        ("a", "expired", "overdue"),
        ("b", "skipped", "newer_step"),
        ("c", "done", ""),
        ("d", "planned", ""),
    ]


def test_a_restart_at_three_in_the_night_sends_nothing_before_nine() -> None:
    enrolment = enrol(make_plan(make_live_clinic(), email("a", 1)))
    three = NINE + timedelta(hours=18)
    tick(three)
    assert Message.objects.count() == 0
    row = Occurrence.objects.get(enrolment=enrolment)
    assert (row.state, row.due_at, row.due_local, row.shift) == ("planned", NINE + DAY, "2026-11-19T09:00", "hours")
    tick(NINE + DAY)
    assert Message.objects.count() == 1


def test_two_plans_give_one_message_a_day_and_three_in_seven_days() -> None:
    clinic = make_live_clinic()
    daily = [email(f"day-{day}", day) for day in range(1, 10)]
    first, second = make_plan(clinic, *daily, stops_on=()), make_plan(clinic, *daily)
    one = enrol(first)
    Plan.objects.filter(id=first.id).update(entry="appointment")
    enrol(second, lead=one.lead)
    run(NOW, NOW + 10 * DAY)
    days = [message.due_at.date() for message in Message.objects.order_by("due_at")]
    assert len(days) == len(set(days))
    assert all(sum(day - 6 * DAY <= other <= day for other in days) <= 3 for day in days)
    assert {reason for _key, state, reason in rows(one) if state != "done"} <= {"cap", "overdue", "newer_step"}


def test_the_acknowledgement_counts_as_the_message_of_its_day() -> None:
    clinic = make_live_clinic()
    enrolment = enrol(make_plan(clinic, email("soon", 60, unit="minutes", local_minute=None)))
    decide_followup(lead_id=enrolment.lead_id, now=NOW)
    tick(NOW + timedelta(hours=1))
    row = Occurrence.objects.get(enrolment=enrolment)
    assert (row.state, row.shift, row.due_local) == ("planned", "cap", "2026-11-18T09:00")


def test_a_critical_step_is_exempt_from_the_caps_and_takes_the_day() -> None:
    clinic = make_live_clinic()
    routine, critical = make_plan(clinic, email("a", 1), stops_on=()), make_plan(clinic, email("b", 1, step_class="critical"))
    one = enrol(routine)
    Plan.objects.filter(id=routine.id).update(entry="appointment")
    two = enrol(critical, lead=one.lead)
    tick(NINE)
    assert rows(two) == [("b", "done", "")]
    assert rows(one) == [("a", "planned", "")]
    tick(NINE + DAY)
    assert rows(one) == [("a", "done", "")]


def test_a_holiday_moves_a_message_to_the_next_day() -> None:
    clinic = make_live_clinic()
    enrolment = enrol(make_plan(clinic, email("a", 1)))
    Holiday.objects.create(clinic=clinic, day=NINE.date(), name="Day off")
    tick(NINE)
    row = Occurrence.objects.get(enrolment=enrolment)
    assert (row.state, row.shift, row.due_at) == ("planned", "holiday", NINE + DAY)


def test_a_critical_step_that_came_too_late_becomes_work_for_a_person() -> None:
    enrolment = enrol(make_plan(make_live_clinic(), email("a", 1, step_class="critical", expires_minutes=600), work("b", 90)))
    tick(NINE + timedelta(hours=10))
    assert rows(enrolment)[0] == ("a", "expired", "overdue")
    task = Task.objects.get(kind="plan_step")
    assert Occurrence.objects.get(step_key="a").task == task
    assert in_words(task.reason).startswith("A message of the plan “Hello” did not go out.")


def test_what_is_missed_may_bring_the_next_step() -> None:
    enrolment = enrol(make_plan(make_live_clinic(), email("a", 1, on_missed="next", expires_minutes=60), work("b", 30)))
    tick(NINE + timedelta(hours=2))
    tick(NINE + timedelta(hours=2))
    assert rows(enrolment) == [("a", "expired", "overdue"), ("b", "done", "")]


def test_a_step_of_work_opens_one_task() -> None:
    enrolment = enrol(make_plan(make_live_clinic(), work("call", 1, task_kind="callback")))
    for _time in range(2):
        tick(NINE)
    task = Task.objects.get(kind="callback")
    assert (task.reason, task.lead_id) == ("Ask how they are.", enrolment.lead_id)


@pytest.mark.parametrize(
    ("mode", "state", "why_not"),
    [("test", "held", "test_mode"), ("team", "held", "team_only"), ("hold", "held", "for_review"), ("live", "pending", "")],
)
def test_a_mode_says_how_far_a_message_goes(mode: str, state: str, why_not: str) -> None:
    enrol(make_plan(make_live_clinic(), email("a", 1), mode=mode))
    tick(NINE)
    message = Message.objects.get()
    assert (message.state, message.why_not) == (state, why_not)


def test_team_only_lets_go_what_is_for_the_team() -> None:
    clinic = make_live_clinic()
    make_staff(clinic, email="dana@clinic.example")
    enrol(make_plan(clinic, email("a", 1), mode="team"), email="dana@clinic.example")
    tick(NINE)
    assert Message.objects.get().state == "pending"


def test_a_plan_that_is_off_sends_nothing_then_and_nothing_later() -> None:
    plan = make_plan(make_live_clinic(), email("a", 1), email("b", 5))
    enrolment = enrol(plan)
    Plan.objects.filter(id=plan.id).update(mode=PlanMode.OFF)
    tick(NINE)
    Plan.objects.filter(id=plan.id).update(mode=PlanMode.LIVE)
    tick(NINE + timedelta(hours=1))
    assert rows(enrolment) == [("a", "skipped", "plan_off"), ("b", "planned", "")]


def test_paused_means_left_out_and_resumed_goes_on() -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    enrolment = enrol(make_plan(clinic))
    for _time in range(2):
        pause_enrolment(enrolment_id=enrolment.id, staff=staff, reason="", now=NOW)
    tick(NINE)
    for _time in range(2):
        resume_enrolment(enrolment_id=enrolment.id, staff=staff, now=NOW + 2 * DAY)
    run(NOW + 2 * DAY, NOW + 8 * DAY)
    assert rows(enrolment) == [("day-1", "skipped", "paused"), ("day-3", "done", ""), ("day-7", "done", "")]


def test_an_address_that_left_gets_nothing_and_the_reason_is_kept() -> None:
    clinic = make_live_clinic()
    enrolment = enrol(make_plan(clinic, email("a", 1, on_missed="task"), work("b", 60)))
    suppress(point=email_point(enrolment.lead), purpose="", reason="bounced", now=NOW)
    tick(NINE)
    assert rows(enrolment)[0] == ("a", "skipped", "suppressed")
    assert Task.objects.filter(kind="plan_step").count() == 1


def test_without_words_in_their_language_nothing_is_sent_in_another() -> None:
    clinic = make_live_clinic()
    make_text(clinic, "english-only", languages=("en",))
    enrolment = enrol(make_plan(clinic, email("a", 1, template_code="english-only"), work("b", 60)), language="es")
    tick(NINE)
    assert rows(enrolment)[0] == ("a", "skipped", "no_template")
    assert Message.objects.count() == 0


def test_a_place_without_a_value_holds_the_message() -> None:
    clinic = make_live_clinic()
    make_text(clinic, "named", body="{staff_name} will call. {stop_link}")
    enrol(make_plan(clinic, email("a", 1, template_code="named")))
    tick(NINE)
    message = Message.objects.get()
    assert (message.state, message.why_not, message.missing) == ("held", "value_missing", "staff_name")


def test_the_version_of_the_words_is_that_of_the_moment() -> None:
    clinic = make_live_clinic()
    enrol(make_plan(clinic, email("a", 1)))
    newer = TemplateVersion.objects.get(code="hello-again", language="en")
    TemplateVersion.objects.create(
        clinic=clinic, code=newer.code, language="en", version=2, subject="Newer", body="{stop_link}", published_at=NOW
    )
    tick(NINE)
    message = Message.objects.get()
    assert (message.template_version.version, message.subject) == (2, "Newer")


@pytest.mark.parametrize(
    ("kind", "facts", "reason"),
    [
        ("lead.replied", {}, "replied"),
        ("lead.amended", {}, "replied"),
        ("contact.made", {}, "reached"),
        ("appointment.booked", {}, "booked"),
        ("lead.moved", {"to": "booked"}, "booked"),
        ("lead.moved", {"to": "closed"}, "closed"),
        ("lead.triaged", {"severity": "urgent"}, "urgent"),
    ],
)
@pytest.mark.parametrize("is_swept", [True, False])
def test_a_fact_ends_a_plan_in_the_sweep_and_in_any_case_when_due(kind: str, facts: dict, reason: str, *, is_swept: bool) -> None:
    enrolment = enrol(make_plan(make_live_clinic()))
    write_event(lead=enrolment.lead, kind=kind, actor=SYSTEM, now=NOW + timedelta(hours=1), facts=facts)
    if is_swept:
        tick(NOW + timedelta(hours=1, seconds=30))
        enrolment.refresh_from_db()
        assert enrolment.exit_reason == reason
    make_due(now=NINE)
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.exit_reason) == ("exited", reason)
    assert Message.objects.count() == 0
    assert rows(enrolment) == [(key, "cancelled", "ended") for key in ("day-1", "day-3", "day-7")]


@pytest.mark.parametrize(("kind", "facts"), [("lead.moved", {"to": "in_touch"}), ("lead.triaged", {"severity": "soon"}), ("note", {})])
def test_other_facts_end_nothing(kind: str, facts: dict) -> None:
    enrolment = enrol(make_plan(make_live_clinic()))
    write_event(lead=enrolment.lead, kind=kind, actor=SYSTEM, now=NOW + timedelta(hours=1), facts=facts)
    tick(NINE)
    enrolment.refresh_from_db()
    assert enrolment.state == "active"


def test_a_fact_from_before_ends_nothing() -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    first = enrol(make_plan(clinic))
    record_reply(lead_id=first.lead_id, staff=staff, text="Call me", now=NOW + timedelta(hours=1))
    tick(NOW + timedelta(hours=1))
    Task.objects.filter(lead=first.lead, kind="reply").update(state="done", done_at=NOW + timedelta(hours=1))
    plan = make_plan(clinic)
    Plan.objects.exclude(id=plan.id).update(entry="appointment")
    again = enrol(plan, lead=first.lead, now=NOW + timedelta(hours=2))
    tick(NINE)
    again.refresh_from_db()
    assert (again.state, rows(again)[0]) == ("active", ("day-1", "done", ""))


def test_leaving_drops_what_waits_in_the_outbox() -> None:
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    enrolment = enrol(make_plan(clinic, mode="hold"))
    tick(NINE)
    move_lead(lead_id=enrolment.lead_id, to="not_now", staff=staff, reason="They asked us to wait.", now=NINE)
    tick(NINE + timedelta(minutes=1))
    message = Message.objects.get()
    assert (message.state, message.why_not) == ("skipped", "plan_ended")


def test_exiting_by_hand_ends_the_named_plans_once() -> None:
    clinic = make_live_clinic()
    one, other = make_plan(clinic), make_plan(clinic)
    enrolment = enrol(one)
    person = enrolment.person
    Plan.objects.filter(id=one.id).update(entry="appointment")
    enrol(other, lead=enrolment.lead)
    # Getting into the second ended the first.
    assert [
        exit_enrolments(person=person, reason=ExitReason.STOPPED, actor=SYSTEM, now=NOW, plans=plans) for plans in ([one], [other], None)
    ] == [0, 1, 0]
    assert set(Enrolment.objects.values_list("plan", "exit_reason")) == {(one.id, "other_plan"), (other.id, "stopped")}


def test_a_row_that_fails_waits_then_goes_to_a_person_and_stops_no_other() -> None:
    clinic = make_live_clinic()
    plan = make_plan(clinic, email("a", 1))
    poison, fine = enrol(plan), enrol(plan)
    Enrolment.objects.filter(id=poison.id).update(zone="Nowhere/At_All")
    Enrolment.objects.filter(id=poison.id).update(zone_source="staff")
    run(NINE, NINE + timedelta(hours=2), every=timedelta(minutes=1))
    assert rows(fine) == [("a", "done", "")]
    assert rows(poison) == [("a", "skipped", "needs_a_person")]
    row = Occurrence.objects.get(enrolment=poison)
    assert (row.tries, row.last_error, row.task.kind) == (5, "ZoneInfoNotFoundError", "review")


def test_one_clinics_backlog_does_not_hold_up_another() -> None:
    busy, calm = make_live_clinic(), make_live_clinic()
    busy_plan, calm_plan = make_plan(busy, email("a", 1)), make_plan(calm, email("a", 1))
    for _person in range(6):
        enrol(busy_plan)
    last = enrol(calm_plan)
    chosen = Occurrence.objects.filter(id__in=due_ids(now=NINE, limit=4))
    assert sorted(row.enrolment_id == last.id for row in chosen) == [False, False, False, True]


def test_looking_for_what_is_due_takes_two_queries(django_assert_num_queries) -> None:
    enrol(make_plan(make_live_clinic()))
    with django_assert_num_queries(2):
        assert due_ids(now=NOW, limit=10) == []


def test_an_address_two_clinics_know_gets_one_message_a_day_and_neither_clinic_is_told() -> None:
    first, second = (enrol(make_plan(make_live_clinic(), email("a", 1), email("b", 2)), email="shared@example.org") for _clinic in range(2))
    other = enrol(make_plan(make_live_clinic(), email("a", 1)), email="alone@example.org")
    tick(NINE)
    done = [one for one in (first, second, other) if rows(one)[0][1] == "done"]
    assert (len(done), other in done) == (2, True)
    late = second if first in done else first
    row = Occurrence.objects.get(enrolment=late, step_key="a")
    assert (row.state, row.shift, row.due_at) == ("planned", "cap", NINE + DAY)
    run(NINE + DAY, NINE + 9 * DAY)
    days = [message.due_at.date() for message in Message.objects.exclude(lead=other.lead).order_by("due_at")]
    assert len(days) == len(set(days))
    assert "enough" not in Because.CAP.label


def test_routine_mail_to_somebody_who_wrote_waits_until_a_person_has_read_it_and_critical_mail_does_not() -> None:
    clinic = make_live_clinic()
    routine = make_plan(clinic, email("a", 1, expires_minutes=180), email("b", 2), stops_on=())
    critical = make_plan(clinic, email("c", 1, step_class="critical"), stops_on=())
    one, two = enrol(routine), enrol(critical)
    for found in (one, two):
        task = Task.objects.filter(lead=found.lead).first()
        Task.objects.filter(id=task.id).update(kind="reply", dedupe_key=f"reply:{task.id}")
    run(NINE, NINE + timedelta(hours=4))
    assert rows(two) == [("c", "done", "")]
    assert rows(one) == [("a", "expired", "reply_waits"), ("b", "planned", "")]
    tick(NINE + DAY)
    assert rows(one)[1] == ("b", "planned", "")
    Task.objects.filter(lead=one.lead).update(state="done", done_at=NINE + DAY)
    tick(NINE + DAY + timedelta(hours=1))
    assert rows(one)[1] == ("b", "done", "")
