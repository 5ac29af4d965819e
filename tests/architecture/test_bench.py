"""The measurements quote the code: a kill point that went, or a defect that can't be planted any more, is found here."""

import ast
from pathlib import Path

import pytest

from bench import backlog, kill, links, races, siege, upgrade
from bench.dispatch import windows_of
from bench.fire.control import MOST, Slowness, Unit
from bench.fire.planted import DEFECTS
from bench.fire.scenes import POINTS, SCENES
from bench.fire.tree import BOTH_WAYS, CLOCK, FOLDERS, SHORT, Change, copy_tree, points_in
from bench.outcome import CannotMeasureError, Goal, Outcome
from bench.pieces import Pieces, chosen
from tests.architecture.source import PROJECT


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with live kill points, without a change."""
    return copy_tree(tmp_path_factory.mktemp("copy"))


def test_every_kill_point_is_struck_and_stands_in_the_code_once():
    assert sorted(points_in()) == sorted({*POINTS, *kill.POINTS, *kill.OF_SMTP, *kill.OF_A_PROVIDER})


def test_a_copy_has_live_kill_points_and_the_tree_itself_has_none(untouched):
    assert [point for point in POINTS if not _calls(untouched, point)] == []
    assert [point for point in POINTS if _calls(PROJECT, point)] == []


def _calls(tree: Path, point: str) -> list[Path]:
    files = (path for room in ("core", "intake", "followup", "records") for path in (tree / room).rglob("*.py"))
    return [path for path in files if f'.reach("{point}")' in path.read_text(encoding="utf-8")]


def test_everything_that_runs_is_copied():
    rooms = {path.parent.name for path in PROJECT.glob("*/apps.py")}
    assert rooms <= set(FOLDERS)


def _changed(changes: tuple[Change, ...], folder: Path) -> list[str]:
    """The changed files, which must still be Python; raises CannotMeasureError when one does not fit."""
    for change in changes:
        path = folder / change.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text((PROJECT / change.file).read_text(encoding="utf-8"), encoding="utf-8")
        change.apply(folder)
    files = sorted({change.file for change in changes})
    for name in files:
        ast.parse((folder / name).read_text(encoding="utf-8"), name)
    return files


def test_leases_and_sweeps_can_be_shortened(tmp_path):
    assert len(_changed((BOTH_WAYS, *SHORT, CLOCK, kill.PLAIN_HTTP), tmp_path)) == 8


@pytest.mark.parametrize("defect", [*DEFECTS, *siege.DEFECTS, *kill.DEFECTS], ids=lambda defect: defect.name)
def test_a_defect_can_still_be_planted(defect, tmp_path):
    assert defect.changes or getattr(defect, "sql", ())
    _changed((BOTH_WAYS, *SHORT, *defect.changes), tmp_path)


@pytest.mark.parametrize("defect", [*races.DEFECTS, *links.DEFECTS, *backlog.DEFECTS], ids=lambda defect: defect.name)
def test_a_defect_can_still_be_planted_where_nothing_is_shortened(defect, tmp_path):
    assert _changed(defect.changes, tmp_path)


def test_a_migration_can_still_be_made_to_wait_without_end(tmp_path):
    assert _changed((upgrade.PATIENT,), tmp_path)


@pytest.mark.parametrize("bench", [backlog, kill, links, races, siege, upgrade], ids=lambda bench: bench.__name__)
def test_no_two_defects_of_a_measurement_have_one_name(bench):
    assert len({defect.name for defect in bench.DEFECTS}) == len(bench.DEFECTS)


def test_every_fault_has_a_defect_that_it_must_catch():
    assert {scene.name for scene in SCENES} | {"odd input"} == {defect.scene for defect in DEFECTS}


def test_every_scene_of_the_siege_has_a_defect_whose_sign_it_judges():
    assert {defect.scene for defect in siege.DEFECTS} == set(siege.NOTHING) == set(siege.scenes_of("", full=False))
    assert [defect.name for defect in siege.DEFECTS if defect.sign not in siege.NOTHING[defect.scene]] == []


def test_a_control_excuses_what_the_machine_took_and_no_more():
    calm = [Unit(float(second), 0.01) for second in range(20)]
    slow = [Unit(20.5, 0.05), Unit(30.0, 0.9)]
    slowness = Slowness([*calm, *slow])
    assert [slowness.at(5.0, 5.1), slowness.at(20.4, 20.5), slowness.at(29.0, 30.0)] == [1.0, 5.0, MOST]
    assert Slowness([]).at(0.0, 9.0) == 1.0


def test_a_defect_that_was_caught_in_this_very_tree_is_not_planted_again(tmp_path):
    (tmp_path / "core").mkdir()
    for _run in range(2):
        pieces = Pieces("x", folder=tmp_path, tree=tmp_path)
        assert [pieces.prove("caught", lambda: 2.0), pieces.prove("missed", lambda: 0.0)] == [2.0, 0.0]
    assert Pieces("x", folder=tmp_path, tree=tmp_path).prove("caught", _never) == 2.0
    assert pieces.outcome(["caught", "missed"]).met is False
    (tmp_path / "core" / "changed.py").write_text("")
    with pytest.raises(LookupError):
        Pieces("x", folder=tmp_path, tree=tmp_path).prove("caught", _never)


def _never() -> float:
    raise LookupError


def test_a_figure_tells_how_far_it_is_from_its_goal():
    outcome = Outcome("x", {"few": 2, "much": 9}, (Goal("few", least=4), Goal("much", most=10), Goal("lost", most=0)), {"lost": 3})
    assert [outcome.misses(name) for name in ("few", "much", "lost")] == [2, 0, 3]


def test_defects_are_chosen_by_words_of_their_name_or_scene():
    assert [one.name for one in chosen(races.DEFECTS, "a pause is not asked")] == [
        "a pause is not asked in the statement",
        "a pause is not asked in words",
    ]
    assert {one.scene for one in chosen(races.DEFECTS, f"{races.WORDS}|when clearing")} == {races.WORDS, "when clearing"}
    with pytest.raises(CannotMeasureError, match="No defect"):
        chosen(races.DEFECTS, "no such words")


def test_a_change_that_does_not_fit_says_so(tmp_path):
    (tmp_path / "a.py").write_text("one\none\n")
    for file, old in (("a.py", "one"), ("a.py", "two"), ("b.py", "one")):
        with pytest.raises(CannotMeasureError, match="has changed"):
            Change(file, old, "three").apply(tmp_path)


def test_a_window_of_the_pace_ends_before_the_last_message():
    assert windows_of([0.0, 4.0, 9.9, 10.0, 21.0]) == [3, 3, 2, 1]


def test_few_messages_are_one_window():
    assert windows_of([0.0, 4.0]) == [2]
