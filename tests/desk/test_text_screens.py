"""Screens of message texts and pages to read: who may do what, what they show, and that nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from followup.domain.ready_texts import publish_ready_texts
from followup.domain.starting_pages import add_ready_pages
from followup.models import EducationDraft, Message, TemplateDraft, TemplateVersion
from intake.models import ContactPoint
from tests.desk.accounts import settings_url
from tests.factories import make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
CODE = "acknowledgement"


def a_clinic(slug: str):
    clinic = make_clinic(slug=slug, public_name=f"{slug} Recovery", discreet_name="Oak Street")
    publish_ready_texts(clinic=clinic, now=clock.now())
    add_ready_pages(clinic=clinic, now=clock.now())
    return clinic


@pytest.fixture
def oak():
    return a_clinic("oak")


@pytest.fixture
def elm():
    return a_clinic("elm")


def visitor(clinic, *roles: str, name: str = "Kim") -> Client:
    client = Client()
    client.force_login(make_staff(clinic, roles=roles, name=name))
    return client


@pytest.fixture
def admin(oak):
    return visitor(oak, "admin")


@pytest.fixture
def nurse(oak):
    return visitor(oak, "clinician", name="Lee")


def test_what_the_ready_text_has_new_becomes_a_draft_by_one_button(oak, admin, nurse):
    page = settings_url("words", oak, "check-in-goodbye")
    news, button = "The ready text has something new", "Take the ready words as a draft</button>"
    assert news not in admin.get(page).content.decode()
    for row in TemplateVersion.objects.filter(clinic=oak, code="check-in-goodbye"):
        row.body = row.body.replace("{reach_us}", "")
        row.save()

    shown = admin.get(page).content.decode()
    assert [words in shown for words in (news, "<code>{reach_us}</code>", button)] == [True] * 3
    assert [words in nurse.get(page).content.decode() for words in (news, button)] == [True, False]
    after = admin.post(settings_url("words-ready", oak, "check-in-goodbye"), follow=True).content.decode()
    assert "The ready words are a draft now." in after
    assert news not in after
    assert "{reach_us}" in TemplateDraft.objects.get(template__code="check-in-goodbye", template__clinic=oak).words["en"]["body"]
    assert TemplateVersion.objects.filter(clinic=oak, code="check-in-goodbye", version__gt=1).count() == 0


def typed(client: Client, url: str, **changes: str) -> dict[str, str]:
    """What an editor's form would send."""
    form = client.get(url).context["form"]
    fields = {field.html_name: str(field.value() if field.value() is not None else "") for field in form}
    return fields | {name.replace("__", "-"): text for name, text in changes.items()}


def edit_url(clinic) -> str:
    return settings_url("words-edit", clinic, CODE)


def words_url(clinic) -> str:
    return settings_url("words", clinic, CODE)


def act(client: Client, name: str, clinic, *where: object, **fields: object):
    return client.post(settings_url(name, clinic, *(where or (CODE,))), fields, follow=True)


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2]


