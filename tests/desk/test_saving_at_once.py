"""Two people press "Save" at the same moment. The second is told, because the question is asked under the lock that saving takes."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.urls import reverse

from clinics.domain.opening_hours import Period, set_hours
from clinics.domain.settling import change_clinic, save_line, set_on_call
from clinics.models import Clinic, Membership, OnCallMember, PhoneLine, Staff, StaffedPeriod
from core.audit import SYSTEM
from core.models import AuditEntry
from core.standing import OutdatedError
from desk.forms.settings_aftercare import AftercareRulesForm
from followup.domain.aftercare.rhythm import read_stages
from followup.domain.aftercare.rules import rules_of_clinic, set_rules
from followup.domain.medication.rules import change_rules, rules_of
from followup.domain.plan_editing import Settings, change_plan
from followup.models import AftercareRules, MedicationRules, Plan
from followup.states import PlanEntry
from intake.domain.consenting import change_safe_contact
from intake.domain.queueing import QueueChange, save_queue
from intake.domain.staffing import Place, set_place
from intake.models import ContactPoint, Queue
from records.domain.retaining import set_all_days
from records.models import RetentionRule
from tests.desk.conftest import signed_in
from tests.desk.test_two_who_save import fields_of
from tests.factories import NOW, make_clinic, make_staff, receive
from tests.followup.plan_builders import make_plan

PLAN = "hello"
CHANGES = [
    *[
        f"{what}.changed"
        for what in ("clinic", "hours", "line", "queue", "retention", "aftercare_rules", "medication_rules", "plan", "on_call")
    ],
    "staff.roles",
]


def first_saves() -> dict[str, Callable[[Clinic], object]]:
    """What somebody else saves on each page while another's save waits for the lock."""
    return {
        "settings-clinic": lambda clinic: Clinic.objects.filter(id=clinic.id).update(soon_minutes=47),
        "settings-hours": lambda clinic: StaffedPeriod.objects.create(clinic=clinic, weekday=6, opens_minute=600, closes_minute=660),
        "settings-line": lambda clinic: PhoneLine.objects.filter(clinic=clinic).update(label="Night"),
        "settings-queue": lambda clinic: Queue.objects.filter(clinic=clinic).update(name="Renamed"),
        "settings-retention": lambda clinic: RetentionRule.objects.create(clinic=clinic, kind="staff_drafts", days=40, changed_at=NOW),
        "settings-aftercare": lambda clinic: AftercareRules.objects.create(clinic=clinic, strict_days=22),
        "settings-medication": lambda clinic: MedicationRules.objects.create(clinic=clinic, remind_days=[9]),
        "settings-person": lambda clinic: Membership.objects.create(clinic=clinic, staff=cy(clinic), role="auditor"),
        "settings-on-call": lambda clinic: OnCallMember.objects.create(clinic=clinic, staff=cy(clinic), position=0),
        "settings-plan": lambda clinic: Plan.objects.filter(clinic=clinic, code=PLAN).update(name="First name"),
        "lead-safe-contact": lambda clinic: ContactPoint.objects.filter(clinic=clinic).update(may_call=False),
    }


def cy(clinic: Clinic) -> Staff:
    return Staff.objects.get(memberships__clinic=clinic, name="Cy")


def point_of(clinic: Clinic) -> ContactPoint:
    return ContactPoint.objects.filter(clinic=clinic, kind="phone").earliest("created_at")


def pages(name: str, clinic: Clinic) -> tuple[str, str]:
    """Where the form is shown, and where it is sent."""
    if name == "lead-safe-contact":
        lead = point_of(clinic).person.leads.get()
        return reverse("desk:lead", args=[lead.id]), reverse("desk:lead-safe-contact", args=[point_of(clinic).id])
    more = {
        "settings-line": [clinic.phone_lines.get().id],
        "settings-queue": [clinic.queues.order_by("position").first().id],
        "settings-person": [cy(clinic).pk],
        "settings-plan": [PLAN],
    }
    url = reverse(f"desk:{name}", args=[clinic.slug, *more.get(name, [])])
    return url, url


@pytest.fixture
def clinic(db) -> Clinic:
    clinic = make_clinic(discreet_name="Oak Office")
    make_staff(clinic, name="Cy")
    make_plan(clinic, code=PLAN)
    receive(clinic)
    return clinic


