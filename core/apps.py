"""The app every room stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Clock, doorbell, key ring, encrypted columns, keyed hashes, access registry, audit."""

    name = "core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from core import checks  # noqa: F401, PLC0415  needs the models, so after they are loaded
