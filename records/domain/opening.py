"""Opening what is kept: whether the key file of this machine is the one that the data was written with."""

from typing import Any

from django.db.models import Model, QuerySet

from core.fields import DecryptionError, EncryptedField
from core.sealing import unseal
from intake.models import ContactPoint, Lead, Person

# The oldest rows: what a wrong key has written since would open.
_LOOKED_AT = 20
_COLUMNS: tuple[tuple[type[Model], str], ...] = ((Lead, "code"), (ContactPoint, "value"), (Person, "name"))


def opens_what_is_kept() -> bool:
    """Whether the oldest values on file can be read with the keys of this process. Nothing on file opens, too."""
    try:
        for model, name in _COLUMNS:
            _open_oldest(model, name)
    except DecryptionError:
        return False
    return True


def _open_oldest(model: type[Model], name: str) -> None:
    field: Any = model._meta.get_field(name)
    assert isinstance(field, EncryptedField)  # noqa: S101  for the type checker
    rows: QuerySet[Any] = QuerySet(model=model)
    for row_id, sealed in rows.order_by("pk").values_list("pk", field.attname)[:_LOOKED_AT]:
        if sealed:
            unseal(bytes(sealed), label=field.label, row_id=row_id)
