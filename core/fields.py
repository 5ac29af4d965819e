"""Encrypted columns: sealed when a row is saved, opened when a value is read, never searchable.

A list page that loads a hundred rows and shows one column opens a hundred values, not all of them.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.core import checks
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.sealing import DecryptionError, Sealed, is_current, seal, unseal

__all__ = ["DecryptionError", "EncryptedField", "EncryptedFieldError", "EncryptedJSONField", "EncryptedTextField", "open_value"]


class EncryptedFieldError(TypeError):
    """Code asked the database for something that an encrypted column can't do; the message says what to do."""


class _Seen:
    """What an opened value looked like in the database, so that an untouched one keeps its ciphertext."""

    __slots__ = ("plain", "row_id", "sealed")

    def __init__(self, *, sealed: Sealed, plain: bytes, row_id: object) -> None:
        self.sealed, self.plain, self.row_id = sealed, plain, row_id

    def still_holds(self, *, plain: bytes, row_id: object) -> bool:
        return self.plain == plain and self.row_id == row_id and is_current(self.sealed)


class _OpenOnRead(models.query_utils.DeferredAttribute):
    """Keeps ciphertext in the instance until somebody reads the attribute."""

    field: "EncryptedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(value, instance)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.Field):
    """What the encrypted columns share. `label` is fixed for ever: it is part of what every stored value is bound to.

    Emptiness is the one thing the database shows: an empty value is stored as zero bytes.
    """

    descriptor_class = _OpenOnRead
    empty_strings_allowed = True

    def __init__(self, label: str = "", **options: Any) -> None:
        self.label = label
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {"label": self.label, **options}

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        problems = [] if self.label else [checks.Error("An encrypted field needs a label.", obj=self, id="core.E001")]
        if self.primary_key or self.unique or getattr(self, "db_index", False):
            text = "An encrypted field can't be indexed or unique; keep a keyed hash beside it."
            problems.append(checks.Error(text, obj=self, id="core.E002"))
        return [*super().check(**options), *problems]

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise EncryptedFieldError(
            f"'{self.name}' is encrypted and can't be searched with '{lookup_name}': "
            "compare a keyed hash (core.hashing) or search tokens (core.search); only 'isnull' works."
        )

    def get_transform(self, lookup_name: str) -> Any:
        raise EncryptedFieldError(f"'{self.name}' is encrypted: the database can't look inside with '{lookup_name}'.")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def open(self, sealed: Sealed, instance: models.Model) -> Any:
        """The plain value; raises DecryptionError rather than ever showing what can't be proven to be ours."""
        if not sealed:
            return self.empty_value()
        plain = unseal(sealed, label=self.label, row_id=instance.pk)
        instance.__dict__[self._seen_name] = _Seen(sealed=sealed, plain=plain, row_id=instance.pk)
        return self.decode(plain)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:  # noqa: FBT001  Django's own
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed):
            if not add:
                return value
            value = self.open(value, model_instance)
        return self._seal(value, model_instance)

    def _seal(self, value: Any, instance: models.Model) -> Sealed | None:
        if value is None or self.is_empty(value):
            return None if value is None else Sealed()
        if instance.pk is None:
            raise EncryptedFieldError(f"'{self.name}' is bound to the row's id: give the row its id before saving.")
        plain = self.encode(value)
        seen: _Seen | None = instance.__dict__.get(self._seen_name)
        if seen is not None and seen.still_holds(plain=plain, row_id=instance.pk):
            return seen.sealed
        sealed = seal(plain, label=self.label, row_id=instance.pk)
        instance.__dict__[self._seen_name] = _Seen(sealed=sealed, plain=plain, row_id=instance.pk)
        return sealed

    @property
    def _seen_name(self) -> str:
        return f"_{self.attname}_seen"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's own
        """The last gate before SQL: only ciphertext and emptiness pass."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            if hasattr(value, "as_sql") or not self.is_empty(value):
                raise EncryptedFieldError(f"'{self.name}' is encrypted: set it on a row and save the row.")
            value = b""
        return connection.Database.Binary(bytes(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return self.get_db_prep_value(value, connection)

    def empty_value(self) -> Any:
        """What zero stored bytes stand for."""
        raise NotImplementedError

    def is_empty(self, value: Any) -> bool:
        """Whether a value may be stored as zero bytes."""
        return bool(value == self.empty_value())

    def encode(self, value: Any) -> bytes:
        """The bytes to encrypt."""
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        """The value in decrypted bytes."""
        raise NotImplementedError


def open_value(model: type[models.Model], name: str, sealed: bytes, *, row_id: object) -> Any:
    """The plain value of one column that was read without its row; raises DecryptionError as the attribute does."""
    field = _encrypted_field(model, name)
    return field.decode(unseal(sealed, label=field.label, row_id=row_id)) if sealed else field.empty_value()


@cache
def _encrypted_field(model: type[models.Model], name: str) -> EncryptedField:
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedField):
        raise EncryptedFieldError(f"'{name}' is not encrypted.")
    return field


class EncryptedTextField(EncryptedField):
    """Text of any length. NUL and lone surrogates are kept: what a stranger typed must never make a save fail."""

    description = _("Encrypted text")

    def to_python(self, value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else str(value)

    def empty_value(self) -> str:
        return ""

    def encode(self, value: Any) -> bytes:
        return str(value).encode("utf-8", "surrogatepass")

    def decode(self, plain: bytes) -> str:
        return plain.decode("utf-8", "surrogatepass")


class EncryptedJSONField(EncryptedField):
    """A JSON value. Zero stored bytes stand for the field's empty default (`default=dict` or `default=list`)."""

    description = _("Encrypted JSON")
    default_error_messages = {"invalid": _("This value can't be kept as JSON.")}

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        try:
            self.encode(value)
        except (TypeError, ValueError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def empty_value(self) -> Any:
        default = self.get_default() if self.has_default() else None
        return default if isinstance(default, Mapping | list) and not default else None

    def is_empty(self, value: Any) -> bool:
        empty = self.empty_value()
        return empty is not None and type(value) is type(empty) and value == empty

    def encode(self, value: Any) -> bytes:
        # ASCII escapes carry lone surrogates through.
        return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":")).encode("ascii")

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)
