"""How long a clinic keeps each kind of data."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import clock
from desk.edges import staff_of
from desk.forms.settings_retention import RetentionForm
from desk.views.settings_base import open_page
from records.domain.retaining import days_of_all, set_days


def retention(request: HttpRequest, slug: str) -> HttpResponse:
    """One number of days for each kind."""
    page = open_page(request, slug, "settings-retention")
    form = RetentionForm(page.posted, initial=days_of_all(page.clinic))
    if page.is_post and form.is_valid():
        for kind, days in form.cleaned_data.items():
            set_days(clinic=page.clinic, kind=kind, days=days, staff=staff_of(request), now=clock.now())
        messages.success(request, _("Saved."))
        return redirect("desk:settings-retention", slug)
    return page.show("retention.html", form=form)
