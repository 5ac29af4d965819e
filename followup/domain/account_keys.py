"""Which messages of the outbox are about their reader's own account, and whether they still have something to say."""

from datetime import datetime
from uuid import UUID

from clinics.domain.inviting import works
from clinics.models import AccountLink, Staff
from core.ids import new_id
from followup.models import Message

_PREFIX = "account:"
_NOTE = "account_note:"


def account_key(link_id: UUID) -> str:
    """The dedupe key of the mail with this link."""
    return f"{_PREFIX}{link_id}"


def note_key() -> str:
    """The dedupe key of a mail that only tells: each is written once, in the transaction of what it tells of."""
    return f"{_NOTE}{new_id()}"


def is_account_mail(message: Message) -> bool:
    """Whether a message is about its reader's own account."""
    return message.staff_id is not None and message.dedupe_key.startswith((_PREFIX, _NOTE))


def still_counts(message: Message, *, now: datetime) -> bool:
    """Whether the mail's link was neither used nor replaced since it was written; one that only tells goes to whoever may sign in."""
    if message.dedupe_key.startswith(_NOTE):
        return Staff.objects.filter(alert_messages=message, is_active=True).exists()
    link = AccountLink.objects.select_related("staff").filter(id=message.dedupe_key.removeprefix(_PREFIX)).first()
    return link is not None and works(link, now=now)