def wait_until_somebody_waits() -> None:
    """Until another line of this database waits for a lock; the caller holds it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            # The server keeps its first answer for a whole transaction.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits for the lock: the verb asks for none.")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", first_saves())
def test_a_save_that_waited_for_another_one_is_told_and_overwrites_nothing(clinic, name) -> None:
    roles = ("staff",) if name == "lead-safe-contact" else ("admin", "supervisor")
    browser = signed_in(make_staff(clinic, roles=roles, name="Ben"))
    shown, url = pages(name, clinic)
    typed = fields_of(browser.get(shown).content.decode())
    answers: list[HttpResponse] = []
    changes = {"if_someone_else_answers": "Say the plumber", "spoke": "on"} if name == "lead-safe-contact" else {}

    def save() -> None:
        try:
            answers.append(browser.post(url, typed | changes))
        finally:
            connections.close_all()

    other = threading.Thread(target=save)
    with transaction.atomic():
        list(Clinic.objects.select_for_update().filter(id=clinic.id))
        list(Plan.objects.select_for_update().filter(clinic=clinic))
        list(ContactPoint.objects.select_for_update().filter(clinic=clinic))
        other.start()
        wait_until_somebody_waits()
        first_saves()[name](clinic)
    other.join()
    assert [answer.status_code for answer in answers] == [409]
    assert "Somebody else saved this after you opened it." in answers[0].content.decode()
    # The first one's save is written past the verbs, so any line here would be the second one's.
    assert not AuditEntry.objects.filter(action__in=CHANGES).exists()
    if name == "lead-safe-contact":
        assert not point_of(clinic).may_call


def no() -> bool:
    return False


@pytest.mark.django_db
def test_every_verb_that_saves_over_a_page_asks_and_changes_nothing(clinic) -> None:
    boss = make_staff(clinic, roles=("admin",))
    by = {"actor": SYSTEM, "now": NOW, "still_stands": no}
    by_boss = {"staff": boss, "now": NOW, "still_stands": no}
    queue, line, point, plan = clinic.queues.first(), clinic.phone_lines.get(), point_of(clinic), Plan.objects.get(code=PLAN)
    rules = AftercareRulesForm.initial_of(rules_of_clinic(clinic), read_stages(rules_of_clinic(clinic).rhythm))
    medicine = {name: getattr(rules_of(clinic.id), name) for name in ("injection_days", "remind_days")}
    acts: list[Callable[[], object]] = [
        lambda: change_clinic(clinic_id=clinic.id, changes={"soon_minutes": 7}, **by),
        lambda: set_hours(clinic_id=clinic.id, periods=[Period(0, 60, 120)], **by),
        lambda: save_line(clinic_id=clinic.id, line_id=line.id, values={"label": "X"}, **by),
        lambda: set_on_call(clinic_id=clinic.id, staff_ids=[boss.pk], **by),
        lambda: save_queue(queue_id=queue.id, clinic=clinic, change=QueueChange("X", is_active=True, staff_ids=[]), **by),
        lambda: set_place(clinic=clinic, staff_id=boss.pk, place=Place(["staff"], ["en"], []), **by),
        lambda: set_rules(clinic=clinic, values={**rules, "rhythm": [], "strict_days": 1}, enters=True, **by),
        lambda: change_rules(clinic_id=clinic.id, values=medicine, **by_boss),
        lambda: change_plan(plan=plan, settings=Settings(name="X", purpose="inquiry", entry=PlanEntry.BY_HAND), **by_boss),
        lambda: set_all_days(clinic=clinic, days={"staff_drafts": 50}, **by_boss),
        lambda: change_safe_contact(contact_point_id=point.id, changes={"may_call": False}, spoke_with_person=True, **by_boss),
    ]
    before = AuditEntry.objects.count()
    for act in acts:
        with pytest.raises(OutdatedError):
            act()
    assert AuditEntry.objects.count() == before
    assert (PhoneLine.objects.get(id=line.id).label, point_of(clinic).may_call) == (line.label, point.may_call)
    assert {Queue.objects.get(id=queue.id).name, Plan.objects.get(id=plan.id).name} == {queue.name, plan.name}
