"""`manage translations update|compile|check`: keep the Spanish catalogue complete, without GNU gettext."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import catalogue

LOCALES = ("es",)


class Command(BaseCommand):
    help = (
        "update: take the strings of code and templates into locale/*/LC_MESSAGES/django.po, keeping translations. "
        "compile: make the .mo files. check: fail when a string is missing, stale, fuzzy or has other placeholders."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("update", "compile", "check"))
        parser.add_argument("--prune", action="store_true", help="with update: drop translations nothing uses any more")
        parser.add_argument("--root", type=Path, default=Path(settings.BASE_DIR), help="the project's folder")

    def handle(self, *args: Any, **options: Any) -> None:
        root: Path = options["root"]
        try:
            for locale in LOCALES:
                path = root / "locale" / locale / "LC_MESSAGES" / "django.po"
                getattr(self, f"_{options['action']}")(root, path, locale, options)
        except catalogue.ExtractionError as error:
            raise CommandError(f"This file can't be read for its strings: {error}") from error

    def _update(self, root: Path, path: Path, locale: str, options: dict[str, Any]) -> None:
        known = catalogue.load(path, locale)
        catalogue.update(known, catalogue.extract(root))
        if options["prune"]:
            known.obsolete.clear()
        catalogue.save(known, path)
        missing = sum(1 for message in known if message.id and not all(catalogue.forms(message.string)))
        self._say(f"{locale}: {len(known)} strings, {missing} without a translation, {len(known.obsolete)} set aside.", options)

    def _compile(self, root: Path, path: Path, locale: str, options: dict[str, Any]) -> None:
        known = catalogue.load(path, locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.compile_to(known, path.with_suffix(".mo"))
        self._say(f"{locale}: compiled {len(known)} strings.", options)

    def _check(self, root: Path, path: Path, locale: str, options: dict[str, Any]) -> None:
        found = catalogue.problems(catalogue.load(path, locale), catalogue.extract(root))
        if found:
            raise CommandError(f"{locale}: {len(found)} problems\n" + "\n".join(found))
        self._say(f"{locale}: complete.", options)

    def _say(self, sentence: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stderr.write(sentence)
