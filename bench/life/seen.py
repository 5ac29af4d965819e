"""What the product has on record about one person, as the same kind of facts that the model keeps; and the judgement."""

from collections import Counter
from dataclasses import dataclass, field

from bench.life.book import Book, Fact, day_of
from bench.life.doing import KEYS
from bench.life.world import World
from followup.models import Answer, CheckIn, CourseMark, Dose, Flag, Message, ToleranceWindow
from intake.models import Lead, Task

_NAMES = {start: name for name, start in KEYS.items()}
# What may stay open after everything was stopped: an emergency ends by name only, and a prescriber decides.
_MAY_STAY = {"escalation", "prescriber"}


@dataclass
class Verdict:
    """The facts that are missing and those that nothing caused, with how many there were."""

    facts: int = 0
    lost: Counter[Fact] = field(default_factory=Counter)
    doubled: Counter[Fact] = field(default_factory=Counter)
    flags_without_work: int = 0
    emergencies_untold: int = 0
    after_a_stop: int = 0
    stuck: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether both sides agree."""
        wrong = (self.flags_without_work, self.emergencies_untold, self.after_a_stop, self.stuck)
        return not self.lost and not self.doubled and not any(wrong)


def judge(world: World) -> Verdict:
    """Compare everybody's book with the rows, and look after those who were stopped."""
    verdict = Verdict(lost=Counter(world.refused))
    for person in world.people:
        lead = world.leads[person.number]
        _compare(verdict, person.number, _expected(person.book), _seen(lead))
        verdict.flags_without_work += Flag.objects.filter(aftercare__lead=lead, task=None).count()
        if person.book.stopped_on is not None:
            verdict.after_a_stop += _after(lead, person.book)
    verdict.after_a_stop += sum(world.late_letters.values())
    untold = Task.objects.filter(clinic=world.clinic, kind="escalation", alerts=0)
    verdict.emergencies_untold = sum(_should_have_been_told(task, world) for task in untold)
    verdict.stuck = Message.objects.filter(clinic=world.clinic, state__in=["pending", "claimed", "sending"]).count()
    repeats = Counter(message_id for message_id, _to in world.mailbox.taken)
    verdict.doubled.update({("letter", message_id): count - 1 for message_id, count in repeats.items() if count > 1})
    return verdict


def _should_have_been_told(task: Task, world: World) -> bool:
    """Whether the schedule came by while it was open. During an outage staff may end it before anybody was told."""
    return any(task.created_at <= at and (task.done_at is None or at < task.done_at) for at in world.told_at)


def _expected(book: Book) -> Counter[Fact]:
    facts = Counter(book.facts)
    facts.update(("open", key.partition(":")[0]) for key in book.open)
    facts.update(("open_flag", kind) for kind, _key in book.flags)
    return facts


def _compare(verdict: Verdict, number: int, expected: Counter[Fact], seen: Counter[Fact]) -> None:
    verdict.facts += expected.total()
    for fact, count in expected.items():
        verdict.kinds[fact[0]] += count
    verdict.lost.update({(str(number), *fact): count for fact, count in (expected - seen).items()})
    verdict.doubled.update({(str(number), *fact): count for fact, count in (seen - expected).items()})


def _seen(lead: Lead) -> Counter[Fact]:
    return Counter([*_of_check_ins(lead), *_of_flags(lead), *_of_tasks(lead), *_of_doses(lead), *_of_mail(lead)])


def _of_check_ins(lead: Lead) -> list[Fact]:
    facts: list[Fact] = []
    rows = CheckIn.objects.filter(aftercare__lead=lead)
    facts += [("asked", row.asked_by, str(day_of(row.asked_at))) for row in rows if row.asked_at]
    for event in lead.events.filter(kind__in=["check_in.missed", "check_in.left_out"]):
        facts.append((event.kind.rpartition(".")[2], str(day_of(event.at))))
    facts += [("answer", str(day_of(row.at))) for row in Answer.objects.filter(check_in__aftercare__lead=lead)]
    return facts


def _of_flags(lead: Lead) -> list[Fact]:
    """Words of danger may break several rules at once; that is one danger."""
    rows = Flag.objects.filter(aftercare__lead=lead)
    once = {(row.kind, row.dedupe_key.partition(":")[0] if row.kind == "danger" else row.dedupe_key): row for row in rows}
    facts: list[Fact] = [("flag", row.kind, str(day_of(row.raised_at))) for row in once.values()]
    return facts + [("open_flag", row.kind) for row in once.values() if row.ended_at is None]


def _of_tasks(lead: Lead) -> list[Fact]:
    facts: list[Fact] = []
    for task in Task.objects.filter(lead=lead):
        name = _NAMES.get(task.dedupe_key.partition(":")[0])
        if name is not None:
            facts.append(("task", name, str(day_of(task.created_at))))
            facts += [("open", name)] * (task.state == "open")
    return facts


def _of_doses(lead: Lead) -> list[Fact]:
    facts: list[Fact] = []
    marks = CourseMark.objects.filter(dose__course__lead=lead).select_related("dose")
    facts += [("mark", str(mark.dose.number), mark.code, str(day_of(mark.at))) for mark in marks]
    facts += [("dose", str(row.number), row.state) for row in Dose.objects.filter(course__lead=lead).exclude(state="scheduled")]
    for window in ToleranceWindow.objects.filter(course__lead=lead):
        facts.append(("window", window.reason, str(day_of(window.opened_at))))
        if window.closed_at is not None:
            facts.append(("window_closed", window.closed_for, str(day_of(window.closed_at))))
    return facts


def _of_mail(lead: Lead) -> list[Fact]:
    facts: list[Fact] = []
    for message in Message.objects.filter(lead=lead):
        kind, _colon, rest = message.dedupe_key.partition(":")
        if kind == "check_in_reminder":
            facts.append(("reminder", str(day_of(message.created_at))))
        elif kind == "dose":
            facts.append(("dose_mail", rest.partition(":")[2], str(day_of(message.created_at))))
    return facts


def _after(lead: Lead, book: Book) -> int:
    """Tasks, messages and check-ins since everything was stopped, and work about them that is still open."""
    at = book.stopped_on
    tasks = [task for task in Task.objects.filter(lead=lead) if _NAMES.get(task.dedupe_key.partition(":")[0]) not in _MAY_STAY]
    late = [task for task in tasks if task.state == "open" or task.created_at > at]
    messages = Message.objects.filter(lead=lead, created_at__gt=at).count()
    return len(late) + messages + CheckIn.objects.filter(aftercare__lead=lead, asked_at__gt=at).count()
