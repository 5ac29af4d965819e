"""Everything that can break is broken while people write: processes killed at every step, servers and disks gone, odd input.

The product runs from a copy of its tree in which kill points are live and, unless `--full`, leases and sweeps are a sixth
as long. `--planted` proves the measurement itself: defects are planted one by one, and each must be caught.
"""

import contextlib
import functools
import random
import time
from collections.abc import Sequence

from bench.fire.crowd import Crowd
from bench.fire.judge import Verdict, Window, judge
from bench.fire.malformed import FEW, FULL, QUICK, attack
from bench.fire.planted import DEFECTS, Defect
from bench.fire.scenes import POINTS, SCENES, Scene
from bench.fire.stage import FAULT, FAULT_SHORT, Stage, small_disk
from bench.outcome import CannotMeasureError, Goal, Outcome, note
from bench.pieces import Pieces, chosen

# Seconds between two people; rounds of each fault; seconds until all must be at rest.
PACE = 1.2
ROUNDS_FULL = 20
REST, REST_FULL, REST_PLANTED = 45.0, 120.0, 25.0
DISKS = (24, 500)
COMING_BACK = 40.0
# Fewer answers than this, while Redis or mail was dead, say nothing about how quick they are.
ENOUGH_ANSWERS = 50
NOTHING = ("lost", "doubled", "stuck", "errors_5xx")
NOTHING_EITHER = (
    *("turned_away", "refused_out_of_turn", "uncertain_unexplained", "unsealed", "expired_in_time", "deadlocks", "left_waiting"),
    "dead_redis_or_mail_slower_than_1500_ms",
)


def measure(*, full: bool) -> Outcome:
    """Play every scene, rest, and judge."""
    return _measure(rounds=ROUNDS_FULL if full else 1, rest=REST_FULL if full else REST, is_short=not full, odd=FULL if full else QUICK)


def measure_short(*, full: bool) -> Outcome:
    """The same in less time, for CI: servers stay broken for a shorter while, and fewer odd requests are made."""
    return _measure(rounds=1, rest=REST, is_short=True, odd=FEW, fault=FAULT_SHORT)


def _measure(*, rounds: int, rest: float, is_short: bool, odd: int, fault: float = FAULT) -> Outcome:
    random.seed(seed := random.randrange(10**6))
    note(f"seed {seed}")
    with contextlib.ExitStack() as stack:
        disks = tuple(stack.enter_context(small_disk(megabytes=size)) for size in DISKS)
        stage = stack.enter_context(Stage(is_short=is_short, disks=disks, rounds=rounds))
        stage.fault = fault * rounds
        slug = stage.ask("prepare")["slug"]
        stage.begin()
        verdict = play(stage, slug, SCENES, rest=rest)
        asked = attack(stage, slug, count=odd)
    verdict.figures |= {"kill_points": stage.fired, "odd_requests": asked.requests, "odd_slowest_ms": asked.slowest}
    verdict.counts["errors_5xx"] += asked.errors
    for name, value in {**verdict.figures, **verdict.counts}.items():
        print(f"{name:42} {value}")
    return Outcome(bench="faults", figures=verdict.figures, goals=_goals(stage), counts=verdict.counts)


def play(stage: Stage, slug: str, scenes: tuple[Scene, ...], *, rest: float, leaving: int = 3) -> Verdict:
    """Let people write through all the scenes; then judge."""
    crowd = Crowd(stage, slug, pace=PACE, leaving=leaving)
    crowd.start()
    windows: list[Window] = []
    try:
        # A loaded machine takes its time over the first message.
        stage.until(
            lambda: stage.mail.envelopes and any(person.is_confirmed for person in crowd.people), seconds=60, what="a first message"
        )
        windows += [_play(stage, crowd, scene) for scene in scenes]
    finally:
        crowd.stop()
    begun = time.monotonic()
    stage.until(lambda: stage.stuck() == 0, seconds=rest, what="everything is at rest")
    seconds = time.monotonic() - begun
    # What is recorded is sealed every ten seconds.
    stage.until(lambda: stage.unsealed() == 0, seconds=25)
    verdict = judge(stage, crowd, windows)
    verdict.figures["rest_seconds"] = round(seconds, 1)
    return verdict