class TestOneText:
    def test_it_is_written_published_and_listed_with_its_history(self, admin, oak):
        form = typed(admin, edit_url(oak), en__subject="As you asked")
        shown = admin.post(edit_url(oak), form, follow=True)
        assert "The draft is saved." in main_of(shown)
        assert "The checker has nothing to say." in main_of(shown)
        done = act(admin, "words-publish", oak, seen=shown.context["text"].seen)
        assert "Published. Messages written from now on have these words." in main_of(done)
        assert oak.template_versions.get(code=CODE, language="en", version=2).subject == "As you asked"
        assert main_of(done).count("Version 2") == 4

    def test_a_preview_shows_lock_screen_inbox_private_words_voicemail_and_length(self, admin, oak):
        page = main_of(admin.get(words_url(oak)))
        for words in (
            "On a lock screen",
            "In the list of mail",
            "English, when somebody else may see it",
            "as text messages it would take",
        ):
            assert words in page
        assert "“Hi, this is Kim, returning your call. I will try again.”" in page
        assert "These letters make text messages cost more: ó" not in page.partition("Español")[0].partition('id="v-es"')[0]
        assert "{" not in page.partition('class="mail-words"')[2].partition("</pre>")[0]

    def test_an_unknown_place_comes_back_with_everything_that_was_typed(self, admin, oak):
        form = typed(admin, edit_url(oak), en__body="Hello {nickname}", es__subject="Como pidió")
        page = admin.post(edit_url(oak), form)
        assert page.status_code == 200
        assert "“{nickname}” is no place this text may have." in main_of(page)
        assert "Hello {nickname}" in main_of(page)
        assert 'value="Como pidió"' in main_of(page)
        assert not TemplateDraft.objects.exists()

    def test_the_second_of_two_editors_keeps_what_they_typed(self, admin, oak):
        mine = typed(admin, edit_url(oak), en__subject="Mine")
        admin.post(edit_url(oak), typed(admin, edit_url(oak), en__subject="Theirs"))
        page = admin.post(edit_url(oak), mine)
        assert "Somebody saved other words meanwhile." in main_of(page)
        again = dict(mine, seen=page.context["form"].data["seen"])
        admin.post(edit_url(oak), again)
        assert TemplateDraft.objects.get().words["en"]["subject"] == "Mine"

    def test_a_subject_that_tells_others_has_no_publish_button(self, admin, oak):
        shown = admin.post(edit_url(oak), typed(admin, edit_url(oak), en__subject="Your recovery"), follow=True)
        assert "Must change" in main_of(shown)
        assert settings_url("words-publish", oak, CODE) not in main_of(shown)
        done = act(admin, "words-publish", oak, seen=shown.context["text"].seen, reason="Yes")
        assert "The checker stops this." in main_of(done)

    def test_a_clinician_approves_and_only_then_an_admin_publishes(self, admin, nurse, oak):
        changes = {"en__preview": "As we said", "en__body": "Hello. Your injection is soon.\n\n{stop_link}"}
        shown = admin.post(edit_url(oak), typed(admin, edit_url(oak), **changes), follow=True)
        seen = shown.context["text"].seen
        assert "a clinician has to approve" in main_of(shown)
        assert "A clinician has to approve" in main_of(act(admin, "words-publish", oak, seen=seen))
        assert "This field is required" in main_of(act(nurse, "words-approve", oak, seen=seen, title="RN"))
        approved = act(nurse, "words-approve", oak, seen=seen, title="RN", read="on")
        assert "Approved by Lee (RN)" in main_of(approved)
        assert "Published." in main_of(act(admin, "words-publish", oak, seen=seen))
        assert oak.template_versions.get(code=CODE, language="en", version=2).approved_by == "Lee"

    def test_a_real_person_is_shown_to_who_may_open_the_record_and_noted(self, oak, nurse, admin):
        lead = receive(oak).lead
        ContactPoint.objects.filter(person=lead.contact_person).update(may_call=True, voicemail="clinic_name")
        page = act(nurse, "words-person", oak, person=lead.contact_person.name)
        assert "Below stand the values of a real person." in main_of(page)
        assert "this is Lee at Oak Street" in main_of(page)
        assert AuditEntry.objects.filter(action="lead.read", object_id=lead.id).count() == 1
        refused = act(admin, "words-person", oak, person=lead.contact_person.name)
        assert "You can open no inquiry that fits this." in main_of(refused)
        assert AuditEntry.objects.filter(action="lead.read").count() == 1

    def test_somebody_who_wants_no_voicemail_gets_none(self, oak, nurse):
        page = act(nurse, "words-person", oak, person=receive(oak).lead.contact_person.name)
        assert "Nothing. Leave no message." in main_of(page)

    def test_a_person_of_another_clinic_is_never_shown(self, oak, elm, nurse):
        page = act(nurse, "words-person", oak, person=receive(elm).lead.contact_person.name)
        assert "You can open no inquiry that fits this." in main_of(page)

    def test_a_test_goes_to_oneself_alone(self, admin, oak):
        page = act(admin, "words-test", oak, CODE, "en")
        message = Message.objects.get()
        assert "It is held: Practice mode" in main_of(page)
        assert (message.staff.name, message.person_id, message.subject) == ("Kim", None, "Test: Your message to Oak Street")
        assert act(admin, "words-test", oak, CODE, "xx").status_code == 404

    def test_a_text_of_ones_own_is_added_once(self, admin, oak):
        new = {"code": "second-call", "name": "Second call", "purpose": "inquiry"}
        assert "Write a text" in admin.post(settings_url("texts", oak), new, follow=True).content.decode()
        page = admin.post(settings_url("texts", oak), new)
        assert "There is a text with this name." in main_of(page)
        assert 'value="Second call"' in main_of(page)


