"""Clock, database clock, heartbeats and audit entries."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from core import clock, heartbeat
from core.audit import COMMAND, SYSTEM, Actor, record
from core.jobs import TICK, tick
from core.models import AuditEntry, Heartbeat
from core.sql import database_now, has_lapsed, lease_until


def system_now() -> datetime:
    """The time of this machine, read past the clock under test."""
    return datetime.fromtimestamp(time.time(), UTC)


NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CLINIC, LEAD = UUID(int=7), UUID(int=8)


def test_the_clock_is_utc():
    before = system_now()
    assert before <= clock.now() <= system_now()
    assert clock.now().tzinfo is UTC


def test_the_offset_counts_in_bench_mode_only(settings):
    settings.BENCH_CLOCK_OFFSET = 86_400
    settings.BENCH_MODE = False
    assert clock.now() - system_now() < timedelta(minutes=1)
    settings.BENCH_MODE = True
    assert timedelta(hours=23) < clock.now() - system_now() <= timedelta(days=1)


@pytest.mark.django_db
def test_a_lease_is_measured_by_the_database():
    Heartbeat.objects.create(name="held", beat_at=NOON)
    assert Heartbeat.objects.filter(**has_lapsed("beat_at")).count() == 1
    assert Heartbeat.objects.update(beat_at=lease_until(60)) == 1
    held = Heartbeat.objects.get().beat_at
    assert timedelta(seconds=50) < held - system_now() < timedelta(seconds=70)
    assert Heartbeat.objects.filter(**has_lapsed("beat_at")).count() == 0
    assert Heartbeat.objects.filter(beat_at__gt=database_now(), beat_at__lt=lease_until(70)).count() == 1
    Heartbeat.objects.update(beat_at=lease_until(-0.5))
    assert Heartbeat.objects.filter(**has_lapsed("beat_at")).count() == 1


@pytest.mark.django_db
def test_a_heart_beats_in_one_row():
    assert heartbeat.age(name="sweep", now=NOON) is None
    heartbeat.beat(name="sweep", now=NOON)
    heartbeat.beat(name="sweep", now=NOON + timedelta(seconds=30))
    heartbeat.beat(name="sender", now=NOON)
    assert heartbeat.age(name="sweep", now=NOON + timedelta(seconds=45)) == timedelta(seconds=15)
    assert Heartbeat.objects.count() == 2


@pytest.mark.django_db
def test_the_tick_job_beats():
    tick()
    assert heartbeat.age(name=TICK, now=clock.now()) < timedelta(seconds=5)


@pytest.mark.django_db
def test_an_audit_entry_says_who_did_what():
    staff = Actor.of(type("Staff", (), {"pk": UUID(int=3)})())
    written = record(
        actor=staff,
        action="lead.list",
        object_type="lead",
        object_id=None,
        clinic_id=CLINIC,
        now=NOON,
        shown_ids=[LEAD],
        reason="Asked by phone",
    )
    found = AuditEntry.objects.get(pk=written.pk)
    assert (found.actor_kind, found.actor_id, found.clinic_id, found.at) == ("staff", UUID(int=3), CLINIC, NOON)
    assert (found.action, found.shown_ids, found.reason) == ("lead.list", [str(LEAD)], "Asked by phone")
    assert str(found) == "lead.list lead"


@pytest.mark.django_db
def test_audit_entries_are_only_ever_added():
    record(actor=SYSTEM, action="a", object_type="b", object_id=None, clinic_id=None, now=NOON)
    with pytest.raises(TypeError, match="never changed"):
        AuditEntry.objects.update(action="x")
    with pytest.raises(TypeError, match="never deleted"):
        AuditEntry.objects.filter(action="a").delete()
    assert AuditEntry.objects.filter(action="a").count() == 1


@pytest.mark.django_db
def test_an_audit_entry_needs_a_time():
    with pytest.raises(IntegrityError), transaction.atomic():
        record(actor=SYSTEM, action="a", object_type="b", object_id=None, clinic_id=None, now=None)


def test_actors_are_values():
    assert Actor("system") == SYSTEM != COMMAND
    assert len({Actor("staff", LEAD), Actor("staff", LEAD), SYSTEM}) == 2
    assert (SYSTEM.is_staff, Actor("staff", LEAD).is_staff) == (False, True)
    with pytest.raises(ValueError, match="Unknown kind"):
        Actor("robot")
