"""Texts and pages: written by one, approved by a clinician, published once, and never changed afterwards."""

from dataclasses import replace

import pytest

from core.models import AuditEntry
from followup.domain import approving, drafting, education
from followup.domain.linting.pages import PageWords
from followup.domain.permitting import refusal_now
from followup.domain.starting_pages import add_ready_pages
from followup.domain.testing_texts import send_test
from followup.domain.texts import newest_published
from followup.domain.wording import Words
from followup.models import EducationDraft, Message, TemplateDraft, TemplateVersion
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_mailing_clinic(slug="oak", discreet_name="Oak Street")


@pytest.fixture
def kim(clinic):
    return make_staff(clinic, roles=("admin",), name="Kim")


@pytest.fixture
def nurse(clinic):
    return make_staff(clinic, roles=("clinician",), name="Lee")


@pytest.fixture
def template(clinic):
    return clinic.templates.get(code="acknowledgement")


def seen(template) -> int:
    draft = TemplateDraft.objects.filter(template=template).first()
    return approving.revision_now(draft, number=drafting.newest_number(template))


def save(template, staff, words=None, **changes):
    words = words or drafting.words_in_use(template)
    if changes:
        words = {**words, "en": replace(words["en"], **changes)}
    return drafting.save_draft(template=template, words=words, seen_revision=seen(template), staff=staff, now=NOW)


def publish(template, staff, reason="", *, at=None):
    return drafting.publish_draft(template=template, seen_revision=at or seen(template), reason=reason, staff=staff, now=NOW)


def approve(template, staff):
    return drafting.approve_draft(template=template, seen_revision=seen(template), title="RN", staff=staff, now=NOW)


def test_a_draft_changes_nothing_until_it_is_published(clinic, template, kim):
    save(template, kim, subject="As you asked")
    assert make_acknowledged(clinic).subject == "Your message to Oak Street"
    rows = publish(template, kim)
    assert sorted((row.code, row.language, row.version) for row in rows) == [
        ("acknowledgement", "en", 2),
        ("acknowledgement", "es", 2),
        ("acknowledgement-private", "en", 2),
        ("acknowledgement-private", "es", 2),
    ]
    assert make_acknowledged(clinic).subject == "As you asked"
    assert not TemplateDraft.objects.exists()
    entries = AuditEntry.objects.filter(object_type="template").order_by("at", "id")
    assert [(entry.action, entry.reason) for entry in entries] == [
        ("text.changed", ""),
        ("text.published", "version 2"),
    ]


def test_a_written_message_keeps_its_version(clinic, template, kim):
    before = make_acknowledged(clinic)
    save(template, kim, subject="As you asked")
    publish(template, kim)
    before.refresh_from_db()
    assert (before.subject, before.template_version.version) == ("Your message to Oak Street", 1)


def test_pressing_twice_is_publishing_once(template, kim):
    save(template, kim, subject="As you asked")
    shown = seen(template)
    publish(template, kim, at=shown)
    with pytest.raises(approving.NothingToPublishError):
        publish(template, kim, at=shown)
    assert drafting.newest_number(template) == 2


def test_the_same_words_saved_twice_are_one_change(template, kim):
    first = save(template, kim, subject="As you asked")
    again = drafting.save_draft(template=template, words=drafting.words_of(first), seen_revision=1, staff=kim, now=NOW)
    assert again.revision == first.revision


def test_two_people_do_not_overwrite_each_other(template, kim):
    shown = seen(template)
    save(template, kim, subject="As you asked")
    with pytest.raises(approving.ChangedMeanwhileError):
        drafting.save_draft(template=template, words={"en": Words("Mine", "Hello. {stop_link}")}, seen_revision=shown, staff=kim, now=NOW)
    publish(template, kim)
    with pytest.raises(approving.ChangedMeanwhileError):
        drafting.save_draft(template=template, words={"en": Words("Mine", "Hello. {stop_link}")}, seen_revision=shown, staff=kim, now=NOW)


