"""Removing the sample data, with everything that grew on it. Audit entries stay: they hold ids only."""

from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError, Q, RestrictedError

from clinics.models import Clinic, Installation, Staff
from desk.sample.planting import logins_path
from intake.models import ContactPoint, Submission


class TypedInquiriesError(Exception):
    """Inquiries that nobody planted stand in the sample clinics; `count` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__("Typed inquiries stand in the sample clinics.")
        self.count = count


def clear(*, with_typed: bool) -> int:
    """Remove all of it and return how many rows went; raises TypedInquiriesError unless `with_typed`."""
    typed = Submission.objects.filter(clinic__is_sample=True, is_sample=False).count()
    if typed and not with_typed:
        raise TypedInquiriesError(typed)
    with transaction.atomic():
        removed = _remove_rows()
        Installation.objects.filter(id=1).update(has_sample_data=False)
    logins_path().unlink(missing_ok=True)
    return removed


def _remove_rows() -> int:
    # Rows that point at a row of their own kind: the ones that point go first.
    ContactPoint.objects.filter(clinic__is_sample=True).update(replaced_by=None)
    querysets = [_rows_of(model) for model in _models()]
    removed, waiting = 0, [rows for rows in querysets if rows is not None]
    while waiting:
        left = []
        for rows in waiting:
            count = _try_to_delete(rows)
            removed += count or 0
            if count is None:
                left.append(rows)
        if len(left) == len(waiting):
            raise RuntimeError(f"Could not remove: {', '.join(rows.model.__name__ for rows in left)}")
        waiting = left
    return removed


def _models() -> list[type[models.Model]]:
    """Every model that may hold sample rows; clinics and staff last, where everything else points."""
    others = [model for model in apps.get_models() if model not in {Clinic, Staff}]
    return [*others, Clinic, Staff]


def _rows_of(model: Any) -> models.QuerySet[Any] | None:
    """The sample rows of a model: of a sample clinic, or of a sample member of staff."""
    if model in {Clinic, Staff}:
        return models.QuerySet(model).filter(is_sample=True)
    found = Q()
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model in {Clinic, Staff} and not field.null:
            found |= Q(**{f"{field.name}__is_sample": True})
    # Not the model's own manager: what is only ever added while it is real may go while it is made up.
    return models.QuerySet(model).filter(found) if found else None


def _try_to_delete(rows: models.QuerySet[Any]) -> int | None:
    """How many rows went, or None when something else must go first."""
    try:
        with transaction.atomic():
            pointing = _pointing_at_own_kind(rows.model)
            first = rows.filter(**{f"{pointing}__isnull": False}).delete()[0] if pointing else 0
            return first + rows.delete()[0]
    except (ProtectedError, RestrictedError):
        return None


def _pointing_at_own_kind(model: type[models.Model]) -> str:
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model is model and field.null:
            return field.name
    return ""
