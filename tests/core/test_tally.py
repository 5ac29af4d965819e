"""Tallies count by name, and are forgotten when their stretch of time is over."""

from datetime import timedelta

import pytest

from core.models import Tally
from core.tally import forget_tallies, tally
from tests.factories import NOW

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