def test_an_unknown_place_is_refused_and_nothing_is_kept(template, kim):
    with pytest.raises(drafting.UnknownPlaceError) as refused:
        save(template, kim, body="Hello {nickname} {stop_link}")
    assert (refused.value.places, TemplateDraft.objects.count()) == ([("en", "nickname")], 0)


def test_a_subject_that_tells_others_stops_publishing_even_with_a_reason(template, kim):
    save(template, kim, subject="Your recovery starts here")
    with pytest.raises(approving.BlockedError) as refused:
        publish(template, kim, "We want it")
    assert [(one.place, one.code, one.words) for one in refused.value.remarks] == [("subject", "word", "recovery")]


def test_a_remark_on_the_body_is_overruled_with_a_reason_that_is_kept(template, kim):
    save(template, kim, body="Hello. Please call {phone}.\n\n{stop_link}")
    with pytest.raises(approving.ReasonNeededError):
        publish(template, kim)
    rows = publish(template, kim, "They asked us to be polite")
    kept = {row.language + ("-p" if row.code.endswith("-private") else ""): (row.overruled_reason, len(row.overruled)) for row in rows}
    assert kept == {"en": ("They asked us to be polite", 1), "es": ("", 0), "en-p": ("", 0), "es-p": ("", 0)}


def test_clinical_words_wait_for_a_clinician_and_every_change_takes_the_approval_away(template, kim, nurse):
    save(template, kim, preview="As we said", body="Hello. Your injection is soon: {phone}.\n\n{stop_link}")
    with pytest.raises(approving.NotApprovedError):
        publish(template, kim)
    with pytest.raises(approving.NotAClinicianError):
        approve(template, kim)
    approve(template, nurse)
    save(template, kim, preview="As we said", body="Hello. The injection is soon: {phone}.\n\n{stop_link}")
    with pytest.raises(approving.NotApprovedError):
        publish(template, kim)
    approve(template, nurse)
    rows = publish(template, kim)
    assert {(row.approved_by, row.approver_role, row.approved_at) for row in rows} == {("Lee", "RN", NOW)}


def test_a_clinician_of_another_clinic_approves_nothing_here(template, kim):
    save(template, kim, subject="As you asked")
    with pytest.raises(approving.NotAClinicianError):
        approve(template, make_staff(make_clinic(), roles=("clinician",)))


def test_a_language_in_use_is_not_emptied(template, kim):
    words = {**drafting.words_in_use(template), "es": Words("", "")}
    save(template, kim, words)
    with pytest.raises(approving.BlockedError) as refused:
        publish(template, kim)
    assert [(one.variant, one.code) for one in refused.value.remarks] == [("es", "emptied")]


def test_a_new_text_in_english_alone_does_not_reach_people_who_speak_spanish(clinic, kim):
    template = drafting.add_template(clinic=clinic, code="second", name="Second", purpose="inquiry", is_clinical=False, staff=kim, now=NOW)
    with pytest.raises(drafting.CodeTakenError):
        drafting.add_template(clinic=clinic, code="second", name="-", purpose="inquiry", is_clinical=False, staff=kim, now=NOW)
    save(template, kim, {"en": Words("As you asked", "Hello.\n\n{stop_link}")})
    publish(template, kim, "English first")
    wanted = {"clinic_id": clinic.id, "code": "second", "is_private": False}
    assert newest_published(**wanted, language="en") is not None
    assert newest_published(**wanted, language="es") is None


def test_a_thrown_away_draft_is_gone_and_the_words_in_use_stay(template, kim):
    save(template, kim, subject="As you asked")
    assert drafting.discard_draft(template=template, seen_revision=seen(template), staff=kim, now=NOW) is True
    assert drafting.discard_draft(template=template, seen_revision=seen(template), staff=kim, now=NOW) is False
    assert drafting.words_in_use(template)["en"].subject == "Your message to {discreet_name}"


