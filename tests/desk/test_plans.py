"""The plan editor: a draft keeps what was typed, problems stand beside their step, publishing and turning on say what they do."""

import pytest
from django.test import Client
from django.urls import reverse

from followup.domain.ready_plans.plans import publish_ready_plans
from followup.domain.ready_texts import publish_ready_texts
from followup.models import Plan, PlanDraft, Template
from tests.desk.accounts import settings_url
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.plan_builders import email, enrol, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    clinic = make_clinic(slug="oak")
    publish_ready_texts(clinic=clinic, now=NOW)
    return clinic


@pytest.fixture
def admin(clinic) -> Client:
    client = Client()
    client.force_login(make_staff(clinic, roles=("admin",), name="Kim"))
    return client


def url(name: str, clinic, *more) -> str:
    return reverse(f"desk:settings-{name}", args=[clinic.slug, *more])


def test_what_the_ready_plan_has_new_goes_into_a_draft_by_one_button(admin, clinic):
    publish_ready_plans(clinic=clinic, now=NOW)
    plan = Plan.objects.get(clinic=clinic, code="appointment")
    page = url("plan", clinic, "appointment")
    assert "The ready plan has something new" not in admin.get(page).content.decode()
    plan.current.steps.filter(key="booked").delete()

    shown = admin.get(page).content.decode()
    assert "The ready plan has something new" in shown
    assert "When an appointment was agreed or moved: +10 minutes" in shown
    editor = admin.post(url("plan-ready", clinic, "appointment"), follow=True)
    assert "The new steps are in the draft." in editor.content.decode()
    assert editor.context["steps"][0].values["key"] == "booked"
    assert plan.versions.count() == 1
    again = admin.post(url("plan-ready", clinic, "appointment"), follow=True).content.decode()
    assert "Nothing changed: the plan has these steps already." in again


def step(place: int = 0, **values):
    good = {
        "key": f"step-{place + 1}",
        "anchor": "enrolment",
        "amount": "2",
        "unit": "days",
        "local": "10:30",
        "action": "email",
        "template_code": "waiting",
        "expires": "24",
        "step_class": "routine",
        "on_missed": "skip",
    } | values
    return {f"s{place}-{name}": value for name, value in good.items()}


def body(*steps, **more):
    merged = {"steps": str(len(steps)), "opens": "09:00", "closes": "19:00", "weekdays": ["0", "1", "2", "3", "4"], "stops_on": ["replied"]}
    for one in steps:
        merged |= one
    return merged | more


@pytest.fixture
def plan(clinic, admin) -> Plan:
    admin.post(
        settings_url("plans", clinic), {"code": "hello", "name": "Hello", "purpose": "inquiry", "entry": "by_hand", "cooldown_days": "90"}
    )
    return Plan.objects.get(code="hello")


def test_a_plan_is_made_once_and_opens_in_the_editor(clinic, admin):
    typed = {"code": "hello", "name": "Hello", "purpose": "inquiry", "entry": "by_hand", "cooldown_days": "90"}

    assert admin.post(settings_url("plans", clinic), typed).url == url("plan-edit", clinic, "hello")
    again = admin.post(settings_url("plans", clinic), typed)

    assert (again.status_code, "Choose another" in again.content.decode()) == (200, True)
    assert (Plan.objects.count(), Plan.objects.get().mode) == (1, "off")


def test_steps_are_added_moved_and_removed_by_buttons_and_kept_as_a_draft(clinic, admin, plan):
    edit = url("plan-edit", clinic, "hello")
    admin.post(edit, body(step(0), do="add"))
    admin.post(edit, body(step(0), step(1, amount="5"), do="up:1"))
    assert [one["amount"] for one in PlanDraft.objects.get().body["steps"]] == [5, 2]
    admin.post(edit, body(step(0), step(1, amount="5"), do="down:0"))
    assert [one["amount"] for one in PlanDraft.objects.get().body["steps"]] == [5, 2]
    admin.post(edit, body(step(0), step(1, amount="5"), do="remove:0"))
    assert [one["amount"] for one in PlanDraft.objects.get().body["steps"]] == [5]
    for rubbish in ("up:0", "down:99", "remove:x", "explode"):
        assert admin.post(edit, body(step(0), do=rubbish)).status_code == 200
    assert 'value="10:30"' in admin.get(edit).content.decode()
    admin.post(edit, body(step(0), do="discard"))
    assert PlanDraft.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "soon"}, "Give a whole number"),
        ({"amount": "999999999"}, "Give a whole number"),
        ({"amount": "-2"}, "has a time before it"),
        ({"local": "25:99"}, "Give a time of day."),
        ({"template_code": "nothing"}, "Choose the text that is sent."),
        ({"action": "task", "task_reason": ""}, "Say what the person is to do."),
        ({"unit": "fortnights"}, "Choose minutes, hours, days"),
        ({"key": "Ä"}, "Give the step a short name"),
        ({"expires": "x"}, "Give between 15 minutes and 30 days."),
    ],
)
def test_what_is_wrong_stands_beside_its_step_and_stays_in_the_field(clinic, admin, plan, wrong, sentence):
    page = admin.post(url("plan-edit", clinic, "hello"), body(step(0, **wrong), do="publish")).content.decode()

    assert sentence in page
    if set(wrong) & {"amount", "local", "expires"}:
        assert f'value="{next(iter(wrong.values()))}"' in page
    plan.refresh_from_db()
    assert plan.current is None


