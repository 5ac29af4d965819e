"""One sample to a clinic's pager service, posted while the admin waits: its answer is what they want to see."""

import json
from datetime import datetime
from uuid import uuid4

from clinics.models import PagerWebhook
from core import audit
from core.audit import Actor
from followup.channels.pager import HttpPager
from followup.domain.paging import SIGNATURE_HEADER, PagerAnswer, sign

EVENT = "alert.test"


def send_sample(pager: PagerWebhook, *, now: datetime) -> PagerAnswer:
    """Post `alert.test`, signed like an alert. Sent in practice mode too: it is how the address gets tried before going live."""
    content = {"id": str(uuid4()), "event": EVENT, "clinic": pager.clinic.slug, "raised_at": now.isoformat()}
    body = json.dumps(content, separators=(",", ":")).encode()
    signature = sign(secret=pager.secret, timestamp=int(now.timestamp()), body=body)
    return HttpPager().post(pager.url, body, {"Content-Type": "application/json", SIGNATURE_HEADER: signature})


def record_sample(pager: PagerWebhook, *, actor: Actor, now: datetime) -> None:
    """Note in the audit log that somebody sent a sample."""
    audit.record(
        actor=actor,
        action="pager.sample_sent",
        object_type="pager",
        object_id=pager.id,
        clinic_id=pager.clinic_id,
        now=now,
    )
