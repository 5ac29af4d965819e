"""Which messages of the outbox carry a link to somebody's own account, and whether that link still does anything."""

from datetime import datetime
from uuid import UUID

from clinics.domain.inviting import works
from clinics.models import AccountLink
from followup.models import Message

_PREFIX = "account:"


def account_key(link_id: UUID) -> str:
    """The dedupe key of the mail with this link."""
    return f"{_PREFIX}{link_id}"


def is_account_mail(message: Message) -> bool:
    """Whether a message is about its reader's own account."""
    return message.staff_id is not None and message.dedupe_key.startswith(_PREFIX)


def link_still_works(message: Message, *, now: datetime) -> bool:
    """Whether the mail's link was neither used nor replaced since it was written."""
    link = AccountLink.objects.select_related("staff").filter(id=message.dedupe_key.removeprefix(_PREFIX)).first()
    return link is not None and works(link, now=now)
