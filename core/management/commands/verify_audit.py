"""`manage verify_audit`: prove that nobody changed, deleted, swapped or slipped in an audit entry."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.anchoring import Anchor, anchor_file, read_anchors
from core.checking_audit import note_whole_proof
from core.proving_audit import Proof, prove_audit
from core.sealing_audit import head_of_chain


class Command(BaseCommand):
    """Exit code 1 when the audit does not hold."""

    help = "Walk the whole audit chain and compare it with its anchors; exit code 1 when something was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", action="append", type=Path, help="a file of anchors; may be given more than once")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Without --anchor, the file of this installation counts if there is one."""
        head = head_of_chain()
        proof = prove_audit(anchors=_anchors(options["anchor"]))
        note_whole_proof(proof=proof, head=head, now=clock.now())
        self.stdout.write(json.dumps(_as_facts(proof)) if options["json"] else _in_words(proof))
        if proof.problem_count:
            raise SystemExit(1)


def _anchors(paths: list[Path] | None) -> Iterator[Anchor]:
    for path in paths or ():
        if not path.exists():
            raise CommandError(f"There is no anchor file at {path}.")
    for path in paths or [anchor_file()]:
        yield from read_anchors(path)


def _as_facts(proof: Proof) -> dict[str, Any]:
    problems = [{"fault": one.fault.value, "seq": one.seq, "entry": str(one.entry_id or "")} for one in proof.problems]
    cuts = [{"seq": seq, "taken_back": count} for seq, count in sorted(proof.cuts.items())]
    counts = {"links": proof.links, "unsealed": proof.unsealed, "anchors": proof.anchors}
    return {"holds": not proof.problem_count, **counts, "cuts": cuts, "problem_count": proof.problem_count, "problems": problems}


def _in_words(proof: Proof) -> str:
    lines = [f"{proof.links} entries sealed, {proof.unsealed} waiting for their seal, {proof.anchors} anchors compared."]
    lines += [f"{seq}: restored from a backup here; {_went_with_it(count)}" for seq, count in sorted(proof.cuts.items())]
    lines += [f"{one.seq}: {one.fault.value}{f' ({one.entry_id})' if one.entry_id else ''}" for one in proof.problems]
    if proof.problem_count > len(proof.problems):
        lines.append(f"and {proof.problem_count - len(proof.problems)} more")
    lines.append("The audit does NOT hold." if proof.problem_count else "The audit holds.")
    return "\n".join(lines)


def _went_with_it(count: int) -> str:
    return f"at least {count} entries after it went with the lost database." if count else "no anchored entry was lost."
