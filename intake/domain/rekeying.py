"""Rekeying: what each hash of this room would be under the current key, for `manage reencrypt` and `manage retire_keys`."""

from core.hashing import keyed_hash
from core.rekeying import Step, Tally, rehash_rows, rows_in_batches
from intake.domain.indexing import sync_tokens
from intake.domain.matching import value_hash_of
from intake.domain.receiving import body_hashes_of
from intake.domain.same_value import hashes_of_value
from intake.models import Call, ContactPoint, Lead, Person, Submission, Task
from intake.states import ContactKind


def _point_hash(point: ContactPoint) -> str:
    return value_hash_of(clinic_id=point.clinic_id, kind=point.kind, value=point.value)


def _call_hash(call: Call) -> str:
    return value_hash_of(clinic_id=call.clinic_id, kind=ContactKind.PHONE, value=call.number)


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
    "intake.SearchToken.token": reindex_people,
}
