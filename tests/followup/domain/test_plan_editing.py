"""Plans change under people who are in them: new versions touch only what lies ahead, and bad ones are refused in words."""

from datetime import timedelta

import pytest

from core.models import AuditEntry
from followup.domain.plan_checking import PlanProblemsError, problems_in
from followup.domain.plan_content import PlanContent, content_from, content_of
from followup.domain.plan_editing import Settings, change_plan, publish_body, publish_version, save_draft, set_mode
from followup.domain.plan_sweeping import follow_zones, plan_due
from followup.domain.rehearsing_plans import dry_run
from followup.domain.suppressing import suppress
from followup.domain.what_if import what_ifs
from followup.models import Message, Occurrence, Plan, PlanDraft, PlanVersion, Template, TemplateVersion
from followup.states import PlanMode
from tests.factories import NOW, make_staff
from tests.followup.builders import email_point, make_mailing_clinic
from tests.followup.plan_builders import FIRST_STEPS, TEXT, email, enrol, make_live_clinic, make_plan, make_text, rows, run, tick, work

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NINE = NOW + timedelta(hours=23)


def publish(plan: Plan, *steps, now=NOW, **content) -> PlanVersion:
    return publish_version(plan=plan, content=PlanContent(steps=steps, **content), staff=None, now=now)


def test_the_same_content_again_is_the_same_version() -> None:
    plan = make_plan(make_live_clinic())
    assert publish(plan, *FIRST_STEPS) == plan.current
    assert PlanVersion.objects.count() == 1
    assert content_of(plan.current) == PlanContent(steps=FIRST_STEPS)
    assert content_from(content_of(plan.current).as_dict()) == content_of(plan.current)


def test_a_new_version_touches_only_steps_ahead() -> None:
    plan = make_plan(make_live_clinic())
    enrolment = enrol(plan)
    tick(NINE)
    publish(plan, email("day-0", 0), email("day-1", 1), email("day-2", 2), email("day-7", 9), now=NINE + timedelta(hours=1))
    run(NINE + timedelta(hours=2), NOW + 10 * DAY)
    assert rows(enrolment) == [
        ("day-0", "skipped", "in_the_past"),
        ("day-1", "done", ""),
        ("day-2", "done", ""),
        ("day-3", "cancelled", "step_removed"),
        ("day-7", "done", ""),
    ]
    assert Message.objects.count() == 3


def test_a_wait_made_so_short_that_its_day_has_passed_sends_nothing_late() -> None:
    plan = make_plan(make_live_clinic(), email("a", 7), work("b", 60))
    enrolment = enrol(plan)
    publish(plan, email("a", 2), work("b", 60), now=NOW + 5 * DAY)
    tick(NOW + 5 * DAY)
    assert sorted(rows(enrolment)) == [("a", "skipped", "in_the_past")]


def test_a_step_beyond_the_horizon_becomes_a_row_in_time() -> None:
    enrolment = enrol(make_plan(make_live_clinic(), email("a", 1), email("far", 60)))
    assert [key for key, _state, _reason in rows(enrolment)] == ["a"]
    run(NOW, NOW + 61 * DAY, every=timedelta(hours=12))
    assert rows(enrolment) == [("a", "done", ""), ("far", "done", "")]


def test_planning_again_and_again_plans_once() -> None:
    enrolment = enrol(make_plan(make_live_clinic()))
    before = list(Occurrence.objects.order_by("id").values())
    for _time in range(3):
        type(enrolment).objects.update(next_plan_at=NOW)
        plan_due(now=NOW)
    assert list(Occurrence.objects.order_by("id").values()) == before


def test_a_clinic_that_moves_takes_its_enrolments_along() -> None:
    clinic = make_live_clinic()
    enrolment = enrol(make_plan(clinic, email("a", 1)))
    clinic.time_zone = "America/Los_Angeles"
    clinic.save(update_fields=["time_zone"])
    assert [follow_zones(now=NOW) for _time in range(2)] == [1, 0]
    row = Occurrence.objects.get(enrolment=enrolment)
    assert (row.due_local, row.due_at, row.zone) == ("2026-11-18T09:00", NINE + timedelta(hours=3), "America/Los_Angeles")


