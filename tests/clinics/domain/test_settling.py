"""Settings verbs: all or nothing, audited once, bounded by the clinic."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.domain.opening_hours import BadHoursError, Period, add_holidays, hours_problems, set_hours, suggested_holidays
from clinics.domain.settling import TakenNameError, add_clinic, change_clinic, save_line, set_on_call, set_pager
from clinics.domain.staffing import BadAccountError, add_staff, new_password, set_availability, set_languages
from clinics.models import Clinic, PagerWebhook, PhoneLine, Staff
from core.audit import COMMAND
from core.models import AuditEntry
from intake.domain.queueing import add_usual_queues
from tests.factories import NOW, make_clinic, make_staff

CHANGE = {"actor": COMMAND, "now": NOW}


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-10, 1500), st.integers(-10, 1500)), max_size=6))
def test_hours_without_problems_never_overlap_and_never_run_backwards(raw):
    periods = [Period(*one) for one in raw]
    if hours_problems(periods):
        return
    taken: set[tuple[int, int]] = set()
    for period in periods:
        minutes = {(period.weekday, minute) for minute in range(period.opens, period.closes)}
        assert minutes
        assert not minutes & taken
        taken |= minutes


def test_hours_that_touch_do_not_overlap():
    assert hours_problems([Period(0, 480, 720), Period(0, 720, 1440)]) == []
    assert [position for position, _sentence in hours_problems([Period(0, 480, 721), Period(0, 720, 1440)])] == [1]


@pytest.mark.parametrize(("region", "name"), [("US", "Thanksgiving Day"), ("XX", None)])
def test_public_holidays_are_suggested_where_a_calendar_knows_them(region, name):
    names = {found for _day, found in suggested_holidays(region=region, years=[2026])}
    assert (name in names) if name else not names


@pytest.mark.django_db
class TestWithRows:
    """The verbs that write."""

    def test_hours_that_can_not_be_leave_the_old_ones(self):
        clinic = make_clinic()
        with pytest.raises(BadHoursError):
            set_hours(clinic_id=clinic.id, periods=[Period(0, 600, 500)], **CHANGE)
        assert clinic.staffed_periods.count() == 5
        assert not AuditEntry.objects.filter(action="hours.changed").exists()

    def test_a_day_that_is_a_holiday_already_stays_as_it_is(self):
        clinic = make_clinic()
        clinic.holidays.create(day=date(2026, 12, 25), name="Closed")
        days = [(date(2026, 12, 25), "Christmas Day"), (date(2026, 12, 26), "Rest")]
        assert add_holidays(clinic_id=clinic.id, days=days, **CHANGE) == 1
        assert clinic.holidays.get(day=date(2026, 12, 25)).name == "Closed"

    def test_only_known_fields_of_a_clinic_can_be_set(self):
        clinic = make_clinic()
        with pytest.raises(ValueError, match="is_sample"):
            change_clinic(clinic_id=clinic.id, changes={"is_sample": True}, **CHANGE)

    def test_a_taken_web_address_changes_nothing(self):
        make_clinic(slug="oak")
        clinic = make_clinic(slug="river")
        with pytest.raises(TakenNameError):
            change_clinic(clinic_id=clinic.id, changes={"slug": "oak", "public_name": "New"}, **CHANGE)
        clinic.refresh_from_db()
        assert (clinic.slug, clinic.public_name) == ("river", "river public")

    def test_a_line_of_another_clinic_can_not_be_changed(self):
        line = make_clinic().phone_lines.get()
        with pytest.raises(PhoneLine.DoesNotExist):
            save_line(clinic_id=make_clinic().id, line_id=line.id, values={"label": "Mine now"}, **CHANGE)

    def test_the_on_call_list_takes_members_once_and_strangers_never(self):
        clinic = make_clinic()
        one, two, stranger = make_staff(clinic), make_staff(clinic), make_staff(make_clinic())
        set_on_call(clinic_id=clinic.id, staff_ids=[two.id, stranger.id, one.id, two.id], **CHANGE)
        assert list(clinic.on_call.order_by("position").values_list("staff_id", flat=True)) == [two.id, one.id]
        set_on_call(clinic_id=clinic.id, staff_ids=[two.id, one.id], **CHANGE)
        assert AuditEntry.objects.filter(action="on_call.changed").count() == 1

    def test_a_pagers_secret_is_long_and_encrypted(self):
        clinic = make_clinic()
        pager, secret = set_pager(clinic_id=clinic.id, url="https://pager.example/", **CHANGE)
        assert len(secret) >= 40
        assert PagerWebhook.objects.get(id=pager.id).secret == secret
        assert secret.encode() not in bytes(PagerWebhook.objects.get(id=pager.id).__dict__["secret"])

    def test_a_new_clinic_gets_its_queues_and_rules_once(self):
        clinic = add_clinic(slug="oak", public_name="Oak", discreet_name="Oak", languages=["en"], **CHANGE)
        for _time in range(2):
            add_usual_queues(clinic=clinic, staff=None, now=NOW)
        assert list(clinic.queues.order_by("position").values_list("code", flat=True)) == ["urgent", "spanish", "general"]
        assert clinic.rulebooks.count() == 1
        assert AuditEntry.objects.filter(action="clinic.added", object_id=clinic.id).count() == 1

    @pytest.mark.parametrize(
        ("email", "roles"), [("nobody", ["staff"]), ("TAKEN@clinic.example", ["staff"]), ("new@clinic.example", ["owner"])]
    )
    def test_an_account_that_can_not_be_is_not_made(self, email, roles):
        clinic = make_clinic()
        make_staff(clinic, email="taken@clinic.example")
        with pytest.raises(BadAccountError):
            add_staff(email=email, name="X", roles={clinic.id: roles}, password=new_password(), **CHANGE)
        assert Staff.objects.count() == 1

    def test_what_people_set_for_themselves_is_checked(self):
        staff = make_staff(make_clinic())
        set_availability(staff=staff, availability="away", **CHANGE)
        with pytest.raises(ValueError, match="asleep"):
            set_availability(staff=staff, availability="asleep", **CHANGE)
        with pytest.raises(ValueError, match="xx"):
            set_languages(staff=staff, interface="en", spoken=["xx"], **CHANGE)
        assert Staff.objects.get().availability == "away"


def test_passwords_are_random_and_long():
    made = {new_password() for _time in range(50)}
    assert len(made) == 50
    assert all(len(password) == 29 for password in made)


@pytest.mark.django_db
def test_clinics_stay_in_their_own_rows():
    one, other = make_clinic(), make_clinic()
    change_clinic(clinic_id=one.id, changes={"urgent_minutes": 7}, **CHANGE)
    assert Clinic.objects.get(id=other.id).urgent_minutes == 15
