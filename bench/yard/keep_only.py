"""The product's web server with the second step left to the sweep: an inquiry is validated, sealed and committed, no more."""

from typing import Any

from config.wsgi import application
from intake.domain.receiving import Received, draft_key, keep_submission
from intake.views import sending

__all__ = ["application"]


def _keep(*, public_token: str, **arguments: Any) -> Received:
    arguments.pop("actor")
    kept = keep_submission(external_key=draft_key(public_token), public_token=public_token, **arguments)
    return Received(kept, None, is_amendment=False, token=public_token)


sending.receive_inquiry = _keep  # type: ignore[assignment]
