"""Settings forms: what they save, what they refuse, and that nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinics.models import PagerWebhook
from core import clock
from core.models import AuditEntry
from followup.domain.ready_texts import publish_ready_texts
from tests.desk.accounts import settings_url
from tests.factories import make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic(slug="oak", public_name="Oak Street Clinic", discreet_name="Oak Street")


@pytest.fixture
def admin(clinic) -> Client:
    client = Client()
    client.force_login(make_staff(clinic, roles=("admin",), name="Kim"))
    return client


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


CLINIC = {
    "public_name": "Oak Street Clinic",
    "discreet_name": "Oak Street",
    "slug": "oak",
    "time_zone": "America/Chicago",
    "languages": ["en", "es"],
    "phone_region": "US",
    "leave_url": "https://www.weather.gov/",
    "accepts_inquiries": "on",
    "emergency_minutes": "5",
    "urgent_minutes": "10",
    "soon_minutes": "60",
    "routine_minutes": "240",
    "backlog_limit": "500",
    "smallest_group": "11",
    "crisis_text_approver": "",
    "crisis_text_approved_on": "",
}


class TestClinic:
    """The clinic's own page."""

    def test_saving_changes_the_clinic_and_is_audited_with_the_fields(self, admin, clinic):
        assert admin.post(settings_url("clinic", clinic), CLINIC).status_code == 302
        clinic.refresh_from_db()
        assert (clinic.time_zone, clinic.urgent_minutes) == ("America/Chicago", 10)
        assert AuditEntry.objects.get(action="clinic.changed").reason == "time_zone, urgent_minutes"

    def test_saving_without_a_change_leaves_no_trace(self, admin, clinic):
        same = {**CLINIC, "time_zone": "America/New_York", "urgent_minutes": "15"}
        admin.post(settings_url("clinic", clinic), same)
        assert audited("clinic.changed") == 0

    def test_a_telling_name_is_warned_about_and_still_saved(self, admin, clinic):
        page = admin.post(settings_url("clinic", clinic), {**CLINIC, "discreet_name": "Oak Recovery"}, follow=True)
        assert "says what you treat (Recovery)" in page.content.decode()

    def test_a_new_web_address_is_warned_about_and_followed(self, admin, clinic):
        answer = admin.post(settings_url("clinic", clinic), {**CLINIC, "slug": "oak-house"}, follow=True)
        assert answer.request["PATH_INFO"] == "/desk/settings/oak-house/clinic/"
        assert "The old web address stopped working" in answer.content.decode()

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("slug", "desk", "used by the system"),
            ("slug", "Not A Slug", "valid"),
            ("leave_url", "http://weather.gov/", "must start with https://"),
            ("urgent_minutes", "0", "greater than or equal to 1"),
            ("time_zone", "Mars/Base", "not one of the available choices"),
            ("crisis_text_approver", "Dr. Ito", "both the name and the date"),
        ],
    )
    def test_bad_input_is_named_and_everything_typed_stays(self, admin, clinic, field, value, sentence):
        typed = {**CLINIC, "public_name": "A name just typed", field: value}
        page = admin.post(settings_url("clinic", clinic), typed).content.decode()
        assert sentence in page
        assert "A name just typed" in page
        clinic.refresh_from_db()
        assert clinic.public_name == "Oak Street Clinic"

    def test_another_clinics_address_is_refused(self, admin, clinic):
        make_clinic(slug="river")
        page = admin.post(settings_url("clinic", clinic), {**CLINIC, "slug": "river"}).content.decode()
        assert "Another clinic has this web address." in page
        assert 'value="river"' in page


