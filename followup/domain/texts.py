"""Which words go out: the newest published version of a text in exactly this language, or none."""

from uuid import UUID

from followup.domain.permitting import PRIVATE_SUFFIX
from followup.domain.variables import places_in
from followup.models import TemplateVersion


def newest_published(*, clinic_id: UUID, code: str, language: str, is_private: bool) -> TemplateVersion | None:
    """The words to send; None when there are none in this language, which never falls back to another.

    `is_private` asks for the words for a mailbox that somebody else may see; there is no falling back there either.
    """
    kept_as = code + (PRIVATE_SUFFIX if is_private else "")
    versions = TemplateVersion.objects.filter(clinic_id=clinic_id, code=kept_as, language=language)
    return versions.order_by("-version").first()


def places_of_text(*, clinic_id: UUID, code: str) -> list[str]:
    """The places of the newest words of a text, in whichever language and for whichever mailbox, each once."""
    versions = TemplateVersion.objects.filter(clinic_id=clinic_id, code__in=[code, code + PRIVATE_SUFFIX]).order_by("version")
    newest = {(version.code, version.language): version for version in versions}
    return places_in(*(text for version in newest.values() for text in (version.subject, version.body)))
