"""The other senders, with nothing of ours in them: bare Django, one Celery task a message, django-post-office, django-mailer.

PEER names which. Every one sends the letter in PEER_LETTER. It runs in the environment the package was installed into.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PEER = os.environ["PEER"]
SMTP = "django.core.mail.backends.smtp.EmailBackend"
APPS = {"post_office": ["post_office"], "mailer": ["mailer"]}
DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": f"peer_{PEER}",
    "USER": "postgres",
    "HOST": "127.0.0.1",
    "PORT": os.environ["PEER_PGPORT"],
    "CONN_MAX_AGE": None,
}
settings.configure(
    SECRET_KEY="x" * 50,
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes", *APPS.get(PEER, [])],
    DATABASES={"default": DATABASE} if PEER != "raw" else {},
    EMAIL_BACKEND=SMTP,
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=int(os.environ["PEER_MAIL_PORT"]),
    # As their documents say: errors logged, and no file that a second process waits for.
    POST_OFFICE={"BATCH_SIZE": 100, "LOG_LEVEL": 1, "BACKENDS": {"default": SMTP}},
    MAILER_EMAIL_BACKEND=SMTP,
    MAILER_USE_FILE_LOCK=False,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.management import call_command
from django.db import connection

from bench.yard.turns import on_command

LETTER: dict[str, str] = json.loads(Path(os.environ["PEER_LETTER"]).read_text())
OUTBOX = (
    "create table outbox (id bigserial primary key, due_at timestamptz not null, state text not null default 'pending', "
    "address text not null, subject text not null, body text not null, html text not null, sent_at timestamptz)"
)


def address(number: int) -> str:
    """One recipient."""
    return f"lead{number}@example.org"


def mail_to(number: int, line: Any = None) -> EmailMultiAlternatives:
    """The letter to one recipient."""
    message = EmailMultiAlternatives(LETTER["subject"], LETTER["text"], LETTER["sender"], [address(number)], connection=line)
    message.attach_alternative(LETTER["html"], "text/html")
    return message


def run(sql: str, *values: Any) -> Any:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else None


def send_raw(first: int, count: int) -> None:
    """One connection, one message after another, no database: as fast as Django sends."""
    line = get_connection()
    line.open()
    for number in range(first, first + count):
        mail_to(number, line).send()
    line.close()


def fill(count: int) -> None:
    """Tables, if need be, and so many messages that are due."""
    call_command("migrate", verbosity=0)
    if PEER == "post_office":
        from post_office import mail  # noqa: PLC0415  of the peer's own environment

        one = {"sender": LETTER["sender"], "subject": LETTER["subject"], "message": LETTER["text"], "html_message": LETTER["html"]}
        mail.send_many([{"recipients": [address(number)], "priority": "medium", **one} for number in range(count)])
    elif PEER == "mailer":
        from mailer.models import Message, make_message  # noqa: PLC0415

        rows = [make_message(subject=LETTER["subject"], to=[address(number)], priority=2) for number in range(count)]
        for number, row in enumerate(rows):
            row.email = mail_to(number)
        Message.objects.bulk_create(rows, 1000)
    else:
        _fill_outbox(count)
    run("analyze")


def _fill_outbox(count: int) -> None:
    run(OUTBOX.replace("create table", "create table if not exists"))
    run("create index if not exists outbox_due on outbox (due_at, id) where state = 'pending'")
    insert = "insert into outbox (due_at, address, subject, body, html) select now(), 'lead' || g || '@example.org', %s, %s, %s"
    run(f"{insert} from generate_series(0, %s) g", LETTER["subject"], LETTER["text"], LETTER["html"], count - 1)


def send_queue() -> None:
    """What each package's documents say to run."""
    if PEER == "post_office":
        call_command("send_queued_mail", processes=2, verbosity=0)
    else:
        call_command("send_mail", verbosity=0)


if PEER == "celery":
    from celery import Celery

    app = Celery("naive", broker=os.environ["PEER_REDIS"])
    app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)

    @app.task(name="send_one")
    def send_one(row_id: int) -> None:
        """One message, over a connection of its own."""
        to, subject, body, html = run("select address, subject, body, html from outbox where id = %s", row_id)[0]
        message = EmailMultiAlternatives(subject, body, LETTER["sender"], [to])
        message.attach_alternative(html, "text/html")
        message.send()
        run("update outbox set state = 'sent', sent_at = now() where id = %s", row_id)

    def enqueue() -> None:
        """A task for each row that is due."""
        for (row_id,) in run("select id from outbox where state = 'pending' and due_at <= now() order by due_at, id"):
            send_one.delay(row_id)


if __name__ == "__main__":
    act = sys.argv[1]
    if act == "fill":
        fill(int(sys.argv[2]))
    elif act == "raw":
        on_command(lambda: send_raw(int(sys.argv[2]), int(sys.argv[3])))
    elif act == "enqueue":
        on_command(enqueue)
    else:
        on_command(send_queue)
