"""Addresses of settings and of the health page; desk.urls puts them in its namespace."""

from django.urls import path

from desk.views import (
    going_live,
    health,
    plans,
    settings_clinic,
    settings_hours,
    settings_lines,
    settings_queues,
    settings_rota,
    settings_rules,
)

urlpatterns = [
    path("health/", health.page, name="health-page"),
    path("me/", settings_clinic.preferences, name="preferences"),
    path("settings/", settings_clinic.index, name="settings"),
    path("settings/going-live/", going_live.show, name="going-live"),
    path("settings/going-live/practice/", going_live.back, name="going-live-back"),
    path("settings/<slug:slug>/clinic/", settings_clinic.clinic, name="settings-clinic"),
    path("settings/<slug:slug>/hours/", settings_hours.hours, name="settings-hours"),
    path("settings/<slug:slug>/holidays/", settings_hours.holidays, name="settings-holidays"),
    path(
        "settings/<slug:slug>/holidays/<uuid:holiday_id>/remove/",
        settings_hours.holiday_remove,
        name="settings-holiday-remove",
    ),
    path("settings/<slug:slug>/lines/", settings_lines.lines, name="settings-lines"),
    path("settings/<slug:slug>/lines/<uuid:line_id>/", settings_lines.line, name="settings-line"),
    path("settings/<slug:slug>/lines/<uuid:line_id>/remove/", settings_lines.line_remove, name="settings-line-remove"),
    path("settings/<slug:slug>/on-call/", settings_lines.on_call, name="settings-on-call"),
    path("settings/<slug:slug>/rota/", settings_rota.rota, name="settings-rota"),
    path("settings/<slug:slug>/rota/shifts/<uuid:shift_id>/remove/", settings_rota.shift_remove, name="settings-rota-shift-remove"),
    path("settings/<slug:slug>/rota/covers/<uuid:cover_id>/remove/", settings_rota.cover_remove, name="settings-rota-cover-remove"),
    path("settings/<slug:slug>/pager/", settings_lines.pager, name="settings-pager"),
    path("settings/<slug:slug>/pager/stop/", settings_lines.pager_stop, name="settings-pager-stop"),
    path("settings/<slug:slug>/pager/sample/", settings_lines.pager_sample, name="settings-pager-sample"),
    path("settings/<slug:slug>/queues/", settings_queues.queues, name="settings-queues"),
    path("settings/<slug:slug>/queues/<uuid:queue_id>/", settings_queues.queue, name="settings-queue"),
    path("settings/<slug:slug>/plans/", plans.plans, name="settings-plans"),
    path("settings/<slug:slug>/plans/<slug:code>/", plans.plan, name="settings-plan"),
    path("settings/<slug:slug>/plans/<slug:code>/steps/", plans.edit, name="settings-plan-edit"),
    path("settings/<slug:slug>/plans/<slug:code>/mode/", plans.mode, name="settings-plan-mode"),
    path("settings/<slug:slug>/plans/<slug:code>/preview/", plans.preview, name="settings-plan-preview"),
    path("settings/<slug:slug>/rules/", settings_rules.rules, name="settings-rules"),
    path("settings/<slug:slug>/rules/edit/", settings_rules.edit, name="settings-rules-edit"),
    path("settings/<slug:slug>/rules/check/", settings_rules.check, name="settings-rules-check"),
    path("settings/<slug:slug>/rules/discard/", settings_rules.discard, name="settings-rules-discard"),
    path("settings/<slug:slug>/rules/<int:number>/", settings_rules.version, name="settings-rules-version"),
]
