"""Issuing: a check-in that is due is asked, by e-mail where that is safe and agreed, otherwise by a call of staff.

Every step is found again by the sweep, locks its row and looks at its state first, so that any tick may run twice.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from core.audit import SYSTEM
from core.due_rows import IsOver, due_ids, never_over
from core.sql import whole
from followup.domain.aftercare.flagging import raise_flag
from followup.domain.aftercare.going_on import plan_or_ask
from followup.domain.aftercare.mailing import Words, write_check_in_mail
from followup.domain.aftercare.moving import move_check_in
from followup.domain.aftercare.ready_words import CHECK_IN, REMINDER
from followup.domain.aftercare.rhythm import local_day, moment_of
from followup.domain.aftercare.rules import RULES_VERSION, rules_of
from followup.domain.aftercare.scoring import Found
from followup.domain.attempting import attempt_each
from followup.domain.holding import reply_waits, reply_waits_for
from followup.domain.late_mail import CHECK_IN_LASTS, dropped, held_check_ins, held_reminders
from followup.domain.reaching import Place, email_place, is_paused
from followup.domain.suppressing import suppressions_of
from followup.domain.timing import SendingHours, into_hours
from followup.models import Aftercare, CheckIn
from followup.states import AftercareState, AskedBy, CheckInState, FlagKind, WhyNot
from intake.domain.recording import write_event
from intake.domain.tasking import TaskWish, open_task, queue_of
from intake.models import ContactPoint
from intake.states import ContactKind, Purpose, Severity, TaskKind

HOURS = SendingHours()


def issue_due(*, now: datetime, is_over: IsOver = never_over) -> int:
    """Ask everybody whose check-in is due and does not wait for a word after an outage; how many were asked."""
    due = CheckIn.objects.filter(state=CheckInState.PLANNED, due_at__lte=now).exclude(held_check_ins(now))
    is_over_anyway = Q(due_at__lte=now - CHECK_IN_LASTS) | Q(asked_by=AskedBy.PHONE)
    due = due.exclude(~is_over_anyway & reply_waits_for("aftercare__lead"))
    return attempt_each(due_ids(due, by="due_at", is_over=is_over), lambda found: issue_check_in(check_in_id=found, now=now))


@whole
def issue_check_in(*, check_in_id: UUID, now: datetime) -> bool:
    """Ask one person now; False when nothing was asked, because it is too late, too early in their day, or not wanted."""
    check_in = _locked(check_in_id)
    if check_in.state != CheckInState.PLANNED or check_in.due_at > now:
        return False
    aftercare = check_in.aftercare
    if aftercare.state != AftercareState.ACTIVE:
        return _leave_out(check_in, aftercare.state_reason or "paused", now)
    if now - min(check_in.due_at, _wished_at(check_in)) > CHECK_IN_LASTS:
        return _leave_out(check_in, WhyNot.TOO_LATE, now)
    if check_in.asked_by == AskedBy.EMAIL and CheckIn.objects.filter(dropped("due_at"), id=check_in.id).exists():
        return _leave_out(check_in, WhyNot.REJECTED, now)
    if check_in.asked_by == AskedBy.PHONE:
        return _ask_by_phone(check_in, "", now)
    if reply_waits(aftercare.lead_id):
        return False
    return _wait_for_hours(check_in, now) or _ask_by_email(check_in, now)


def _wished_at(check_in: CheckIn) -> datetime:
    """When it was meant to come, whatever hours have put it off since."""
    return moment_of(day=check_in.due_on, minute=check_in.due_minute, zone=check_in.zone)


def _locked(check_in_id: UUID) -> CheckIn:
    """The check-in with its aftercare, the aftercare locked first: every verb takes them in this order."""
    Aftercare.objects.select_for_update(of=("self",)).only("id").get(check_ins=check_in_id)
    rows = CheckIn.objects.select_for_update(of=("self",))
    return rows.select_related("aftercare__clinic", "aftercare__lead__clinic", "aftercare__person", "aftercare__counselor").get(
        id=check_in_id
    )


def _leave_out(check_in: CheckIn, reason: str, now: datetime) -> bool:
    """Nothing is asked this time; the next one is planned from today on, so that nothing comes in a burst."""
    move_check_in(check_in, to=CheckInState.CANCELLED, reason=reason)
    aftercare = check_in.aftercare
    facts = {"check_in": str(check_in.id), "why": reason}
    write_event(lead=aftercare.lead, kind="check_in.left_out", actor=SYSTEM, now=now, facts=facts)
    plan_or_ask(aftercare=aftercare, last=local_day(now, zone=aftercare.zone), now=now)
    return False


def _wait_for_hours(check_in: CheckIn, now: datetime) -> bool:
    """Whether it is too early or too late in the person's day; it is due again when the day allows it."""
    moved = into_hours(now, hours=HOURS, zone=ZoneInfo(check_in.zone))
    if moved is not None and moved.at <= now:
        return False
    later = moved.at if moved else now + timedelta(days=1)
    CheckIn.objects.filter(id=check_in.id, state=CheckInState.PLANNED).update(due_at=later)
    return True


def _ask_by_email(check_in: CheckIn, now: datetime) -> bool:
    aftercare = check_in.aftercare
    place = email_place(person=aftercare.person, purpose=Purpose.CHECK_INS, lead=aftercare.lead)
    if place.point is None:
        if is_paused(place):
            return _leave_out(check_in, place.why_not, now)
        return _ask_by_phone(check_in, place.why_not, now)
    return send_check_in(check_in=check_in, place=place, words=Words(CHECK_IN, f"check_in:{check_in.id}"), now=now)