def _play(stage: Stage, crowd: Crowd, scene: Scene) -> Window:
    if scene.needs_disk and stage.data_disk is None:
        note(f"{scene.name}: not played, mounting a small disk is not allowed here")
        return Window(scene, 0, 0)
    # What the scene before has killed is back: people are answered.
    begun = time.monotonic()
    stage.until(lambda: crowd.answers_since(begun), seconds=COMING_BACK, what=f"an answer before {scene.name}")
    begun = time.monotonic()
    scene.act(stage, crowd)
    stage.wait(0.5)
    window = Window(scene, begun, time.monotonic())
    heard = [answer for answer in crowd.answers() if window.holds(answer)]
    bad = sum(answer.status >= 500 and answer.status != 503 for answer in heard)
    refused = sum(answer.status == 503 for answer in heard)
    slowest = max((answer.milliseconds for answer in heard), default=0)
    print(
        f"{scene.name:20} {window.end - begun:6.1f} s  {len(heard):5} answers  {bad} x 5xx  {refused} x 503  slowest {slowest:.0f} ms",
        flush=True,
    )
    return window


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """Plant one defect after another; how many were caught."""
    return prove(chosen(DEFECTS, only))


def prove(wanted: Sequence[Defect]) -> Outcome:
    """Each defect gets a stage of its own, on a copy of one prepared database."""
    pieces = Pieces("faults")
    with contextlib.ExitStack() as stack:
        disks = tuple(stack.enter_context(small_disk(megabytes=size)) for size in DISKS)
        ground = stack.enter_context(Stage(disks=disks))
        slug = ground.ask("prepare")["slug"]
        ground.keep_as_ground()
        _prove_calm({defect.scene for defect in wanted}, pieces, ground, slug)
        return pieces.prove_each(wanted, functools.partial(_sign, ground=ground, slug=slug))


def _prove_calm(names: set[str], pieces: Pieces, ground: Stage, slug: str) -> None:
    """Without a defect none of its signs may show on this machine, or a sign would say nothing."""
    scenes = tuple(scene for scene in SCENES if scene.name in names and not pieces.signs.get(_calm(scene)))
    if not scenes:
        return
    signs = {defect.sign for defect in DEFECTS if defect.scene in {scene.name for scene in scenes}}
    with Stage(like=ground, disks=(ground.var_disk, ground.data_disk), rounds=1) as stage:
        stage.begin()
        verdict = play(stage, slug, scenes, rest=REST_PLANTED, leaving=1)
    seen = {**verdict.figures, **verdict.counts}
    shown = {sign: seen[sign] for sign in signs if seen[sign]}
    if shown:
        raise CannotMeasureError(f"This machine is too busy: without a defect {shown} shows already.")
    for scene in scenes:
        pieces.prove(_calm(scene), lambda: 1.0)


def _calm(scene: Scene) -> str:
    return f"{scene.name}, without a defect"


def _sign(defect: Defect, *, ground: Stage, slug: str) -> float:
    with Stage(changes=defect.changes, like=ground, disks=(ground.var_disk, ground.data_disk), rounds=2) as stage:
        return _sign_of(defect, stage, slug)


def _sign_of(defect: Defect, stage: Stage, slug: str) -> float:
    for statement in defect.sql:
        stage.sql(statement)
    stage.points = defect.points
    stage.begin()
    if defect.scene == "odd input":
        return attack(stage, slug, count=QUICK).errors
    scenes = tuple(scene for scene in SCENES if scene.name == defect.scene)
    # Nobody tries again: what was kept and not answered shows only then.
    verdict = play(stage, slug, scenes, rest=REST_PLANTED, leaving=1)
    return {**verdict.figures, **verdict.counts}[defect.sign]


def _goals(stage: Stage) -> tuple[Goal, ...]:
    return (
        *(Goal(name, most=0) for name in (*NOTHING, *NOTHING_EITHER)),
        Goal("dead_redis_or_mail_answers", least=ENOUGH_ANSWERS),
        Goal("kill_points", least=len(POINTS)),
        Goal("uncertain", most=stage.doubts),
    )
