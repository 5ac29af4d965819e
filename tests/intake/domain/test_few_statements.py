"""How many statements one inquiry costs. Somebody waits for their sum, so a new one must be worth it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit import PERSON
from core.models import Tally
from intake.domain.receiving import receive_inquiry
from intake.models import Lead, LeadEvent, MaybeSame, Submission, Task
from intake.states import Channel
from tests.factories import NOW, inquiry, make_clinic

pytestmark = pytest.mark.django_db(transaction=True)

# The arrival, its link and the draft that dies, in one message that is a transaction.
KEEP = 1
# Who shares the number; then "this one is done" and every new row, in one message.
UNDERSTAND = 2


def statements(clinic, **words):
    with CaptureQueriesContext(connection) as captured:
        received = receive_inquiry(
            clinic=clinic,
            channel=Channel.WEB_FORM,
            payload=inquiry(**words),
            language="en",
            public_token=words.get("token", "a-token"),
            now=NOW,
            actor=PERSON,
        )
    assert received.lead is not None
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.postgres
def test_an_inquiry_is_kept_and_understood_in_three_statements():
    clinic = make_clinic()
    statements(clinic, token="the first one reads the rules")
    clinic.refresh_from_db()
    statements(clinic, token="the second one remembers them")

    found = statements(clinic, token="counted", phone="(202) 555-0199")

    assert len(found) == KEEP + UNDERSTAND
    assert [sql.split()[0] for sql in found] == ["WITH", "SELECT", "WITH"]


def test_no_row_is_written_twice():
    clinic = make_clinic()

    found = [table for sql in statements(clinic) for table in re.findall(r'UPDATE "(\w+)"', sql)]

    assert found == ["intake_submission"]


def test_what_is_written_at_once_is_what_was_written_one_by_one():
    clinic = make_clinic()
    statements(clinic, own_words="I want to end my life tonight", safe="no", topics=["medicine"], token="one")
    statements(clinic, token="two")

    lead = Lead.objects.order_by("severity").first()
    kinds = list(LeadEvent.objects.filter(lead=lead).order_by("id").values_list("kind", flat=True))
    assert kinds == ["lead.arrived", "lead.triaged", "lead.routed", "task.opened", "task.opened", "task.opened"]
    assert lead.version == 1 + len(kinds)
    assert lead.first_attempt_due_at == lead.tasks.get(kind="first_contact").due_at
    assert set(lead.tasks.values_list("kind", flat=True)) == {"first_contact", "nurse_call", "escalation"}
    assert lead.own_words == "I want to end my life tonight"
    assert MaybeSame.objects.count() == 1
    assert Submission.objects.filter(state="done", lead__isnull=False).count() == 2
    assert Task.objects.exclude(lead=lead).get().kind == "first_contact"


@pytest.mark.postgres
def test_a_whole_send_is_four_statements_and_two_commits(client):
    slug = make_clinic().slug
    for number in range(3):
        address = f"/{slug}/en/call/a-token-of-24-character{number:02}/"
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address, {"phone": f"202 555 01{number:02}"}).status_code == 303

    # The clinic's stamp with what its network sent; the arrival, counted; who shares the number; all the rest.
    found = [query["sql"] for query in captured.captured_queries]
    assert [sql.split()[0] for sql in found] == ["SELECT", "WITH", "SELECT", "WITH"]
    assert [sql.count("core_tally") > 0 for sql in found] == [True, True, False, False]
    assert Tally.objects.get().count == 3
