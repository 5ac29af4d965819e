"""Practice mode and going live: nothing is sent to real people until somebody says so with a reason."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clinics.models import Clinic, Installation, Staff
from core import audit
from core.audit import Actor


class NotReadyError(Exception):
    """Going live was refused; `findings` are sentences that say what is missing."""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("This installation is not ready to go live.")
        self.findings = list(findings)


def is_practice_mode() -> bool:
    """Whether messages are composed and held. An installation that was never switched is in practice."""
    return not Installation.objects.filter(practice_mode=False).exists()


def go_live(*, reason: str, actor: Actor, now: datetime) -> None:
    """Let messages go to real people from now on; raises NotReadyError with every reason against it."""
    with transaction.atomic():
        installation = _locked_installation()
        findings = going_live_findings()
        if not reason.strip():
            findings.append("Say why: a reason is kept in the audit log.")
        if findings:
            raise NotReadyError(findings)
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


def going_live_findings() -> list[str]:
    """What stands between this installation and real messages, one sentence each."""
    findings = []
    if Staff.objects.filter(is_sample=True).exists() or Clinic.objects.filter(is_sample=True).exists():
        findings.append("Sample accounts and clinics exist. Remove them with: ./threshold manage seed_sample --clear")
    clinics = Clinic.objects.filter(is_sample=False)
    if not clinics.exists():
        findings.append("There is no clinic yet.")
    for clinic in clinics:
        findings += _clinic_findings(clinic)
    return findings


def _clinic_findings(clinic: Clinic) -> list[str]:
    findings = []
    if not clinic.on_call.filter(staff__is_active=True).exists() and not clinic.rota_shifts.filter(staff__is_active=True).exists():
        findings.append(f"{clinic.discreet_name}: nobody is on call, so nobody would be told of an emergency.")
    if clinic.crisis_text_approved_on is None:
        findings.append(f"{clinic.discreet_name}: the crisis texts have no approver and date.")
    if not clinic.phone_lines.filter(is_public=True).exists():
        findings.append(f"{clinic.discreet_name}: there is no public phone line.")
    if not clinic.staffed_periods.exists():
        findings.append(f"{clinic.discreet_name}: there are no staffed hours.")
    return findings


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
