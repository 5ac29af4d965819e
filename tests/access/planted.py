"""Faults of the kind somebody makes on a tired day: a filter, a check or a condition is gone. The matrix must catch each.

`shows_at` is an address at which it shows, in pytest's words for `-k`: a quick run asks there only.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.fire.tree import PROJECT, Change, copy_tree

_OPEN = "test_an_address_opens_to_those_the_registry_names"
_VEILED = "test_a_restricted_row"


@dataclass(frozen=True)
class Fault:
    """One change of the product, and where the matrix sees it."""

    name: str
    change: Change
    shows_at: str


def _fault(name: str, file: str, old: str, new: str, shows_at: str, test: str = _OPEN) -> Fault:
    return Fault(name, Change(file, old, new), f"{test} and {shows_at}")


FAULTS = (
    _fault(
        "leads of every clinic",
        "intake/access.py",
        "return Lead.objects.filter(open_to(staff), clinic__in=clinics_visible_to(staff))",
        "return Lead.objects.filter(open_to(staff))",
        "lead-note",
    ),
    _fault(
        "tasks of every clinic",
        "intake/access.py",
        "ours = Task.objects.filter(~about_me, clinic__in=clinics_visible_to(staff))",
        "ours = Task.objects.filter(~about_me)",
        "task-claim",
    ),
    _fault(
        "queues of every clinic",
        "intake/access.py",
        "return Queue.objects.filter(clinic__in=clinics_visible_to(staff), is_active=True)",
        "return Queue.objects.filter(is_active=True)",
        "desk:queue",
    ),
    _fault(
        "settings of every clinic",
        "intake/access.py",
        "return Clinic.objects.filter(id__in=staff.clinics_with_role(*(roles or (Role.ADMIN,))) if staff.is_active else [])",
        "return Clinic.objects.all()",
        "settings-clinic",
    ),
    _fault(
        "restricted leads for everybody",
        "intake/access.py",
        "return Lead.objects.filter(open_to(staff), clinic__in=clinics_visible_to(staff))",
        "return Lead.objects.filter(clinic__in=clinics_visible_to(staff))",
        "lead-note",
        _VEILED,
    ),
    _fault(
        "restricted work for everybody",
        "intake/access.py",
        'return ours.filter(open_to(staff, "lead"), ~Q(kind__in=_LOOKS) | reviews)',
        "return ours.filter(~Q(kind__in=_LOOKS) | reviews)",
        "task-claim",
        _VEILED,
    ),
    _fault(
        "glass for anybody of the clinic, emergency or not",
        "intake/access.py",
        "return leads_hidden_from(staff).filter(Q(clinic__in=staff.clinics_with_role(Role.SUPERVISOR)) | Exists(emergency))",
        "return leads_hidden_from(staff)",
        "break-glass",
        _VEILED,
    ),
    _fault(
        "suggestions about anybody",
        "intake/domain/leading.py",
        ".get(id=maybe_same_id, person__in=seen, other__in=seen)",
        ".get(id=maybe_same_id)",
        "maybe-same",
    ),
    _fault(
        "colleagues of every clinic",
        "intake/domain/lead_file.py",
        "members = Staff.objects.filter(memberships__clinic=clinic_id, is_active=True)",
        "members = Staff.objects.filter(is_active=True)",
        "lead-owner",
    ),
    _fault(
        "contact points of anybody",
        "intake/domain/lead_file.py",
        "leads = leads_visible_to(staff).filter(contact_person__contact_points=contact_point_id)",
        "leads = Lead.objects.filter(contact_person__contact_points=contact_point_id)",
        "lead-safe-contact",
    ),
    _fault(
        "search without a fence",
        "intake/domain/finding.py",
        'leads = leads_visible_to(staff).select_related("clinic", "contact_person", "owner")',
        'leads = Lead.objects.select_related("clinic", "contact_person", "owner")',
        "desk:search",
    ),
    _fault(
        "files kept by a supervisor of anywhere",
        "records/access.py",
        "return files_visible_to(staff).filter(clinic__in=staff.clinics_with_role(Role.SUPERVISOR))",
        "return files_visible_to(staff)",
        "records-hold",
    ),
    _fault(
        "documents of anybody",
        "records/domain/disclosing.py",
        ".get(id=disclosure_id, person__in=people)",
        ".get(id=disclosure_id)",
        "records-document",
    ),
    _fault(
        "consents of anybody",
        "records/domain/queries.py",
        'return DisclosureConsent.objects.get(id=consent_id, person__in=files_visible_to(staff).values("id"))',
        "return DisclosureConsent.objects.get(id=consent_id)",
        "records-revoke",
    ),
    _fault(
        "who saw a lead of any clinic",
        "intake/domain/seen_by.py",
        "get(id=lead_id, clinic__in=clinics)",
        "get(id=lead_id)",
        "audit-who-saw",
    ),
    _fault(
        "readers who write",
        "desk/views/settings_base.py",
        '    if request.method == "POST" and not held & set(posters or writers):\n        raise PermissionDenied\n',
        "",
        "settings-hours",
    ),
    _fault(
        "lines of another clinic behind one's own address",
        "desk/views/settings_lines.py",
        "get_object_or_404(PhoneLine, id=line_id, clinic=page.clinic)",
        "get_object_or_404(PhoneLine, id=line_id)",
        "settings-line",
    ),
    _fault(
        "no roles",
        "core/middleware.py",
        'if gate.roles and not gate.roles & set(getattr(user, "role_names", ())):',
        "if False:",
        "desk:settings-pager",
    ),
    _fault(
        "no second factor",
        "core/middleware.py",
        "if ready is None or not ready(request):",
        "if False:",
        "lead-note",
    ),
    _fault(
        "any method",
        "core/middleware.py",
        "if request.method not in gate.allowed_methods:",
        "if False:",
        "task-claim",
    ),
    _fault(
        "OPTIONS that acts",
        "core/middleware.py",
        'return refusal or (_methods_of(gate) if request.method == "OPTIONS" else None)',
        "return refusal",
        "task-claim",
    ),
    _fault(
        "forms without a token",
        "core/middleware.py",
        "        return super().process_view(request, callback, callback_args, callback_kwargs)\n",
        "        return None\n",
        "lead-note",
        "test_a_form_without_its_token",
    ),
    _fault(
        "confirmations of another clinic",
        "intake/domain/receiving.py",
        "return Submission.objects.filter(clinic=clinic, external_key__in=keys, amends=None).first()",
        "return Submission.objects.filter(external_key__in=keys, amends=None).first()",
        "public:sent",
        "test_a_token_of_another_clinic",
    ),
    _fault(
        "a link that acts when it is opened",
        "followup/views/leaving.py",
        '    if page.request.method != "POST":\n        return _show(page, token)\n',
        "",
        "link:unsubscribe",
    ),
)
# What CI plants each time; `./threshold bench access --full` plants them all.
SAMPLE = ("leads of every clinic", "OPTIONS that acts")


@dataclass(frozen=True)
class Run:
    """What the matrix said of one copy of the tree."""

    passed: bool
    failed: bool
    words: str


def run_matrix(folder: Path, *, only: str = "", changes: tuple[Change, ...] = ()) -> Run:
    """Run the matrix, or a part of it, in a copy of the tree with these changes, until the first failure."""
    tree = copy_tree(folder / "tree", changes=changes)
    shutil.copy(PROJECT / "pyproject.toml", tree)
    # Tables straight from the models: to migrate takes longer than to ask the matrix, and changes nothing that it sees.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-migrations", "-p", "no:cacheprovider", "tests/access/test_matrix.py"]
    # The copy prepares a test run of its own, with its own keys and database.
    ours = ("PYTEST_", "DJANGO_", "THRESHOLD_", "DATABASE_", "KEYS_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        [*command, *(("-k", only) if only else ())],
        cwd=tree,
        env={**environment, "BENCH_FIRE": str(folder)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    # pytest's 1: a test failed. Everything else that is not 0 means that nothing was asked.
    has_failed = done.returncode == 1 and "FAILED tests/access" in done.stdout and "ERROR tests/access" not in done.stdout
    return Run(done.returncode == 0, has_failed, done.stdout[-2000:])
