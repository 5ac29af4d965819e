import threading
import time
from datetime import timedelta

import pytest
from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_prerun
from django.db import connection

from config.celery import SWEEPS, app
from config.management.commands.sweep_loop import is_worker_silent, run_until
from core import heartbeat
from tests.factories import NOW


def test_every_scheduled_sweep_is_a_job_that_exists():
    app.loader.import_default_modules()
    assert set(SWEEPS) <= set(app.tasks)
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} == set(SWEEPS)


def test_a_message_carries_nothing_but_json_and_is_kept_until_done():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_ignore_result
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_ring_for_sending_is_taken_last_and_its_turn_in_the_schedule_is_not():
    ring, turn = ({}, "followup.dispatch"), (app.conf.beat_schedule["followup.dispatch"]["options"], "followup.dispatch")
    assert [app.amqp.router.route(dict(options), name)["priority"] for options, name in (ring, turn)] == [9, 0]
    assert "priority" not in app.amqp.router.route({}, "followup.alert")


@pytest.mark.django_db(transaction=True)
def test_every_sweep_runs_on_an_empty_database():
    app.loader.import_default_modules()
    for name in SWEEPS:
        app.tasks[name]()


@pytest.mark.django_db(transaction=True)
def test_the_loop_runs_each_job_at_its_interval_and_survives_one_that_fails():
    stop, calls = threading.Event(), []

    def often() -> None:
        calls.append("often")
        if calls.count("often") == 3:
            stop.set()

    def seldom() -> None:
        calls.append("seldom")
        raise ValueError

    run_until(stop, jobs={seldom: 60.0, often: 0.01})
    assert calls == ["seldom", "often", "often", "often"]


@pytest.mark.django_db
def test_the_standby_waits_while_a_worker_is_heard_of_and_steps_in_when_it_falls_silent():
    assert is_worker_silent(now=NOW) is True
    heartbeat.beat(name="tick", now=NOW)
    heard = [is_worker_silent(now=NOW + timedelta(seconds=seconds)) for seconds in (0, 35, 36, 3600)]
    assert heard == [False, False, True, True]


@pytest.mark.django_db(transaction=True)
def test_the_standby_passes_its_turn_while_it_may_not_work():
    stop, answers, calls = threading.Event(), iter([False, True]), []

    def job() -> None:
        calls.append("job")
        stop.set()

    run_until(stop, jobs={job: 0.01}, may_work=lambda: next(answers))
    assert calls == ["job"]
    assert next(answers, "used up") == "used up"


@pytest.mark.django_db(transaction=True)
def test_a_worker_keeps_its_line_to_the_database_from_job_to_job_until_it_is_old() -> None:
    connection.ensure_connection()
    line, job = connection.connection, app.tasks["core.tick"]
    connection.close_at = time.monotonic() + 60

    for _job in range(2):
        task_prerun.send(sender=job, task_id="1", task=job, args=(), kwargs={})
        DjangoWorkerFixup(app).close_database()
    assert connection.connection is line

    connection.close_at = 0
    task_prerun.send(sender=job, task_id="2", task=job, args=(), kwargs={})
    assert connection.connection is not line
