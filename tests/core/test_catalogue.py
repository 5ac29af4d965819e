"""The catalogue of translations, made of real files in a folder of the test's own."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

TEMPLATE = """{% load i18n %}<p title='an "odd" quote'>it's plain</p>
      {% translate "Call us" %}
   {% translate "May" context "month" %} {{ _("Filtered")|upper }}
 {% blocktranslate trimmed count n=calls %}
        {{ n }} call
     {% plural %}
        {{ n }} calls
 {% endblocktranslate %}
"""
CODE = """from django.utils.translation import gettext_lazy as _
TITLE = _("Hello %(name)s")
OTHER = _(TITLE)
SHARE = _("50% done")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "templates" / "public").mkdir(parents=True)
    (tmp_path / "templates" / "public" / "page.html").write_text(TEMPLATE)
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "words.py").write_text(CODE)
    return tmp_path


def po(project: Path) -> Path:
    return project / "locale" / "es" / "LC_MESSAGES" / "django.po"


def run(action: str, project: Path, **options: object) -> None:
    call_command("translations", action, root=project, verbosity=0, **options)


def translate(project: Path, english: str, spanish: str) -> None:
    text = po(project).read_text()
    assert f'msgid "{english}"\nmsgstr ""' in text
    po(project).write_text(text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{spanish}"'))


def translate_all(project: Path) -> None:
    run("update", project)
    translate(project, "Call us", "Llámenos")
    translate(project, "May", "Mayo")
    translate(project, "Filtered", "Filtrado")
    translate(project, "Hello %(name)s", "Hola, %(name)s")
    translate(project, "50% done", "50 % hecho")
    text = po(project).read_text().replace('msgstr[0] ""', 'msgstr[0] "%(n)s llamada"')
    po(project).write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s llamadas"'))


def test_update_finds_strings_of_code_and_templates(project):
    run("update", project)
    text = po(project).read_text()
    for string in ("Call us", "Filtered", "%(n)s call", "%(n)s calls", "Hello %(name)s"):
        assert f'"{string}"' in text
    assert 'msgctxt "month"' in text
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in text.replace('"\n"', "")


def test_update_twice_changes_nothing(project):
    translate_all(project)
    before = po(project).read_text()
    run("update", project)
    assert po(project).read_text() == before


def test_check_accepts_a_complete_catalogue(project):
    translate_all(project)
    run("check", project)


def test_check_lists_what_is_not_translated(project):
    run("update", project)
    with pytest.raises(CommandError, match=r"Not translated: 'Call us'"):
        run("check", project)


def test_check_lists_new_and_gone_strings(project):
    translate_all(project)
    (project / "core" / "words.py").write_text('from x import _\nTITLE = _("Brand new")\n')
    with pytest.raises(CommandError) as refusal:
        run("check", project)
    assert "Not in the catalogue, run `update`: 'Brand new'" in str(refusal.value)
    assert "No longer used, run `update`: 'Hello %(name)s'" in str(refusal.value)


def test_check_lists_obsolete_strings_and_prune_drops_them(project):
    translate_all(project)
    (project / "core" / "words.py").write_text("")
    run("update", project)
    with pytest.raises(CommandError, match="Set aside as obsolete: 'Hello"):
        run("check", project)
    run("update", project, prune=True)
    run("check", project)


def test_update_brings_back_a_translation_with_its_string(project):
    translate_all(project)
    (project / "core" / "words.py").write_text("")
    run("update", project)
    (project / "core" / "words.py").write_text(CODE)
    run("update", project)
    run("check", project)
    assert "Hola, %(name)s" in po(project).read_text()


@pytest.mark.parametrize("spanish", ["Hola", "Hola, %(nombre)s", "Hola, %(name)"])
def test_check_refuses_other_placeholders(project, spanish):
    translate_all(project)
    po(project).write_text(po(project).read_text().replace("Hola, %(name)s", spanish))
    with pytest.raises(CommandError, match="Hello"):
        run("check", project)


def test_check_refuses_a_fuzzy_translation(project):
    translate_all(project)
    text = po(project).read_text().replace('msgid "Call us"', '#, fuzzy\nmsgid "Call us"')
    po(project).write_text(text)
    with pytest.raises(CommandError, match="Marked fuzzy: 'Call us'"):
        run("check", project)


def test_check_refuses_a_missing_plural_form(project):
    translate_all(project)
    po(project).write_text(po(project).read_text().replace('msgstr[1] "%(n)s llamadas"\n', ""))
    with pytest.raises(CommandError, match="%\\(n\\)s call"):
        run("check", project)


def test_compile_makes_what_django_reads(project, settings):
    translate_all(project)
    run("compile", project)
    settings.LOCALE_PATHS = [project / "locale"]
    with translation.override("es"):
        assert gettext("Call us") == "Llámenos"
        assert pgettext("month", "May") == "Mayo"
        assert ngettext("%(n)s call", "%(n)s calls", 1) == "%(n)s llamada"
        assert ngettext("%(n)s call", "%(n)s calls", 1_000_000) == "%(n)s llamadas"


def test_update_names_a_file_it_cannot_read(project):
    (project / "core" / "words.py").write_text('x = _("unfinished\n')
    with pytest.raises(CommandError, match=r"words\.py"):
        run("update", project)
