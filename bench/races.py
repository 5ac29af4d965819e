"""Whether a letter still leaves after its permission was taken back, at the very moment at which it is about to go.

By a suppression, a consent, a pause, a rule of the address, another address, the do-not-contact list, a hold after an outage and
practice mode, in turns. `--planted` takes one guard after another away, of the statement that starts a letter and of the words.
"""

import functools
import json

from bench.fire.planted import Defect
from bench.fire.stage import Stage as FireStage
from bench.fire.tree import Change
from bench.outcome import CannotMeasureError, Goal, Outcome, note
from bench.pieces import Pieces, chosen
from bench.product import Product
from bench.yard.stage import Stage

RACES, RACES_FULL, RACES_PLANTED = 1_000, 10_000, 180
_SQL, _PERMITTING, _LATE_MAIL = "followup/sql.py", "followup/domain/permitting.py", "followup/domain/late_mail.py"
STATEMENT, WORDS = "in the statement", "in words"


def _taken(guard: str, sign: str, *changes: tuple[str, str, str], scene: str = STATEMENT) -> Defect:
    return Defect(f"{guard} is not asked {scene}", scene, f"{sign}_after", tuple(Change(*change) for change in changes))


DEFECTS = (
    _taken("practice mode", "practice", (_SQL, "AS i WHERE NOT i.practice_mode)", "AS i)")),
    _taken("a rule of the address", "no_email", (_SQL, "AND NOT (q.may_email AND q.is_usable", "AND NOT (q.is_usable")),
    _taken("a mailbox that others see", "private", (_SQL, " AND (%(may_be_private)s OR NOT q.is_private))", ")")),
    _taken(
        "another address",
        "replaced",
        (_SQL, "p.kind = 'email' AND p.replaced_by_id IS NULL AND", "p.kind = 'email' AND"),
    ),
    _taken("a stop of an address", "suppressed", (_SQL, "AND s.lifted_at IS NULL AND", "AND s.lifted_at IS NOT NULL AND")),
    _taken(
        "a consent",
        "consent",
        (_SQL, "        SELECT c.granted FROM intake_contactconsent", "        SELECT true FROM intake_contactconsent"),
    ),
    _taken("the list of nobody to be contacted", "never", (_SQL, "WHERE n.kind = 'email' AND", "WHERE n.kind = 'phone' AND")),
    _taken("a pause", "paused", (_SQL, "WHERE l.id = m.lead_id AND l.messages_paused_at IS NOT NULL)", "WHERE l.id IS NULL)")),
    _taken("a hold", "held", (_SQL, "WHERE b.clinic_id = m.clinic_id AND b.decided_at IS NULL", "WHERE b.decided_at IS NOT NULL")),
    _taken("practice mode", "practice", (_PERMITTING, "    if is_practice_mode():\n", "    if False:\n"), scene=WORDS),
    _taken("a rule of the address", "no_email", (_PERMITTING, "    if not standing.rules.may_email or (", "    if ("), scene=WORDS),
    _taken(
        "a mailbox that others see",
        "private",
        (_PERMITTING, " or (standing.rules.is_private and not is_neutral):\n", ":\n"),
        scene=WORDS,
    ),
    # The rules of a number or address leave out rows that were replaced, so that without any row nothing is allowed.
    _taken(
        "another address",
        "replaced",
        (_PERMITTING, "    if standing.is_replaced or not", "    if not"),
        (
            "intake/domain/safe_contact.py",
            "clinic_id=clinic_id, value_hash__in=wanted, replaced_by=None)",
            "clinic_id=clinic_id, value_hash__in=wanted)",
        ),
        scene=WORDS,
    ),
    _taken(
        "a stop of an address",
        "suppressed",
        (_PERMITTING, "    if standing.unsubscribed_at is not None and (", "    if False and ("),
        scene=WORDS,
    ),
    _taken("a consent", "consent", (_PERMITTING, "    if standing.agreed_at is None:\n", "    if False:\n"), scene=WORDS),
    _taken(
        "the list of nobody to be contacted",
        "never",
        ("intake/domain/safe_contact.py", "    return found | dict.fromkeys(never, NEVER)\n", "    return found\n"),
        scene=WORDS,
    ),
    _taken(
        "a pause",
        "paused",
        (_PERMITTING, "    return WhyNot.PAUSED if is_automatic and standing.is_paused else None\n", "    return None\n"),
        scene=WORDS,
    ),
    _taken(
        "a hold",
        "held",
        (_LATE_MAIL, "    return Refusal(MessageState.PENDING, WhyNot.NONE) if is_held else None\n", "    return None\n"),
        scene=WORDS,
    ),
    Defect(
        "what was read for the batch is not asked again",
        "when clearing",
        "sent_after",
        (Change("followup/sql.py", "_filled(_START + more, seconds)", '_filled(_START.split("AND m.expires_at")[0], seconds)'),),
    ),
)


def measure(*, full: bool) -> Outcome:
    """As many races as letters."""
    count = RACES_FULL if full else RACES
    with Stage() as stage:
        _prepare(stage, count)
        note(f"{count:,} races")
        found = _race(stage)
    for name, value in found.items():
        print(f"{name:28} {value}")
    # Both ends must be common, or nothing was raced.
    goals = (
        Goal("sent_after", most=0),
        Goal("races", least=count),
        Goal("sent", least=count * 0.1),
        Goal("least_sent", least=1),
        Goal("stopped", least=count * 0.1),
    )
    figures = {**found, "stopped": found["races"] - found["sent"]}
    return Outcome(bench="races", figures=figures, goals=goals)


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """Each guard that is taken away must let a letter out, which happens to none while all stand."""
    pieces, wanted = Pieces("races"), chosen(DEFECTS, only)
    with FireStage(is_short=False) as ground:
        _prepare(ground, RACES_PLANTED)
        ground.keep_as_ground()
        pieces.prove("without a defect", functools.partial(_prove_calm, ground))
        return pieces.prove_each(wanted, functools.partial(_sign, ground=ground))


def _prove_calm(ground: FireStage) -> float:
    with FireStage(is_short=False, like=ground) as stage:
        found = _race(stage)
    if found["sent_after"] or not found["least_sent"]:
        raise CannotMeasureError(f"Without a defect this was found: {found}")
    return 1.0


def _sign(defect: Defect, *, ground: FireStage) -> float:
    with FireStage(is_short=False, like=ground, changes=defect.changes) as stage:
        return _race(stage).get(defect.sign, 0)


def _prepare(stage: Product, count: int) -> None:
    stage.ask("prepare")
    stage.run_module("bench.yard.planting", "messages", str(count))
    stage.sql("update followup_message set state = 'skipped' where state = 'pending' and staff_id is not null")


def _race(stage: Product) -> dict[str, int]:
    found: dict[str, int] = json.loads(stage.run_module("bench.yard.racing").splitlines()[-1])
    return found
