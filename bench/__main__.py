"""`./threshold bench NAME [--full]`: one measurement. Its last line on standard output is one JSON object."""

import importlib
import sys
from pathlib import Path


def names() -> list[str]:
    """Every measurement: a module of this folder with a `main`."""
    modules = (path for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("_"))
    return sorted(path.stem for path in modules if "def main(arguments" in path.read_text(encoding="utf-8"))


def run(arguments: list[str]) -> int:
    """Run the measurement that is named first; the exit code says whether its goals were met."""
    if not arguments or arguments[0] not in names():
        print(f"What can be measured: {', '.join(names())}", file=sys.stderr)
        return 0 if not arguments else 2
    return int(importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:]))


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
