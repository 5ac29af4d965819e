"""`bench aftercare` in small, and that its judge sees what it should see."""

import pytest

from bench.life.seen import judge
from bench.life.world import make_world

pytestmark = pytest.mark.django_db


def test_twenty_people_for_sixty_days_are_all_looked_after():
    world = make_world(people=20, days=60, seed="short")
    world.prepare()
    world.live(60)
    verdict = judge(world)
    assert (dict(verdict.lost), dict(verdict.doubled)) == ({}, {})
    assert verdict.is_clean
    assert verdict.facts > 500
