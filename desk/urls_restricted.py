"""Addresses of restricted inquiries: ids only."""

from django.urls import path

from desk.views import restricted

urlpatterns = [
    path("restricted/", restricted.show_restricted, name="restricted"),
    path("restricted/openings/<uuid:glass_id>/", restricted.review, name="glass-review"),
    path("leads/<uuid:lead_id>/restrict/", restricted.restrict, name="lead-restrict"),
    path("leads/<uuid:lead_id>/restrict/lift/", restricted.lift, name="lead-restrict-lift"),
    path("leads/<uuid:lead_id>/open/", restricted.open_restricted, name="break-glass"),
]
