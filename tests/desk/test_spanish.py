"""Spanish speaks of days and hours as the United States do."""

import html
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import formats, translation

from core.audit import COMMAND
from desk.forms.settings_hours import SuggestedHolidaysForm
from desk.wording import clock_text
from followup.domain.starting_pages import add_ready_pages
from followup.models import EducationPage
from intake.domain.queueing import add_usual_queues, change_queue
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_clinic, make_staff


@pytest.fixture
def _in_spanish():
    with translation.override("es"):
        yield


@pytest.mark.usefixtures("_in_spanish")
def test_a_short_date_names_its_month():
    assert formats.date_format(date(2027, 3, 4), "SHORT_DATE_FORMAT") == "4 mar 2027"
    assert formats.date_format(datetime(2027, 3, 4, 14, 30, tzinfo=UTC), "SHORT_DATETIME_FORMAT") == "4 mar 2027, 2:30 p.m."


@pytest.mark.usefixtures("_in_spanish")
def test_hours_and_decimals_are_those_of_the_united_states():
    assert formats.time_format(time(14, 30)) == "2:30 p.m."
    assert formats.number_format(1234.5, force_grouping=True) == "1,234.5"


@pytest.mark.usefixtures("_in_spanish")
def test_public_holidays_have_spanish_names():
    days = [(date(2027, 7, 4), "Independence Day"), (date(2027, 7, 5), "Independence Day (observed)")]
    choices = SuggestedHolidaysForm(suggested=days).fields["days"].choices
    assert [label for _day, label in choices] == [
        "Día de la Independencia, 4 de julio de 2027",
        "Día de la Independencia (día en que se guarda), 5 de julio de 2027",
    ]


def test_a_holiday_nobody_translated_keeps_its_name():
    assert SuggestedHolidaysForm(suggested=[(date(2027, 4, 5), "Qingming")]).names == {"2027-04-05": "Qingming"}


@pytest.mark.django_db
def test_choosing_spanish_is_confirmed_in_spanish():
    client = Client()
    client.force_login(make_staff(make_clinic()))
    answer = client.post(reverse("desk:preferences"), {"interface": "es", "spoken": ["es"]}, follow=True)
    assert "Guardado." in answer.content.decode()


@pytest.mark.usefixtures("_in_spanish")
def test_a_day_beside_a_time_writes_its_month_small():
    now = datetime(2027, 3, 4, 14, 30, tzinfo=UTC)
    assert clock_text(datetime(2027, 5, 20, 9, 0, tzinfo=UTC), zone=ZoneInfo("UTC"), now=now) == "20 may 9 a.m."


def test_english_dates_are_of_one_style_with_the_month_first():
    day = datetime(2027, 3, 4, 14, 30, tzinfo=UTC)
    assert {formats.date_format(day, style) for style in ("DATE_FORMAT", "SHORT_DATE_FORMAT")} == {"Mar 4, 2027"}
    assert {formats.date_format(day, style) for style in ("DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")} == {"Mar 4, 2027, 2:30 p.m."}
    assert clock_text(day, zone=ZoneInfo("UTC"), now=datetime(2027, 1, 4, tzinfo=UTC)) == "Mar 4 2:30 p.m."


@pytest.mark.django_db
def test_queues_and_rules_we_named_are_read_in_ones_own_language_and_those_a_clinic_named_are_not():
    clinic = make_clinic()
    clinic.queues.all().delete()
    with translation.override("es"):
        add_usual_queues(clinic=clinic, staff=None, now=NOW)
    urgent, spanish, general = clinic.queues.order_by("position")
    change_queue(queue_id=spanish.id, clinic=clinic, name="Equipo", is_active=True, actor=COMMAND, now=NOW)
    assert [queue.name for queue in (urgent, general)] == ["Urgent", "General"]
    browser = signed_in(make_staff(clinic, roles=("supervisor",), interface_language="es"))
    page = browser.get(reverse("desk:settings-queues", args=[clinic.slug])).content.decode()
    assert "<td>Urgente</td>" in page
    assert "<td>Equipo</td>" in page
    rules = browser.get(reverse("desk:settings-rules", args=[clinic.slug])).content.decode()
    assert "Primero lo urgente" in rules


@pytest.mark.django_db
def test_the_list_of_pages_to_read_has_its_headings_in_ones_own_language():
    clinic = make_clinic(is_sample=True)
    add_ready_pages(clinic=clinic, now=NOW)
    page = EducationPage.objects.get(clinic=clinic, position=0)
    headings = dict(page.versions.values_list("language", "heading"))
    for language in ("en", "es"):
        admin = signed_in(make_staff(clinic, roles=("admin",), interface_language=language))
        assert headings[language] in html.unescape(admin.get(reverse("desk:settings-pages", args=[clinic.slug])).content.decode())
