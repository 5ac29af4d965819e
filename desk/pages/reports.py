"""Reports as tables first, with a plot drawn here: zero-based bars, labels on the bars, words for what is hidden."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.models import Clinic, Staff
from clinics.states import Role
from desk.pages.audit import safe_cell
from followup.domain.reporting import reports
from followup.domain.reporting.counting import Share, Times, is_small
from followup.domain.reporting.reports import Period
from intake.states import Severity

READERS = (Role.SUPERVISOR.value, Role.CLINICIAN.value, Role.ADMIN.value)
_HOUR, _DAY = 60, 24 * 60


@dataclass(frozen=True)
class Bar:
    """One bar of a plot: what it is, its length in per cent (None: hidden) and the words at its end."""

    label: str
    percent: int | None
    words: str


@dataclass(frozen=True)
class Report:
    """One report: a table, and bars when a plot says it faster. `code` names it in files and links."""

    code: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[Bar, ...] = ()

    @property
    def plot_height(self) -> int:
        return len(self.bars) * 26 + 4


def readable_clinics(staff: Staff) -> list[Clinic]:
    """Clinics whose numbers this member of staff may read, by name."""
    ids = staff.clinics_with_role(*READERS) if staff.is_active else []
    return list(Clinic.objects.filter(id__in=ids).order_by("public_name", "id"))


def all_reports(period: Period, *, now: datetime) -> list[Report]:
    """Every report of the period, in the order of the page."""
    today = now.astimezone(ZoneInfo(period.clinic.time_zone)).date()
    return [
        _answered(period),
        _reply_rate(period),
        _flags(period),
        _silence(period),
        _retention(period, now),
        _doses(period, today),
    ]


def csv_of_reports(found: list[Report]) -> str:
    """All tables below one another, in cells no spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out)
    for report in found:
        writer.writerow([safe_cell(report.title)])
        writer.writerow([safe_cell(column) for column in report.columns])
        for row in report.rows:
            writer.writerow([safe_cell(cell) for cell in row])
        writer.writerow([])
    return out.getvalue()


def _answered(period: Period) -> Report:
    rows = reports.answered_in_time(period)
    return Report(
        code="answered",
        title=_("Inquiries answered in time"),
        note=_("First attempt within the time of its severity. Time to the first talk runs day and night."),
        columns=(_("Severity"), _("In time"), _("Share"), _("Half had talked within"), _("Nine in ten within")),
        rows=tuple((_severity(row.severity), *_share(row.in_time), *_times(row.times)) for row in rows),
    )


def _reply_rate(period: Period) -> Report:
    weeks = reports.reply_rate(period)
    total = reports.reply_total(period)
    named = [(date_format(monday, "SHORT_DATE_FORMAT"), share) for monday, share in weeks]
    return Report(
        code="replies",
        title=_("Check-ins answered"),
        note=_("By the week they were asked in, once their time to answer is over. By link or by phone counts alike."),
        columns=(_("Week from"), _("Answered"), _("Share")),
        rows=tuple((label, *_share(share)) for label, share in [*named, (_("All"), total)]),
        bars=_bars(named),
    )


def _flags(period: Period) -> Report:
    rows = reports.flag_to_person(period)
    return Report(
        code="flags",
        title=_("From a flag to a person"),
        note=_("From the answer or the silence that asked for a person to the first talk."),
        columns=(_("Severity"), _("Met by a person"), _("Share"), _("Half within"), _("Nine in ten within")),
        rows=tuple((_severity(row.severity), *_share(row.met), *_times(row.times)) for row in rows),
    )


def _silence(period: Period) -> Report:
    found = reports.silence(period)
    return Report(
        code="silence",
        title=_("Not heard from"),
        note=_("Nobody is dropped: what is open stays somebody's work."),
        columns=(_("Heard from again"), _("Share"), _("Half within"), _("Nine in ten within"), _("Open now")),
        rows=((*_share(found.resolved), *_times(found.times), _count(found.open_now, period.clinic.smallest_group)),),
    )


def _retention(period: Period, now: datetime) -> Report:
    found = reports.retention_by_week(period, now=now)
    named = [(ngettext("%(count)s week", "%(count)s weeks", weeks) % {"count": weeks}, share) for weeks, share in found]
    return Report(
        code="weeks",
        title=_("Still looked after, by week"),
        note=_("Of those who entered in these days and could have got so far."),
        columns=(_("After"), _("Still looked after"), _("Share")),
        rows=tuple((label, *_share(share)) for label, share in named),
        bars=_bars(named),
    )


def _doses(period: Period, today: date) -> Report:
    found = reports.retention_by_dose(period, today=today)
    named = [(_("Dose %(number)s") % {"number": number}, share) for number, share in found]
    return Report(
        code="doses",
        title=_("Still on the medicine, by dose"),
        note=_("Of those who began in these days and whose dose could have come."),
        columns=(_("Dose"), _("Given"), _("Share")),
        rows=tuple((label, *_share(share)) for label, share in named),
        bars=_bars(named),
    )


def _bars(named: list[tuple[str, Share]]) -> tuple[Bar, ...]:
    return tuple(Bar(label, share.percent, _percent(share)) for label, share in named)


def _share(share: Share) -> tuple[str, str]:
    if share.is_hidden:
        return _fewer(share.smallest), _percent(share)
    return _("%(part)s of %(whole)s") % {"part": share.part, "whole": share.whole}, _percent(share)


def _fewer(smallest: int) -> str:
    return _("too few: under %(count)s") % {"count": smallest}


def _percent(share: Share) -> str:
    return "–" if share.percent is None else _("%(count)s%%") % {"count": share.percent}


def _times(times: Times) -> tuple[str, str]:
    return _duration(times.median_minutes), _duration(times.most_minutes)


def _count(number: int, smallest: int) -> str:
    return _fewer(smallest) if is_small(number, smallest) else str(number)


def _duration(minutes: int | None) -> str:
    if minutes is None:
        return "–"
    if minutes < _HOUR:
        return _("%(count)s min") % {"count": minutes}
    if minutes < 2 * _DAY:
        return _("%(count)s h") % {"count": round(minutes / _HOUR)}
    return _("%(count)s days") % {"count": round(minutes / _DAY)}


def _severity(severity: Severity) -> str:
    return str(severity.label)
