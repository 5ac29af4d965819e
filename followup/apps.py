"""The followup app."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Names the app; nothing runs at start."""

    name = "followup"
