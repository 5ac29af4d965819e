"""`./threshold bench NAME [--full]`: run one measurement. Its rows and a last line of JSON go to standard output."""

import argparse
import functools
import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path

from bench.outcome import CannotMeasureError, Outcome

# What else stands in this folder helps them.
_HELPERS = {"__init__", "__main__", "outcome", "servers", "product", "ground", "visitors", "pieces"}


def names() -> list[str]:
    """Every measurement there is."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in _HELPERS)


def main(arguments: list[str]) -> int:
    """Measure; returns 0 when every goal was met, 1 when one was missed, 2 when nothing could be measured."""
    parser = argparse.ArgumentParser(prog="threshold bench", description=f"Measurements: {', '.join(names())}.")
    parser.add_argument("name", choices=names(), nargs="?")
    parser.add_argument(
        "--planted",
        action="store_true",
        help="plant defects one by one; each must be caught (aftercare, backlog, faults, kill, links, races, siege, upgrade)",
    )
    parser.add_argument("--full", action="store_true", help="more data and more kills; may take an hour")
    parser.add_argument("--short", action="store_true", help="what CI has time for (faults)")
    words = 'with --planted: the defects whose name or scene has these words ("one|other"); otherwise one round (aftercare)'
    parser.add_argument("--only", default="", metavar="WORDS", help=words)
    options = parser.parse_args(arguments)
    if options.name is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        outcome: Outcome = _measurement(options)(full=options.full)
    except CannotMeasureError as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 2
    print(outcome.as_line(), flush=True)
    return 0 if outcome.met else 1


def _measurement(options: argparse.Namespace) -> Callable[..., Outcome]:
    module = importlib.import_module(f"bench.{options.name}")
    wanted = "measure_planted" if options.planted else "measure_short" if options.short else "measure"
    if not hasattr(module, wanted):
        raise CannotMeasureError(f"{options.name} has no {'planted defects' if options.planted else 'short run'}.")
    found: Callable[..., Outcome] = getattr(module, wanted)
    if options.only and "only" not in inspect.signature(found).parameters:
        raise CannotMeasureError(f"{options.name} has no parts to choose from here.")
    return functools.partial(found, only=options.only) if options.only else found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
