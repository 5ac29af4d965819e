"""`manage lint_texts`: what the checker says of every text and page, or of words typed in."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clinics.states import Language
from followup.domain.linting.everything import lint_everything
from followup.domain.linting.messages import Setting, lint_message
from followup.domain.wording import Words
from intake.channels.json_lines import answer_lines, standard_input, text_of


class Command(BaseCommand):
    """Nothing is changed."""

    help = (
        "With --json: one object a remark. With --stdin: {language, subject, preview, body} a line in, {findings} a line out. "
        "Exit 1 when something stops publishing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--stdin` checks words that stand nowhere yet."""
        parser.add_argument("--json", action="store_true", help="print JSON lines")
        parser.add_argument("--stdin", action="store_true", help="read JSON lines of words to check")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every remark."""
        if options["stdin"]:
            if answer_lines(_answer, source=standard_input(), write=self.stdout.write):
                raise SystemExit(1)
            return
        found = list(lint_everything())
        for one in found:
            fields = one.as_dict()
            mark = "must change" if one.remark.is_blocking else "look again"
            where = f"{one.clinic or 'ready'} {one.kind} {one.code} {one.remark.variant} {one.remark.place}"
            self.stdout.write(json.dumps(fields, ensure_ascii=False) if options["json"] else f"{mark}: {where}: {one.remark.sentence}")
        self.stderr.write(f"{len(found)} remarks.")
        if any(one.remark.is_blocking for one in found):
            raise SystemExit(1)


def _answer(fields: dict[str, Any]) -> dict[str, Any]:
    language = text_of(fields, "language", choices=tuple(Language.values))
    words = Words(text_of(fields, "subject"), text_of(fields, "body"), str(fields.get("preview", "")))
    setting = Setting("Oak Street", "Oak Street", (), "https://example.org", variables=())
    return {"findings": [remark.as_dict() for remark in lint_message({language: words}, setting=setting)]}
