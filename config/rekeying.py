"""Which steps move stored values to the current key of each purpose, over all rooms: the whole of a rotation in one list."""

from collections.abc import Iterator
from functools import partial

import followup.domain.rekeying
import intake.domain.rekeying
from core.keys import KeyRing
from core.rekeying import Step, Tally, reseal_model, sealed_models
from desk.rekeying import reseal_authenticators

# A purpose without steps leaves nothing in the database: sessions end, and webhooks are signed as they go.
MOVABLE = ("columns", "hashes", "links")
MOST_PASSES = 5


def steps_of(purpose: str) -> list[Step]:
    """The steps of one purpose, in order."""
    if purpose == "columns":
        return [*(partial(reseal_model, model) for model in sealed_models()), reseal_authenticators]
    if purpose == "hashes":
        return [*intake.domain.rekeying.STEPS.values(), *followup.domain.rekeying.HASH_STEPS.values()]
    return [*followup.domain.rekeying.LINK_STEPS.values()] if purpose == "links" else []


def has_older(ring: KeyRing, purpose: str) -> bool:
    """Whether there are older keys that rows may still need."""
    return bool(ring.purpose(purpose).older)


def count_left(purpose: str) -> list[Tally]:
    """Every step once, changing nothing; only what is not clean."""
    tallies = [step(apply=False) for step in steps_of(purpose)]
    return [tally for tally in tallies if not tally.is_clean]


def move_all(purpose: str) -> Iterator[tuple[int, Tally]]:
    """Run every step until a whole pass changes nothing; yields (pass, tally).

    A process that read a row before it was moved may write the older value back, hence a second look.
    """
    for number in range(1, MOST_PASSES + 1):
        stale = 0
        for step in steps_of(purpose):
            tally = step(apply=True)
            stale += tally.stale
            yield number, tally
        if not stale:
            return
