"""Defects that `bench aftercare --planted` must catch: each is a change of the code and the count that shows it."""

from dataclasses import dataclass

from bench.fire.tree import Change


@dataclass(frozen=True)
class LivesDefect:
    """A name, what is broken, and which count must say so."""

    name: str
    sign: str
    changes: tuple[Change, ...]
    scene: str = "lives"


_AFTERCARE, _MEDICATION = "followup/domain/aftercare", "followup/domain/medication"
_CLOSED = "ToleranceWindow.objects.filter(closed_at=None, opened_at__lte=now - timedelta(days=2))"
_BY_TIME = f'    {_CLOSED}.update(closed_at=now, closed_for="contact", closed_by=Staff.objects.first())\n'
_TALK = "    talk = Task.objects.filter(lead=OuterRef("

DEFECTS = (
    LivesDefect(
        "silence never calls",
        "lost",
        (Change(f"{_AFTERCARE}/silence.py", "    if aftercare.unanswered >= missed_before_call(aftercare, now=now):", "    if False:"),),
    ),
    LivesDefect(
        "the time of low tolerance ends by the calendar",
        "doubled",
        (Change(f"{_MEDICATION}/tolerance.py", _TALK, _BY_TIME + _TALK),),
    ),
    LivesDefect(
        "stopping everything leaves the check-ins",
        "after_a_stop",
        (Change("followup/domain/stopping.py", "    _stop_aftercare,\n", ""),),
    ),
    LivesDefect(
        "a hard day is a flag without work",
        "lost",
        (
            Change(
                f"{_AFTERCARE}/flagging.py",
                "    flag.task = _open_work(aftercare, found, actor, now)",
                "    flag.task = None if found.kind == FlagKind.HARD_TIME else _open_work(aftercare, found, actor, now)",
            ),
        ),
    ),
    LivesDefect(
        "a late dose is nobody's work",
        "lost",
        (Change(f"{_MEDICATION}/calendar.py", "        asked.append(LATE)\n", "        pass\n"),),
    ),
    LivesDefect(
        "a second answer is not heard",
        "lost",
        (
            Change(
                f"{_AFTERCARE}/answering_check_ins.py",
                '    key = f"{check_in.id}:{found.kind}:{found.rule}"[:112]',
                '    key = f"{check_in.id}:{found.kind}"[:112]',
            ),
        ),
    ),
)