def test_a_test_goes_to_whoever_asked_marked_as_one_and_once(clinic, template, kim):
    go_live()
    words = drafting.words_in_use(template)["en"]
    first, again = (send_test(clinic=clinic, code=template.code, variant="en", words=words, staff=kim, now=NOW) for _ in range(2))
    assert (first, first.to_address, first.subject) == (again, kim.email, "Test: Your message to Oak Street")
    assert first.body.startswith("This is a test with made-up values. Nobody else got it.\n\nHello,")
    assert refusal_now(message=first, now=NOW) is None
    kim.is_active = False
    kim.save()
    assert refusal_now(message=first, now=NOW).why_not == "superseded"  # type: ignore[union-attr]


def test_practice_mode_holds_a_test_too(clinic, template, kim):
    words = drafting.words_in_use(template)["es"]
    assert send_test(clinic=clinic, code=template.code, variant="es", words=words, staff=kim, now=NOW).state == "held"
    assert Message.objects.get().subject.startswith("Prueba: ")


class TestPages:
    """Pages to read go the same way, and always past a clinician."""

    @pytest.fixture
    def page(self, clinic):
        add_ready_pages(clinic=clinic, now=NOW)
        return clinic.education_pages.get(key="first-days")

    def seen(self, page) -> int:
        return approving.revision_now(EducationDraft.objects.filter(page=page).first(), number=education.newest_page_number(page))

    def publish(self, page, staff, reason=""):
        return education.publish_page(page=page, seen_revision=self.seen(page), reason=reason, staff=staff, now=NOW)

    def approve(self, page, staff):
        return education.approve_page(page=page, seen_revision=self.seen(page), title="MD", staff=staff, now=NOW)

    def served(self, page, language="es"):
        return education.served_page(clinic=page.clinic, key=page.key, language=language)

    def test_nobody_reads_it_before_it_is_approved_and_published(self, page, kim, nurse):
        with pytest.raises(approving.NotApprovedError):
            self.publish(page, kim)
        self.approve(page, nurse)
        assert self.served(page) is None
        self.publish(page, kim)
        version = self.served(page)
        assert (version.version, version.approved_by, version.approver_role) == (1, "Lee", "MD")

    def test_taken_down_it_is_gone_at_once_and_published_again_it_is_back(self, page, kim, nurse):
        self.approve(page, nurse)
        self.publish(page, kim)
        assert education.unpublish_page(page=page, staff=kim, now=NOW) is True
        assert education.unpublish_page(page=page, staff=kim, now=NOW) is False
        assert self.served(page) is None
        words = education.page_words_in_use(page)
        education.save_page_draft(page=page, words=words, seen_revision=self.seen(page), staff=kim, now=NOW)
        self.approve(page, nurse)
        self.publish(page, kim)
        assert self.served(page).version == 2

    def test_a_telling_title_is_not_even_approved(self, page, kim, nurse):
        words = education.words_of_page(page.draft)
        changed = {**words, "en": replace(words["en"], title="Opioid-free days")}
        education.save_page_draft(page=page, words=changed, seen_revision=self.seen(page), staff=kim, now=NOW)
        with pytest.raises(approving.BlockedError) as refused:
            self.approve(page, nurse)
        assert [(one.variant, one.place, one.words) for one in refused.value.remarks] == [("en", "title", "Opioid-free")]

    def test_an_address_that_tells_or_is_taken_is_refused(self, clinic, page, kim):
        for key, error in (("naltrexone", education.TellingKeyError), ("first-days", drafting.CodeTakenError)):
            with pytest.raises(error):
                education.add_page(clinic=clinic, key=key, staff=kim, now=NOW)
        added = education.add_page(clinic=clinic, key="parking", staff=kim, now=NOW)
        assert added.position == 9
        words = {"en": PageWords("Parking", "Where to park", "Park in the back.", "Ourselves")}
        education.save_page_draft(page=added, words=words, seen_revision=0, staff=kim, now=NOW)
        assert EducationDraft.objects.get(page=added).words["en"]["heading"] == "Where to park"


def test_no_version_is_ever_changed_by_a_verb(clinic, template, kim):
    before = list(TemplateVersion.objects.order_by("pk").values())
    save(template, kim, subject="As you asked")
    publish(template, kim)
    assert list(TemplateVersion.objects.filter(version=1).order_by("pk").values()) == before