class TestHours:
    """The week, with several periods a day."""

    def test_two_periods_a_day_and_midnight_are_kept(self, admin, clinic):
        typed = {"d0-0-opens": "08:00", "d0-0-closes": "12:30", "d0-1-opens": "18:00", "d0-1-closes": "00:00"}
        assert admin.post(settings_url("hours", clinic), typed).status_code == 302
        kept = clinic.staffed_periods.order_by("opens_minute").values_list("weekday", "opens_minute", "closes_minute")
        assert list(kept) == [(0, 480, 750), (0, 1080, 1440)]
        assert audited("hours.changed") == 1

    def test_what_was_kept_is_shown_again(self, admin, clinic):
        admin.post(settings_url("hours", clinic), {"d2-0-opens": "22:00", "d2-0-closes": "00:00"})
        page = admin.get(settings_url("hours", clinic)).content.decode()
        assert 'name="d2-0-opens" value="22:00"' in page
        assert 'name="d2-0-closes" value="00:00"' in page

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"d0-0-opens": "12:00", "d0-0-closes": "09:00"}, "The closing time must be after the opening time."),
            (
                {"d0-0-opens": "08:00", "d0-0-closes": "12:00", "d0-1-opens": "11:00", "d0-1-closes": "13:00"},
                "This overlaps with another time of the same day.",
            ),
            ({"d0-0-opens": "08:00"}, "Give both times, or leave both empty."),
            ({"d0-0-opens": "late", "d0-0-closes": "13:00"}, "Enter a valid time."),
        ],
    )
    def test_hours_that_can_not_be_are_named_and_stay_typed(self, admin, clinic, typed, sentence):
        page = admin.post(settings_url("hours", clinic), {**typed, "d4-0-opens": "09:15", "d4-0-closes": "10:45"}).content.decode()
        assert sentence in page
        for value in (*typed.values(), "09:15", "10:45"):
            assert f'value="{value}"' in page
        assert clinic.staffed_periods.count() == 5

    def test_the_same_hour_on_two_days_is_no_overlap(self, admin, clinic):
        typed = {"d0-0-opens": "08:00", "d0-0-closes": "12:00", "d1-0-opens": "08:00", "d1-0-closes": "12:00"}
        assert admin.post(settings_url("hours", clinic), typed).status_code == 302

    def test_a_clinic_without_hours_is_told_what_that_means(self, admin, clinic):
        admin.post(settings_url("hours", clinic), {})
        assert "deadlines count day and night" in admin.get(settings_url("hours", clinic)).content.decode()


class TestHolidays:
    """Public ones only when ticked."""

    def test_ticked_holidays_become_days_off_and_are_offered_no_more(self, admin, clinic):
        year = clock.now().year + 1
        christmas = f"{year}-12-25"
        assert christmas in admin.get(settings_url("holidays", clinic)).content.decode()
        admin.post(settings_url("holidays", clinic), {"suggested": "1", "days": [christmas]})
        assert list(clinic.holidays.values_list("day", "name")) == [(date(year, 12, 25), "Christmas Day")]
        page = admin.get(settings_url("holidays", clinic)).content.decode()
        assert f'value="{christmas}"' not in page

    def test_a_day_of_ones_own_is_added_once_and_removed(self, admin, clinic):
        day = (clock.now() + timedelta(days=9)).date()
        typed = {"own": "1", "day": day.isoformat(), "name": "Move to the new rooms"}
        for _press in range(2):
            admin.post(settings_url("holidays", clinic), typed)
        holiday = clinic.holidays.get()
        assert audited("holidays.added") == 1
        admin.post(settings_url("holiday-remove", clinic, holiday.id))
        assert not clinic.holidays.exists()

    def test_a_day_without_a_name_stays_typed(self, admin, clinic):
        page = admin.post(settings_url("holidays", clinic), {"own": "1", "day": "2031-05-05", "name": ""}).content.decode()
        assert 'value="2031-05-05"' in page
        assert "This field is required." in page


