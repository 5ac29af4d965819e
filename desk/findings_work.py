"""Findings about the work: what waits too long, who would be told, what is not ready for real people."""

from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.domain.rota import gaps, rota_of
from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic, PhoneLine, Staff, StaffedPeriod
from clinics.states import Role
from core.commands import command
from desk.findings import AMBER, GREEN, RED, Check, Finding, Scope
from followup.domain.alerting import unmanned_clinics
from followup.domain.purposes import plans_with_other_texts
from followup.domain.queries import failing_pagers, message_age, outbox_counts
from followup.domain.ready_texts import READY_TEXTS
from followup.models import TemplateVersion
from followup.states import MessageState
from intake.models import Queue, Submission, Task
from intake.states import Severity, SubmissionState, TaskKind, TaskState

# The sweep looks every 30 seconds: what waits longer than this was met by a failure.
UNDERSTOOD_WITHIN = timedelta(minutes=2)
SENT_WITHIN = timedelta(minutes=5)
ACKNOWLEDGED_WITHIN = timedelta(minutes=10)


def arrivals(scope: Scope) -> Iterator[Finding]:
    """Inquiries that were kept and not understood."""
    waiting = Submission.objects.filter(state=SubmissionState.RECEIVED)
    oldest = waiting.aggregate(oldest=Min("received_at"))["oldest"]
    if oldest is not None and scope.now - oldest > UNDERSTOOD_WITHIN:
        words = {"minutes": int((scope.now - oldest).total_seconds() // 60)}
        hint = _("Look at the log for lines that begin with “intake:”. Nothing is lost: the inquiry is kept.")
        yield Finding("T005", RED, _("An inquiry has waited %(minutes)s minutes to be put into a queue.") % words, hint)
    else:
        yield Finding("T005", GREEN, _("Every inquiry has been put into a queue."))


def unread_arrivals(scope: Scope) -> Iterator[Finding]:
    """Inquiries that only a person can read; each has a task."""
    count = Submission.objects.filter(state=SubmissionState.NEEDS_HUMAN, lead__isnull=True).count()
    if count:
        words = ngettext(
            "%(count)s inquiry could not be read by the system.", "%(count)s inquiries could not be read by the system.", count
        )
        hint = _("Each stands in a queue as a task to review. Open it and call the person.")
        yield Finding("T006", AMBER, words % {"count": count}, hint)


def emergencies(scope: Scope) -> Iterator[Finding]:
    """Emergencies that nobody has taken by name."""
    open_ones = Task.objects.filter(
        state=TaskState.OPEN,
        kind=TaskKind.ESCALATION,
        severity=Severity.EMERGENCY,
        acknowledged_at__isnull=True,
        created_at__lt=scope.now - ACKNOWLEDGED_WITHIN,
    )
    count = _of(open_ones, scope).count()
    if count:
        words = ngettext(
            "%(count)s emergency has not been acknowledged by anybody.",
            "%(count)s emergencies have not been acknowledged by anybody.",
            count,
        )
        yield Finding("T019", RED, words % {"count": count}, _("Open the queue and take it now."))


def outbox(scope: Scope) -> Iterator[Finding]:
    """Messages that should have gone out."""
    age = message_age(now=scope.now)
    if age is not None and age > SENT_WITHIN:
        words = {"minutes": int(age.total_seconds() // 60)}
        hint = _("Look at T003 and T004, then at the mail server.")
        yield Finding("T007", RED, _("A message has been due for %(minutes)s minutes.") % words, hint)
    else:
        yield Finding("T007", GREEN, _("No message is late."))


def doubtful_messages(scope: Scope) -> Iterator[Finding]:
    """Messages of the last week whose fate is unknown, and refused ones."""
    counts = outbox_counts(now=scope.now)
    unclear, failed = counts[MessageState.UNCERTAIN], counts[MessageState.FAILED]
    if unclear:
        words = ngettext(
            "%(count)s message may or may not have gone out this week.",
            "%(count)s messages may or may not have gone out this week.",
            unclear,
        )
        yield Finding("T008", AMBER, words % {"count": unclear}, _("Work through the task “Check unclear sends”."))
    if failed:
        words = ngettext(
            "The mail server refused %(count)s message this week.", "The mail server refused %(count)s messages this week.", failed
        )
        hint = _("Each lead shows the reason. Many at once point at EMAIL_URL or FROM_EMAIL.")
        yield Finding("T009", AMBER, words % {"count": failed}, hint)


def pagers(scope: Scope) -> Iterator[Finding]:
    """Alerts that a pager service did not take."""
    count = failing_pagers(now=scope.now)
    if count:
        words = ngettext(
            "A pager service did not take %(count)s alert this week.", "A pager service did not take %(count)s alerts this week.", count
        )
        yield Finding("T021", AMBER, words % {"count": count}, _("Send a sample from Settings, Pager."))


def on_call(scope: Scope) -> Iterator[Finding]:
    """Clinics in which nobody would be told of an emergency, and the hours of the coming day in which that is so."""
    unmanned = {clinic.pk for clinic in unmanned_clinics(now=scope.now)}
    for clinic in _clinics(scope):
        if clinic.pk in unmanned:
            sentence = _("%(clinic)s: nobody is on call, so nobody would be told of an emergency.")
            hint = _("Settings, On call. Until then the public pages point to 911 and 988.")
            yield Finding("T010", RED, sentence % {"clinic": clinic}, hint)
        else:
            yield from _gaps_ahead(clinic, scope)


def _gaps_ahead(clinic: Clinic, scope: Scope) -> Iterator[Finding]:
    rota = rota_of(clinic, since=scope.now)
    for gap in gaps(rota, scope.now, scope.now + timedelta(hours=24))[:1]:
        starts = date_format(gap.starts_at.astimezone(rota.zone), "DATETIME_FORMAT")
        words = {"clinic": clinic, "starts": starts, "ends": date_format(gap.ends_at.astimezone(rota.zone), "DATETIME_FORMAT")}
        if rota.standing:
            sentence = _("%(clinic)s: nobody has a shift from %(starts)s until %(ends)s. The on-call list is told then.")
            yield Finding("T031", AMBER, sentence % words, _("Settings, Rota: add a shift, or somebody who stands in."))
        else:
            sentence = _("%(clinic)s: nobody has a shift from %(starts)s until %(ends)s, and the on-call list is empty.")
            yield Finding("T031", RED, sentence % words, _("Settings, Rota: add a shift, or somebody who stands in."))


def clinic_gaps(scope: Scope) -> Iterator[Finding]:
    """What a clinic lacks before real people should meet it."""
    if not Clinic.objects.exists():
        yield Finding("T012", RED, _("There is no clinic yet."), command("create_admin --help"))
    for clinic in _clinics(scope).filter(crisis_text_approved_on__isnull=True):
        sentence = _("%(clinic)s: nobody has approved the crisis texts.") % {"clinic": clinic}
        yield Finding("T013", AMBER, sentence, _("Show them to your medical lead, then Settings, Clinic: name and date."))
    for clinic in _clinics(scope).filter(~Exists(PhoneLine.objects.filter(clinic=OuterRef("pk"), is_public=True))):
        sentence = _("%(clinic)s: the public pages show no phone number.") % {"clinic": clinic}
        yield Finding("T022", AMBER, sentence, _("Settings, Phone lines."))
    for clinic in _clinics(scope).filter(~Exists(StaffedPeriod.objects.filter(clinic=OuterRef("pk")))):
        sentence = _("%(clinic)s: there are no staffed hours, so deadlines count day and night.") % {"clinic": clinic}
        yield Finding("T023", AMBER, sentence, _("Settings, Hours."))


def queues_without_people(scope: Scope) -> Iterator[Finding]:
    """Queues whose work is offered to nobody."""
    empty = Queue.objects.filter(is_active=True).exclude(memberships__staff__is_active=True).select_related("clinic")
    for queue in _of(empty, scope).order_by("clinic__slug", "position"):
        sentence = _("%(clinic)s: nobody is offered the work in %(queue)s.") % {"clinic": queue.clinic, "queue": queue.shown_name}
        yield Finding("T024", AMBER, sentence, _("Settings, Queues: choose its people."))


def _unclinical() -> Iterator[tuple[str, str]]:
    """Code and language of every ready text that goes out without a clinician's approval."""
    return ((text.code, variant) for text in READY_TEXTS if not text.is_clinical for variant in text.words if "-" not in variant)


def texts(scope: Scope) -> Iterator[Finding]:
    """Languages of a clinic in which a message has no text."""
    have = set(TemplateVersion.objects.values_list("clinic_id", "code", "language"))
    for clinic in _clinics(scope):
        missing = {language for code, language in _unclinical() if language in clinic.languages and (clinic.id, code, language) not in have}
        if missing:
            words = {"clinic": clinic, "languages": ", ".join(sorted(missing))}
            sentence = _("%(clinic)s: some messages have no text in: %(languages)s.") % words
            yield Finding("T025", AMBER, sentence, command("publish_ready_texts"))


def plans(scope: Scope) -> Iterator[Finding]:
    """Plans that are on with a text that people agree to under another purpose."""
    for plan in _of(plans_with_other_texts(), scope):
        words = {"clinic": plan.clinic.discreet_name, "plan": plan.shown_name}
        hint = _("What it writes with that text waits under “Messages to review”. Choose another text in the step: Settings, Plans.")
        yield Finding("T032", AMBER, _("%(clinic)s: the plan “%(plan)s” sends a text that is for another purpose.") % words, hint)


def accounts(scope: Scope) -> Iterator[Finding]:
    """Who can run this installation, and how well the accounts are protected."""
    if not Staff.objects.filter(is_active=True, memberships__role=Role.ADMIN).exists():
        yield Finding("T026", RED, _("Nobody can change the settings: there is no clinic admin."), command("create_admin --help"))
    with_factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    people = Staff.objects.filter(is_active=True, is_sample=False)
    count = people.filter(~Exists(with_factor)).count()
    if count:
        words = ngettext("%(count)s member of staff has no second factor.", "%(count)s members of staff have no second factor.", count)
        yield Finding("T027", AMBER, words % {"count": count}, _("They are asked to set one up when they next sign in."))


def sample_data(scope: Scope) -> Iterator[Finding]:
    """Sample accounts have passwords that stand in a file."""
    if Staff.objects.filter(is_sample=True).exists() or Clinic.objects.filter(is_sample=True).exists():
        hint = _("Before real people use this: %(command)s") % {"command": command("seed_sample --clear")}
        yield Finding("T028", AMBER, _("Sample clinics, accounts and leads are here."), hint)


def practice(scope: Scope) -> Iterator[Finding]:
    """Whether messages go to real people."""
    if is_practice_mode():
        hint = _("When everything is ready: %(command)s") % {"command": command("go_live --reason “…”")}
        yield Finding("T011", AMBER, _("Practice mode: messages are composed and held, not sent."), hint)
    else:
        yield Finding("T011", GREEN, _("Live: messages go to real people."))


def _clinics(scope: Scope) -> QuerySet[Clinic]:
    shown = Clinic.objects.order_by("slug")
    return shown if scope.clinic_ids is None else shown.filter(id__in=scope.clinic_ids)


def _of(rows: QuerySet, scope: Scope) -> QuerySet:
    return rows if scope.clinic_ids is None else rows.filter(Q(clinic_id__in=scope.clinic_ids))


CHECKS: tuple[Check, ...] = (
    arrivals,
    unread_arrivals,
    emergencies,
    outbox,
    doubtful_messages,
    pagers,
    on_call,
    clinic_gaps,
    queues_without_people,
    texts,
    plans,
    accounts,
    sample_data,
    practice,
)
