"""`bench aftercare` in small: twenty people for two months, a judge that sees what is wrong, and defects that can be planted."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from bench.life.planted import DEFECTS
from bench.life.seen import judge
from bench.life.world import World, make_world
from followup.models import Flag
from intake.models import Task
from tests.architecture.source import PROJECT


@pytest.mark.django_db
@pytest.mark.embedded
def test_twenty_people_for_sixty_days_are_looked_after_and_the_judge_sees_what_is_taken_away():
    world = make_world(people=20, days=60, seed="short")
    world.prepare()
    world.live(60)

    verdict = judge(world)
    assert (dict(verdict.lost), dict(verdict.doubled), verdict.is_clean) == ({}, {}, True)
    assert {"asked", "answer", "flag", "task", "mark", "missed", "reminder", "window"} <= set(verdict.kinds)
    assert world.outages

    _the_judge_sees_what_is_taken_away(world)


def _the_judge_sees_what_is_taken_away(world: World) -> None:
    flag = Flag.objects.exclude(task=None).first()
    assert flag is not None
    Flag.objects.filter(id=flag.id).update(task=None, raised_at=flag.raised_at + timedelta(days=1))
    verdict = judge(world)
    assert (verdict.lost.total(), verdict.doubled.total(), verdict.flags_without_work) == (1, 1, 1)
    Task.objects.filter(dedupe_key__startswith="aftercare_call:").delete()
    assert judge(world).lost.total() > 1


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_of_aftercare_can_still_be_planted(defect, tmp_path):
    for change in defect.changes:
        path: Path = tmp_path / change.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((PROJECT / change.file).read_text(encoding="utf-8"), encoding="utf-8")
        change.apply(tmp_path)
        ast.parse(path.read_text(encoding="utf-8"))
