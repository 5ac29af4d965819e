"""Two releases at work side by side, as while processes are replaced one after another: a message is only hurry, the row is the work."""

import inspect

import pytest

from config.celery import app
from core.ids import new_id
from followup.jobs import sweep as followup_sweep
from intake.models import Lead
from tests.factories import make_clinic, receive

OURS = ("core", "clinics", "intake", "followup", "records", "desk", "config")
LEADS = 20


def jobs() -> dict[str, object]:
    app.loader.import_default_modules()
    return {name: job for name, job in app.tasks.items() if name.partition(".")[0] in OURS}


def undecided() -> int:
    return Lead.objects.filter(followup_decided_at=None).count()


def test_every_job_takes_words_of_a_later_release_and_needs_nothing_but_a_row():
    found = {name: inspect.signature(job.run) for name, job in jobs().items()}
    takes = {name: {one.kind for one in signature.parameters.values()} for name, signature in found.items()}
    assert [name for name, kinds in takes.items() if inspect.Parameter.VAR_KEYWORD not in kinds] == []
    needed = {one.name for signature in found.values() for one in signature.parameters.values() if one.default is one.empty}
    assert needed <= {"row_id", "_"}
    assert len(found) > 10


@pytest.mark.django_db
def test_a_worker_of_this_release_does_what_a_later_one_rings_for():
    clinic = make_clinic()
    leads = [receive(clinic).lead for _number in range(LEADS)]
    Lead.objects.update(followup_decided_at=None)
    for lead in leads:
        app.tasks["followup.decide_lead"].apply(kwargs={"row_id": str(lead.id), "reason_of_a_later_release": ["x"]}).get()
    assert undecided() == 0


@pytest.mark.django_db
def test_what_is_rung_for_by_a_name_nobody_knows_is_found_by_the_sweep():
    clinic = make_clinic()
    for _number in range(LEADS):
        receive(clinic)
    Lead.objects.update(followup_decided_at=None)
    # Its message is dropped: tests.config.test_broker. The row waits for whoever knows what to do.
    assert "followup.decide_lead_otherwise" not in jobs()
    assert undecided() == LEADS
    followup_sweep()
    assert undecided() == 0


@pytest.mark.django_db
def test_a_row_that_only_a_later_release_has_is_no_error():
    for name, job in jobs().items():
        if "row_id" in inspect.signature(job.run).parameters:
            assert app.tasks[name].apply(kwargs={"row_id": str(new_id())}).state == "SUCCESS"
