"""The migrations of `core` and one more, for tests of migrating itself."""

import core.migrations

__path__ += core.migrations.__path__
