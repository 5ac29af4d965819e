"""Defects, one planted at a time in a copy of the tree. Each is a mistake somebody makes one day; each must be caught."""

from dataclasses import dataclass

from bench.fire.tree import Change

RECEIVING, DELIVERING, OUTBOX = "intake/domain/receiving.py", "followup/domain/delivering.py", "followup/domain/outbox.py"
MEANING = "followup/domain/meaning.py"
DOORBELL, CELERY = "core/doorbell.py", "config/celery.py"


@dataclass(frozen=True)
class Defect:
    """`sign` is the count that must not stay zero in `scene`, at its `points`. `sql` is done before anybody writes."""

    name: str
    scene: str
    sign: str
    changes: tuple[Change, ...] = ()
    sql: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


_NO_SWEEPS = (
    Change(CELERY, '    "intake.sweep": 5.0,\n', ""),
    Change(CELERY, '    "followup.sweep": 5.0,\n', ""),
)
# A moment later: whoever is killed meanwhile takes it along.
_ANSWERED_FIRST = (
    Change(
        "intake/views/sending.py",
        "    received = receive_inquiry(\n",
        '    __import__("threading").Timer(1.5, receive_inquiry, kwargs=dict(\n',
    ),
    Change("intake/views/sending.py", "        actor=PERSON,\n    )\n", "        actor=PERSON,\n    )).start()\n"),
    Change("intake/views/sending.py", "token=received.token", "token=token"),
)

