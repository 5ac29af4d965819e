"""Moving stored values to the current keys, beside traffic and in small steps, and counting what still needs an old one.

Every step is one function that compares what is stored with what the current key would give. With `apply` it changes what
differs, without it only counts: `manage retire_keys` believes nothing but such a count. A step that was killed is simply
run again; what was moved already costs only the look. Each change is a compare-and-set, so a newer value is never lost.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from core.fields import EncryptedField
from core.keys import keyring
from core.sealing import DecryptionError, Sealed, is_current, key_id_of, seal, unseal

BATCH = 200


@dataclass
class Tally:
    """What one step found.

    `stale` rows were written with an older key (and are changed, with `apply`); of `unknown` ones nobody can say;
    `unreadable` values can't be opened with any key there is. `key_ids` counts sealed values by their key.
    """

    name: str
    seen: int = 0
    stale: int = 0
    unknown: int = 0
    unreadable: int = 0
    key_ids: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether nothing here needs an older key any more."""
        return not (self.stale or self.unknown or self.unreadable)


Step = Callable[..., Tally]


def sealed_models() -> list[type[models.Model]]:
    """Every model with encrypted columns, in a fixed order."""
    found = [model for model in apps.get_models() if sealed_fields(model)]
    return sorted(found, key=lambda model: model._meta.label)


def sealed_fields(model: type[models.Model]) -> list[EncryptedField]:
    """The encrypted columns of one model."""
    return [column for column in model._meta.concrete_fields if isinstance(column, EncryptedField)]


def reseal_model(model: type[models.Model], *, apply: bool) -> Tally:
    """Move every encrypted column of a model to the current key, or count what is left."""
    tally = Tally(model._meta.label)
    columns = sealed_fields(model)
    for rows in _sealed_batches(model, columns):
        stale = [pk for pk, values in rows if _stale_in(values, tally)]
        if apply and stale:
            _reseal_rows(model, columns, stale, tally)
    return tally


def _sealed_batches(model: type[models.Model], columns: list[EncryptedField]) -> Iterator[list[tuple[Any, list[Sealed]]]]:
    """Batches of (primary key, ciphertexts), by primary key; rows added meanwhile are written with the current key."""
    last: Any = None
    while True:
        found = _ciphertexts(model, columns, {} if last is None else {"pk__gt": last})[:BATCH]
        rows = [(pk, list(values)) for pk, *values in found]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _ciphertexts(model: type[models.Model], columns: list[EncryptedField], where: dict[str, Any]) -> models.QuerySet[Any, Any]:
    # A plain query set: that of Row refuses to hand out ciphertext, which is all that is wanted here.
    names = [column.attname for column in columns]
    return models.QuerySet(model=model).filter(**where).order_by("pk").values_list("pk", *names)


def _stale_in(values: Iterable[Sealed | None], tally: Tally) -> bool:
    tally.seen += 1
    written = [value for value in values if value]
    tally.key_ids.update(key_id_of(value) for value in written)
    is_stale = any(not is_current(value) for value in written)
    tally.stale += is_stale
    return is_stale


@transaction.atomic
def _reseal_rows(model: type[models.Model], columns: list[EncryptedField], keys: list[Any], tally: Tally) -> None:
    """Lock the rows of one batch, read them again, and write what is stale anew."""
    for pk, *values in _ciphertexts(model, columns, {"pk__in": keys}).select_for_update():
        fresh = {column.attname: _resealed(column, pk, value, tally) for column, value in zip(columns, values, strict=True)}
        changed = {name: value for name, value in fresh.items() if value is not None}
        if changed:
            models.QuerySet(model=model).filter(pk=pk).update(**changed)


def _resealed(column: EncryptedField, pk: Any, value: Sealed | None, tally: Tally) -> Sealed | None:
    """The value under the current key; None when it is to be left alone."""
    if not value or is_current(value):
        return None
    try:
        plain = unseal(value, label=column.label, row_id=pk)
    except DecryptionError:
        tally.unreadable += 1
        return None
    return seal(plain, label=column.label, row_id=pk)


def rows_in_batches(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows of a query set by primary key, a batch at a time."""
    last: UUID | int | None = None
    while True:
        found = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:BATCH])
        if not found:
            return
        yield found
        last = found[-1].pk


def rehash_rows(rows: models.QuerySet[Any], *, column: str, wanted: Callable[[Any], str | None], apply: bool) -> Tally:
    """Move one column of hashes to the current key. `wanted` gives a row's hash, None when it can't be known."""
    tally = Tally(f"{rows.model._meta.label}.{column}")
    for batch in rows_in_batches(rows):
        for row in batch:
            tally.seen += 1
            try:
                fresh = wanted(row)
            except DecryptionError:
                tally.unreadable += 1
                continue
            if fresh is None:
                tally.unknown += 1
            elif fresh != getattr(row, column):
                tally.stale += 1
                if apply and not replace_hash(row, column, fresh):
                    tally.unknown += 1
    return tally


def older_rows(rows: models.QuerySet[Any], *, purpose: str) -> models.QuerySet[Any]:
    """Those of `rows` that were created before the current key of a purpose was used."""
    since = keyring().purpose(purpose).since
    return rows if since is None else rows.filter(created_at__lt=since)


def move_matching(model: type[models.Model], *, column: str, fresh: Mapping[str, str], tally: Tally, apply: bool) -> set[Any]:
    """Move rows that hold a hash but no value, by the hashes other rows gave: hash → hash under the current key.

    Returns the primary keys of all rows that `fresh` knows. Two rows that become one are one: the older goes.
    """
    found = set()
    rows: models.QuerySet[Any] = models.QuerySet(model=model)
    for row in rows.filter(**{f"{column}__in": fresh}):
        found.add(row.pk)
        wanted = fresh[getattr(row, column)]
        if wanted == getattr(row, column):
            continue
        tally.stale += 1
        if apply and not replace_hash(row, column, wanted):
            models.QuerySet(model=model).filter(pk=row.pk).delete()
    return found


def replace_hash(row: models.Model, column: str, fresh: str) -> bool:
    """Set a hash if the row still holds the one that was read; False when another row has the fresh one already."""
    try:
        with transaction.atomic():
            models.QuerySet(model=type(row)).filter(pk=row.pk, **{column: getattr(row, column)}).update(**{column: fresh})
    except IntegrityError:
        return False
    return True
