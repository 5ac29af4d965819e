"""Which words of aftercare go out: the clinic's newest published version in exactly the person's language."""

from datetime import datetime

from clinics.models import Clinic
from followup.domain.ready_texts import publish_ready_texts
from followup.domain.texts import newest_published
from followup.models import TemplateVersion


def text_version(*, clinic: Clinic, code: str, language: str, is_private: bool, now: datetime) -> TemplateVersion:
    """The words to send. A clinic from before these texts came gets them as they come with the product."""
    found = newest_published(clinic_id=clinic.id, code=code, language=language, is_private=is_private)
    if found is None:
        publish_ready_texts(clinic=clinic, now=now)
        found = newest_published(clinic_id=clinic.id, code=code, language=language, is_private=is_private)
    if found is None:
        raise LookupError(f"There is no text {code} in {language}.")
    return found
