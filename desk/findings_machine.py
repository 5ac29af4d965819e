"""Findings about the machine: database, background work, disk, Redis, keys, mail, backups."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.core import checks as system_checks
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from core import heartbeat
from core.checking_audit import what_is_known
from core.commands import command
from core.jobs import TICK
from core.keys import is_readable_by_others, keyring
from core.proving_audit import Fault
from desk.findings import AMBER, GREEN, RED, Check, Finding, Scope
from records.domain.opening import opens_what_is_kept
from records.domain.restoring import standing_restoration

TICK_LIMIT = timedelta(minutes=2)
SENDER_LIMIT = timedelta(minutes=2)
BACKUP_LIMIT = timedelta(hours=26)
# A day, and what a very long one may take.
AUDIT_LIMIT = timedelta(hours=50)
REDIS_SECONDS = 1.0
_GIGABYTE = 1024**3


def database(scope: Scope) -> Iterator[Finding]:
    """Whether the database answers and is of this version."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        yield Finding("T001", RED, _("The database does not answer."), _("Look at DATABASE_URL and at the database server."))
        return
    if waiting:
        sentence = _("The database waits for %(count)s changes of this version.") % {"count": len(waiting)}
        yield Finding("T002", RED, sentence, _("Run: %(command)s") % {"command": command("migrate")})
    else:
        yield Finding("T002", GREEN, _("The database answers and is up to date."))


def background_work(scope: Scope) -> Iterator[Finding]:
    """One job a few seconds apart goes from the scheduler to a worker: its age proves both."""
    age = heartbeat.age(name=TICK, now=scope.now)
    hint = _("Start the worker and the scheduler; docs/install.md has their commands. Until then keep calling from the list.")
    if age is None:
        yield Finding("T003", RED, _("The worker and the scheduler have not run yet."), hint)
    elif age > TICK_LIMIT:
        minutes = {"minutes": _minutes(age)}
        yield Finding("T003", RED, _("The worker or the scheduler stopped %(minutes)s minutes ago.") % minutes, hint)
    else:
        yield Finding("T003", GREEN, _("The worker and the scheduler are running."))


def sender(scope: Scope) -> Iterator[Finding]:
    """Whether somebody looks for messages that are due."""
    age = heartbeat.age(name="followup.dispatch", now=scope.now)
    if age is None or age > SENDER_LIMIT:
        hint = _("The worker takes this work over every ten seconds. If T003 is in order, look at the worker's log.")
        yield Finding("T004", RED, _("Nobody is looking for messages that are due."), hint)
    else:
        yield Finding("T004", GREEN, _("Messages that are due are being looked for."))


