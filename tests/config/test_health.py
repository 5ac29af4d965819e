import logging
from datetime import timedelta

import pytest
from django.core.management import call_command

from config.health import TICK_LIMIT
from core import clock, heartbeat
from core.jobs import TICK


def test_a_process_says_that_it_is_there_without_a_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "status"),
    [(timedelta(seconds=1), 200), (TICK_LIMIT - timedelta(seconds=5), 200), (TICK_LIMIT + timedelta(seconds=1), 503)],
)
def test_readiness_follows_the_age_of_the_last_tick(client, age: timedelta, status: int):
    heartbeat.beat(name=TICK, now=clock.now() - age)
    response = client.get("/readyz")
    assert response.status_code == status
    assert response.json()["database"] == "ok"
    assert response.json()["tick_age_seconds"] == pytest.approx(age.total_seconds(), abs=4)


@pytest.mark.django_db
def test_a_set_up_that_never_ticked_is_starting_and_not_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "starting", "database": "ok", "tick_age_seconds": None})


@pytest.mark.django_db
def test_starting_leaves_no_line_in_the_log_and_standing_still_does(client, caplog):
    keep = next(handler for handler in logging.getLogger().handlers if handler.filters)

    def lines() -> list[str]:
        client.get("/readyz")
        return [record.levelname for record in caplog.records if all(check.filter(record) for check in keep.filters)]

    assert lines() == []
    heartbeat.beat(name=TICK, now=clock.now() - TICK_LIMIT * 2)
    assert lines() == ["ERROR"]


@pytest.mark.django_db
def test_the_command_gives_the_same_answer(capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("ready")
    assert stopped.value.code == 1
    heartbeat.beat(name=TICK, now=clock.now())
    call_command("ready")
    assert '"status": "ok"' in capsys.readouterr().out


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_read_only(client, address: str):
    assert client.post(address).status_code == 405
