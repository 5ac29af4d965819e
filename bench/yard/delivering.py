"""Runs with the product's settings: one worker process that sends what is due, as `followup.dispatch` does.

`letter` prints one of the planted letters, which the other senders then send; `profile` tells where a worker's time goes.
"""

import cProfile
import json
import os
import pstats
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection

from bench.yard.turns import on_command
from core import clock
from followup.channels.mail import mail_sender, shared_pacer
from followup.domain.backlog import note_backlogs
from followup.domain.delivering import deliver_due
from followup.domain.letters import letter_of
from followup.jobs import RUN_SECONDS
from followup.models import Message


def send_all() -> None:
    """One run after another until nothing is left."""
    count = 1
    while count:
        note_backlogs(now=clock.now())
        with mail_sender() as sender:
            count = deliver_due(sender=sender, clock=clock.now, seconds=RUN_SECONDS, pacer=shared_pacer())


def show_letter() -> None:
    """Print the newest letter as the other senders get it."""
    message = Message.objects.select_related("clinic", "template_version").filter(staff=None).latest("created_at")
    letter = letter_of(message)
    print(json.dumps({"subject": letter.subject, "text": letter.body, "html": letter.html, "sender": letter.from_address}))


def profile_all() -> None:
    """Send all, and print where the time went to standard error."""
    profile = cProfile.Profile()
    profile.runcall(send_all)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    if sys.argv[1] == "letter":
        show_letter()
    else:
        connection.ensure_connection()
        on_command({"send": send_all, "profile": profile_all}[sys.argv[1]])