def backups(scope: Scope) -> Iterator[Finding]:
    """Whether a backup was reported in the last day."""
    age = heartbeat.age(name="backup", now=scope.now)
    hint = _("Run each day: %(backup)s. A script of your own ends with: %(note)s") % {
        "backup": command("backup"),
        "note": command("note_backup"),
    }
    if age is None:
        yield Finding("T018", AMBER, _("No backup was ever reported."), hint)
    elif age > BACKUP_LIMIT:
        hours = {"hours": int(age.total_seconds() // 3600)}
        yield Finding("T018", AMBER, _("The last backup was reported %(hours)s hours ago.") % hours, hint)
    else:
        yield Finding("T018", GREEN, _("A backup was reported within the last day."))


def restored(scope: Scope) -> Iterator[Finding]:
    """Whether this is a restored system that people have not looked through yet."""
    found = standing_restoration()
    if found is not None:
        words = {"count": found.messages_held + found.messages_uncertain, "day": f"{found.backup_made_at:%Y-%m-%d %H:%M} UTC"}
        sentence = _("Restored from a backup of %(day)s, and on hold: %(count)s messages that waited then stay unsent.") % words
        yield Finding(
            "T030",
            AMBER,
            sentence,
            _("Say what became of them under Messages to review, work through docs/compliance.md, “After a restore”, then go live again."),
        )


def audit(scope: Scope) -> Iterator[Finding]:
    """When the audit was last checked, up to which entry, and whether it held."""
    known = what_is_known()
    verify = _("Run: %(command)s") % {"command": command("verify_audit")}
    words = {"day": _moment(known.checked_at), "seq": known.seq, "whole": _moment(known.whole_at)}
    if not known.holds:
        words |= {"fault": _fault_words()[Fault(known.fault)], "place": known.fault_seq, "found": _moment(known.fault_at)}
        sentence = _(
            "The audit does not hold at entry %(place)s: %(fault)s. Found on %(found)s; last checked on %(day)s up to entry %(seq)s."
        )
        hint = _("Change nothing on the server yet: docs/security-model.md, “Audit”, says what to do.")
        yield Finding("T034", RED, sentence % words, f"{hint} {verify}")
    elif known.checked_at is None:
        yield Finding("T034", AMBER, _("The audit has not been checked yet. The worker does it once a day."), verify)
    elif scope.now - known.checked_at > AUDIT_LIMIT:
        sentence = _("The audit was last checked on %(day)s, up to entry %(seq)s, and held then.") % words
        yield Finding(
            "T034", AMBER, sentence, _("The worker does it once a day: look at T003 and at its log. %(verify)s") % {"verify": verify}
        )
    else:
        sentence = _("The audit holds: checked on %(day)s up to entry %(seq)s, all of it gone through by %(whole)s.")
        yield Finding("T034", GREEN, sentence % words)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else "–"


def _fault_words() -> dict[Fault, str]:
    return {
        Fault.LINK_MISSING: _("its link is missing"),
        Fault.LINK_CHANGED: _("its link does not follow the one before"),
        Fault.ENTRY_MISSING: _("it was deleted"),
        Fault.ENTRY_CHANGED: _("it was changed"),
        Fault.ENTRY_UNREADABLE: _("its reason can't be opened"),
        Fault.ENTRY_LATE: _("it bears a time long before the one before it"),
        Fault.NEVER_SEALED: _("an entry before it was slipped in"),
        Fault.TAIL_CUT: _("it is gone, with whatever came after"),
        Fault.ANCHOR_DIFFERS: _("the file of anchors says otherwise"),
        Fault.ANCHOR_UNREADABLE: _("a line of the file of anchors is none of ours"),
        Fault.CUT_UNEXPLAINED: _("the file of anchors names a restoration that nobody recorded"),
    }


def key_file(scope: Scope) -> Iterator[Finding]:
    """Whether the keys are private and not those of a trial."""
    if is_readable_by_others(settings.KEYS_FILE):
        yield Finding("T014", AMBER if settings.LOCAL else RED, _("Others on this machine may read the key file."), "chmod 600 KEYS_FILE")
    elif keyring().sample and not settings.LOCAL:
        yield Finding("T014", RED, _("The key file holds sample keys."), "python -m core.keys KEYS_FILE")
    else:
        yield Finding("T014", GREEN, _("The key file is private."))


def keys_fit(scope: Scope) -> Iterator[Finding]:
    """Whether this is the key file that the data was written with: with another one new rows go in that the old keys do not open."""
    if not opens_what_is_kept():
        sentence = _("What is on file does not open with this key file: it is another one, or keys are missing in it.")
        hint = _("Stop all processes, put the right KEYS_FILE in place, and start them again before anybody goes on working.")
        yield Finding("T033", RED, sentence, hint)


def mail(scope: Scope) -> Iterator[Finding]:
    """Whether messages could leave at all."""
    backend = settings.EMAIL_BACKEND
    if backend.endswith((".console.EmailBackend", ".locmem.EmailBackend", ".dummy.EmailBackend")):
        hint = _("Set EMAIL_URL to a mail server or provider.")
        yield Finding("T015", AMBER if settings.LOCAL else RED, _("E-mail is printed or dropped, not sent."), hint)
    elif backend.endswith("smtp.EmailBackend") and _goes_in_clear():
        hint = _("Use smtp+tls:// in EMAIL_URL.")
        yield Finding("T015", AMBER, _("E-mail goes to the mail server without encryption."), hint)
    else:
        yield Finding("T015", GREEN, _("A mail server is set up."))


def doorbell(scope: Scope) -> Iterator[Finding]:
    """Redis only hurries work; without it everything takes up to half a minute longer."""
    if not settings.REDIS_URL or settings.REDIS_URL.startswith("memory://"):
        yield Finding("T016", AMBER, _("There is no Redis: work starts up to half a minute later."), _("Set REDIS_URL."))
        return
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL.replace("redis+socket://", "unix://", 1),
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
        ) as client:
            client.ping()
    except (RedisError, OSError):
        hint = _("Start Redis again. Nothing is lost: the worker finds waiting work by itself.")
        yield Finding("T016", AMBER, _("Redis does not answer: work starts up to half a minute later."), hint)
    else:
        yield Finding("T016", GREEN, _("Redis answers."))


def disk(scope: Scope) -> Iterator[Finding]:
    """Free space where this process keeps its files."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    space = shutil.disk_usage(settings.VAR_DIR)
    words = {"free": f"{space.free / _GIGABYTE:.1f}"}
    hint = _("Make room on the disk that holds the data. A full disk stops new inquiries.")
    if space.free < _GIGABYTE // 4:
        yield Finding("T017", RED, _("Only %(free)s GB are free on the disk.") % words, hint)
    elif space.free < _GIGABYTE:
        yield Finding("T017", AMBER, _("Only %(free)s GB are free on the disk.") % words, hint)
    else:
        yield Finding("T017", GREEN, _("%(free)s GB are free on the disk.") % words)


def unsafe_setup(scope: Scope) -> Iterator[Finding]:
    """What the checks of the set-up refuse, in their own words (they are written for whoever installs)."""
    for message in system_checks.run_checks():
        if message.level >= system_checks.WARNING:
            level = RED if message.is_serious() else AMBER
            yield Finding("T020", level, f"{message.id}: {message.msg}", message.hint or "")


def _minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)


def _goes_in_clear() -> bool:
    is_near = settings.EMAIL_HOST in {"localhost", "127.0.0.1", "::1"}
    return not (is_near or settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)


WITHOUT_DATABASE: tuple[Check, ...] = (key_file, mail, doorbell, disk, unsafe_setup)
WITH_DATABASE: tuple[Check, ...] = (background_work, sender, backups, restored, keys_fit, audit)
