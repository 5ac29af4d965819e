"""System checks over every model: rules of encrypted columns that one field alone can't see."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register

from core.fields import EncryptedField


@register()
def check_encrypted_labels(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Two columns with one label could swap their values unnoticed."""
    owners: dict[str, list[str]] = defaultdict(list)
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedField):
                owners[field.label].append(str(field))
    return [
        Error(f"The label '{label}' is used by {' and '.join(names)}.", hint="Give each field its own.", id="core.E003")
        for label, names in owners.items()
        if len(names) > 1
    ]
