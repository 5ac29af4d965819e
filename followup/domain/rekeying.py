"""Rekeying: what each hash of this room would be under the current key, for `manage reencrypt` and `manage retire_keys`."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from core.hashing import keyed_hash, token_hashes
from core.rekeying import Step, Tally, move_matching, older_rows, rehash_rows, rows_in_batches
from followup.domain.calendar_links import LINK_PURPOSE as CALENDAR_PURPOSE
from followup.domain.calendar_links import calendar_token
from followup.domain.writing import LINK_PURPOSE
from followup.models import CalendarLink, Message, Suppression, UnsubscribeLink
from intake.domain.matching import value_hash_of
from intake.domain.same_value import hashes_of_value
from intake.models import ContactPoint
from intake.states import ContactKind


def _recipient_hash(message: Message) -> str | None:
    if not message.to_address:
        return None if message.to_hash else ""
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
        found |= move_matching(Suppression, column="address_hash", fresh=_fresh_by_hash(points), tally=tally, apply=apply)
    tally.seen = len(found)
    tally.unknown = older_rows(Suppression.objects.exclude(id__in=found), purpose="hashes").count()
    return tally


def _fresh_by_hash(points: Iterable[ContactPoint]) -> dict[str, str]:
    """Every hash of these points → their hash under the current key."""
    fresh: dict[str, str] = {}
    for point in (point for point in points if point.value):
        hashes = hashes_of_value(clinic_id=point.clinic_id, kind=point.kind, value=point.value)
        fresh |= dict.fromkeys(hashes, hashes[0])
    return fresh


def rehash_stop_links(*, apply: bool) -> Tally:
    """Links at the foot of messages, by the token that the message keeps; one without its message keeps its key."""
    tally = Tally("followup.UnsubscribeLink.token_hash")
    found: set[UUID] = set()
    for messages in rows_in_batches(Message.objects.all()):
        fresh: dict[str, str] = {}
        for token in (message.unsubscribe_token for message in messages if message.unsubscribe_token):
            hashes = token_hashes(purpose=LINK_PURPOSE, token=token)
            fresh |= dict.fromkeys(hashes, hashes[0])
        found |= move_matching(UnsubscribeLink, column="token_hash", fresh=fresh, tally=tally, apply=apply)
    return _seen_among(UnsubscribeLink.objects.all(), found, tally)


def rehash_calendar_links(*, apply: bool) -> Tally:
    """Links to calendar files, whose tokens follow from those of the stop links; only mails about an appointment have one."""
    tally = Tally("followup.CalendarLink.token_hash")
    found: set[UUID] = set()
    for messages in rows_in_batches(Message.objects.filter(occurrence__appointment__isnull=False)):
        fresh: dict[str, str] = {}
        for token in (message.unsubscribe_token for message in messages if message.unsubscribe_token):
            hashes = token_hashes(purpose=CALENDAR_PURPOSE, token=calendar_token(token))
            fresh |= dict.fromkeys(hashes, hashes[0])
        found |= move_matching(CalendarLink, column="token_hash", fresh=fresh, tally=tally, apply=apply)
    return _seen_among(CalendarLink.objects.all(), found, tally)


def _seen_among(links: QuerySet, found: set[UUID], tally: Tally) -> Tally:
    """Count those whose mail is still there, and of the others those that keep an older key in use."""
    tally.seen = len(found)
    older = older_rows(links, purpose="links").values_list("id", flat=True)
    tally.unknown = len(set(older.iterator()) - found)
    return tally


HASH_STEPS: dict[str, Step] = {
    "followup.Message.to_hash": rehash_recipients,
    "followup.Suppression.address_hash": rehash_suppressions,
}
LINK_STEPS: dict[str, Step] = {
    "followup.UnsubscribeLink.token_hash": rehash_stop_links,
    "followup.CalendarLink.token_hash": rehash_calendar_links,
}