def a_step(**values) -> dict:
    return {"key": "a", "anchor": "enrolment", "amount": 1, "unit": "days", "action": "email", "template_code": TEXT, **values}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, (0, "steps")),
        ({"steps": []}, (0, "steps")),
        ({"steps": ["a"]}, (1, "")),
        ({"steps": [a_step()] * 61}, (0, "steps")),
        ({"steps": [a_step(), a_step()]}, (2, "key")),
        ({"steps": [a_step(key="A b")]}, (1, "key")),
        ({"steps": [a_step(key=7)]}, (1, "key")),
        ({"steps": [a_step(anchor="birthday")]}, (1, "anchor")),
        ({"steps": [a_step(unit="years")]}, (1, "unit")),
        ({"steps": [a_step(amount="1")]}, (1, "amount")),
        ({"steps": [a_step(amount=True)]}, (1, "amount")),
        ({"steps": [a_step(amount=10**30)]}, (1, "amount")),
        ({"steps": [a_step(amount=-1)]}, (1, "amount")),
        ({"steps": [a_step(unit="hours", local_minute=540)]}, (1, "local_minute")),
        ({"steps": [a_step(local_minute=1440)]}, (1, "local_minute")),
        ({"steps": [a_step(opens_minute=600, closes_minute=600)]}, (1, "opens_minute")),
        ({"steps": [a_step(opens_minute=600)]}, (1, "opens_minute")),
        ({"steps": [a_step(expires_minutes=1)]}, (1, "expires_minutes")),
        ({"steps": [a_step(guards=["exec"])]}, (1, "guards")),
        ({"steps": [a_step(guards=[["a"]])]}, (1, "guards")),
        ({"steps": [a_step(template_code="none-such")]}, (1, "template_code")),
        ({"steps": [a_step(action="task", template_code="")]}, (1, "task_reason")),
        ({"steps": [a_step(action="task", task_reason="Call")]}, (1, "template_code")),
        ({"steps": [a_step(action="task", template_code="", task_reason="x" * 201)]}, (1, "task_reason")),
        ({"steps": [a_step(color="red")]}, (1, "color")),
        ({"steps": [a_step()], "opens_minute": 1200}, (0, "opens_minute")),
        ({"steps": [a_step()], "weekdays": []}, (0, "weekdays")),
        ({"steps": [a_step()], "weekdays": [7]}, (0, "weekdays")),
        ({"steps": [a_step()], "stops_on": ["boredom"]}, (0, "stops_on")),
        ({"steps": [a_step()], "on_holidays": "yes"}, (0, "on_holidays")),
        ({"steps": [a_step()], "mode": "live"}, (0, "mode")),
    ],
)
def test_what_is_wrong_is_said_at_its_place(body: dict, where: tuple[int, str]) -> None:
    assert [(problem.step, problem.field) for problem in problems_in(body, templates={TEXT: ["phone", "stop_link"]})] == [where]


def test_a_step_sends_a_text_of_the_plans_own_purpose_whose_places_it_can_fill() -> None:
    clinic = make_live_clinic()
    plan, staff = make_plan(clinic, mode="off"), make_staff(clinic)
    make_text(clinic, "your-link", body="Answer: {answer_link} {stop_link}")
    make_text(clinic, "your-visit", body="Until {day}. {stop_link}")
    make_text(clinic, "news", body="{discreet_name} {stop_link}")
    Template.objects.filter(code="news").update(purpose="alumni")

    def said(**columns: str) -> list[str]:
        body = {"steps": [a_step(**columns)]}
        return [str(problem.sentence) for problem in save_draft(plan=plan, body=body, staff=staff, now=NOW)]

    assert said(template_code="your-link") == ["This text has the place “answer_link”, which this step can’t fill. Choose another one."]
    assert said(template_code="your-visit") == ["This text has the place “day”, which this step can’t fill. Choose another one."]
    assert said(template_code="your-visit", anchor="appointment") == []
    assert said(template_code="news") == ["Choose the text that is sent."]


