from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from clinics.models import PagerWebhook
from core.models import AuditEntry
from followup.models import Message, WebhookDelivery
from intake.domain.calling import CallDraft, log_call
from intake.domain.drafting import open_draft
from intake.domain.leading import add_note, move_lead
from intake.models import Call, Lead, Note, Person, PublicDraft, PublicLink, StaffDraft, Submission, Task
from records.domain.holding import is_erased, lift_hold, place_hold
from records.domain.retaining import ENDINGS, TooShortError, days_of, end_overdue, overdue, set_days
from records.models import RetentionRule
from records.states import Kept
from tests.factories import NOW, make_clinic, make_staff
from tests.records.builders import make_keeper, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_person()


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def close(person: Person) -> None:
    lead, dana = Lead.objects.get(contact_person=person), make_staff(person.clinic)
    move_lead(lead_id=lead.id, to="not_now", staff=dana, reason="They said so", now=NOW)
    # Closing ends no emergency: that takes its own word.
    Task.objects.filter(lead=lead, state="open").update(state="done", outcome="safe", done_by=dana, done_at=NOW)


def log_wrong_number(person: Person) -> None:
    staff = make_staff(person.clinic)
    draft = CallDraft(clinic=person.clinic, idempotency_key="w", direction="in", started_at=NOW, not_a_lead="wrong_number")
    log_call(draft=draft, staff=staff, now=NOW)


def finish_messages(person: Person) -> None:
    Message.objects.filter(person=person).update(state="sent", sent_at=NOW, why_not="")


def post_to_pager(person: Person) -> None:
    pager = PagerWebhook.objects.create(clinic=person.clinic, url="https://pager.example", secret="s", created_at=NOW)
    task = Task.objects.filter(lead__contact_person=person).first()
    WebhookDelivery.objects.create(
        clinic=person.clinic, webhook=pager, task=task, event="e", dedupe_key="d", state="delivered", due_at=NOW, created_at=NOW
    )


def begin_form(person: Person) -> None:
    open_draft(clinic=person.clinic, token="t", language="en", answers={"own_words": "x"}, now=NOW)


def nothing(person: Person) -> None:
    """The builder made it."""


# Each kind: how it comes to be, and how many are left.
CASES: dict[str, tuple[Callable[[Person], None], Callable[[Person], int]]] = {
    Kept.PUBLIC_DRAFTS: (begin_form, lambda _person: PublicDraft.objects.count()),
    Kept.PUBLIC_LINKS: (nothing, lambda _person: PublicLink.objects.count()),
    Kept.STAFF_DRAFTS: (nothing, lambda _person: StaffDraft.objects.count()),
    Kept.OTHER_CALLS: (log_wrong_number, lambda _person: Call.objects.filter(lead=None).count()),
    Kept.RAW_PAYLOADS: (nothing, lambda person: sum(bool(row.payload) for row in Submission.objects.filter(lead__contact_person=person))),
    Kept.MESSAGE_BODIES: (finish_messages, lambda person: sum(bool(row.body) for row in Message.objects.filter(person=person))),
    Kept.WEBHOOK_DELIVERIES: (post_to_pager, lambda _person: WebhookDelivery.objects.count()),
    Kept.CLOSED_LEADS: (close, lambda person: int(not is_erased(person))),
}


def test_every_kind_has_an_ending_and_a_case():
    assert set(ENDINGS) == set(Kept) == set(CASES)


@pytest.mark.parametrize("kind", CASES)
def test_it_is_kept_until_its_day_and_then_ends(person, kind):
    make, left = CASES[kind]
    make(person)
    # A link of a day counts from its end, an unsent form from its last touch.
    day = ENDINGS[kind].days + (1 if kind == Kept.PUBLIC_LINKS else 0)

    end_overdue(now=days(day - 0.1))
    assert left(person) == 1

    ended = end_overdue(now=days(day + 0.1))
    assert left(person) == 0
    assert (kind, 1) in {(one.kind, one.count) for one in ended}
    assert AuditEntry.objects.filter(action="retention.ended", clinic_id=person.clinic_id).exists()


