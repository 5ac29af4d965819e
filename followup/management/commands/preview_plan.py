"""`manage preview_plan`: what a plan would do for a made-up person, one line a step. Nothing is kept."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinics.states import Language
from followup.domain.finding_plans import PlanNotFoundError, find_plan
from followup.domain.plan_previewing import Foreseen, Sample
from followup.domain.rehearsing_plans import preview_found
from followup.domain.timing import to_utc
from followup.states import Anchor


class Command(BaseCommand):
    """Rehearses a plan's newest published version."""

    help = (
        "What a plan would do for somebody who gets in at --start: one line a step. With --json one object a line: "
        '{"step", "due_local", "due_utc", "action", "outcome", "reason"}; outcome is send, task, moved or skipped.'
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which plan, for whom."""
        parser.add_argument("plan", help="the plan's code, like new-inquiry")
        parser.add_argument("--start", required=True, help="when they get in, like 2026-11-17T10:00 in their zone")
        parser.add_argument("--zone", required=True, help="where they live, like America/New_York")
        parser.add_argument("--language", default="en", choices=list(Language.values))
        parser.add_argument("--clinic", default="", help="slug of the clinic, when several have this plan")
        parser.add_argument("--appointment", default="", help="when their appointment is; a week after the start when left out")
        parser.add_argument("--json", action="store_true", help="print JSON lines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every step."""
        zone = _zone(options["zone"])
        anchors = {Anchor.APPOINTMENT.value: _moment(options["appointment"], zone)} if options["appointment"] else {}
        sample = Sample(start=_moment(options["start"], zone), zone=zone, anchors=anchors)
        try:
            found = find_plan(code=options["plan"], clinic_slug=options["clinic"])
        except PlanNotFoundError as error:
            raise CommandError(str(error)) from None
        for one in preview_found(found=found, sample=sample, language=options["language"]):
            self.stdout.write(json.dumps(one.as_dict()) if options["json"] else _line(one))


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise CommandError("There is no such time zone. Give one like America/New_York.")
    return ZoneInfo(name)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """A time with an offset as it is, one without on the clock of the zone."""
    try:
        at = datetime.fromisoformat(text)
        return to_utc(at, zone) if at.tzinfo is None else at
    except (ValueError, OverflowError):
        raise CommandError("This is not a time in ISO 8601, like 2026-11-17T10:00.") from None


def _line(one: Foreseen) -> str:
    return f"{one.due_local}  {one.outcome:8} {one.action:6} {one.step}  {one.explanation}".rstrip()
