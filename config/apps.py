"""The set-up itself, as an app: its checks and the commands that belong to no room."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    """Checks, health addresses, error pages, the sweep without a broker."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """Register the system checks."""
        from config import checks  # noqa: F401, PLC0415  registering is what the import does
