"""The row every table of ours is made of, and the query set that refuses what encrypted columns can't do."""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, Self, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.expressions import F

from core.fields import EncryptedField, EncryptedFieldError
from core.ids import new_id

ModelT = TypeVar("ModelT", bound=models.Model)


class RowQuerySet(models.QuerySet[ModelT], Generic[ModelT]):
    """Refuses, before any SQL, to return, change or order by ciphertext.

    Look-ups in `filter` and `exclude` are refused by the field itself, so they fail on other query sets too.
    """

    # values() and values_list() meet in this method of Django's.
    def _values(self, *fields: Any, **expressions: Any) -> Self:
        if not fields and not expressions:
            fields_read: Iterable[Any] = [field.name for field in self.model._meta.concrete_fields]
        else:
            fields_read = [*fields, *expressions.values()]
        self._refuse(fields_read, "is ciphertext in values(): load rows and read the attribute, or name other columns")
        return super()._values(*fields, **expressions)  # type: ignore[misc]

    def sealed_values(self, *fields: str) -> Self:
        """Columns for `core.compiled`, the encrypted ones as ciphertext: open each by `core.fields.open_value`."""
        return super()._values(*fields)  # type: ignore[misc]

    def order_by(self, *field_names: Any) -> Self:
        self._refuse(field_names, "can't order rows: sort in Python, or order by another column")
        return super().order_by(*field_names)

    def distinct(self, *field_names: Any) -> Self:
        self._refuse(field_names, "is different in every row: use distinct() on another column")
        return super().distinct(*field_names)

    def annotate(self, *args: Any, **kwargs: Any) -> Self:
        self._refuse([*args, *kwargs.values()], "can't be computed with in the database: do it in Python")
        return super().annotate(*args, **kwargs)

    def alias(self, *args: Any, **kwargs: Any) -> Self:
        self._refuse([*args, *kwargs.values()], "can't be computed with in the database: do it in Python")
        return super().alias(*args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._refuse([*args, *kwargs.values()], "can't be computed with in the database: do it in Python")
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._refuse(list(kwargs), "can't be set by update(): set it on the row and save the row")
        return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[ModelT], fields: Iterable[str], batch_size: int | None = None) -> int:
        fields = list(fields)
        self._refuse(fields, "can't be set by bulk_update(): save each row")
        return super().bulk_update(objs, fields, batch_size=batch_size)

    def bulk_create(self, objs: Iterable[ModelT], *args: Any, **kwargs: Any) -> list[ModelT]:
        changed = kwargs.get("update_fields") or []
        self._refuse(changed, "can't be set by bulk_create(update_fields=…): save each row")
        return super().bulk_create(objs, *args, **kwargs)

    def _refuse(self, expressions: Iterable[Any], sentence: str) -> None:
        for name in _names_in(expressions):
            field = _field_at(self.model, name)
            if isinstance(field, EncryptedField):
                raise EncryptedFieldError(f"'{name}' is encrypted and {sentence}.")


def _names_in(expressions: Iterable[Any]) -> Iterator[str]:
    """Every column path that strings and expressions mention."""
    for expression in expressions:
        if isinstance(expression, str):
            yield expression.lstrip("-+?")
        elif isinstance(expression, F):
            yield _path_of(expression)
        elif hasattr(expression, "flatten"):
            yield from (_path_of(part) for part in expression.flatten() if isinstance(part, F))


def _path_of(reference: F) -> str:
    return str(vars(reference)["name"])


def _field_at(model: type[models.Model], path: str) -> Any:
    """The field that `path` ("person__name") leads to through relations; None when it leads to none."""
    field: Any = None
    current: type[models.Model] | None = model
    for name in path.split("__"):
        if current is None:
            return field
        try:
            field = current._meta.get_field(current._meta.pk.name if name == "pk" else name)
        except FieldDoesNotExist:
            return None
        current = field.related_model if field.is_relation else None
    return field


class Row(models.Model):
    """A row with an id of our making, known before it is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True
