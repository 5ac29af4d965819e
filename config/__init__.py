"""Settings, addresses, schedule and checks: everything that differs by set-up and nothing that differs by clinic."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