def test_publishing_twice_is_one_version_and_throws_the_draft_away(clinic, admin, plan):
    edit = url("plan-edit", clinic, "hello")
    for _time in range(2):
        assert admin.post(edit, body(step(0), do="publish", note="first")).url == url("plan", clinic, "hello")

    plan.refresh_from_db()
    assert (plan.versions.count(), plan.current.number, plan.current.note) == (1, 1, "first")
    assert PlanDraft.objects.count() == 0
    page = admin.get(url("plan", clinic, "hello")).content.decode()
    assert "What happens if" in page


def test_turning_on_asks_first_with_numbers_and_refuses_what_is_not_ready(clinic, admin, plan):
    mode = url("plan-mode", clinic, "hello")
    assert "Publish the plan first." in admin.get(mode, {"mode": "live"}).content.decode()
    assert admin.post(mode, {"mode": "live"}).status_code == 200
    admin.post(url("plan-edit", clinic, "hello"), body(step(0), do="publish"))

    assert "This can message 0 people" in admin.get(mode, {"mode": "hold"}).content.decode()
    for _time in range(2):
        assert admin.post(mode, {"mode": "hold"}).status_code == 302
    plan.refresh_from_db()
    assert plan.mode == "hold"
    assert admin.get(mode, {"mode": "warp"}).status_code == 302


def test_the_calendar_shows_a_made_up_persons_days_and_the_same_as_a_list(clinic, admin):
    publish_ready_plans(clinic=clinic, now=NOW)
    preview = url("plan-preview", clinic, "new-inquiry")

    page = admin.get(preview, {"start": "2026-10-30", "zone": "America/New_York", "language": "es"}).content.decode()

    assert ("The same as a list" in page, "November 2026" in page) == (True, True)
    assert '<tr><td>Oct 31, 2026, 10 a.m.</td><th scope="row">1. New inquiry: after 1 day</th>' in page
    assert '<th class="small soft">Sun</th>' in page
    assert ("2026-10-31T" in page, "inquiry-day-1" in page) == (False, False)
    for wrong in ({"zone": "Mars/Base"}, {"start": "x"}, {"language": "fr"}, {"zone": "\x00"}):
        assert admin.get(preview, wrong).status_code == 200


def test_supervisors_may_change_plans_auditors_read_and_another_clinic_sees_none(clinic):
    make_plan(clinic, code="hello")
    for roles, status in ((("supervisor",), 200), (("auditor",), 403), (("staff",), 403)):
        client = Client()
        client.force_login(make_staff(clinic, roles=roles))
        assert client.post(url("plan-edit", clinic, "hello"), body(step(0), do="save")).status_code == status
    stranger = Client()
    stranger.force_login(make_staff(make_clinic(), roles=("admin",)))
    assert stranger.get(url("plan", clinic, "hello")).status_code == 404


def test_a_plan_of_another_clinic_is_not_there_under_ones_own_address(clinic, admin):
    make_plan(make_clinic(), code="theirs")

    for name in ("plan", "plan-edit", "plan-preview", "plan-mode"):
        assert admin.get(url(name, clinic, "theirs"), {"mode": "off"}).status_code == 404


def test_lists_ask_a_fixed_number_of_questions(clinic, admin, django_assert_num_queries):
    make_plan(clinic)
    admin.get(settings_url("plans", clinic))
    for count in (1, 3):
        while Plan.objects.count() < count:
            enrol(make_plan(clinic, code=f"more-{Plan.objects.count()}"))
        with django_assert_num_queries(6):
            admin.get(settings_url("plans", clinic))


@pytest.mark.parametrize("start", ["9999-12-31", "0001-01-01", "9999-99-99", "\x00"])
def test_a_preview_from_a_day_that_no_calendar_can_count_from_is_asked_for_again(clinic, admin, start):
    publish_ready_plans(clinic=clinic, now=NOW)

    answer = admin.get(url("plan-preview", clinic, "could-not-reach"), {"start": start, "zone": "Pacific/Kiritimati", "language": "en"})

    assert (answer.status_code, bool(answer.context["form"].errors["start"]), answer.context["lines"]) == (200, True, [])


def test_e_mails_of_a_plan_are_for_something_people_agree_to_get_by_e_mail(clinic, admin):
    typed = {"code": "hello", "name": "Hello", "purpose": "texts", "entry": "by_hand", "cooldown_days": "90"}
    assert admin.post(settings_url("plans", clinic), typed).status_code == 200
    assert Plan.objects.count() == 0


def test_a_plan_that_is_on_says_that_a_text_is_for_another_purpose(clinic, admin):
    plan = make_plan(clinic, email("a", 1, template_code="waiting"))
    assert "This plan is on, and something is wrong" not in admin.get(url("plan", clinic, plan.code)).content.decode()
    Template.objects.filter(clinic=clinic, code="waiting").update(purpose="alumni")
    page = admin.get(url("plan", clinic, plan.code)).content.decode()
    assert [words in page for words in ("The text “waiting” is for another purpose", "waits under “Messages to review”")] == [True, True]
    going = admin.get(reverse("desk:going-live")).content.decode()
    assert "a text of it is for another purpose" in going
