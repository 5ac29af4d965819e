"""The rota page: shifts for several days at once, nights, stand-ins, gaps said aloud, two clinics kept apart."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinics.models import OnCallMember, RotaCover, RotaShift
from core import clock
from desk.findings import Scope, all_findings
from tests.desk.accounts import settings_url
from tests.factories import make_clinic, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic(slug="oak", public_name="Oak Street Clinic")


@pytest.fixture
def supervisor(clinic) -> Client:
    client = Client()
    client.force_login(make_staff(clinic, roles=("supervisor",), name="Luis"))
    return client


def save(client: Client, clinic, **typed):
    return client.post(settings_url("rota", clinic), typed)


def shift(staff, **typed):
    return {
        "add_shift": "1",
        "shift-staff": str(staff.id),
        "shift-days": ["0", "4"],
        "shift-starts": "20:00",
        "shift-ends": "08:00",
    } | typed


def test_a_night_on_two_days_is_two_shifts_of_twelve_hours(clinic, supervisor):
    dana = make_staff(clinic, name="Dana")

    for _time in range(2):
        assert save(supervisor, clinic, **shift(dana)).status_code == 302

    assert list(RotaShift.objects.order_by("weekday").values_list("staff", "weekday", "starts_minute", "minutes", "is_backup")) == [
        (dana.id, 0, 1200, 720, False),
        (dana.id, 4, 1200, 720, False),
    ]
    page = supervisor.get(settings_url("rota", clinic)).content.decode()
    assert page.count("Dana, 8 p.m. – 8 a.m. (next day)") == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"shift-staff": ""}, "This field is required."),
        ({"shift-staff": "x"}, "Select a valid choice."),
        ({"shift-days": []}, "This field is required."),
        ({"shift-days": ["9"]}, "Select a valid choice."),
        ({"shift-starts": "25:00"}, "Enter a valid time."),
        ({"shift-ends": "20:05"}, "A shift is at least 15 minutes long."),
    ],
)
def test_a_shift_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(clinic, supervisor, typed, sentence):
    answer = save(supervisor, clinic, **shift(make_staff(clinic), **typed))

    page = answer.content.decode()
    assert (answer.status_code, sentence in page, RotaShift.objects.count()) == (200, True, 0)
    assert 'value="20:00"' in page or typed.get("shift-starts", "") in page


def test_a_stand_in_is_entered_in_the_clinics_time_and_shown_in_it(clinic, supervisor):
    dana, sam = make_staff(clinic, name="Dana"), make_staff(clinic, name="Sam")
    typed = {
        "add_cover": "1",
        "cover-staff": str(sam.id),
        "cover-instead_of": str(dana.id),
        "cover-starts_at": "2031-06-02T08:00",
        "cover-ends_at": "2031-06-02T20:00",
    }

    assert save(supervisor, clinic, **typed).status_code == 302

    cover = RotaCover.objects.get()
    assert (cover.staff, cover.instead_of, cover.starts_at.isoformat()) == (sam, dana, "2031-06-02T12:00:00+00:00")
    assert "Mon Jun 2, 8 a.m. – Mon Jun 2, 8 p.m." in supervisor.get(settings_url("rota", clinic)).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"cover-staff": ""}, "Choose who is on duty, or who is away."),
        ({"cover-ends_at": "2031-06-01T08:00"}, "The end is before the start."),
        ({"cover-starts_at": "2001-06-01T08:00", "cover-ends_at": "2001-06-02T08:00"}, "This is over already."),
        ({"cover-ends_at": "2039-06-01T08:00"}, "at most 62 days"),
        ({"cover-starts_at": "soon"}, "Enter a valid date/time."),
    ],
)
def test_a_stand_in_that_makes_no_sense_is_refused(clinic, supervisor, typed, sentence):
    good = {
        "add_cover": "1",
        "cover-staff": str(make_staff(clinic).id),
        "cover-starts_at": "2031-06-02T08:00",
        "cover-ends_at": "2031-06-02T20:00",
    }

    page = save(supervisor, clinic, **good | typed).content.decode()

    assert (sentence in page, RotaCover.objects.count()) == (True, 0)


def test_removing_a_shift_or_a_stand_in_of_another_clinic_removes_nothing(clinic, supervisor):
    other = make_clinic(slug="river")
    there = RotaShift.objects.create(clinic=other, staff=make_staff(other), weekday=0, starts_minute=0, minutes=60)

    for slug, status in (("oak", 302), ("river", 404)):
        address = reverse("desk:settings-rota-shift-remove", args=[slug, there.id])
        assert supervisor.post(address).status_code == status

    assert RotaShift.objects.count() == 1


def test_hours_with_nobody_are_said_on_the_page_and_red_when_the_list_is_empty_too(clinic, supervisor):
    dana = make_staff(clinic, name="Dana")
    today = clock.now()
    RotaShift.objects.create(clinic=clinic, staff=dana, weekday=(today + timedelta(days=3)).weekday(), starts_minute=0, minutes=1440)

    def level() -> dict[str, str]:
        return {finding.code: finding.level for finding in all_findings(Scope(now=clock.now())) if finding.code in {"T010", "T031"}}

    assert level() == {"T031": "red"}
    assert "the on-call list is empty" in supervisor.get(settings_url("rota", clinic)).content.decode()
    OnCallMember.objects.create(clinic=clinic, staff=dana, position=0)
    assert level() == {"T031": "amber"}
    assert "Nobody is on duty now. The on-call list is told: Dana." in supervisor.get(settings_url("rota", clinic)).content.decode()
    for weekday in range(7):
        RotaShift.objects.update_or_create(clinic=clinic, staff=dana, weekday=weekday, starts_minute=0, defaults={"minutes": 1440})
    assert level() == {}


def test_the_page_asks_a_fixed_number_of_questions(clinic, supervisor, django_assert_num_queries):
    def rows(count: int) -> None:
        for weekday in range(count):
            RotaShift.objects.get_or_create(clinic=clinic, staff=make_staff(clinic), weekday=weekday, starts_minute=0, minutes=1440)

    # Somebody is told on every day of the week, so that their names are asked for on every day.
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic), position=0)
    supervisor.get(settings_url("rota", clinic))
    for count in (1, 3):
        rows(count)
        with django_assert_num_queries(13):
            supervisor.get(settings_url("rota", clinic))


@pytest.mark.parametrize(("page", "roles"), [("desk:home", ("supervisor",)), ("desk:settings", ("admin",))])
def test_a_night_with_nobody_is_red_on_the_first_page_of_whoever_can_change_it(clinic, page, roles):
    make_clinic(slug="elsewhere")
    dana = make_staff(clinic, name="Dana")
    client = Client()
    client.force_login(make_staff(clinic, roles=roles, name="Luis"))
    said = "An emergency would reach supervisors at most."

    def shown() -> str:
        return client.get(reverse(page)).content.decode()

    assert shown().count(said) == 1
    for day in range(7):
        RotaShift.objects.create(clinic=clinic, staff=dana, weekday=day, starts_minute=8 * 60, minutes=12 * 60)
    assert "Oak Street Clinic: nobody is on call from" in shown()
    RotaShift.objects.update(minutes=24 * 60)
    assert said not in shown()
    RotaShift.objects.all().delete()
    OnCallMember.objects.create(clinic=clinic, staff=dana, position=1)
    assert said not in shown()
    # Whoever can't change it is not alarmed by it.
    OnCallMember.objects.all().delete()
    client.force_login(dana)
    assert said not in client.get(reverse("desk:home")).content.decode()
