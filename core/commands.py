"""How a management command is written in a hint, so that whoever reads it can paste it."""

from django.conf import settings


def command(words: str) -> str:
    """`words` ("go_live") as typed in this set-up: with the script that tries it out, or with the environment of a server."""
    return f"./threshold manage {words}" if settings.LOCAL else f"python manage.py {words}"
