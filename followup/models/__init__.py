"""From "routed" to "still looked after a year later": texts, the outbox, and what must not be sent."""

from followup.models.deciding import UndecidedLead
from followup.models.outbox import Message, Suppression, UnsubscribeLink
from followup.models.texts import TemplateVersion
from followup.models.webhooks import WebhookDelivery

__all__ = ["Message", "Suppression", "TemplateVersion", "UndecidedLead", "UnsubscribeLink", "WebhookDelivery"]
