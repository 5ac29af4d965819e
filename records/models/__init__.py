"""A person's file as a whole: written consents, disclosures, legal holds, erasures, retention, restored backups."""

from records.models.consents import ConsentRevocation, Disclosure, DisclosureConsent
from records.models.keeping import Erasure, LegalHold, Restoration, RetentionRule

__all__ = [
    "ConsentRevocation",
    "Disclosure",
    "DisclosureConsent",
    "Erasure",
    "LegalHold",
    "Restoration",
    "RetentionRule",
]
