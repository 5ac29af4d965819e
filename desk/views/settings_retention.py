"""How long a clinic keeps each kind of data."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import clock
from core.standing import OutdatedError
from desk.edges import staff_of
from desk.forms.settings_retention import RetentionForm
from desk.forms.standing import FormOver
from desk.views.settings_base import open_page
from records.domain.retaining import WouldEndError, days_of_all, set_all_days


def retention(request: HttpRequest, slug: str) -> HttpResponse:
    """One number of days for each kind."""
    page = open_page(request, slug, "settings-retention")
    over = FormOver(lambda: RetentionForm(page.posted, initial=days_of_all(page.clinic)))
    form = over.form
    if page.is_post and form.is_valid():
        now = clock.now()
        try:
            common: dict[str, Any] = {"staff": staff_of(request), "now": now, "still_stands": over.still_stands}
            set_all_days(clinic=page.clinic, days=form.cleaned_data, may_end=form.may_end, **common)
        except OutdatedError:
            form = over.outdated()
        except WouldEndError as error:
            form.ask_about(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:settings-retention", slug)
    return page.show("retention.html", form=form)