DEFECTS = (
    Defect(
        "sent before the commit",
        "kill points",
        "doubled",
        (
            Change(
                DELIVERING,
                "        if (start is not None and self._start_quickly(start)) or self._start_by_asking(message, fault):\n"
                "            # kill point: send.committed\n"
                "            answer = self.sender.send(prepared)\n"
                "            # kill point: send.answered\n",
                "        answer = self.sender.send(prepared) if fault is None else None\n"
                "        # kill point: send.answered\n"
                "        if (start is not None and self._start_quickly(start)) or self._start_by_asking(message, fault):\n",
            ),
        ),
        points=("send.answered",),
    ),
    Defect(
        "a doubtful message is sent again",
        "kill points",
        "doubled",
        (Change(OUTBOX, "to=MessageState.UNCERTAIN, why_not=WhyNot.WORKER_LOST)", "to=MessageState.PENDING)"),),
        points=("send.answered",),
    ),
    Defect(
        "a claim never ends",
        "kill points",
        "stuck",
        (Change(OUTBOX, "    return move(lapsed, of=MessageState.CLAIMED, to=MessageState.PENDING)", "    return 0"),),
        points=("claim.committed",),
    ),
    Defect(
        "what was kept is not looked at again",
        "kill points",
        "stuck",
        (Change("intake/jobs.py", "    sweep_submissions(now=now, is_over=lambda: clock.now() >= until)\n", ""),),
        points=("keep.committed",),
    ),
    Defect("answered first, kept afterwards", "random kills", "lost", _ANSWERED_FIRST),
    Defect("work lives in Redis only", "redis emptied", "stuck", _NO_SWEEPS),
    Defect("work lives in Redis only, which is replaced", "redis replaced", "stuck", _NO_SWEEPS),
    Defect("work lives in Redis only, which is full", "redis full", "stuck", _NO_SWEEPS),
    Defect("work lives in Redis only, which is gone", "redis gone", "stuck", _NO_SWEEPS),
    Defect(
        "the doorbell waits as long as it takes",
        "redis frozen",
        "dead_redis_or_mail_slower_than_1500_ms",
        (
            Change(
                DOORBELL,
                "        self.wanted.set()\n\n    def settle",
                "        self.wanted.set()\n        self.rested.wait()\n\n    def settle",
            ),
            Change(DOORBELL, "\nSOCKET_TIMEOUT = 0.2\n", "\nSOCKET_TIMEOUT = 30.0\n"),
        ),
    ),
    Defect(
        "a missing database is our mistake",
        "postgres restarted",
        "errors_5xx",
        (
            Change("config/errors.py", "    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):\n", "    if False:\n"),
            Change("intake/views/page.py", "UNREACHABLE = (OperationalError, InterfaceError)", "UNREACHABLE = (ZeroDivisionError,)"),
        ),
    ),
    Defect(
        "a full database is our mistake",
        "postgres crowded",
        "errors_5xx",
        (
            Change("config/errors.py", "    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):\n", "    if False:\n"),
            Change("intake/views/page.py", "UNREACHABLE = (OperationalError, InterfaceError)", "UNREACHABLE = (ZeroDivisionError,)"),
        ),
    ),
    Defect("answered first, and the database is killed", "postgres killed", "lost", _ANSWERED_FIRST),
    Defect(
        "a silent mail server is waited for",
        "mail silent",
        "stuck",
        (
            Change(
                "followup/channels/mail.py",
                "            line.sock.settimeout(self._seconds_left())\n            line.send",
                "            line.sock.settimeout(None)\n            line.send",
            ),
        ),
    ),
    Defect(
        "not now counts as sent",
        "mail refusing",
        "lost",
        (
            Change(
                MEANING,
                "    Outcome.TRY_LATER: Settlement(MessageState.PENDING),",
                "    Outcome.TRY_LATER: Settlement(MessageState.SENT),",
            ),
        ),
    ),
    Defect(
        "silence after the text counts as no",
        "mail dropping",
        "doubled",
        (
            Change(
                MEANING,
                "    Outcome.UNCERTAIN: Settlement(MessageState.UNCERTAIN, WhyNot.NO_ANSWER),",
                "    Outcome.UNCERTAIN: Settlement(MessageState.PENDING),",
            ),
        ),
    ),
    Defect(
        "a claim takes what others hold",
        "two schedulers",
        "doubled",
        (
            Change(
                OUTBOX, "filter(state=MessageState.PENDING, due_at__lte=now)", 'filter(state__in=["pending", "claimed"], due_at__lte=now)'
            ),
            Change(
                OUTBOX,
                "list(Message.objects.filter(id__in=ids, claim_token=token))",
                "list(Message.objects.filter(id__in=ids))",
            ),
            Change(
                OUTBOX,
                "move(mine.filter(id=message.id), of=MessageState.CLAIMED, to=MessageState.SENDING, ",
                'Message.objects.filter(id=message.id).update(state="sending", claim_token=token, ',
            ),
            Change(
                "followup/sql.py",
                "SET state = 'sending', claimed_until = {lease}, tries = m.tries + 1\n"
                "WHERE m.id = %(message)s AND m.claim_token = %(token)s AND m.state || '' = 'claimed'\n",
                "SET state = 'sending', claim_token = %(token)s, claimed_until = {lease}, tries = m.tries + 1\nWHERE m.id = %(message)s\n",
            ),
        ),
    ),
    Defect(
        "the unique indexes are gone",
        "parallel posts",
        "doubled",
        sql=(
            "DROP INDEX submission_first_once",
            "ALTER TABLE intake_submission DROP CONSTRAINT submission_kept_once",
            "ALTER TABLE intake_publiclink DROP CONSTRAINT public_link_once",
        ),
    ),
    Defect(
        "what could not be kept is confirmed",
        "disk full",
        "lost",
        (
            Change(
                "intake/views/message.py",
                "    except UNREACHABLE:\n        return _show(turn, form, was_not_saved=True)",
                '    except UNREACHABLE:\n        return turn.page.go("sent", token=turn.token)',
            ),
            # A disk that is full ends the server: most people meet it where their draft is looked for.
            Change(
                "intake/views/page.py",
                '                return page.show("unavailable", status=503)\n',
                '                return page.go("sent", token=parts["token"]) if tallied else page.show("unavailable", status=503)\n',
            ),
        ),
    ),
    Defect(
        "leases follow the clock on the wall",
        "clock jumps",
        "uncertain_unexplained",
        (
            Change(
                "core/sql.py",
                '    return {f"{column}__lte": Now()}',
                '    return {f"{column}__lte": __import__("core.clock", fromlist=["now"]).now()}',
            ),
        ),
    ),
    Defect(
        "a forged mark is believed to be ours",
        "odd input",
        "errors_5xx",
        (Change("intake/channels/web_form.py", "    except signing.BadSignature:\n", "    except signing.SignatureExpired:\n"),),
    ),
)
