"""Remembering a clinic's settings in a process, for what every visitor and every arrival needs.

Each read of a clinic brings its `settings_stamp`. On PostgreSQL triggers give the clinic a new random stamp in the very
transaction that changes one of the tables in WATCHED, whoever writes, so a value remembered under the stamp just read is
what the database holds now. On SQLite there is no stamp, and nothing is remembered.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from clinics.domain.finding import clinic_by_slug
from clinics.models import Clinic
from clinics.sql import stamp_and_count, stamp_of
from core.tally import count_of

T = TypeVar("T")

# What may be remembered. Another table needs its trigger first: see clinics/migrations and intake/migrations.
WATCHED = ("clinics_staffedperiod", "clinics_holiday", "clinics_phoneline", "intake_queue", "intake_rulebook")
_MOST = 1000
_known: dict[tuple[UUID, str], tuple[UUID, Any]] = {}
_clinics: dict[str, Clinic] = {}


def remembered(clinic: Clinic, name: str, read: Callable[[Clinic], T]) -> T:
    """What `read` finds in WATCHED tables of a clinic that was itself just read; nobody may change the value.

    Not for code that has changed those tables since it read the clinic: its stamp is from before.
    """
    stamp = clinic.settings_stamp
    if stamp is None:
        return read(clinic)
    known = _known.get((clinic.id, name))
    if known is not None and known[0] == stamp:
        found: T = known[1]
        return found
    # The stamp is older than what is read now, never newer: whoever sees the next stamp reads again.
    value = read(clinic)
    if len(_known) >= _MOST:
        _known.clear()
    _known[clinic.id, name] = (stamp, value)
    return value


def clinic_at(slug: str) -> Clinic | None:
    """The clinic with this address, for pages that only read it: the row itself is remembered, too."""
    known = _clinics.get(slug)
    if known is not None and known.settings_stamp is not None and stamp_of(slug) == known.settings_stamp:
        return known
    return _read_clinic(slug)


def clinic_and_count(slug: str, tally: str) -> tuple[Clinic | None, int]:
    """The same for a page that takes something, with a tally (`core.tally`) read in the same look."""
    known = _clinics.get(slug)
    if known is None or known.settings_stamp is None:
        return _read_clinic(slug), count_of(tally)
    stamp, count = stamp_and_count(slug, tally)
    return (known if stamp == known.settings_stamp else _read_clinic(slug)), count


def _read_clinic(slug: str) -> Clinic | None:
    found = clinic_by_slug(slug)
    if found is None:
        _clinics.pop(slug, None)
    else:
        _clinics[slug] = found
    return found


def forget_settings() -> None:
    """Drop what is remembered, as a new process would begin."""
    _known.clear()
    _clinics.clear()
