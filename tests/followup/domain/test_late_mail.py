"""After an outage check-ins, their reminders and reminders of doses wait for a word too, and go or end by their own rules."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinics.models import Clinic
from followup.domain.aftercare.issuing import remind
from followup.domain.backlog import Pile, drop_backlog, end_dropped, note_backlogs, pile_of, release_backlog
from followup.domain.late_mail import Kind
from followup.domain.medication.dosing import Given, NewCourse, plan_course, record_dose
from followup.domain.medication.watching import watch_courses
from followup.jobs import aftercare as aftercare_job
from followup.models import Backlog, CheckIn, CourseMark, Dose, Message
from followup.states.medicine import Medicine
from intake.domain.consenting import Evidence, record_contact_consent
from intake.models import LeadEvent, Task
from tests.factories import NOW, make_staff
from tests.followup.aftercare.builders import enter, planned
from tests.followup.builders import go_live, make_lead, make_mailing_clinic

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


@pytest.fixture
def clinic() -> Clinic:
    go_live()
    return make_mailing_clinic(backlog_limit=2)


@pytest.fixture
def turn(monkeypatch):
    """One turn of aftercare's job at a moment."""

    def run(now: datetime) -> None:
        monkeypatch.setattr("core.clock.now", lambda: now)
        aftercare_job()

    return run


def people(clinic: Clinic, count: int) -> list[CheckIn]:
    """So many people whose first check-in is planned for the same hour."""
    staff = make_staff(clinic, roles=("clinician",))
    return [planned(enter(clinic, staff=staff, email=f"late{number}@example.org")) for number in range(count)]


def states(clinic: Clinic) -> list[str]:
    return sorted(CheckIn.objects.filter(clinic=clinic).values_list("state", flat=True))


def test_a_worker_that_comes_back_at_three_asks_nobody_and_after_the_word_they_are_asked_in_the_morning(clinic, turn):
    other = make_mailing_clinic(backlog_limit=2)
    due = [people(clinic, 3), people(other, 2)][0][0].due_at
    night = (due + timedelta(days=1)).astimezone(NEW_YORK).replace(hour=3, minute=0)
    turn(night)
    assert (states(clinic), Message.objects.filter(purpose="check_ins").count()) == (["planned"] * 3, 0)
    backlog = Backlog.objects.get()
    assert (backlog.clinic_id, Task.objects.get(kind="release_backlog").clinic_id) == (clinic.id, clinic.id)
    assert pile_of(backlog=backlog, now=night) == Pile(would_go=3, expired=0, needs_a_call=0, kinds={Kind.CHECK_INS: 3})
    morning = night.replace(hour=9)
    turn(morning)
    assert (states(clinic), states(other)) == (["planned"] * 3, ["planned", "planned", "sent", "sent"])
    release_backlog(backlog_id=backlog.id, staff=make_staff(clinic), reason="The server is back.", now=morning)
    turn(morning)
    assert states(clinic) == ["planned"] * 3 + ["sent"] * 3
    turn(morning)
    assert Message.objects.filter(purpose="check_ins").count() == 5


def test_while_nobody_decides_they_end_as_too_late_and_the_next_ones_are_planned(clinic, turn):
    due = people(clinic, 3)[0].due_at
    turn(due + 24 * HOUR)
    backlog = Backlog.objects.get()
    turn(due + 49 * HOUR)
    assert states(clinic) == ["cancelled"] * 3 + ["planned"] * 3
    assert pile_of(backlog=backlog, now=due + 49 * HOUR) == Pile(would_go=0, expired=3, needs_a_call=0)


def test_put_off_to_the_morning_it_still_counts_from_the_hour_it_was_meant_for(clinic, turn):
    first = people(clinic, 1)[0]
    night = (first.due_at + timedelta(days=1)).astimezone(NEW_YORK).replace(hour=22)
    turn(night)
    first.refresh_from_db()
    assert first.due_at.astimezone(NEW_YORK).hour == 9
    turn(first.due_at + 2 * HOUR + timedelta(minutes=1))
    first.refresh_from_db()
    assert (first.state, first.reason) == ("cancelled", "too_late")


