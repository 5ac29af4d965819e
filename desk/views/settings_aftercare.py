"""How a clinic looks after people, and which clinician stands behind its questions."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinics.models import Clinic
from clinics.states import Role
from core import clock
from core.standing import OutdatedError
from desk.edges import staff_of
from desk.forms.settings_aftercare import AftercareRulesForm
from desk.forms.standing import FormOver
from desk.views.settings_base import open_page
from followup.domain.aftercare.instruments import approve_instrument, instruments_of, read_questions
from followup.domain.aftercare.rhythm import BadRhythmError, read_stages
from followup.domain.aftercare.rules import BadRulesError, rules_of_clinic, set_rules
from followup.models import InstrumentVersion


def aftercare(request: HttpRequest, slug: str) -> HttpResponse:
    """Rhythm, reminders, silence, questions."""
    page, now = open_page(request, slug, "settings-aftercare"), clock.now()
    versions = instruments_of(clinic=page.clinic, now=now)
    over = FormOver(lambda: AftercareRulesForm(page.posted, versions=versions, initial=_standing_rules(page.clinic)))
    form = over.form
    if page.is_post and form.is_valid():
        common: dict[str, Any] = {"actor": page.actor, "now": now, "still_stands": over.still_stands}
        try:
            set_rules(clinic=page.clinic, values=form.values(), enters=form.cleaned_data["enters"], **common)
        except OutdatedError:
            form = over.outdated()
        except BadRhythmError:
            form.add_error("until_1", _("Each stage must end later than the one before it."))
        except BadRulesError:
            form.add_error("missed_after_days", _("This must come after the reminder."))
        else:
            messages.success(request, _("Saved. Check-ins that are planned already keep their day."))
            return redirect("desk:settings-aftercare", slug)
    shown = [(version, read_questions(version.content).items) for version in versions]
    return page.show("aftercare.html", form=form, versions=shown)


def _standing_rules(clinic: Clinic) -> dict[str, Any]:
    rules = rules_of_clinic(clinic)
    return AftercareRulesForm.initial_of(rules, read_stages(rules.rhythm))


def approve(request: HttpRequest, slug: str) -> HttpResponse:
    """A clinician stands behind the words of one version."""
    page, now = open_page(request, slug, "settings-aftercare", posters=(Role.CLINICIAN, Role.ADMIN)), clock.now()
    if not page.may_approve:
        raise Http404
    today = now.astimezone(ZoneInfo(page.clinic.time_zone)).date()
    try:
        version_id = UUID(request.POST.get("version", ""))
        approve_instrument(clinic=page.clinic, version_id=version_id, staff=staff_of(request), on=today, now=now)
    except (InstrumentVersion.DoesNotExist, ValueError):
        raise Http404 from None
    messages.success(request, _("Approved with your name and the day."))
    return redirect("desk:settings-aftercare", slug)
