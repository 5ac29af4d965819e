"""Rekeying: what each hash of this room would be under the current key, for `manage reencrypt` and `manage retire_keys`."""

from uuid import UUID

from core.hashing import keyed_hash
from core.rekeying import Step, Tally, move_matching, older_rows, rehash_rows, rows_in_batches
from intake.domain.indexing import sync_tokens
from intake.domain.matching import value_hash_of
from intake.domain.never_contact import never_contact_hashes
from intake.domain.receiving import body_hashes_of
from intake.domain.same_value import hashes_of_value
from intake.models import Call, ContactPoint, Lead, NeverContact, Person, Submission, Task
from intake.states import ContactKind


def _point_hash(point: ContactPoint) -> str | None:
    return _erased(point.value_hash) if not point.value else value_hash_of(clinic_id=point.clinic_id, kind=point.kind, value=point.value)


def _call_hash(call: Call) -> str | None:
    return (
        _erased(call.number_hash) if not call.number else value_hash_of(clinic_id=call.clinic_id, kind=ContactKind.PHONE, value=call.number)
    )


def _erased(stored: str) -> str | None:
    """Nothing is the hash of nothing; a hash whose value is gone can't be made anew."""
    return None if stored else ""


def _code_hash(lead: Lead) -> str:
    return keyed_hash(clinic_id=lead.clinic_id, kind="lead.code", value=lead.code)


def _body_hash(submission: Submission) -> str:
    return body_hashes_of(clinic_id=submission.clinic_id, payload=submission.payload)[0]


def _task_hash(task: Task) -> str:
    """The number of the lead's contact person that the task was opened for; empty when they gave that number up.

    A task then stands alone instead of being one call with others, which is how a task without a number stands.
    """
    points = task.lead.contact_person.contact_points.all() if task.lead else []
    for point in points:
        hashes = hashes_of_value(clinic_id=task.clinic_id, kind=point.kind, value=point.value)
        if task.number_hash in hashes:
            return hashes[0]
    return ""


def rehash_points(*, apply: bool) -> Tally:
    return rehash_rows(ContactPoint.objects.all(), column="value_hash", wanted=_point_hash, apply=apply)


def rehash_calls(*, apply: bool) -> Tally:
    return rehash_rows(Call.objects.exclude(number_hash=""), column="number_hash", wanted=_call_hash, apply=apply)


def rehash_codes(*, apply: bool) -> Tally:
    return rehash_rows(Lead.objects.exclude(code_hash=""), column="code_hash", wanted=_code_hash, apply=apply)


def rehash_bodies(*, apply: bool) -> Tally:
    return rehash_rows(Submission.objects.all(), column="body_hash", wanted=_body_hash, apply=apply)


def rehash_tasks(*, apply: bool) -> Tally:
    tasks = Task.objects.exclude(number_hash="").select_related("lead__contact_person")
    rows = tasks.prefetch_related("lead__contact_person__contact_points")
    return rehash_rows(rows, column="number_hash", wanted=_task_hash, apply=apply)


def rehash_never_contact(*, apply: bool) -> Tally:
    """The do-not-contact list holds no value, so each row follows a contact point that has it.

    One whose value is on file no more (a person was erased) can't be moved: its key has to stay.
    """
    tally = Tally("intake.NeverContact.value_hash")
    found: set[UUID] = set()
    for points in rows_in_batches(ContactPoint.objects.all()):
        fresh: dict[str, str] = {}
        for point in points:
            hashes = never_contact_hashes(point)
            fresh |= dict.fromkeys(hashes, *hashes[:1])
        found |= move_matching(NeverContact, column="value_hash", fresh=fresh, tally=tally, apply=apply)
    tally.seen = len(found)
    tally.unknown = older_rows(NeverContact.objects.exclude(id__in=found), purpose="hashes").count()
    return tally


def reindex_people(*, apply: bool) -> Tally:
    """Give every person the search tokens they would get today, and take away the others."""
    tally = Tally("intake.SearchToken.token")
    for people in rows_in_batches(Person.objects.prefetch_related("contact_points")):
        tally.seen += len(people)
        tally.stale += sync_tokens(people, apply=apply)
    return tally


# By the column each step looks after; a test compares the names with the columns there are.
STEPS: dict[str, Step] = {
    "intake.ContactPoint.value_hash": rehash_points,
    "intake.Call.number_hash": rehash_calls,
    "intake.Lead.code_hash": rehash_codes,
    "intake.Submission.body_hash": rehash_bodies,
    "intake.Task.number_hash": rehash_tasks,
    "intake.NeverContact.value_hash": rehash_never_contact,
    "intake.SearchToken.token": reindex_people,
}