def send_check_in(*, check_in: CheckIn, place: Place, words: Words, now: datetime) -> bool:
    """Write a planned check-in's mail and plan the next. The caller holds the locks and has asked about the address."""
    rules = rules_of(check_in.aftercare)
    message = write_check_in_mail(check_in=check_in, place=place, words=words, now=now)
    asked_on = local_day(now, zone=check_in.zone)
    remind = moment_of(day=asked_on + timedelta(days=rules.remind_after_days), minute=check_in.due_minute, zone=check_in.zone)
    missed = moment_of(day=asked_on + timedelta(days=rules.missed_after_days), minute=check_in.due_minute, zone=check_in.zone)
    times = {"asked_at": now, "missed_at": missed, "remind_at": remind if remind < missed else None}
    move_check_in(check_in, to=CheckInState.SENT, message=message, **times)
    return _asked(check_in, now)


def _ask_by_phone(check_in: CheckIn, why: str, now: datetime) -> bool:
    """A call of staff with the same questions. An address that stopped working is a matter of its own beside it."""
    aftercare = check_in.aftercare
    move_check_in(check_in, to=CheckInState.SENT, asked_by=AskedBy.PHONE, reason=why, asked_at=now)
    _open_call(aftercare, now)
    if why == WhyNot.SUPPRESSED and _is_broken(aftercare):
        found = Found(FlagKind.ADDRESS, Severity.SOON, "", "address-broken", RULES_VERSION)
        raise_flag(aftercare_id=aftercare.id, found=found, dedupe_key=f"{check_in.id}:address", actor=SYSTEM, now=now)
    return _asked(check_in, now)


def _asked(check_in: CheckIn, now: datetime) -> bool:
    facts = {"check_in": str(check_in.id), "by": check_in.asked_by}
    write_event(lead=check_in.aftercare.lead, kind="check_in.asked", actor=SYSTEM, now=now, facts=facts)
    last = min(check_in.due_on, local_day(now, zone=check_in.zone))
    plan_or_ask(aftercare=check_in.aftercare, last=last, now=now)
    return True


def _open_call(aftercare: Aftercare, now: datetime) -> None:
    wish = TaskWish(
        kind=TaskKind.CHECK_IN_CALL,
        dedupe_key=f"aftercare_call:{aftercare.id}",
        queue=queue_of(aftercare.lead),
        reason="",
        severity=Severity.ROUTINE,
        ready_at=now,
        due_at=now + timedelta(days=2),
        language=aftercare.language,
        assignee=aftercare.counselor,
    )
    open_task(wish=wish, clinic_id=aftercare.clinic_id, lead=aftercare.lead, actor=SYSTEM, now=now)


def _is_broken(aftercare: Aftercare) -> bool:
    """Whether the newest address bounced or complained, rather than being left by its owner."""
    points = ContactPoint.objects.filter(person=aftercare.person, kind=ContactKind.EMAIL, replaced_by=None)
    point = points.order_by("-created_at", "-id").first()
    return point is not None and (not point.is_usable or suppressions_of(point).filter(reason__in=["bounced", "complained"]).exists())


def remind_due(*, now: datetime, is_over: IsOver = never_over) -> int:
    """Ask once more whoever has not answered; how many."""
    CheckIn.objects.filter(dropped("remind_at"), state=CheckInState.SENT).update(remind_at=None)
    due = CheckIn.objects.filter(state=CheckInState.SENT, remind_at__lte=now).exclude(held_reminders(now))
    due = due.exclude(Q(missed_at__gt=now) & reply_waits_for("aftercare__lead"))
    return attempt_each(due_ids(due, by="remind_at", is_over=is_over), lambda found: remind(check_in_id=found, now=now))


@whole
def remind(*, check_in_id: UUID, now: datetime) -> bool:
    """One reminder, in the person's own hours and never after the time is over."""
    check_in = _locked(check_in_id)
    if check_in.state != CheckInState.SENT or check_in.remind_at is None or check_in.remind_at > now:
        return False
    if check_in.missed_at is not None and check_in.missed_at <= now:
        # After an outage: what follows is the call, and no mail that comes too late.
        CheckIn.objects.filter(id=check_in.id).update(remind_at=None)
        return False
    if reply_waits(check_in.aftercare.lead_id):
        # Asked again by the next sweep, until somebody has read what they wrote or the time is over.
        return False
    moved = into_hours(now, hours=HOURS, zone=ZoneInfo(check_in.zone))
    if moved is not None and moved.at > now and check_in.missed_at and moved.at < check_in.missed_at:
        CheckIn.objects.filter(id=check_in.id).update(remind_at=moved.at)
        return False
    CheckIn.objects.filter(id=check_in.id).update(remind_at=None)
    place = email_place(person=check_in.aftercare.person, purpose=Purpose.CHECK_INS, lead=check_in.aftercare.lead)
    is_over = check_in.missed_at is not None and check_in.missed_at <= now
    if is_over or place.point is None or moved is None or moved.at > now or check_in.aftercare.state != AftercareState.ACTIVE:
        return False
    write_check_in_mail(check_in=check_in, place=place, words=Words(REMINDER, f"check_in_reminder:{check_in.id}"), now=now)
    return True
