"""Something new in what comes with the product: offered beside the clinic's own, taken over by its hand, and never twice."""

import pytest

from followup.domain import approving
from followup.domain.drafting import newest_number, publish_draft, save_draft, words_in_use
from followup.domain.plan_checking import problems_in
from followup.domain.plan_content import content_of
from followup.domain.plan_editing import publish_body, publish_version, texts_of
from followup.domain.ready_news import news_of_plan, news_of_text, ready_plan, take_ready_steps, take_ready_words
from followup.domain.ready_plans.plans import publish_ready_plans
from followup.domain.wording import Words
from followup.models import Plan, PlanDraft, Template, TemplateDraft, TemplateVersion
from tests.factories import NOW, make_clinic, make_staff

pytestmark = pytest.mark.django_db
DAY_BEFORE = "appointment-day-before"


@pytest.fixture
def clinic():
    """One that has had the plans since before appointments were confirmed, with a text of its own for the day before."""
    clinic = make_clinic()
    publish_ready_plans(clinic=clinic, now=NOW)
    as_before(clinic)
    return clinic


@pytest.fixture
def kim(clinic):
    return make_staff(clinic, roles=("admin",), name="Kim")


def as_before(clinic) -> None:
    plan = Plan.objects.get(clinic=clinic, code="appointment")
    version = plan.current
    version.steps.filter(key="booked").delete()
    version.fingerprint = content_of(version).fingerprint
    version.save()
    Template.objects.filter(clinic=clinic, code="appointment-booked").delete()
    TemplateVersion.objects.filter(clinic=clinic, code__startswith="appointment-booked").delete()
    for row in TemplateVersion.objects.filter(clinic=clinic, code=DAY_BEFORE):
        row.body = row.body.replace("{calendar_link}", "")
        row.save()


def text(clinic) -> Template:
    return Template.objects.get(clinic=clinic, code=DAY_BEFORE)


def publish(template: Template, kim, **bodies: str) -> None:
    words = {variant: Words(one.subject, bodies.get(variant, one.body), one.preview) for variant, one in words_in_use(template).items()}
    draft = save_draft(template=template, words=words, seen_revision=newest_seen(template), staff=kim, now=NOW)
    seen = approving.revision_now(draft, number=newest_number(template))
    publish_draft(template=template, seen_revision=seen, reason="ours", staff=kim, now=NOW)


def newest_seen(template: Template) -> int:
    return approving.revision_now(None, number=newest_number(template))


def test_a_place_that_the_clinic_never_had_is_news_and_its_words_stay(clinic, kim) -> None:
    before = words_in_use(text(clinic))
    assert news_of_text(text(clinic)).places == ["calendar_link"]

    for _twice in range(2):
        take_ready_words(template=text(clinic), staff=kim, now=NOW)

    assert words_in_use(text(clinic)) == before
    draft = TemplateDraft.objects.get(template=text(clinic))
    assert "{calendar_link}" in draft.words["en"]["body"]
    assert news_of_text(text(clinic)) is None
    publish_draft(
        template=text(clinic),
        seen_revision=approving.revision_now(draft, number=newest_number(text(clinic))),
        reason="",
        staff=kim,
        now=NOW,
    )
    assert "{calendar_link}" in words_in_use(text(clinic))["en"].body
    assert news_of_text(text(clinic)) is None


def test_words_of_the_clinics_own_are_no_news_and_a_place_it_took_out_is_not_offered_again(clinic, kim) -> None:
    take_ready_words(template=text(clinic), staff=kim, now=NOW)
    draft = TemplateDraft.objects.get(template=text(clinic))
    seen = approving.revision_now(draft, number=newest_number(text(clinic)))
    publish_draft(template=text(clinic), seen_revision=seen, reason="", staff=kim, now=NOW)
    plain = "Hello,\n\nWe will see you {when}.\n\nTo stop these e-mails:\n{stop_link}\n"
    publish(text(clinic), kim, en=plain)

    assert news_of_text(text(clinic)) is None


def test_a_draft_of_the_clinics_own_is_not_overwritten(clinic, kim) -> None:
    words = words_in_use(text(clinic)) | {"en": Words("Ours", "Ours {stop_link}")}
    save_draft(template=text(clinic), words=words, seen_revision=newest_seen(text(clinic)), staff=kim, now=NOW)

    with pytest.raises(approving.ChangedMeanwhileError):
        take_ready_words(template=text(clinic), staff=kim, now=NOW)
    assert TemplateDraft.objects.get(template=text(clinic)).words["en"]["subject"] == "Ours"


def test_words_that_came_with_the_product_and_changed_since_are_news(clinic) -> None:
    waiting = Template.objects.get(clinic=clinic, code="waiting")
    assert news_of_text(waiting) is None
    row = TemplateVersion.objects.get(clinic=clinic, code="waiting", language="es")
    row.subject = "Antes"
    row.save()

    assert news_of_text(waiting).places == []


def test_a_text_of_the_clinics_own_has_no_news(clinic, kim) -> None:
    own = Template.objects.create(clinic=clinic, code="ours", name="Ours", purpose="inquiry", variables=[], created_at=NOW)
    assert news_of_text(own) is None
    with pytest.raises(approving.NothingToPublishError):
        take_ready_words(template=own, staff=kim, now=NOW)


def plan_of(clinic, code: str = "appointment") -> Plan:
    return Plan.objects.select_related("current").get(clinic=clinic, code=code)


def test_new_steps_go_into_a_draft_in_their_place_with_their_text(clinic, kim) -> None:
    other = make_clinic()
    publish_ready_plans(clinic=other, now=NOW)
    assert [step.key for step in news_of_plan(plan_of(clinic))] == ["booked"]
    assert news_of_plan(plan_of(other)) == news_of_plan(plan_of(clinic, "family")) == []
    published = content_of(plan_of(clinic).current)

    for _twice in range(2):
        take_ready_steps(plan=plan_of(clinic), staff=kim, now=NOW)

    body = PlanDraft.objects.get(plan=plan_of(clinic)).body
    assert [step["key"] for step in body["steps"]] == ["booked", "day-before", "morning", "offer", "call"]
    assert content_of(plan_of(clinic).current) == published
    assert problems_in(body, templates=texts_of(plan_of(clinic))) == []
    assert publish_body(plan=plan_of(clinic), body=body, staff=kim, now=NOW).number == 2
    assert content_of(plan_of(clinic).current) == ready_plan("appointment")
    assert news_of_plan(plan_of(clinic)) == []
    assert take_ready_steps(plan=plan_of(clinic), staff=kim, now=NOW) is None


def test_a_step_that_the_clinic_took_out_or_made_itself_is_not_offered(clinic, kim) -> None:
    family = plan_of(clinic, "family")
    content = content_of(family.current)
    publish_version(plan=family, content=type(content)(steps=content.steps[:2]), staff=kim, now=NOW)
    assert news_of_plan(plan_of(clinic, "family")) == []

    take_ready_steps(plan=plan_of(clinic), staff=kim, now=NOW)
    body = PlanDraft.objects.get(plan=plan_of(clinic)).body
    body["steps"][0]["key"] = "step-9"
    publish_body(plan=plan_of(clinic), body=body, staff=kim, now=NOW)
    assert news_of_plan(plan_of(clinic)) == []
