"""Addresses of the audit: ids only."""

from django.urls import path

from desk.views import audit

urlpatterns = [
    path("audit/", audit.show_audit, name="audit"),
    path("audit/export/", audit.export_audit, name="audit-export"),
    path("audit/inquiries/<uuid:lead_id>/", audit.show_who_saw, name="audit-who-saw"),
]