class TestOnePage:
    def url(self, oak, name: str = "page", key: str = "first-days") -> str:
        return settings_url(name, oak, oak.education_pages.get(key=key).id)

    def test_it_is_approved_published_read_and_taken_down(self, admin, nurse, oak):
        shown = admin.get(self.url(oak))
        seen = shown.context["screen"].seen
        public = reverse("link:page", args=["oak", "en", "first-days"])
        assert "waits for a clinician" in main_of(admin.get(settings_url("pages", oak)))
        assert "A clinician has to approve" in main_of(admin.post(self.url(oak, "page-publish"), {"seen": seen}, follow=True))
        nurse.post(self.url(oak, "page-approve"), {"seen": seen, "title": "MD", "read": "on"})
        assert "People can read it now." in main_of(admin.post(self.url(oak, "page-publish"), {"seen": seen}, follow=True))
        assert Client().get(public).status_code == 200
        admin.post(self.url(oak, "page-unpublish"))
        assert Client().get(public).status_code == 404

    def test_words_are_edited_side_by_side_and_kept(self, admin, oak):
        url = self.url(oak, "page-edit")
        page = admin.post(url, typed(admin, url, en__heading="Ten days first", es__title="Los días"), follow=True)
        assert "Ten days first" in main_of(page)
        draft = EducationDraft.objects.get(page__key="first-days", page__clinic=oak)
        assert (draft.words["es"]["title"], draft.words["en"]["body"][:10]) == ("Los días", "Before the")

    def test_a_telling_address_is_refused_with_a_sentence(self, admin, oak):
        page = admin.post(settings_url("pages", oak), {"key": "overdose"})
        assert "This tells others what the page is about." in main_of(page)


def every_url(clinic) -> list[tuple[str, str]]:
    page = clinic.education_pages.first().id
    text = clinic.template_versions.first().id
    gets = [settings_url("texts", clinic), settings_url("text", clinic, text), words_url(clinic), edit_url(clinic)]
    gets += [settings_url("pages", clinic), settings_url("page", clinic, page), settings_url("page-edit", clinic, page)]
    posts = [settings_url(f"words-{name}", clinic, CODE) for name in ("person", "approve", "publish", "discard")]
    posts += [settings_url("words-test", clinic, CODE, "en"), edit_url(clinic)]
    posts += [settings_url(f"page-{name}", clinic, page) for name in ("approve", "publish", "unpublish", "discard", "edit")]
    return [*(("get", url) for url in gets), *(("post", url) for url in posts)]


def test_staff_of_another_clinic_find_nothing_here(oak, elm):
    client = visitor(elm, "admin", "clinician", "auditor")
    assert {getattr(client, method)(url).status_code for method, url in every_url(oak)} == {404}


@pytest.mark.parametrize("role", ["staff", "supervisor"])
def test_other_roles_are_refused(oak, role):
    client = visitor(oak, role)
    assert {getattr(client, method)(url).status_code for method, url in every_url(oak)} == {403}


def test_an_auditor_reads_and_changes_nothing(oak):
    client = visitor(oak, "auditor")
    answers = {(method, url): getattr(client, method)(url).status_code for method, url in every_url(oak)}
    edits = {edit_url(oak), settings_url("page-edit", oak, oak.education_pages.first().id)}
    assert {code for (method, url), code in answers.items() if method == "get" and url not in edits} == {200}
    assert {code for (method, url), code in answers.items() if method == "post" or url in edits} == {403}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_queries_however_long(admin, oak, count, django_assert_num_queries):
    oak.education_pages.filter(position__gte=count).delete()
    admin.get(settings_url("pages", oak))
    with django_assert_num_queries(7):
        admin.get(settings_url("pages", oak))


@pytest.mark.parametrize("typed_in", ["\x00", "\ud800", "x" * 20_001])
def test_bad_input_gets_a_sentence_and_no_crash(admin, oak, typed_in):
    text = typed_in.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if typed_in == "\ud800" else typed_in
    page = admin.post(edit_url(oak), typed(admin, edit_url(oak), en__body=text))
    assert page.status_code in {200, 302}
    assert admin.post(edit_url(oak), {"seen": "9" * 40}).status_code in {200, 302}
    assert admin.post(edit_url(oak), {}).status_code == 200
