"""Addresses of reports."""

from django.urls import path

from desk.views import reports

urlpatterns = [
    path("reports/", reports.show, name="reports"),
    path("reports/export/", reports.export, name="reports-export"),
]
