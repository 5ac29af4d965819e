"""`manage route`: where a clinic's published rules would send an inquiry. Nothing is kept."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinics.models import Clinic
from clinics.states import Language
from intake.channels.json_lines import BadLineError, answer_lines, standard_input, text_of
from intake.domain.routing import RoutingFacts, current_rulebook, rehearse
from intake.models import Rulebook
from intake.states import Channel, Severity

_SEVERITIES = {severity.word: severity for severity in Severity}


class Command(BaseCommand):
    """Rehearses the rules in force on made-up facts."""

    help = (
        'With --json: {"clinic", "channel", "language", "severity", "at"} a line in, '
        '{"queue", "severity", "due_at", "rule", "version", "sentence"} a line out.'
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """JSON lines are the only way in."""
        parser.add_argument("--json", action="store_true", help="read and print JSON lines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer every line; exit with 1 when a line could not be answered."""
        if not options["json"]:
            raise CommandError("Say --json and give one JSON object a line on standard input.")
        if answer_lines(_answer, source=standard_input(), write=self.stdout.write):
            raise SystemExit(1)


def _answer(fields: dict[str, Any]) -> dict[str, Any]:
    clinic = Clinic.objects.filter(slug=text_of(fields, "clinic")).first()
    if clinic is None:
        raise BadLineError("There is no clinic with this slug.")
    severity = _SEVERITIES[text_of(fields, "severity", choices=tuple(_SEVERITIES))]
    language = text_of(fields, "language", choices=tuple(Language.values))
    facts = RoutingFacts(severity, language, text_of(fields, "channel", choices=tuple(Channel.values)))
    return _rehearsed(clinic, facts, _moment(text_of(fields, "at")))


def _rehearsed(clinic: Clinic, facts: RoutingFacts, at: datetime) -> dict[str, Any]:
    try:
        rulebook = current_rulebook(clinic)
    except Rulebook.DoesNotExist:
        raise BadLineError("This clinic has no published rules.") from None
    found = rehearse(clinic=clinic, rulebook=rulebook, facts=facts, at=at)
    return {
        "queue": found["choice"].queue_code,
        "severity": facts.severity.word,
        "due_at": found["due_at"].astimezone(UTC).isoformat(),
        "rule": found["choice"].rule_code,
        "version": rulebook.version,
        "sentence": found["sentence"],
    }


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise BadLineError('"at" needs an offset or Z, like 2026-11-17T10:00:00-05:00.')
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadLineError):
            raise
        raise BadLineError('"at" is not a time in ISO 8601.') from None
