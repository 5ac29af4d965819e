"""A person's records in words."""

from intake.domain.consenting import WORDINGS
from intake.models import ContactConsent


def wording_of(consent: ContactConsent) -> str:
    """The very words that were shown, in the language they were shown in; the code when nobody knows them any more."""
    words = WORDINGS.get(consent.wording, {})
    return words.get(consent.language) or words.get("en") or consent.wording
