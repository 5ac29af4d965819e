"""Who may open message texts and pages to read: admins write, clinicians approve, auditors look."""

from clinics.states import Role
from core.gates import Gate, staff

_ADMINS = (Role.ADMIN.value,)
_CLINICIANS = (Role.CLINICIAN.value,)
_READERS = (Role.ADMIN.value, Role.CLINICIAN.value, Role.AUDITOR.value)

GATES: dict[str, Gate] = {
    "desk:settings-texts": staff("GET", "POST", roles=_READERS),
    "desk:settings-text": staff("GET", roles=_READERS),
    "desk:settings-words": staff("GET", roles=_READERS),
    "desk:settings-words-edit": staff("GET", "POST", roles=_ADMINS),
    "desk:settings-words-person": staff("POST", roles=(*_ADMINS, *_CLINICIANS)),
    "desk:settings-words-approve": staff("POST", roles=_CLINICIANS),
    "desk:settings-words-publish": staff("POST", roles=_ADMINS),
    "desk:settings-words-ready": staff("POST", roles=_ADMINS),
    "desk:settings-words-discard": staff("POST", roles=_ADMINS),
    "desk:settings-words-test": staff("POST", roles=(*_ADMINS, *_CLINICIANS)),
    "desk:settings-pages": staff("GET", "POST", roles=_READERS),
    "desk:settings-page": staff("GET", roles=_READERS),
    "desk:settings-page-edit": staff("GET", "POST", roles=_ADMINS),
    "desk:settings-page-approve": staff("POST", roles=_CLINICIANS),
    "desk:settings-page-publish": staff("POST", roles=_ADMINS),
    "desk:settings-page-unpublish": staff("POST", roles=_ADMINS),
    "desk:settings-page-discard": staff("POST", roles=_ADMINS),
}
