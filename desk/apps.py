"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the app; nothing runs at start."""

    name = "desk"