class TestLines:
    """Phone numbers in whatever way they are typed."""

    def test_a_line_is_added_in_international_form(self, admin, clinic):
        typed = {"number": "(202) 555-0187", "label": "Spanish line", "language": "es", "position": "2", "is_public": "on"}
        admin.post(settings_url("lines", clinic), typed)
        line = clinic.phone_lines.get(label="Spanish line")
        assert (line.number, line.language, line.is_public) == ("+12025550187", "es", True)

    def test_a_number_that_does_not_ring_stays_typed(self, admin, clinic):
        page = admin.post(settings_url("lines", clinic), {"number": "555", "label": "Main two", "position": "0"}).content.decode()
        assert "That is not a phone number." in page
        assert 'value="Main two"' in page

    def test_the_same_number_twice_is_refused(self, admin, clinic):
        number = clinic.phone_lines.get().number
        page = admin.post(settings_url("lines", clinic), {"number": number, "label": "Twice", "position": "0"}).content.decode()
        assert "has a line with this number already" in page

    def test_a_line_is_changed_and_removed(self, admin, clinic):
        line = clinic.phone_lines.get()
        typed = {"number": line.number, "label": "Front desk", "language": "", "position": "0"}
        admin.post(settings_url("line", clinic, line.id), typed)
        line.refresh_from_db()
        assert (line.label, line.is_public) == ("Front desk", False)
        admin.post(settings_url("line-remove", clinic, line.id))
        assert not clinic.phone_lines.exists()
        assert audited("line.removed") == 1


class TestOnCall:
    """The order in which people are told."""

    def test_the_order_is_kept(self, admin, clinic):
        first, second = make_staff(clinic, name="Bo"), make_staff(clinic, name="Al")
        admin.post(settings_url("on-call", clinic), {f"place-{first.id}": "1", f"place-{second.id}": "2"})
        order = clinic.on_call.order_by("position").values_list("staff__name", flat=True)
        assert list(order) == ["Bo", "Al"]
        assert audited("on_call.changed") == 1

    def test_one_place_for_two_is_refused_and_stays_chosen(self, admin, clinic):
        first, second = make_staff(clinic, name="Bo"), make_staff(clinic, name="Al")
        typed = {f"place-{first.id}": "1", f"place-{second.id}": "1"}
        page = admin.post(settings_url("on-call", clinic), typed).content.decode()
        assert "have the same place." in page
        assert page.count('<option value="1" selected>1</option>') == 2
        assert not clinic.on_call.exists()

    def test_nobody_on_call_is_said_loudly(self, admin, clinic):
        assert "Nobody is on call." in admin.get(settings_url("on-call", clinic)).content.decode()

    def test_staff_of_another_clinic_can_not_be_put_on_call(self, admin, clinic):
        stranger = make_staff(make_clinic(), name="Eve")
        admin.post(settings_url("on-call", clinic), {f"place-{stranger.id}": "1"})
        assert not clinic.on_call.exists()


class TestPager:
    """The address, its secret, and who sees it."""

    def test_the_secret_is_shown_for_ten_minutes(self, admin, clinic):
        admin.post(settings_url("pager", clinic), {"url": "https://pager.example/hook"})
        pager = PagerWebhook.objects.get(clinic=clinic)
        assert pager.secret in admin.get(settings_url("pager", clinic)).content.decode()
        PagerWebhook.objects.update(created_at=clock.now() - timedelta(minutes=11))
        assert pager.secret not in admin.get(settings_url("pager", clinic)).content.decode()

    def test_an_auditor_never_sees_it(self, admin, clinic):
        admin.post(settings_url("pager", clinic), {"url": "https://pager.example/hook"})
        auditor = Client()
        auditor.force_login(make_staff(clinic, roles=("auditor",)))
        assert PagerWebhook.objects.get().secret not in auditor.get(settings_url("pager", clinic)).content.decode()

    @pytest.mark.parametrize("url", ["http://pager.example/", "ftp://pager.example/", "https://me:secret@pager.example/", "pager"])
    def test_unsafe_addresses_are_refused_and_stay_typed(self, admin, clinic, url):
        page = admin.post(settings_url("pager", clinic), {"url": url}).content.decode()
        assert f'value="{url}"' in page
        assert not PagerWebhook.objects.exists()

    def test_a_new_address_replaces_the_old_one(self, admin, clinic):
        for name in ("one", "two"):
            admin.post(settings_url("pager", clinic), {"url": f"https://pager.example/{name}"})
        assert [pager.url for pager in PagerWebhook.objects.filter(is_active=True)] == ["https://pager.example/two"]
        admin.post(settings_url("pager-stop", clinic))
        assert not PagerWebhook.objects.filter(is_active=True).exists()
        assert audited("pager.stopped") == 1

    def test_a_sample_that_nobody_takes_is_said_in_words(self, admin, clinic):
        admin.post(settings_url("pager", clinic), {"url": "http://127.0.0.1:9/hook"})
        page = admin.post(settings_url("pager-sample", clinic), follow=True).content.decode()
        assert "The service did not take the sample" in page
        assert audited("pager.sample_sent") == 1