def test_a_plan_that_is_on_keeps_the_purpose_of_its_texts() -> None:
    clinic = make_live_clinic()
    plan, staff = make_plan(clinic), make_staff(clinic)
    news = Settings(name="Hello", purpose="alumni")
    with pytest.raises(PlanProblemsError):
        change_plan(plan=plan, settings=news, staff=staff, now=NOW)
    set_mode(plan=plan, mode=PlanMode.OFF, staff=staff, now=NOW)
    assert change_plan(plan=plan, settings=news, staff=staff, now=NOW).purpose == "alumni"
    with pytest.raises(PlanProblemsError):
        set_mode(plan=plan, mode=PlanMode.LIVE, staff=staff, now=NOW)


def test_a_draft_is_kept_as_typed_and_a_bad_one_is_not_published() -> None:
    clinic = make_live_clinic()
    plan, staff = make_plan(clinic), make_staff(clinic)
    body = {"steps": [a_step(amount="soon")]}
    assert [problem.field for problem in save_draft(plan=plan, body=body, staff=staff, now=NOW)] == ["amount"]
    assert PlanDraft.objects.get().body == body
    with pytest.raises(PlanProblemsError):
        publish_body(plan=plan, body=body, staff=staff, now=NOW)
    version = publish_body(plan=plan, body={"steps": [a_step()]}, staff=staff, now=NOW)
    assert (version.number, PlanDraft.objects.count()) == (2, 0)
    assert AuditEntry.objects.filter(action="plan.published", actor_id=staff.id).count() == 1


def test_a_plan_reaches_nobody_without_words_in_every_language_of_the_clinic() -> None:
    clinic = make_live_clinic()
    plan = make_plan(clinic, mode="off")
    TemplateVersion.objects.filter(code=TEXT, language="es").delete()
    set_mode(plan=plan, mode=PlanMode.TEST, staff=None, now=NOW)
    for mode in (PlanMode.TEAM, PlanMode.HOLD, PlanMode.LIVE):
        with pytest.raises(PlanProblemsError) as caught:
            set_mode(plan=plan, mode=mode, staff=None, now=NOW)
        assert [problem.field for problem in caught.value.problems] == [TEXT]
    set_mode(plan=plan, mode=PlanMode.OFF, staff=None, now=NOW)
    plan.refresh_from_db()
    assert plan.mode == "off"


def test_a_clinical_text_that_nobody_approved_keeps_a_plan_from_going_live() -> None:
    clinic = make_mailing_clinic()
    Template.objects.create(clinic=clinic, code="clinical", is_clinical=True, created_at=NOW)
    plan = make_plan(clinic, email("a", 1, template_code="clinical"), mode="off")
    with pytest.raises(PlanProblemsError):
        set_mode(plan=plan, mode=PlanMode.LIVE, staff=None, now=NOW)


def test_a_dry_run_counts_and_changes_nothing() -> None:
    clinic = make_live_clinic()
    plan = make_plan(clinic, email("a", 1), work("b", 2), mode="test")
    enrol(plan)
    refused = enrol(plan)
    suppress(point=email_point(refused.lead), purpose="", reason="bounced", now=NOW)
    before = list(Occurrence.objects.order_by("id").values())
    found = dry_run(plan=plan, now=NOW)
    assert (found.people, found.people_mailed, found.emails, found.tasks, dict(found.not_mailed), found.first_at) == (
        *(2, 1, 2, 2, {"suppressed": 1}),
        NINE,
    )
    assert list(Occurrence.objects.order_by("id").values()) == before


def test_the_answers_are_those_of_this_plan() -> None:
    plan = make_plan(make_live_clinic(), settings={"may_reenter": True, "cooldown_days": 30})
    enrol(plan)
    answers = {one.code: one.answer for one in what_ifs(plan=plan, now=NOW)}
    assert answers["back"] == "They get in again 30 days after the last round ended, from the first step."
    assert answers["wait"] == "1 of 1 people still have steps ahead. Only those follow. A new day that has passed is left out."
    assert answers["off_and_on"] == "What comes due while it is off is left out and never sent later. In the next 24 hours that is: 1."
    assert answers["counts_from"] == "Never from the message before. In this plan: when they got into the plan."
    assert len(answers) == 10
