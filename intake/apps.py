"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Names the app; nothing runs at start."""

    name = "intake"
