"""Addresses of people's records: ids only."""

from django.urls import path

from desk.views import records, records_keeping, settings_retention

urlpatterns = [
    path("people/<uuid:person_id>/records/", records.show_records, name="records"),
    path("people/<uuid:person_id>/records/consent/", records.add_consent, name="records-consent"),
    path("disclosure-consents/<uuid:consent_id>/revoke/", records.take_consent_back, name="records-revoke"),
    path("people/<uuid:person_id>/records/disclose/", records.make_disclosure, name="records-disclose"),
    path("disclosures/<uuid:disclosure_id>/document/", records.show_document, name="records-document"),
    path("people/<uuid:person_id>/records/export/", records_keeping.export, name="records-export"),
    path("people/<uuid:person_id>/records/hold/", records_keeping.hold, name="records-hold"),
    path("people/<uuid:person_id>/records/erase/", records_keeping.erase, name="records-erase"),
    path("people/<uuid:person_id>/records/contact-again/", records_keeping.allow_contact, name="records-contact-again"),
    path("settings/<slug:slug>/retention/", settings_retention.retention, name="settings-retention"),
]
