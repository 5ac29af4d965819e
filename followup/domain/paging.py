"""Paging: `alert.raised` is posted, signed, to the clinic's pager service, and tried again for a day.

The same event may arrive twice with the same id, for instance when an answer was lost; a pager service tells them apart.
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db.models import F

from clinics.domain.switching import is_practice_mode
from core.doorbell import ring
from core.sql import has_lapsed, lease_until, whole
from followup.domain.letters import task_url
from followup.models import WebhookDelivery
from intake.models import Task
from intake.states import TaskState

EVENT = "alert.raised"
SIGNATURE_HEADER = "Threshold-Signature"
GIVE_UP_AFTER = timedelta(hours=24)
# Longer than the channel may take for one post.
LEASE_SECONDS = 30
_TAKEN = 2  # 2xx
_WAITS = (10, 30, 60, 120, 300, 600, 1800, 3600)


@dataclass(frozen=True)
class PagerAnswer:
    """The HTTP status, or 0 with the class of the error when there was none."""

    status: int
    error: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the service said that it has the event."""
        return self.status // 100 == _TAKEN

    @property
    def code(self) -> str:
        """What is kept: the status or the class of the error, never a body."""
        return str(self.status) if self.status else self.error[:40]


class Pager(Protocol):
    """A channel that posts to one address within LEASE_SECONDS and never raises."""

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> PagerAnswer:
        """Post it."""
        ...


def page_task(*, task: Task, now: datetime) -> int:
    """Write one delivery per active pager of the task's clinic, once per task; how many are new."""
    held = is_practice_mode()
    pagers = list(task.clinic.pager_webhooks.filter(is_active=True))
    for pager in pagers:
        WebhookDelivery.objects.get_or_create(
            dedupe_key=f"{EVENT}:{task.id}:{pager.id}",
            defaults={
                "clinic_id": task.clinic_id,
                "webhook": pager,
                "task": task,
                "event": EVENT,
                "state": "held" if held else "pending",
                "due_at": now,
                "created_at": now,
            },
        )
    if pagers:
        ring("followup.page")
    return len(pagers)


def page_due(*, pager: Pager, now: datetime, limit: int = 20) -> int:
    """Post what is due, up to `limit` deliveries; how many were taken by the service."""
    _free_lapsed()
    due = WebhookDelivery.objects.filter(state="pending", due_at__lte=now).order_by("due_at", "id")
    return sum(_page_one(found, pager, now) for found in list(due.values_list("id", flat=True)[:limit]))


def _page_one(delivery_id: UUID, pager: Pager, now: datetime) -> bool:
    token = uuid.uuid4()
    claimed = WebhookDelivery.objects.filter(id=delivery_id, state="pending").update(
        state="sending", claim_token=token, claimed_until=lease_until(LEASE_SECONDS), tries=F("tries") + 1
    )
    if not claimed:
        return False
    delivery = WebhookDelivery.objects.select_related("webhook", "task", "clinic").get(id=delivery_id)
    stop = _reason_to_stop(delivery)
    if stop:
        _settle(delivery, token, state=stop[0], result=stop[1])
        return False
    answer = pager.post(delivery.webhook.url, *_post_of(delivery, now))
    _settle(delivery, token, **_settlement(delivery, answer, now))
    return answer.is_taken


def _reason_to_stop(delivery: WebhookDelivery) -> tuple[str, str] | None:
    """The state and result of a delivery that must not be posted at this moment."""
    if is_practice_mode():
        return "held", "practice_mode"
    if not delivery.webhook.is_active:
        return "failed", "pager_switched_off"
    task = delivery.task
    if task.state != TaskState.OPEN or task.acknowledged_at is not None:
        return "failed", "acknowledged_first"
    return None


def _post_of(delivery: WebhookDelivery, now: datetime) -> tuple[bytes, dict[str, str]]:
    """Body and headers. The body holds ids and a link that opens for signed-in staff only."""
    body = json.dumps(payload_of(delivery), separators=(",", ":")).encode()
    signature = sign(secret=delivery.webhook.secret, timestamp=int(now.timestamp()), body=body)
    return body, {"Content-Type": "application/json", SIGNATURE_HEADER: signature}


def payload_of(delivery: WebhookDelivery) -> dict[str, Any]:
    """What is posted. `alert` is the same for everything about one emergency; `id` is the same for every try."""
    return {
        "id": str(delivery.id),
        "event": delivery.event,
        "alert": str(delivery.task_id),
        "clinic": delivery.clinic.slug,
        "severity": "emergency",
        "raised_at": delivery.created_at.isoformat(),
        "url": task_url(delivery.task_id),
    }


def sign(*, secret: str, timestamp: int, body: bytes) -> str:
    """The signature header: HMAC-SHA-256 with the pager's secret over "<timestamp>.<body>"."""
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={mac}"


def _settlement(delivery: WebhookDelivery, answer: PagerAnswer, now: datetime) -> dict[str, Any]:
    if answer.is_taken:
        return {"state": "delivered", "result": answer.code, "delivered_at": now}
    next_try = now + timedelta(seconds=_WAITS[min(delivery.tries, len(_WAITS)) - 1])
    if next_try >= delivery.created_at + GIVE_UP_AFTER:
        return {"state": "failed", "result": answer.code}
    return {"state": "pending", "result": answer.code, "due_at": next_try}


def _settle(delivery: WebhookDelivery, token: UUID, **changes: Any) -> None:
    mine = WebhookDelivery.objects.filter(id=delivery.id, state="sending", claim_token=token)
    mine.update(claim_token=None, claimed_until=None, **changes)


@whole
def _free_lapsed() -> None:
    lapsed = WebhookDelivery.objects.filter(state="sending", **has_lapsed("claimed_until"))
    lapsed.update(state="pending", claim_token=None, claimed_until=None)
