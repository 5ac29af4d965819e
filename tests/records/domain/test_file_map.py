"""No table with a way to a person is left out of an export or an erasure."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db.models import Model

from core.fields import EncryptedField
from intake.models import Lead, Person
from records.domain.file_map import LEFT_STANDING, PARTS, Fate

COVERED = {part.model for part in PARTS}
# A way to a person that says nothing about them.
NOT_THEIRS: set[type[Model]] = set()


def models_about_people(models: Iterable[type[Model]]) -> set[type[Model]]:
    """Person, lead, and every model that names one of them, through however many others."""
    models = list(models)
    found: set[type[Model]] = {Person, Lead}
    while True:
        more = {
            model
            for model in models
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in found and model not in found
        }
        if not more:
            return found
        found |= more


def uncovered(models: Iterable[type[Model]], covered: set[type[Model]]) -> set[str]:
    return {model._meta.label for model in models_about_people(models) - covered - NOT_THEIRS}


def test_every_model_with_a_way_to_a_person_is_covered():
    assert uncovered(apps.get_models(), COVERED) == set()


@pytest.mark.parametrize("model", sorted(COVERED, key=lambda model: model._meta.label))
def test_leaving_out_any_one_would_be_found(model: type[Model]):
    assert uncovered(apps.get_models(), COVERED - {model}) == {model._meta.label}


def kept_secrets(part) -> set[str]:
    """Columns with words or keyed hashes that erasing would leave."""
    if part.fate is Fate.DELETE:
        return set()
    telling = [
        field.name for field in part.model._meta.concrete_fields if isinstance(field, EncryptedField) or field.name.endswith("_hash")
    ]
    # Written anew by the eraser itself, with random text.
    special = {"body_hash"}
    return {f"{part.model._meta.label}.{name}" for name in telling if name not in part.blank and name not in special}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.model._meta.label)
def test_erasing_leaves_no_words_and_no_hashes(part):
    assert kept_secrets(part) <= set(LEFT_STANDING)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.model._meta.label)
def test_what_is_not_exported_holds_no_words(part):
    words = [field.name for field in part.model._meta.concrete_fields if isinstance(field, EncryptedField)]
    assert part.in_export or words == []
