"""People of a clinic: inviting by mail, roles, new starts, letting go with hand-over, and who may do any of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from clinics.models import AccountLink, Membership, Staff
from clinics.states import LinkKind
from core import clock
from core.audit import COMMAND
from core.models import AuditEntry
from followup.domain.account_mail import account_url, mail_link
from followup.models import Message
from followup.states import MessageState
from intake.domain.tasking import TaskWish, open_task
from intake.models import Lead, QueueMembership
from intake.states import Severity, TaskKind
from tests.desk.accounts import PASSWORD, SIGN_IN, authenticators, give_authenticator, make_account, settings_url, sign_in
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
NEW = "three quiet lanterns here"
INVITATION = {"name": "Noor", "email": "noor@clinic.example", "roles": ["staff"], "languages": ["en"], "interface": "en"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clinic():
    return make_clinic(slug="oak", discreet_name="Oak Office")


@pytest.fixture
def kim(clinic) -> Staff:
    return make_staff(clinic, roles=("admin",), name="Kim", email="kim@clinic.example")


@pytest.fixture
def admin(kim) -> Client:
    return browser(kim)


def browser(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def person_url(clinic, staff, *more) -> str:
    return reverse("-".join(["desk:settings-person", *more]), args=[clinic.slug, staff.pk])


def newest_mail(staff: Staff) -> Message:
    return Message.objects.filter(staff=staff).latest("created_at")


def link_in(message: Message) -> str:
    return re.search(r"https?://[^/\s]+(/desk/account/\S+/)", message.body)[1]


def audited(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("id"))


class TestInviting:
    """Somebody new gets a mail, chooses a password and counts from then on."""

    def test_an_invitation_is_mailed_even_in_practice_mode_and_says_nothing_about_care(self, admin, clinic):
        assert admin.post(settings_url("people", clinic), INVITATION).status_code == 302
        noor = Staff.objects.get(email="noor@clinic.example")
        mail = newest_mail(noor)
        assert (mail.state, mail.to_address, mail.from_name) == (MessageState.PENDING, "noor@clinic.example", "Oak Office")
        assert mail.subject == "Your invitation to sign in"
        assert not re.search(
            r"clinic|treatment|patient|recovery|addiction", mail.subject + mail.body.replace("noor@clinic.example", ""), re.IGNORECASE
        )
        assert (noor.is_active, noor.roles_by_clinic) == (False, {clinic.id: frozenset({"staff"})})
        assert [entry.object_id for entry in audited("account_link.invite")] == [noor.id]

    def test_only_the_hash_of_the_link_is_kept(self, admin, clinic):
        admin.post(settings_url("people", clinic), INVITATION)
        link = AccountLink.objects.get()
        token = link_in(newest_mail(link.staff)).split("/")[-2]
        assert token not in f"{link.token_hash}{link.id}"
        assert link.expires_at - link.created_at == timedelta(hours=72)

    def test_opening_the_link_changes_nothing_and_using_it_opens_the_account_once(self, admin, clinic, client):
        admin.post(settings_url("people", clinic), INVITATION)
        noor = Staff.objects.get(email="noor@clinic.example")
        link = link_in(newest_mail(noor))
        for _scanner in range(2):
            assert client.get(link).status_code == 200
        assert not Staff.objects.get(pk=noor.pk).is_active
        refused = client.post(link, {"new": "short"})
        assert "at least 15 characters" in refused.content.decode()
        assert client.post(link, {"new": NEW}).url == SIGN_IN
        assert "Your password is set. Sign in with it." in client.get(SIGN_IN).content.decode()
        assert sign_in(client, email="noor@clinic.example", password=NEW).status_code == 302
        assert client.get(link).status_code == 404
        assert Client().post(link, {"new": "four other lanterns here"}).status_code == 404
        assert [entry.object_id for entry in audited("staff.joined")] == [noor.id]

    def test_a_link_ends_after_three_days(self, admin, clinic, client):
        admin.post(settings_url("people", clinic), INVITATION)
        link = link_in(newest_mail(Staff.objects.get(email="noor@clinic.example")))
        with time_machine.travel(clock.now() + timedelta(hours=72, minutes=1)):
            assert client.post(link, {"new": NEW}).status_code == 404

    def test_sending_it_again_ends_the_first_and_taking_it_back_ends_all(self, admin, clinic, client):
        admin.post(settings_url("people", clinic), INVITATION)
        noor = Staff.objects.get(email="noor@clinic.example")
        first = link_in(newest_mail(noor))
        admin.post(person_url(clinic, noor, "link"))
        second = link_in(newest_mail(noor))
        assert [client.get(link).status_code for link in (first, second)] == [404, 200]
        admin.post(person_url(clinic, noor, "link-back"))
        ended, never = client.get(second), client.get("/desk/account/never-was/")
        assert (ended.status_code, ended.content) == (404, never.content)

    def test_somebody_who_works_here_is_not_invited_again(self, admin, clinic):
        make_account(clinic, email="noor@clinic.example")
        page = admin.post(settings_url("people", clinic), INVITATION).content.decode()
        assert "This person works in this clinic already" in page
        assert 'value="Noor"' in page

    def test_nothing_typed_is_lost_when_something_is_missing(self, admin, clinic):
        page = admin.post(settings_url("people", clinic), {**INVITATION, "roles": []}).content.decode()
        assert "Tick at least one role." in page
        assert 'value="noor@clinic.example"' in page

    def test_somebody_invited_is_offered_for_nothing_yet(self, admin, clinic):
        admin.post(settings_url("people", clinic), INVITATION)
        assert "Noor" not in admin.get(settings_url("on-call", clinic)).content.decode()
        assert "Invited" in admin.get(settings_url("people", clinic)).content.decode()

    def test_the_spanish_invitation_is_spanish(self, admin, clinic, client):
        admin.post(settings_url("people", clinic), {**INVITATION, "interface": "es"})
        mail = newest_mail(Staff.objects.get(email="noor@clinic.example"))
        assert mail.subject == "Su invitación para entrar"
        assert client.get(link_in(mail)).status_code == 200


class TestOneMoreClinic:
    """Whoever has an account gets a place in another clinic, or comes back to one, under the same sign-in."""

    TICKED = {**INVITATION, "email": "NOOR@clinic.example", "name": "Somebody Else", "has_account": "on"}

    def test_a_known_address_asks_for_a_tick_and_then_adds_the_account(self, admin, clinic):
        river = make_clinic(slug="river")
        noor = make_account(river, email="noor@clinic.example", name="Noor")
        asked = admin.post(settings_url("people", clinic), INVITATION).content.decode()
        assert "If you mean them, tick so below." in asked
        assert 'name="has_account"' in asked
        assert Staff.objects.get(pk=noor.pk).roles_by_clinic == {river.id: frozenset({"staff"})}

        assert admin.post(settings_url("people", clinic), self.TICKED).status_code == 302
        noor = Staff.objects.get(pk=noor.pk)
        assert noor.roles_by_clinic == {river.id: frozenset({"staff"}), clinic.id: frozenset({"staff"})}
        assert (noor.name, noor.check_password(PASSWORD)) == ("Noor", True)
        assert [(entry.object_id, entry.clinic_id, entry.reason) for entry in audited("staff.roles")] == [(noor.id, clinic.id, "+staff")]

    def test_they_are_told_by_mail_without_a_word_about_care(self, admin, clinic):
        noor = make_account(make_clinic(slug="river"), email="noor@clinic.example", interface_language="es")
        admin.post(settings_url("people", clinic), self.TICKED)
        mail = newest_mail(noor)
        assert (mail.state, mail.subject, mail.from_name) == (MessageState.PENDING, "Un lugar más para su acceso", "Oak Office")
        assert not AccountLink.objects.exists()

    def test_a_second_press_adds_nothing(self, admin, clinic):
        noor = make_account(make_clinic(slug="river"), email="noor@clinic.example")
        pages = [admin.post(settings_url("people", clinic), self.TICKED) for _press in range(2)]
        assert [page.status_code for page in pages] == [302, 200]
        assert "This person works in this clinic already" in pages[1].content.decode()
        assert (len(audited("staff.roles")), Message.objects.filter(staff=noor).count()) == (1, 1)

    def test_whoever_left_the_only_clinic_can_come_back(self, admin, clinic):
        noor = make_account(clinic, email="noor@clinic.example")
        admin.post(person_url(clinic, noor, "leave"), {"to": ""})
        assert admin.post(settings_url("people", clinic), self.TICKED).status_code == 302
        assert Staff.objects.get(pk=noor.pk).roles_by_clinic == {clinic.id: frozenset({"staff"})}

    def test_somebody_invited_elsewhere_who_never_came_gets_the_invitation_anew(self, admin, clinic, client):
        river = make_clinic(slug="river")
        browser(make_staff(river, roles=("admin",))).post(settings_url("people", river), INVITATION)
        noor = Staff.objects.get(email="noor@clinic.example")
        admin.post(settings_url("people", clinic), self.TICKED)
        client.post(link_in(newest_mail(noor)), {"new": NEW})
        noor = Staff.objects.get(pk=noor.pk)
        assert (noor.is_active, set(noor.roles_by_clinic)) == (True, {river.id, clinic.id})

    def test_somebody_disabled_stays_out_and_gets_no_mail(self, admin, clinic):
        noor = make_account(make_clinic(slug="river"), email="noor@clinic.example", is_active=False)
        answer = admin.post(settings_url("people", clinic), self.TICKED, follow=True).content.decode()
        assert "Their account is disabled" in answer
        assert not Staff.objects.get(pk=noor.pk).is_active
        assert not Message.objects.exists()

    def test_a_tick_beside_a_new_address_invites(self, admin, clinic):
        admin.post(settings_url("people", clinic), {**self.TICKED, "email": "new@clinic.example"})
        assert [entry.object_id for entry in audited("account_link.invite")] == [Staff.objects.get(email="new@clinic.example").id]

    def test_a_sample_account_gets_no_place_among_real_people(self, admin, clinic):
        make_account(make_clinic(slug="river", is_sample=True), email="noor@clinic.example", is_sample=True)
        assert "has no place here" in admin.post(settings_url("people", clinic), self.TICKED).content.decode()


class TestForgottenPassword:
    """A new password by mail, without telling anybody who has an account."""

    def test_the_answer_is_the_same_whoever_asks_about_whom(self, clinic, client):
        dana = make_account(clinic)
        make_account(clinic, email="gone@clinic.example", is_active=False)
        answers = [
            client.post("/desk/sign-in/forgotten/", {"email": email}) for email in (dana.email, "no@clinic.example", "gone@clinic.example")
        ]
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert list(Message.objects.values_list("staff", flat=True)) == [dana.id]

    def test_the_link_changes_the_password_ends_all_sessions_and_leaves_the_second_factor(self, clinic, client):
        dana = make_account(clinic)
        signed_in = browser(dana)
        give_authenticator(dana)
        client.post("/desk/sign-in/forgotten/", {"email": dana.email})
        assert client.post(link_in(newest_mail(dana)), {"new": NEW}).status_code == 302
        assert signed_in.get("/desk/me/").status_code == 302
        assert sign_in(client, password=PASSWORD).status_code == 200
        assert sign_in(client, password=NEW).url == "/desk/sign-in/code/"
        assert authenticators(dana) == ["totp"]

    def test_it_works_for_an_hour(self, clinic, client):
        dana = make_account(clinic)
        client.post("/desk/sign-in/forgotten/", {"email": dana.email})
        with time_machine.travel(clock.now() + timedelta(minutes=61)):
            assert client.get(link_in(newest_mail(dana))).status_code == 404

    def test_asking_over_and_over_fills_no_mailbox(self, clinic, client):
        dana = make_account(clinic)
        answers = [client.post("/desk/sign-in/forgotten/", {"email": dana.email}) for _ask in range(6)]
        assert len({answer.content for answer in answers}) == 1
        assert Message.objects.filter(staff=dana).count() == 3

    def test_other_signs_for_the_same_letters_fill_none_either(self, clinic, client):
        kim = make_account(clinic, email="kissi@clinic.example")
        for typed in ("kissi", "KISSI", "k\u0131ssi", "ki\u017fsi", "kis\u017fi", "\u212aissi", "k\u0131\u017fsi"):
            assert client.post("/desk/sign-in/forgotten/", {"email": f"{typed}@clinic.example"}).status_code == 200
        assert Message.objects.filter(staff=kim).count() == 2


class TestNewStart:
    """An admin lets somebody begin anew who lost their phone."""

    def test_codes_and_passkeys_end_when_the_link_is_used_and_not_before(self, admin, clinic, client):
        dana = make_account(clinic)
        give_authenticator(dana)
        admin.post(person_url(clinic, dana, "link"))
        assert authenticators(dana) == ["totp"]
        client.post(link_in(newest_mail(dana)), {"new": NEW})
        assert authenticators(dana) == []
        assert [entry.object_id for entry in audited("authenticator.reset")] == [dana.id]

    def test_a_stranger_who_asks_for_a_new_password_does_not_end_it(self, admin, clinic, client):
        dana = make_account(clinic)
        give_authenticator(dana)
        admin.post(person_url(clinic, dana, "link"))
        start = link_in(newest_mail(dana))
        client.post("/desk/sign-in/forgotten/", {"email": dana.email})
        forgotten = link_in(newest_mail(dana))
        assert client.post(forgotten, {"new": NEW}).status_code == 302
        assert authenticators(dana) == ["totp"]
        assert client.post(start, {"new": "four other lanterns here"}).status_code == 302
        assert authenticators(dana) == []

    def test_a_password_chosen_in_the_meantime_ends_what_was_mailed(self, admin, clinic, client):
        dana = make_account(clinic)
        client.post("/desk/sign-in/forgotten/", {"email": dana.email})
        link = link_in(newest_mail(dana))
        sign_in(client)
        assert client.post(reverse("desk:password"), {"password": PASSWORD, "new": NEW}).status_code == 302
        assert Client().get(link).status_code == 404

    def test_nobody_sends_one_to_themselves_or_to_somebody_disabled(self, admin, kim, clinic):
        gone = make_account(clinic, is_active=False)
        assert admin.post(person_url(clinic, kim, "link")).status_code == 403
        assert admin.post(person_url(clinic, gone, "link")).status_code == 403
        assert not Message.objects.exists()


class TestRoles:
    """What somebody may do changes with their next click."""

    def test_roles_languages_and_queues_are_set_together(self, admin, clinic):
        dana = make_staff(clinic, queues=None)
        queue = clinic.queues.first()
        choice = {"roles": ["staff", "auditor"], "languages": ["es"], "queues": [str(queue.id)]}
        assert admin.post(person_url(clinic, dana), choice).status_code == 302
        dana = Staff.objects.get(pk=dana.pk)
        assert dana.roles_by_clinic == {clinic.id: frozenset({"staff", "auditor"})}
        assert (dana.languages, list(dana.queue_memberships.values_list("queue", flat=True))) == (["es"], [queue.id])
        assert [entry.reason for entry in audited("staff.roles")] == ["+auditor"]

    def test_saving_the_same_twice_changes_once(self, admin, clinic):
        dana = make_staff(clinic, queues=None)
        for _press in range(2):
            admin.post(person_url(clinic, dana), {"roles": ["supervisor"], "languages": ["en", "es"]})
        assert len(audited("staff.roles")) == 1

    def test_whoever_may_no_longer_see_people_hands_their_work_back(self, admin, clinic):
        dana, lead = make_staff(clinic), receive(clinic).lead
        Lead.objects.filter(pk=lead.pk).update(owner=dana)
        admin.post(person_url(clinic, dana), {"roles": ["auditor"], "languages": ["en"]})
        assert Lead.objects.get(pk=lead.pk).owner is None

    def test_the_last_admin_stays(self, admin, kim, clinic):
        make_staff(clinic, roles=("admin",), is_active=False)
        page = admin.post(person_url(clinic, kim), {"roles": ["staff"], "languages": []}).content.decode()
        assert "This clinic would be left without an admin." in page
        assert admin.post(person_url(clinic, kim, "leave"), {"to": ""}).status_code == 200
        assert Staff.objects.get(pk=kim.pk).roles_by_clinic == {clinic.id: frozenset({"admin"})}


class TestLettingGo:
    """Somebody leaves: out at once, and nobody waits for them."""

    def test_disabling_ends_their_sessions_and_hands_over(self, admin, clinic):
        dana, sam = make_account(clinic), make_staff(clinic, name="Sam")
        lead, theirs = receive(clinic).lead, browser(dana)
        Lead.objects.filter(pk=lead.pk).update(owner=dana)
        assert "1 inquiry they own" in admin.get(person_url(clinic, dana, "disable")).content.decode()
        assert admin.post(person_url(clinic, dana, "disable"), {"to": str(sam.pk)}).status_code == 302
        assert theirs.get("/desk/me/").status_code == 302
        assert Lead.objects.get(pk=lead.pk).owner == sam
        assert sign_in(Client()).status_code == 200
        assert [entry.object_id for entry in audited("staff.disabled")] == [dana.id]

    def test_they_can_be_let_in_again_with_their_roles_and_second_factor(self, admin, clinic):
        dana = make_account(clinic)
        give_authenticator(dana)
        admin.post(person_url(clinic, dana, "disable"), {"to": ""})
        admin.post(person_url(clinic, dana, "enable"))
        assert sign_in(Client()).url == "/desk/sign-in/code/"
        assert len(audited("staff.enabled")) == 1

    def test_an_invitation_can_not_be_opened_by_enabling(self, admin, clinic):
        admin.post(settings_url("people", clinic), INVITATION)
        noor = Staff.objects.get(email="noor@clinic.example")
        admin.post(person_url(clinic, noor, "enable"))
        assert not Staff.objects.get(pk=noor.pk).is_active

    def test_a_mailed_link_opens_nothing_for_somebody_disabled(self, admin, clinic, client):
        dana = make_account(clinic)
        client.post("/desk/sign-in/forgotten/", {"email": dana.email})
        link = link_in(newest_mail(dana))
        admin.post(person_url(clinic, dana, "disable"), {"to": ""})
        assert client.post(link, {"new": NEW}).status_code == 404

    def test_a_link_mailed_before_stays_ended_when_they_are_let_in_again(self, admin, clinic, client):
        dana = make_account(clinic)
        admin.post(person_url(clinic, dana, "link"))
        link = link_in(newest_mail(dana))
        admin.post(person_url(clinic, dana, "disable"), {"to": ""})
        admin.post(person_url(clinic, dana, "enable"))
        assert client.post(link, {"new": NEW}).status_code == 404

    def test_somebody_invited_can_be_disabled_too(self, admin, clinic, client):
        admin.post(settings_url("people", clinic), INVITATION)
        noor = Staff.objects.get(email="noor@clinic.example")
        admin.post(person_url(clinic, noor, "disable"), {"to": ""})
        assert client.post(link_in(newest_mail(noor)), {"new": NEW}).status_code == 404

    def test_nobody_disables_themselves(self, admin, kim, clinic):
        make_staff(clinic, roles=("admin",))
        assert admin.post(person_url(clinic, kim, "disable"), {"to": ""}).status_code == 403

    def test_leaving_one_clinic_keeps_the_account_and_the_other(self, admin, clinic):
        river, dana = make_clinic(slug="river"), make_account(clinic)
        Membership.objects.create(staff=dana, clinic=river, role="staff")
        assert admin.post(person_url(clinic, dana, "leave"), {"to": ""}).status_code == 302
        dana = Staff.objects.get(pk=dana.pk)
        assert (dana.is_active, dana.roles_by_clinic) == (True, {river.id: frozenset({"staff"})})
        assert not QueueMembership.objects.filter(staff=dana, queue__clinic=clinic).exists()


class TestWhoMay:
    """Admins of the clinic; auditors read; nobody reaches a person of another clinic."""

    ACTS = ("link", "link-back", "disable", "leave", "enable")

    @pytest.mark.parametrize("role", ["staff", "clinician", "supervisor"])
    def test_other_roles_open_nothing(self, clinic, role):
        client = browser(make_staff(clinic, roles=(role,)))
        assert client.get(settings_url("people", clinic)).status_code == 403

    def test_an_auditor_reads_and_changes_nothing(self, clinic, kim):
        client, dana = browser(make_staff(clinic, roles=("auditor",))), make_account(clinic)
        assert client.get(settings_url("people", clinic)).status_code == 200
        assert client.get(person_url(clinic, dana)).status_code == 200
        assert client.post(settings_url("people", clinic), INVITATION).status_code == 403
        assert [client.post(person_url(clinic, dana, act)).status_code for act in self.ACTS] == [403] * 5

    def test_a_person_of_another_clinic_looks_like_nobody(self, admin, clinic):
        river = make_clinic(slug="river")
        theirs, nobody = make_account(river), Staff(email="x")
        for act in ((), *((act,) for act in self.ACTS)):
            method = admin.get if act in {(), ("disable",), ("leave",)} else admin.post
            other, absent = method(person_url(clinic, theirs, *act)), method(person_url(clinic, nobody, *act))
            assert (other.status_code, absent.status_code) == (404, 404)
            assert other.content == absent.content

    def test_an_admin_of_one_clinic_does_not_take_the_account_of_somebody_who_works_in_two(self, admin, clinic):
        river, dana = make_clinic(slug="river"), make_account(clinic)
        Membership.objects.create(staff=dana, clinic=river, role="staff")
        assert "a clinic that you do not run" in admin.get(person_url(clinic, dana)).content.decode()
        assert [admin.post(person_url(clinic, dana, act)).status_code for act in ("link", "link-back", "disable", "enable")] == [403] * 4

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_the_same_number_of_queries_however_long(self, admin, clinic, count, django_assert_num_queries):
        for number in range(count):
            make_account(clinic, email=f"p{number}@clinic.example")
        admin.get(settings_url("people", clinic))
        with django_assert_num_queries(7):
            admin.get(settings_url("people", clinic))

    def test_a_change_needs_a_fresh_proof(self, admin, clinic):
        with time_machine.travel(clock.now() + timedelta(minutes=11)):
            asked = admin.post(settings_url("people", clinic), INVITATION)
        assert asked.status_code == 403
        assert 'name="email" value="noor@clinic.example"' in asked.content.decode()
        assert not Message.objects.exists()


def test_a_doubtful_mail_to_staff_does_not_break_the_list_of_doubtful_sends(clinic):
    dana = make_account(clinic, roles=("supervisor",))
    mail_link(clinic=clinic, staff=dana, kind=LinkKind.RESET, actor=COMMAND, now=NOW)
    Message.objects.update(state=MessageState.UNCERTAIN)
    wish = TaskWish(
        kind=TaskKind.UNCERTAIN_SENDS,
        dedupe_key="uncertain_day:2026-11-17",
        queue=clinic.queues.first(),
        reason="",
        severity=Severity.ROUTINE,
        ready_at=NOW,
        due_at=NOW,
    )
    task = open_task(wish=wish, clinic_id=clinic.id, lead=None, actor=COMMAND, now=NOW)
    assert browser(dana).get(reverse("desk:task", args=[task.id])).status_code == 200


def test_the_address_in_the_mail_is_the_one_of_the_page(settings):
    assert account_url("abc") == f"{settings.DESK_URL}{reverse('desk:account-link', args=['abc'])}"
