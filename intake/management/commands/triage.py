"""`manage triage`: what the crisis check makes of a text. Nothing is kept."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clinics.states import Language
from intake.channels.json_lines import answer_lines, lines_of, standard_input, text_of
from intake.domain.triaging import Triage, triage_words


class Command(BaseCommand):
    """Reads texts on standard input, one a line, and prints what each raises."""

    help = 'With --json: {"text", "language"} a line in, {"severity", "flags"} a line out. Without: plain texts, one a line.'
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--language` is for plain texts."""
        parser.add_argument("--json", action="store_true", help="read and print JSON lines")
        parser.add_argument("--language", choices=Language.values, default="en", help="of plain texts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer every line; exit with 1 when a line could not be read."""
        if not options["json"]:
            for text in lines_of(standard_input()):
                self.stdout.write(_sentence(triage_words(text=text, language=options["language"])))
            return
        if answer_lines(_answer, source=standard_input(), write=self.stdout.write):
            raise SystemExit(1)


def _answer(fields: dict[str, Any]) -> dict[str, Any]:
    text, language = text_of(fields, "text"), text_of(fields, "language", choices=tuple(Language.values))
    triage = triage_words(text=text, language=language)
    flags = [{"code": flag.code, "words": flag.words, "rule": flag.rule, "version": flag.version} for flag in triage.flags]
    return {"severity": triage.severity.word, "flags": flags}


def _sentence(triage: Triage) -> str:
    flags = "; ".join(f"{flag.code} (“{flag.words}”, {flag.rule} {flag.version})" for flag in triage.flags)
    return f"{triage.severity.word}: {flags}" if flags else triage.severity.word
