"""The records app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Names the app; nothing runs at start."""

    name = "records"