def test_never_send_leaves_them_out_and_the_next_ones_stand(clinic, turn):
    due = people(clinic, 3)[0].due_at
    later = due + 3 * HOUR
    turn(later)
    drop_backlog(backlog_id=Backlog.objects.get().id, staff=make_staff(clinic), reason="We call them.", now=later)
    end_dropped(now=later)
    assert Backlog.objects.filter(decided_at=None).count() == 1
    turn(later)
    assert states(clinic) == ["cancelled"] * 3 + ["planned"] * 3
    assert set(LeadEvent.objects.filter(kind="check_in.left_out").values_list("facts__why", flat=True)) == {"rejected"}
    end_dropped(now=later)
    assert Backlog.objects.filter(decided_at=None).count() == 0
    assert Message.objects.filter(purpose="check_ins").count() == 0


def test_reminders_of_check_ins_wait_too_and_one_nobody_wants_is_not_written(clinic, turn):
    due = people(clinic, 3)[0].due_at
    turn(due)
    remind_at = CheckIn.objects.filter(state="sent")[0].remind_at
    turn(remind_at + 3 * HOUR)
    backlog = Backlog.objects.get()
    assert pile_of(backlog=backlog, now=remind_at + 3 * HOUR).kinds == {Kind.REMINDERS: 3}
    assert Message.objects.filter(dedupe_key__startswith="check_in_reminder:").count() == 0
    drop_backlog(backlog_id=backlog.id, staff=make_staff(clinic), reason="Enough.", now=remind_at + 3 * HOUR)
    turn(remind_at + 4 * HOUR)
    assert CheckIn.objects.filter(remind_at__isnull=False).count() == 0
    assert Message.objects.filter(dedupe_key__startswith="check_in_reminder:").count() == 0


def test_a_call_is_no_burst_and_does_not_wait(clinic, turn):
    checks = people(clinic, 4)
    CheckIn.objects.filter(id=checks[0].id).update(asked_by="phone")
    turn(checks[0].due_at + 3 * HOUR)
    assert states(clinic) == ["planned"] * 4 + ["sent"]
    assert pile_of(backlog=Backlog.objects.get(), now=checks[0].due_at + 3 * HOUR).needs_a_call == 1
    assert Task.objects.filter(kind="check_in_call").count() == 1


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=NEW_YORK).astimezone(UTC)


FIRST = date(2026, 11, 17)
DUE = FIRST + timedelta(days=28)


def doses(clinic: Clinic, count: int) -> list[Dose]:
    """So many people whose second injection is due on one day."""
    nurse = make_staff(clinic, roles=("clinician",))
    found = []
    for number in range(count):
        lead = make_lead(clinic, email=f"dose{number}@example.org")
        record_contact_consent(
            person=lead.contact_person,
            contact_point=None,
            purpose="medication",
            channel="email",
            granted=True,
            wording="staff-spoken-1",
            language="en",
            evidence=Evidence("staff", None, nurse),
            now=NOW,
        )
        course = plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION, first_on=FIRST), staff=nurse, now=NOW)
        given = Given(FIRST, reversal_talk=True, opioid_free_checked=True)
        record_dose(course_id=course.id, given=given, staff=nurse, now=at(FIRST, 10))
        found.append(course.doses.get(state="scheduled"))
    Message.objects.update(state="skipped", why_not="superseded")
    return found


def reminders() -> int:
    return Message.objects.filter(dedupe_key__startswith="dose:").count()


def watch(now: datetime) -> None:
    note_backlogs(now=now)
    watch_courses(now=now)


