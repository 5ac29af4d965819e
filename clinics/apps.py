"""The clinics app."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    """Names the app; nothing runs at start."""

    name = "clinics"
