"""The set-up itself, as an app: its checks, its Celery app and the commands that belong to no room."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    """Checks, health addresses, error pages, the sweep without a broker."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """Register the system checks, and make our Celery app the current one in web processes and commands too."""
        from config import celery, checks  # noqa: F401, PLC0415  registering is what the imports do
