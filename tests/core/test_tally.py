"""Tallies count by name, and are forgotten when their stretch of time is over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from core.ids import new_id
from core.models import Tally
from core.tally import Tallied, count_of, forget_tallies, tally
from core.writing import ClaimedRow, ClaimLostError, Match, commit_rows
from intake.models import Person
from tests.factories import NOW, make_clinic

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_each_name_has_its_own_count():
    assert [tally(name="a", expires_at=NOW + HOUR) for _again in range(3)] == [1, 2, 3]
    assert tally(name="b", expires_at=NOW + HOUR) == 1


def test_the_stretch_is_the_one_it_began_with():
    tally(name="a", expires_at=NOW + HOUR)
    tally(name="a", expires_at=NOW + 2 * HOUR)
    assert Tally.objects.get().expires_at == NOW + HOUR


def test_only_what_is_over_is_forgotten():
    tally(name="over", expires_at=NOW - HOUR)
    tally(name="running", expires_at=NOW + HOUR)
    assert [forget_tallies(now=NOW), forget_tallies(now=NOW)] == [1, 0]
    assert list(Tally.objects.values_list("name", flat=True)) == ["running"]


@pytest.mark.django_db(transaction=True)
def test_what_is_counted_with_rows_is_counted_when_they_are_there():
    clinic = make_clinic()
    someone = Person(clinic=clinic, name="Ana", created_at=NOW)
    counted = Tallied("sends", NOW + HOUR)
    assert count_of("sends") == 0

    commit_rows([someone], tallied=counted)
    with pytest.raises(IntegrityError):
        commit_rows([someone], tallied=counted)
    with pytest.raises(ClaimLostError):
        commit_rows([], claimed=ClaimedRow(Match(Person, {"id": new_id()}), {"language": "es"}), tallied=counted)

    assert (Person.objects.count(), count_of("sends")) == (1, 1)
    assert tally(name="sends", expires_at=NOW + HOUR) == 2