@pytest.mark.parametrize("kind", [Kept.STAFF_DRAFTS, Kept.RAW_PAYLOADS, Kept.MESSAGE_BODIES, Kept.CLOSED_LEADS])
def test_a_legal_hold_stops_it_until_it_is_lifted(person, kind):
    make, left = CASES[kind]
    make(person)
    keeper = make_keeper(person.clinic)
    place_hold(person=person, reason="A court asks", staff=keeper, now=NOW)

    end_overdue(now=days(4000))
    assert left(person) == 1

    lift_hold(person=person, reason="Over", staff=keeper, now=days(1))
    end_overdue(now=days(4000))
    assert left(person) == 0


def test_a_rehearsal_counts_and_changes_nothing(person):
    close(person)
    found = {one.kind: one.count for one in overdue(now=days(4000))}

    assert found[Kept.RAW_PAYLOADS] == found[Kept.CLOSED_LEADS] == found[Kept.STAFF_DRAFTS] == 1
    assert not is_erased(person)
    assert StaffDraft.objects.count() == 1


def test_somebody_with_an_open_inquiry_stays(person):
    end_overdue(now=days(4000))
    assert not is_erased(person)


def test_somebody_heard_of_since_stays(person):
    close(person)
    lead = Lead.objects.get(contact_person=person)
    add_note(lead_id=lead.id, staff=make_staff(person.clinic), text="They rang", now=days(2000))

    end_overdue(now=days(2300))

    assert not is_erased(person)
    assert {note.text for note in Note.objects.filter(lead=lead)} >= {"They rang"}


def test_somebody_cared_for_in_an_open_inquiry_of_another_stays(person):
    close(person)
    mother = make_person(person.clinic, phone="(202) 555-0177", email="m@example.org")
    Lead.objects.filter(contact_person=mother).update(care_person=person)

    end_overdue(now=days(4000))

    assert not is_erased(person)


def test_a_clinic_sets_its_own_days_for_itself_alone(person):
    admin = make_staff(person.clinic, roles=("admin",))
    set_days(clinic=person.clinic, kind=Kept.RAW_PAYLOADS, days=10, staff=admin, now=NOW)
    elsewhere = make_person(make_clinic())

    end_overdue(now=days(11))

    assert CASES[Kept.RAW_PAYLOADS][1](person) == 0
    assert CASES[Kept.RAW_PAYLOADS][1](elsewhere) == 1


@pytest.mark.parametrize("wrong", [0, 364, 36_501])
def test_too_short_and_too_long_are_refused(person, wrong):
    with pytest.raises(TooShortError):
        set_days(clinic=person.clinic, kind=Kept.CLOSED_LEADS, days=wrong, staff=make_staff(person.clinic), now=NOW)
    assert days_of(person.clinic, Kept.CLOSED_LEADS) == 2190


def test_saving_the_same_days_leaves_no_trace(person):
    set_days(clinic=person.clinic, kind=Kept.CLOSED_LEADS, days=2190, staff=make_staff(person.clinic), now=NOW)
    assert not RetentionRule.objects.exists()
    assert not AuditEntry.objects.filter(action="retention.changed").exists()


def test_drafts_of_somebody_in_two_clinics_stay_as_long_as_the_longer_says(person):
    elsewhere = make_clinic()
    dana = StaffDraft.objects.get().staff
    dana.memberships.create(clinic=elsewhere, role="staff")
    set_days(clinic=elsewhere, kind=Kept.STAFF_DRAFTS, days=60, staff=dana, now=NOW)

    end_overdue(now=days(40))
    assert StaffDraft.objects.count() == 1

    end_overdue(now=days(61))
    assert StaffDraft.objects.count() == 0


def test_an_arrival_that_waits_for_a_person_keeps_its_words(person):
    Submission.objects.filter(lead__contact_person=person).update(state="needs_human")
    Task.objects.filter(lead__contact_person=person).update(submission=Submission.objects.get().id)

    end_overdue(now=days(100))

    assert CASES[Kept.RAW_PAYLOADS][1](person) == 1


def test_many_end_in_batches(person):
    StaffDraft.objects.all().delete()
    dana = make_staff(person.clinic)
    for number in range(450):
        StaffDraft.objects.create(staff=dana, key=f"call:{number}", body={}, saved_at=NOW)

    [ended] = [one for one in end_overdue(now=days(40), batches=2) if one.kind == Kept.STAFF_DRAFTS]

    assert ended.count == 400
    assert StaffDraft.objects.count() == 50
