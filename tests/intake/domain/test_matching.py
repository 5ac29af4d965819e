"""Who may be the same person: suggested once, in one clinic, also to those who wrote at the same moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit import PERSON
from intake.domain.matching import sweep_shared
from intake.domain.receiving import receive_inquiry
from intake.models import MaybeSame
from intake.states import Channel
from tests.factories import NOW, inquiry, make_clinic

pytestmark = pytest.mark.django_db


def write(clinic, token, **words):
    received = receive_inquiry(
        clinic=clinic, channel=Channel.WEB_FORM, payload=inquiry(**words), language="en", public_token=token, now=NOW, actor=PERSON
    )
    return received.lead.contact_person_id


def pairs():
    return {frozenset(pair) for pair in MaybeSame.objects.values_list("person_id", "other_id")}


def test_two_who_did_not_see_each_other_are_suggested_by_the_sweep_once():
    here, there = make_clinic(), make_clinic()
    one, two = write(here, "one"), write(here, "two")
    elsewhere = write(there, "three")
    assert pairs() == {frozenset((one, two))}
    # As when both were matched before either was there.
    MaybeSame.objects.all().delete()

    assert sweep_shared(now=NOW) == 1
    assert sweep_shared(now=NOW) == 0

    row = MaybeSame.objects.get()
    assert (row.person_id, row.other_id, row.clinic_id, row.reason, row.state) == (two, one, here.id, "phone", "open")
    assert elsewhere not in {row.person_id, row.other_id}


def test_what_staff_decided_is_not_suggested_again():
    clinic = make_clinic()
    write(clinic, "one")
    write(clinic, "two")
    MaybeSame.objects.update(state="different")

    assert sweep_shared(now=NOW) == 0
    assert MaybeSame.objects.get().state == "different"


def test_a_number_many_share_is_not_suggested_without_end():
    clinic = make_clinic()
    people = [write(clinic, f"token {number}") for number in range(14)]
    MaybeSame.objects.all().delete()

    sweep_shared(now=NOW)

    suggested = MaybeSame.objects.values_list("person_id", flat=True)
    assert [list(suggested).count(person) for person in people] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10]


@pytest.mark.parametrize("strangers", [1, 3])
def test_a_round_without_anybody_who_shares_is_one_question(strangers):
    clinic = make_clinic()
    for number in range(strangers):
        write(clinic, f"token {number}", phone=f"(202) 555-01{number:02}")

    with CaptureQueriesContext(connection) as captured:
        assert sweep_shared(now=NOW) == 0
    assert len(captured) == 1
