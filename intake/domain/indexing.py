"""Indexing: the search tokens of people, written when a person changes and brought up to date for everybody at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from core.rows import new_row
from core.search import person_tokens
from core.sql import whole
from core.writing import Spread
from intake.models import ContactPoint, Person, SearchToken
from intake.states import ContactKind


def index_person(*, person: Person, now: datetime) -> None:
    """Write the search tokens of a person's name, numbers and addresses; running it again adds what is new."""
    tokens = _tokens_of(person, list(ContactPoint.objects.filter(person=person)))
    _add(person, tokens, now)


@whole
def sync_tokens(people: Sequence[Person], *, apply: bool) -> int:
    """How many of `people` have other tokens than they would get today; with `apply`, they get them.

    New tokens bear the time the person was written down, which is what "newest first" goes by. People added or changed
    at the same moment are locked out only for one batch.
    """
    ids = [person.id for person in people]
    if apply:
        people = list(Person.objects.select_for_update().filter(id__in=ids).prefetch_related("contact_points"))
    held: dict[UUID, set[str]] = defaultdict(set)
    for person_id, token in SearchToken.objects.filter(person__in=ids).values_list("person_id", "token"):
        held[person_id].add(token)
    stale = 0
    for person in people:
        wanted = _tokens_of(person, person.contact_points.all())
        if wanted != held[person.id]:
            stale += 1
            if apply:
                SearchToken.objects.filter(person=person, token__in=held[person.id] - wanted).delete()
                _add(person, wanted - held[person.id], person.created_at)
    return stale


def _tokens_of(person: Person, points: Iterable[ContactPoint]) -> set[str]:
    points = list(points)
    return person_tokens(
        clinic_id=person.clinic_id,
        name=person.name,
        phones=[point.value for point in points if point.kind == ContactKind.PHONE],
        emails=[point.value for point in points if point.kind == ContactKind.EMAIL],
    )


def tokens_of(*, person: Person, points: Iterable[ContactPoint], now: datetime) -> Spread:
    """The tokens of a person nobody has indexed before, not written yet."""
    row = new_row(SearchToken, clinic_id=person.clinic_id, person_id=person.id, created_at=now)
    return Spread(row, "token", sorted(_tokens_of(person, points)))


def _add(person: Person, tokens: set[str], at: datetime) -> None:
    SearchToken.objects.bulk_create(_rows_of(person, tokens, at), ignore_conflicts=True)


def _rows_of(person: Person, tokens: set[str], at: datetime) -> list[SearchToken]:
    return [SearchToken(clinic_id=person.clinic_id, token=token, person=person, created_at=at) for token in sorted(tokens)]
