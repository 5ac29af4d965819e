"""Rekeying: what each hash of this room would be under the current key, for `manage reencrypt` and `manage retire_keys`."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from core.hashing import keyed_hash, token_hashes
from core.keys import keyring
from core.rekeying import Step, Tally, rehash_rows, replace_hash, rows_in_batches
from followup.domain.writing import LINK_PURPOSE
from followup.models import Message, Suppression, UnsubscribeLink
from intake.domain.matching import value_hash_of
from intake.domain.same_value import hashes_of_value
from intake.models import ContactPoint
from intake.states import ContactKind


def _recipient_hash(message: Message) -> str:
    if message.staff_id is not None:
        return keyed_hash(clinic_id=None, kind="staff.email", value=message.to_address.casefold())
    return value_hash_of(clinic_id=message.clinic_id, kind=ContactKind.EMAIL, value=message.to_address)


def rehash_recipients(*, apply: bool) -> Tally:
    return rehash_rows(Message.objects.all(), column="to_hash", wanted=_recipient_hash, apply=apply)


def rehash_suppressions(*, apply: bool) -> Tally:
    """Suppressions hold no address, so each follows the contact point that has it.

    One whose address is on file no more (somebody was erased and must still not be written to) can't be moved: its key
    has to stay, and it is counted as unknown.
    """
    tally = Tally("followup.Suppression.address_hash")
    found: set[UUID] = set()
    for points in rows_in_batches(ContactPoint.objects.filter(kind=ContactKind.EMAIL)):
        fresh = _fresh_by_hash(points)
        for row in Suppression.objects.filter(address_hash__in=fresh):
            found.add(row.id)
            if fresh[row.address_hash] != row.address_hash:
                tally.stale += 1
                # One address stopped twice, under each key: the newer row says it all.
                if apply and not replace_hash(row, "address_hash", fresh[row.address_hash]):
                    row.delete()
    tally.seen = len(found)
    tally.unknown = _older("hashes", Suppression.objects.exclude(id__in=found)).count()
    return tally


def _fresh_by_hash(points: Iterable[ContactPoint]) -> dict[str, str]:
    """Every hash of these points → their hash under the current key."""
    fresh: dict[str, str] = {}
    for point in points:
        hashes = hashes_of_value(clinic_id=point.clinic_id, kind=point.kind, value=point.value)
        fresh |= dict.fromkeys(hashes, hashes[0])
    return fresh


def rehash_stop_links(*, apply: bool) -> Tally:
    """Links at the foot of messages, by the token that the message keeps; one without its message keeps its key."""
    tally = Tally("followup.UnsubscribeLink.token_hash")
    known_older = 0
    for messages in rows_in_batches(Message.objects.all()):
        fresh: dict[str, str] = {}
        for message in messages:
            if message.unsubscribe_token:
                hashes = token_hashes(purpose=LINK_PURPOSE, token=message.unsubscribe_token)
                fresh |= dict.fromkeys(hashes, hashes[0])
        links = UnsubscribeLink.objects.filter(token_hash__in=fresh)
        known_older += _older("links", links).count()
        for link in links:
            tally.seen += 1
            if fresh[link.token_hash] != link.token_hash:
                tally.stale += 1
                if apply:
                    replace_hash(link, "token_hash", fresh[link.token_hash])
    tally.unknown = max(0, _older("links", UnsubscribeLink.objects.all()).count() - known_older)
    return tally


def _older(purpose: str, rows: QuerySet) -> QuerySet:
    """Those of `rows` that were written before the current key was used."""
    since = keyring().purpose(purpose).since
    return rows.filter(Q() if since is None else Q(created_at__lt=since))


HASH_STEPS: dict[str, Step] = {
    "followup.Message.to_hash": rehash_recipients,
    "followup.Suppression.address_hash": rehash_suppressions,
}
LINK_STEPS: dict[str, Step] = {"followup.UnsubscribeLink.token_hash": rehash_stop_links}
