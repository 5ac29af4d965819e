"""A long backlog of messages in the small set-up: what else must happen still happens at once."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import doorbell
from core.clock import now
from core.doorbell import ring
from followup.domain.deciding import decide_followup
from followup.models import Message
from intake.models import Lead
from tests.architecture.source import PROJECT
from tests.databases import own_url
from tests.followup.builders import go_live, make_lead, make_mailing_clinic
from tests.servers import MailSink, RedisServer, child_environment, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis, pytest.mark.slow]
BACKLOG, RINGS = 60, 20


@pytest.fixture
def worker(redis_server: RedisServer, mail_sink: MailSink, tmp_path: Path, settings) -> Iterator[subprocess.Popen[bytes]]:
    """The worker of `./threshold run`, whose mail server takes its time over each message."""
    mail_sink.delay_seconds = 0.4
    redis_server.client().flushall()
    settings.CELERY_BROKER_URL = redis_server.url
    doorbell.reset()
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "--loglevel", "error"]
    addresses = {"DATABASE_URL": own_url(), "REDIS_URL": redis_server.url, "EMAIL_URL": mail_sink.url}
    environment = child_environment(**addresses, PYTHONWARNINGS="ignore:You're running the worker")
    command = [*celery, "--pool", "threads", "--concurrency", "4", "--without-gossip", "--without-mingle"]
    with subprocess.Popen(command, cwd=PROJECT, env=environment) as process:
        yield process
        process.kill()
    doorbell.reset()


def test_a_backlog_leaves_threads_for_everything_else(worker, mail_sink):
    clinic = make_mailing_clinic()
    go_live()
    for _lead in range(BACKLOG):
        decide_followup(lead_id=make_lead(clinic, now=now()).id, now=now())
    wait_until(lambda: mail_sink.envelopes, seconds=60, what="the first message goes out")
    for _again in range(RINGS):
        ring("followup.dispatch")
    late = make_lead(clinic, now=now())
    ring("followup.decide_lead", late.id)

    wait_until(lambda: Lead.objects.get(id=late.id).followup_decided_at, seconds=6, what="the newest lead is decided")

    assert Message.objects.filter(state="pending").exists()
