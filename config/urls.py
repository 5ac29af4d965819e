"""Every address, and the gate of each: an address that no room declares does not exist."""

from django.urls import include, path

import config.gates
import desk.gates
import followup.gates
import intake.gates
from config import health, security_txt
from core.gates import registry

urlpatterns = [
    path("healthz", health.show_process, name="healthz"),
    path("readyz", health.show_readiness, name="readyz"),
    path(".well-known/security.txt", security_txt.show_security_txt, name="security-txt"),
    path("desk/", include("desk.urls")),
    path("", include("followup.urls")),
    # Last: its addresses begin with the slug of a clinic.
    path("", include("intake.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

for room in (config.gates, desk.gates, intake.gates, followup.gates):
    registry.declare(room.GATES)
