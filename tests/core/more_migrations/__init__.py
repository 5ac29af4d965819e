"""The migrations of `core` and one more, for tests of migrating itself."""

from pathlib import Path

import core.migrations

__path__ += core.migrations.__path__
# The last one that is really there.
LATEST = max(path.stem for path in Path(core.migrations.__file__).parent.glob("[0-9]*.py"))