class TestQueues:
    """Queues and their people."""

    def test_a_queue_is_added_with_a_code_of_its_own(self, admin, clinic):
        admin.post(settings_url("queues", clinic), {"name": "Urgent"})
        assert clinic.queues.filter(code="urgent-2", name="Urgent").exists()

    def test_members_are_set_and_taken_away(self, admin, clinic):
        queue = clinic.queues.get(code="spanish")
        one, two = make_staff(clinic, name="Bo", queues=None), make_staff(clinic, name="Al", queues=None)
        typed = {"name": "Spanish", "is_active": "on", "members": [one.id, two.id]}
        admin.post(settings_url("queue", clinic, queue.id), typed)
        admin.post(settings_url("queue", clinic, queue.id), {**typed, "members": [two.id]})
        assert {membership.staff_id for membership in queue.memberships.all()} >= {two.id}
        assert not queue.memberships.filter(staff=one).exists()

    def test_a_queue_that_rules_need_can_not_be_closed(self, admin, clinic):
        queue = clinic.queues.get(code="general")
        page = admin.post(settings_url("queue", clinic, queue.id), {"name": "Renamed"}).content.decode()
        assert "A routing rule sends to this queue." in page
        assert 'value="Renamed"' in page
        queue.refresh_from_db()
        assert (queue.name, queue.is_active) == ("General", True)

    def test_a_queue_with_open_work_can_not_be_closed(self, admin, clinic):
        queue = clinic.queues.create(code="quiet", name="Quiet", position=9)
        receive(clinic).submission.lead.tasks.update(queue=queue)
        page = admin.post(settings_url("queue", clinic, queue.id), {"name": "Quiet"}).content.decode()
        assert "There is open work in this queue." in page

    def test_an_admin_without_a_care_role_is_not_offered_work(self, admin, clinic):
        queue = clinic.queues.get(code="general")
        assert "Kim" not in admin.get(settings_url("queue", clinic, queue.id)).content.decode().partition("<main")[2]


class TestOwnLanguages:
    """What people set for themselves."""

    def test_the_screens_change_their_language_at_once(self, admin):
        page = admin.post(reverse("desk:preferences"), {"interface": "es", "spoken": ["es"]}, follow=True)
        assert 'lang="es"' in page.content.decode()
        assert audited("staff.languages") == 1

    def test_an_unknown_language_is_refused(self, admin):
        assert admin.post(reverse("desk:preferences"), {"interface": "xx", "spoken": ["es"]}).status_code == 200
        assert audited("staff.languages") == 0


class TestTexts:
    """Message texts as people get them."""

    def test_each_text_is_shown_filled(self, admin, clinic):
        publish_ready_texts(clinic=clinic, now=clock.now())
        listed = admin.get(settings_url("texts", clinic)).content.decode()
        assert "First e-mail: we have your message" in listed
        text = clinic.template_versions.get(code="acknowledgement", language="es")
        page = admin.get(settings_url("text", clinic, text.id)).content.decode()
        assert "Su mensaje a Oak Street" in page
        assert "{" not in page.partition('class="mail-words"')[2].partition("</pre>")[0]

    def test_a_text_with_an_unknown_place_is_said_to_be_unusable(self, admin, clinic):
        publish_ready_texts(clinic=clinic, now=clock.now())
        clinic.template_versions.filter(language="en").update(body="Hello {nickname}")
        text = clinic.template_versions.get(code="acknowledgement", language="en")
        assert "“nickname” that is never filled" in admin.get(settings_url("text", clinic, text.id)).content.decode()
