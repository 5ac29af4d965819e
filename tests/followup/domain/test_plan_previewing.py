"""What a plan would do is what it does: previews beside the real thing, the command, and the plans that come with it."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from clinics.models import Holiday
from followup.domain.discretion import SUBJECT_MOST, telling_words
from followup.domain.plan_checking import problems_in
from followup.domain.plan_content import PlanContent, content_of
from followup.domain.plan_editing import set_mode
from followup.domain.plan_previewing import Sample, preview
from followup.domain.ready_plans.plans import READY_PLANS, publish_ready_plans
from followup.domain.ready_texts import READY_TEXTS, ReadyText
from followup.domain.rehearsing_plans import preview_for_lead, preview_for_sample
from followup.domain.variables import places_in
from followup.models import Message, Occurrence, Plan
from followup.states import PlanMode
from tests.factories import NOW, make_clinic
from tests.followup.builders import make_lead
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, run, work

NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)


def foresee(*steps, start=NOW, holidays=frozenset(), **content) -> list[tuple[str, str, str, str]]:
    seen = preview(PlanContent(steps=steps, **content), Sample(start, NEW_YORK), holidays=holidays)
    return [(one.step, one.due_local, one.outcome, one.reason) for one in seen]


def test_a_preview_shows_caps_weekdays_holidays_and_the_change_of_the_clock() -> None:
    thanksgiving = frozenset({datetime(2026, 11, 26, tzinfo=UTC).date()})
    steps = (email("a", 1), email("b", 1, local_minute=600), work("c", 2), email("d", 4), email("e", 9), email("f", 117))
    assert foresee(*steps, holidays=thanksgiving, weekdays=frozenset({0, 1, 2, 3, 4})) == [
        ("a", "2026-11-18T09:00", "send", ""),
        ("b", "2026-11-19T09:00", "moved", "cap"),
        ("c", "2026-11-19T09:00", "task", ""),
        ("d", "2026-11-23T09:00", "moved", "weekday"),
        ("e", "2026-11-27T09:00", "moved", "holiday"),
        ("f", "2027-03-15T09:00", "moved", "weekday"),
    ]


def test_of_several_at_one_moment_the_most_important_goes_and_then_the_newest() -> None:
    assert foresee(email("a", 1), email("b", 1), email("c", 2, step_class="critical"), email("d", 2)) == [
        ("a", "2026-11-18T09:00", "skipped", "newer_step"),
        ("b", "2026-11-18T09:00", "send", ""),
        ("c", "2026-11-19T09:00", "send", ""),
        ("d", "2026-11-19T09:00", "skipped", "newer_step"),
    ]


def test_a_step_whose_condition_does_not_hold_and_one_after_the_end_are_not_done() -> None:
    stop = email("stop", 3, action="stop", template_code="")
    assert foresee(email("a", 1, guards=("reached",)), stop, email("b", 5)) == [
        ("a", "2026-11-18T09:00", "skipped", "not_true"),
        ("stop", "2026-11-20T09:00", "task", ""),
    ]


@pytest.mark.django_db
def test_what_was_foreseen_is_what_happens() -> None:
    clinic = make_live_clinic()
    Holiday.objects.create(clinic=clinic, day=(NOW + 3 * DAY).date(), name="Day off")
    plan = make_plan(clinic, *[email(f"d{day}", day) for day in (1, 2, 3, 5, 6, 8, 13, 20)], weekdays=frozenset({0, 1, 2, 3, 4}))
    lead = make_lead(clinic, email="real@example.org")
    foreseen = preview_for_lead(plan=plan, content=content_of(plan.current), lead=lead, now=NOW)
    enrolment = enrol(plan, lead=lead)
    run(NOW, NOW + 25 * DAY)
    sent = {row.step_key: row.message.due_at for row in Occurrence.objects.filter(enrolment=enrolment, state="done")}
    assert sent == {one.step: one.due_at for one in foreseen if one.outcome in {"send", "moved"}}
    assert Message.objects.count() == len(sent)


@pytest.mark.django_db
def test_somebody_who_may_not_be_written_to_sees_every_mail_left_out() -> None:
    clinic = make_live_clinic()
    plan = make_plan(clinic, settings={}, mode="test")
    Plan.objects.filter(id=plan.id).update(purpose="helpful")
    plan.refresh_from_db()
    seen = preview_for_lead(plan=plan, content=content_of(plan.current), lead=make_lead(clinic), now=NOW)
    assert [(one.outcome, one.reason) for one in seen] == [("skipped", "not_agreed")] * 3


@pytest.mark.django_db
def test_a_language_without_words_is_left_out() -> None:
    clinic = make_clinic()
    plan = make_plan(clinic, email("a", 1, template_code="none-yet"))
    seen = preview_for_sample(clinic=clinic, content=content_of(plan.current), sample=Sample(NOW, NEW_YORK), language="es")
    assert [(one.outcome, one.reason) for one in seen] == [("skipped", "no_template")]


def command(*arguments: str) -> list[dict]:
    out = StringIO()
    call_command("preview_plan", *arguments, "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db
def test_the_command_prints_one_object_an_occurrence() -> None:
    clinic = make_clinic()
    publish_ready_plans(clinic=clinic, now=NOW)
    rows = command("new-inquiry", "--start", "2027-03-12T10:00", "--zone", "America/New_York", "--language", "en")
    assert rows[0] == {
        "step": "day-1",
        "due_local": "2027-03-13T10:00",
        "due_utc": "2027-03-13T15:00:00+00:00",
        "action": "email",
        "outcome": "send",
        "reason": "",
    }
    assert [(row["step"], row["due_utc"]) for row in rows[1:]] == [
        ("day-3", "2027-03-15T14:00:00+00:00"),
        ("day-7", "2027-03-19T14:00:00+00:00"),
        ("day-14", "2027-03-26T14:00:00+00:00"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("has_clinic", [False, True])
def test_a_plan_for_people_nobody_could_reach_is_rehearsed_for_such_a_person(has_clinic: bool) -> None:
    if has_clinic:
        publish_ready_plans(clinic=make_clinic(), now=NOW)
    rows = command("could-not-reach", "--start", "2026-11-17T15:00:00Z", "--zone", "America/Los_Angeles")
    assert [(row["step"], row["outcome"], row["reason"]) for row in rows] == [
        ("day-1", "send", ""),
        ("look-again", "task", ""),
        ("day-21", "send", ""),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("code", [ready.code for ready in READY_PLANS])
def test_every_ready_plan_can_be_rehearsed_before_there_is_a_clinic(code: str) -> None:
    assert command(code, "--start", "2026-11-17T15:00:00Z", "--zone", "America/Los_Angeles")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("none-such", "--start", "2026-11-17", "--zone", "UTC"), "There is no such plan."),
        (("family", "--start", "tomorrow", "--zone", "UTC"), "This is not a time"),
        (("family", "--start", "9999-12-31T23:59", "--zone", "America/New_York"), "This is not a time"),
        (("family", "--start", "2026-11-17", "--zone", "Mars/Olympus"), "There is no such time zone."),
        (("family", "--start", "2026-11-17", "--zone", "../etc"), "There is no such time zone."),
    ],
)
def test_a_wrong_argument_is_refused_in_words(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        command(*arguments)


@pytest.mark.django_db
def test_a_clinic_gets_the_ready_plans_once_and_off_and_could_turn_each_on() -> None:
    clinic = make_clinic()
    assert [publish_ready_plans(clinic=clinic, now=NOW) for _time in range(2)] == [len(READY_PLANS), 0]
    assert set(Plan.objects.values_list("mode", flat=True)) == {"off"}
    for plan in Plan.objects.all():
        assert set_mode(plan=plan, mode=PlanMode.LIVE, staff=None, now=NOW).mode == "live"


def places_of(text: ReadyText) -> list[str]:
    return places_in(*(part for words in text.words.values() for part in (words.subject, words.body)))


@pytest.mark.parametrize("ready", READY_PLANS, ids=lambda ready: ready.code)
def test_every_ready_plan_is_in_order(ready) -> None:
    assert problems_in(ready.content.as_dict(), templates={text.code: places_of(text) for text in READY_TEXTS}) == []
    for text in READY_TEXTS:
        if text.code in ready.content.template_codes:
            assert set(text.words) == {"en", "es", "en-private", "es-private"}
            assert text.purpose == ready.settings.purpose
            for words in text.words.values():
                assert len(words.subject) <= SUBJECT_MOST
                assert telling_words(words.subject) == []
