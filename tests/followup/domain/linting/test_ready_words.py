"""Everything we wrote ourselves passes our own checker: ready texts, pages to read, and the public pages."""

import re

import pytest
from django.utils import translation

from followup.domain.linting.marks import mark_remarks, words_remarks
from followup.domain.linting.messages import Setting, lint_message
from followup.domain.linting.pages import lint_page
from followup.domain.linting.readable import SENTENCE_MOST, read
from followup.domain.ready_pages import READY_PAGES
from followup.domain.ready_texts import READY_TEXTS
from tests.architecture.source import PROJECT

OAK = Setting("Oak Street", "Oak Street Recovery", ("en", "es"), "https://oak.example")
_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
_WORDS = re.compile(r"""{%\s*translate\s+"([^"]+)"|{%\s*translate\s+'([^']+)'""")
PUBLIC = sorted([*(PROJECT / "templates" / "public").glob("*.html"), *(PROJECT / "templates" / "followup").glob("*.html")])


def sentences_in(path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    blocks = [re.sub(r"{[{%].*?[%}]}", "", block) for block in _BLOCK.findall(text)]
    return [" ".join(found.split()) for found in [*blocks, *("".join(pair) for pair in _WORDS.findall(text))] if found.strip()]


@pytest.mark.parametrize("text", READY_TEXTS, ids=lambda text: text.code)
def test_every_ready_text_is_clear_of_remarks(text):
    setting = Setting(OAK.discreet_name, OAK.public_name, OAK.languages, OAK.own_host, text.variables, text.is_clinical)
    assert [remark for remark in lint_message(text.words, setting=setting) if remark.code != "clinical" or not text.is_clinical] == []


@pytest.mark.parametrize("page", READY_PAGES, ids=lambda page: page.key)
def test_every_ready_page_is_clear_of_remarks(page):
    assert lint_page(page.words, key=page.key, setting=OAK) == []


@pytest.mark.parametrize("page", READY_PAGES, ids=lambda page: page.key)
def test_every_ready_page_says_the_same_things_in_both_languages(page):
    shapes = [[line[:2] for line in words.body.splitlines() if line[:2] in {"##", "- "}] for words in page.words.values()]
    assert shapes[0] == shapes[1]
    numbers = [sorted(set(re.findall(r"\b(?:911|1-800-662-4357|\d+)\b", words.body)) - {"2"}) for words in page.words.values()]
    assert numbers[0] == numbers[1]


def test_the_pages_are_the_nine_that_were_asked_for():
    assert [page.key for page in READY_PAGES] == [
        *("how-it-works", "first-days", "two-ways", "when-to-call", "paying"),
        *("groups", "for-families", "in-an-emergency", "afterwards"),
    ]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.stem)
def test_no_public_page_hurts_promises_or_shouts(path):
    found = [
        (sentence, remark.code, remark.words)
        for sentence in sentences_in(path)
        for remark in (
            *words_remarks(sentence, variant="en", place="body", language="en"),
            *mark_remarks(sentence, variant="en", place="body"),
        )
    ]
    assert found == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_public_pages_are_plain_and_their_sentences_short(language):
    with translation.override(language):
        words = [translation.gettext(sentence) for path in PUBLIC for sentence in sentences_in(path)]
    reading = read("\n".join(words), language=language)
    assert reading.is_plain, reading.score
    assert reading.long_sentences == (), SENTENCE_MOST
