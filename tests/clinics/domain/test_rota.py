"""The rota: who is on duty at a moment, through midnight and clock changes, and the hours with nobody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinics.domain.rostering import BadCoverError, add_cover, add_shifts, remove_cover, remove_shift
from clinics.domain.rota import Cover, Gap, OnDuty, Rota, Shift, gaps, on_duty, rota_of, somebody_is_told
from clinics.models import OnCallMember, RotaCover, RotaShift
from core.audit import SYSTEM
from core.ids import new_id
from core.models import AuditEntry
from tests.factories import NOW, make_clinic, make_staff

NEW_YORK = ZoneInfo("America/New_York")
DANA, SAM, RUTH = new_id(), new_id(), new_id()
MONDAY, TUESDAY, SUNDAY = 0, 1, 6


def rota(*shifts: Shift, covers: tuple[Cover, ...] = (), standing: tuple = ()) -> Rota:
    return Rota(NEW_YORK, shifts, covers, standing)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=NEW_YORK).astimezone(UTC)


def test_a_night_shift_runs_past_midnight() -> None:
    nights = rota(Shift(DANA, MONDAY, 20 * 60, 12 * 60))

    assert on_duty(nights, local(2026, 11, 16, 19, 59)) == OnDuty((), ())
    assert on_duty(nights, local(2026, 11, 16, 20)) == OnDuty((DANA,), ())
    assert on_duty(nights, local(2026, 11, 17, 7, 59)) == OnDuty((DANA,), ())
    assert on_duty(nights, local(2026, 11, 17, 8)) == OnDuty((), ())


def test_a_shift_ends_by_the_clock_on_the_wall_when_clocks_change() -> None:
    # Clocks go back on Sunday, 1 November 2026: the night from Saturday is an hour longer.
    nights = rota(Shift(DANA, 5, 22 * 60, 8 * 60))

    starts, ends = local(2026, 10, 31, 22), local(2026, 11, 1, 6)
    assert ends - starts == timedelta(hours=9)
    assert [on_duty(nights, at).first for at in (starts, ends - timedelta(seconds=1), ends)] == [(DANA,), (DANA,), ()]


def test_backups_stand_behind_whoever_is_first() -> None:
    both = rota(Shift(SAM, MONDAY, 0, 1440, is_backup=True), Shift(DANA, MONDAY, 0, 1440))

    assert on_duty(both, local(2026, 11, 16, 12)) == OnDuty((DANA,), (SAM,))


def test_somebody_who_stands_in_replaces_one_and_leaves_the_others() -> None:
    noon = local(2026, 11, 16, 12)
    cover = Cover(RUTH, DANA, noon, noon + timedelta(hours=2))
    covered = rota(Shift(DANA, MONDAY, 0, 1440), Shift(SAM, MONDAY, 0, 1440, is_backup=True), covers=(cover,))

    assert on_duty(covered, noon) == OnDuty((RUTH,), (SAM,))
    assert on_duty(covered, noon + timedelta(hours=2)) == OnDuty((DANA,), (SAM,))


def test_the_hours_ahead_without_anybody_are_found() -> None:
    week = rota(Shift(DANA, MONDAY, 8 * 60, 12 * 60), Shift(SAM, MONDAY, 22 * 60, 10 * 60))
    start, end = local(2026, 11, 16, 8), local(2026, 11, 17, 9)

    assert gaps(week, start, end) == [
        Gap(local(2026, 11, 16, 20), local(2026, 11, 16, 22)),
        Gap(local(2026, 11, 17, 8), local(2026, 11, 17, 9)),
    ]


def test_an_absence_that_nobody_covers_is_a_gap() -> None:
    noon = local(2026, 11, 16, 12)
    away = rota(Shift(DANA, MONDAY, 0, 1440), covers=(Cover(None, DANA, noon, noon + timedelta(hours=1)),))

    assert gaps(away, noon - timedelta(hours=2), noon + timedelta(hours=4)) == [Gap(noon, noon + timedelta(hours=1))]


def test_a_clinic_without_shifts_has_no_gaps_because_its_list_stands() -> None:
    assert gaps(rota(standing=(DANA,)), NOW, NOW + timedelta(days=1)) == []


@pytest.mark.django_db
def test_shifts_and_stand_ins_are_entered_once_for_members_only_and_audited() -> None:
    clinic, other = make_clinic(), make_clinic()
    dana, sam, stranger = make_staff(clinic), make_staff(clinic, name="Sam"), make_staff(other)
    shifts = [Shift(one.id, MONDAY, 480, 600) for one in (dana, stranger)]

    assert [add_shifts(clinic_id=clinic.id, shifts=shifts, actor=SYSTEM, now=NOW) for _time in range(2)] == [1, 1]
    cover = Cover(sam.id, dana.id, NOW, NOW + timedelta(hours=3))
    assert add_cover(clinic_id=clinic.id, cover=cover, actor=SYSTEM, now=NOW) == add_cover(
        clinic_id=clinic.id, cover=cover, actor=SYSTEM, now=NOW
    )

    assert list(RotaShift.objects.values_list("clinic", "staff")) == [(clinic.id, dana.id)]
    assert list(rota_of(clinic, since=NOW).covers) == [cover]
    assert rota_of(other, since=NOW) == Rota(NEW_YORK, (), (), ())
    kinds = list(AuditEntry.objects.filter(action__startswith="rota").order_by("id").values_list("action", flat=True))
    assert kinds == ["rota.shifts_added", "rota.shifts_added", "rota.cover_added"]


@pytest.mark.django_db
def test_a_stand_in_that_makes_no_sense_is_refused() -> None:
    clinic = make_clinic()
    dana, stranger = make_staff(clinic), make_staff(make_clinic())
    hour = timedelta(hours=1)
    wrong = [
        Cover(dana.id, None, NOW + hour, NOW),
        Cover(dana.id, dana.id, NOW, NOW + hour),
        Cover(stranger.id, None, NOW, NOW + hour),
        Cover(None, None, NOW, NOW + hour),
        Cover(dana.id, None, NOW - 2 * hour, NOW - hour),
        Cover(dana.id, None, NOW, NOW + 2000 * hour),
    ]

    for cover in wrong:
        with pytest.raises(BadCoverError):
            add_cover(clinic_id=clinic.id, cover=cover, actor=SYSTEM, now=NOW)

    assert RotaCover.objects.count() == 0


@pytest.mark.django_db
def test_removing_twice_removes_once_and_never_another_clinics() -> None:
    clinic, other = make_clinic(), make_clinic()
    dana = make_staff(clinic)
    add_shifts(clinic_id=clinic.id, shifts=[Shift(dana.id, MONDAY, 480, 600)], actor=SYSTEM, now=NOW)
    cover = add_cover(clinic_id=clinic.id, cover=Cover(dana.id, None, NOW, NOW + timedelta(hours=1)), actor=SYSTEM, now=NOW)

    for where, count in ((other, 1), (clinic, 0), (clinic, 0)):
        remove_shift(clinic_id=where.id, shift_id=RotaShift.objects.first().id if count else new_id(), actor=SYSTEM, now=NOW)
        remove_cover(clinic_id=where.id, cover_id=cover.id, actor=SYSTEM, now=NOW)
        assert RotaCover.objects.count() == count
    assert RotaShift.objects.count() == 1


@pytest.mark.django_db
def test_somebody_is_told_by_a_shift_now_or_by_the_list_at_any_hour() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    assert somebody_is_told(clinic, now=NOW) is False

    add_shifts(clinic_id=clinic.id, shifts=[Shift(dana.id, TUESDAY, 0, 1440)], actor=SYSTEM, now=NOW)
    assert [somebody_is_told(clinic, now=NOW + timedelta(days=days)) for days in (0, 1)] == [True, False]

    OnCallMember.objects.create(clinic=clinic, staff=dana, position=0)
    assert somebody_is_told(clinic, now=NOW + timedelta(days=1)) is True
