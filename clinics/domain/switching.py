"""Practice mode and going live: nothing is sent to real people until somebody says so with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinics.models import Clinic, Installation, Staff
from clinics.states import Role
from core import audit
from core.audit import Actor
from core.commands import command
from core.compiled import compiled


class Lack(StrEnum):
    """What may be missing; screens lead to where each is mended."""

    SAMPLE = "sample"
    CLINIC = "clinic"
    ON_CALL = "on_call"
    CRISIS_TEXT = "crisis_text"
    PUBLIC_LINE = "public_line"
    HOURS = "hours"
    REASON = "reason"


@dataclass(frozen=True)
class Gap:
    """One thing that stands between this installation and real messages, of one clinic or of all."""

    lack: Lack
    sentence: str
    clinic: Clinic | None = None


class NotReadyError(Exception):
    """Going live was refused; `gaps` say what is missing."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__("This installation is not ready to go live.")
        self.gaps = list(gaps)


def is_practice_mode() -> bool:
    """Whether messages are composed and held. An installation that was never switched is in practice."""
    return not _switched()


@compiled()
def _switched() -> Any:
    return Installation.objects.filter(practice_mode=False).values_list("id")[:1]


def go_live(*, reason: str, actor: Actor, now: datetime) -> None:
    """Let messages go to real people from now on; raises NotReadyError with every reason against it."""
    with transaction.atomic():
        installation = _locked_installation()
        gaps = going_live_gaps()
        if not reason.strip():
            gaps.append(Gap(Lack.REASON, _("Say why: a reason is kept in the audit log.")))
        if gaps:
            raise NotReadyError(gaps)
        installation.practice_mode = False
        installation.went_live_at = now
        installation.save(update_fields=["practice_mode", "went_live_at"])
        _record("installation.went_live", reason, actor, now)


def return_to_practice(*, reason: str, actor: Actor, now: datetime) -> None:
    """Hold every message again, at once."""
    with transaction.atomic():
        installation = _locked_installation()
        installation.practice_mode = True
        installation.save(update_fields=["practice_mode"])
        _record("installation.practice_mode", reason, actor, now)


def runs_every_clinic(staff: Staff) -> bool:
    """Whether somebody is an admin of every clinic: going live is for all of them at once."""
    theirs = [clinic_id for clinic_id, roles in staff.roles_by_clinic.items() if Role.ADMIN in roles]
    return not Clinic.objects.exclude(id__in=theirs).exists()


def going_live_gaps() -> list[Gap]:
    """What stands between this installation and real messages."""
    gaps = []
    if Staff.objects.filter(is_sample=True).exists() or Clinic.objects.filter(is_sample=True).exists():
        sentence = _("Sample accounts and clinics exist. Remove them with: %(command)s") % {"command": command("seed_sample --clear")}
        gaps.append(Gap(Lack.SAMPLE, sentence))
    clinics = Clinic.objects.filter(is_sample=False).order_by("discreet_name", "id")
    if not clinics.exists():
        gaps.append(Gap(Lack.CLINIC, _("There is no clinic for real people yet.")))
    return gaps + [gap for clinic in clinics for gap in _gaps_of(clinic)]


def _gaps_of(clinic: Clinic) -> list[Gap]:
    name, gaps = {"clinic": clinic.discreet_name}, []
    if not clinic.on_call.filter(staff__is_active=True).exists() and not clinic.rota_shifts.filter(staff__is_active=True).exists():
        gaps.append(Gap(Lack.ON_CALL, _("%(clinic)s: nobody is on call, so nobody would be told of an emergency.") % name, clinic))
    if clinic.crisis_text_approved_on is None:
        gaps.append(Gap(Lack.CRISIS_TEXT, _("%(clinic)s: the crisis texts have no approver and date.") % name, clinic))
    if not clinic.phone_lines.filter(is_public=True).exists():
        gaps.append(Gap(Lack.PUBLIC_LINE, _("%(clinic)s: there is no public phone line.") % name, clinic))
    if not clinic.staffed_periods.exists():
        gaps.append(Gap(Lack.HOURS, _("%(clinic)s: there are no staffed hours.") % name, clinic))
    return gaps


def _locked_installation() -> Installation:
    Installation.objects.get_or_create(id=1)
    return Installation.objects.select_for_update().get(id=1)


def _record(action: str, reason: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        object_type="installation",
        object_id=None,
        clinic_id=None,
        now=now,
        reason=reason,
    )