def test_reminders_of_doses_wait_after_an_outage_and_go_after_the_word_on_the_same_day(clinic):
    doses(clinic, 3)
    day = DUE - timedelta(days=2)
    watch(at(day, 13))
    assert (reminders(), Backlog.objects.count()) == (0, 1)
    backlog = Backlog.objects.get()
    assert pile_of(backlog=backlog, now=at(day, 13)) == Pile(would_go=3, expired=0, needs_a_call=0, kinds={Kind.DOSES: 3})
    release_backlog(backlog_id=backlog.id, staff=make_staff(clinic), reason="Go.", now=at(day, 14))
    watch(at(day, 14))
    watch(at(day, 14))
    assert reminders() == 3


def test_without_an_outage_reminders_of_doses_go_at_nine_and_are_no_backlog(clinic):
    doses(clinic, 3)
    watch(at(DUE - timedelta(days=2), 9))
    Message.objects.filter(state="pending").update(state="sent", sent_at=at(DUE - timedelta(days=2), 9))
    watch(at(DUE - timedelta(days=2), 12))
    assert (reminders(), Backlog.objects.count()) == (3, 0)


def test_a_reminder_that_is_never_to_be_sent_is_marked_with_the_reason(clinic):
    doses(clinic, 3)
    now = at(DUE - timedelta(days=2), 13)
    watch(now)
    drop_backlog(backlog_id=Backlog.objects.get().id, staff=make_staff(clinic), reason="We call.", now=now)
    end_dropped(now=now)
    watch(now)
    assert (reminders(), list(CourseMark.objects.filter(code="remind:2").values_list("why_not", flat=True))) == (0, ["rejected"] * 3)
    end_dropped(now=now)
    assert Backlog.objects.filter(decided_at=None).count() == 0


def test_a_late_dose_is_a_call_and_no_note_while_a_backlog_stands(clinic):
    doses(clinic, 3)
    Backlog.objects.create(clinic=clinic, found_at=at(DUE, 3), reaches_to=at(DUE + timedelta(days=3), 3))
    watch(at(DUE + timedelta(days=2), 10))
    assert (reminders(), Task.objects.filter(kind="dose_due", state="open").count()) == (0, 3)


def test_somebody_who_wrote_is_not_asked_before_a_person_has_read_it(clinic, turn):
    first = people(clinic, 1)[0]
    task = Task.objects.filter(lead=first.aftercare.lead).first()
    Task.objects.filter(id=task.id).update(kind="reply", dedupe_key=f"reply:{task.id}")
    turn(first.due_at)
    first.refresh_from_db()
    assert first.state == "planned"
    Task.objects.filter(id=task.id).update(state="done", done_at=first.due_at)
    turn(first.due_at + timedelta(minutes=10))
    first.refresh_from_db()
    assert first.state == "sent"


def test_somebody_who_wrote_is_not_reminded_before_a_person_has_read_it(clinic, turn):
    """They were asked, wrote instead of answering, and would be asked again as if nobody had heard them."""
    first = people(clinic, 1)[0]
    turn(first.due_at)
    first.refresh_from_db()
    task = Task.objects.filter(lead=first.aftercare.lead).first()
    Task.objects.filter(id=task.id).update(kind="reply", dedupe_key=f"reply:{task.id}")
    reminders = Message.objects.filter(dedupe_key=f"check_in_reminder:{first.id}")
    assert not remind(check_in_id=first.id, now=first.remind_at)
    turn(first.remind_at)
    assert not reminders.exists()
    Task.objects.filter(id=task.id).update(state="done", done_at=first.remind_at)
    turn(first.remind_at + timedelta(hours=1))
    assert reminders.count() == 1


def test_a_reply_that_nobody_read_in_time_ends_the_reminder_and_not_the_watch_for_silence(clinic, turn):
    first = people(clinic, 1)[0]
    turn(first.due_at)
    first.refresh_from_db()
    task = Task.objects.filter(lead=first.aftercare.lead).first()
    Task.objects.filter(id=task.id).update(kind="reply", dedupe_key=f"reply:{task.id}")
    turn(first.missed_at)
    first.refresh_from_db()
    assert (first.state, first.remind_at) == ("missed", None)
    assert not Message.objects.filter(dedupe_key=f"check_in_reminder:{first.id}").exists()
