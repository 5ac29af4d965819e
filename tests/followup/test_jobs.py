"""The jobs: thin, repeatable, and patient with arguments of another version."""

import inspect

import pytest

from core import heartbeat
from core.clock import now
from followup import jobs
from followup.models import Message
from intake.models import Lead
from tests.factories import make_clinic
from tests.followup.builders import go_live, make_lead, make_mailing_clinic

pytestmark = pytest.mark.django_db


def test_the_road_from_a_lead_to_sent_mail_by_jobs_alone(mailoutbox) -> None:
    go_live()
    lead = make_lead(make_mailing_clinic(), now=now())
    for _time in range(2):
        jobs.decide_lead(row_id=str(lead.id), argument_of_a_newer_version=1)
        jobs.dispatch()
    assert len(mailoutbox) == 1
    assert Message.objects.get().state == "sent"


def test_the_sweep_finds_what_a_lost_doorbell_missed(mailoutbox) -> None:
    go_live()
    make_lead(make_mailing_clinic(), now=now())
    for _time in range(2):
        jobs.sweep()
        jobs.dispatch()
    assert len(mailoutbox) == 1
    assert Lead.objects.get().followup_decided_at is not None
    for name in ("followup.sweep", "followup.dispatch"):
        assert heartbeat.age(name=name, now=now()) is not None


def test_jobs_of_rows_that_are_gone_do_nothing() -> None:
    gone = str(make_clinic().id)
    jobs.decide_lead(row_id=gone)
    jobs.alert(row_id=gone)
    jobs.page(row_id=gone)


@pytest.mark.parametrize("job", [jobs.sweep, jobs.dispatch, jobs.decide_lead, jobs.alert, jobs.page])
def test_every_job_takes_arguments_it_does_not_know(job) -> None:
    kinds = [parameter.kind for parameter in inspect.signature(job.run).parameters.values()]
    assert inspect.Parameter.VAR_KEYWORD in kinds
    assert job.name.startswith("followup.")
