"""What arrives from outside to do harm, or twice, or in no order: guesses at a password, forged and repeated posts, rubbish.

`--full` plays reference sizes: 10,000 guesses, forged posts, histories and messages to the broker, 50,000 events.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from bench.fire.stage import Stage
from bench.fire.tree import Change
from bench.outcome import Goal, Outcome
from bench.pieces import Pieces, chosen
from bench.storm import broker, guessing, providers

Figures = dict[str, float]
NOTHING = {
    "guessing": ("guessed_right", "colleagues_kept_out", "spellings_not_counted", "sign_in_5xx"),
    "forged posts": ("forged_effects", "forged_5xx"),
    "repeated events": ("events_wrong", "events_not_taken", "events_5xx"),
    "shuffled histories": ("ended_otherwise",),
    "rubbish in the broker": (
        *("rubbish_left", "rubbish_unpickled", "rubbish_rows", "rubbish_worker_ends"),
        *("beside_rubbish_unanswered", "beside_rubbish_5xx"),
    ),
}


@dataclass(frozen=True)
class Defect:
    """`sign` is the figure that must not stay zero in `scene`."""

    name: str
    scene: str
    sign: str
    changes: tuple[Change, ...]


DEFECTS: tuple[Defect, ...] = (
    Defect(
        "one count of guesses for everybody",
        "guessing",
        "colleagues_kept_out",
        (Change("desk/accounts.py", 'key = f"{staff.pk if staff else typed.casefold()}:{mark}"', 'key = "everybody"'),),
    ),
    Defect(
        "an address counts as it is spelled",
        "guessing",
        "spellings_not_counted",
        (
            Change(
                "desk/accounts.py",
                'key = f"{staff.pk if staff else typed.casefold()}:{mark}"',
                "key = f\"{request.POST.get('login')!r}:{mark}\"",
            ),
        ),
    ),
    Defect(
        "any password opens the door of a provider",
        "forged posts",
        "forged_effects",
        (
            Change(
                "followup/channels/mail_events.py",
                "    if not is_fresh or view.basic_auth != [secrets.basic_auth]:\n",
                "    if not is_fresh:\n",
            ),
            Change("followup/channels/mail_events.py", "        view.run_validators(request)\n", "        pass\n"),
        ),
    ),
    Defect(
        "a signature of any day is good",
        "forged posts",
        "forged_effects",
        (
            Change(
                "followup/channels/mail_events.py",
                "        is_fresh = not reader.is_signed or _is_fresh(request, now)\n",
                "        is_fresh = True\n",
            ),
        ),
    ),
    Defect(
        "an event counts for whoever it names",
        "forged posts",
        "forged_effects",
        (
            Change(
                "followup/domain/tracking.py",
                "    return bool(recipient) and recipient.strip().casefold() == message.to_address.casefold()",
                "    return True",
            ),
        ),
    ),
    Defect(
        "an event is kept as often as it comes",
        "repeated events",
        "events_wrong",
        (
            Change(
                "followup/domain/tracking.py",
                '        event_key=keyed_hash(clinic_id=None, kind="delivery_event", value=f"{reading.provider}\\0{reading.identity}"),\n',
                '        event_key=keyed_hash(clinic_id=None, kind="delivery_event", value=str(__import__("uuid").uuid4())),\n',
            ),
        ),
    ),
    Defect(
        "the last word counts",
        "shuffled histories",
        "ended_otherwise",
        (
            Change(
                "followup/domain/outbox.py",
                "    lighter = [word for word, weight in WEIGHT.items() if weight < WEIGHT[delivery]]\n",
                "    lighter = list(WEIGHT)\n",
            ),
        ),
    ),
    Defect(
        "pickles are opened",
        "rubbish in the broker",
        "rubbish_unpickled",
        (
            Change("config/celery.py", '"accept_content": ["json"],', '"accept_content": ["json", "pickle"],'),
            # As root, Celery itself refuses to start a worker that opens pickles.
            Change(
                "config/celery.py",
                'app = Celery("threshold")\n',
                'os.environ["C_FORCE_ROOT"] = "1"\napp = Celery("threshold")\n',
            ),
        ),
    ),
)


def measure(*, full: bool) -> Outcome:
    """Every scene on one stage."""
    with Stage() as stage:
        slug = stage.ask("prepare")["slug"]
        stage.begin()
        figures: Figures = {}
        for play in scenes_of(slug, full=full).values():
            found = play(stage)
            figures |= found
            for name, value in found.items():
                print(f"{name:30} {value}", flush=True)
        figures["deadlocks"] = stage.deadlocks()
    goals = tuple(Goal(name, most=0) for names in NOTHING.values() for name in names)
    return Outcome("siege", figures, (*goals, Goal("deadlocks", most=0)))


def scenes_of(slug: str, *, full: bool) -> dict[str, Callable[[Stage], Figures]]:
    """Name → what plays it."""
    return {
        "guessing": functools.partial(guessing.play, full=full),
        "forged posts": functools.partial(providers.forge, full=full),
        "repeated events": functools.partial(providers.repeat, full=full),
        "shuffled histories": functools.partial(providers.shuffle, full=full),
        "rubbish in the broker": lambda stage: broker.play(stage, slug, full=full),
    }


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """Each defect on a stage of its own."""
    with Stage() as ground:
        slug = ground.ask("prepare")["slug"]
        ground.keep_as_ground()
        return Pieces("siege").prove_each(chosen(DEFECTS, only), functools.partial(_sign, ground=ground, slug=slug))


def _sign(defect: Defect, *, ground: Stage, slug: str) -> float:
    with Stage(changes=defect.changes, like=ground) as stage:
        stage.begin()
        return scenes_of(slug, full=False)[defect.scene](stage)[defect.sign]
