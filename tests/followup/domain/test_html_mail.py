"""The HTML of a mail says what its text says, and calls on nobody."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from followup.domain.html_mail import html_of

OWN = "https://oak.example"


def words_of(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page.partition("<body")[2].partition(">")[2].replace("<br>\n", "\n")))


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_every_word_of_the_text_stands_on_the_page_and_none_becomes_markup(text: str) -> None:
    page = html_of(body=f"Hello <b>{text}</b>\n\n{text}")
    assert words_of(page).split() == f"Hello <b>{text}</b>\n\n{text}".split()
    assert set(re.findall(r"<([a-z0-9]+)[ >]", page.partition("<body")[2])) <= {"p", "br", "div"}


def test_only_our_own_address_is_a_link() -> None:
    page = html_of(body="See https://oak.example/a/b/.\nNot https://evil.example/x or https://oak.example.evil.test/", own_host=OWN)
    assert re.findall(r'href="([^"]+)"', page) == ["https://oak.example/a/b/"]
    assert "https://evil.example/x" in words_of(page)


def test_lines_and_paragraphs_stay_apart() -> None:
    assert "<p>One<br>\ntwo</p>\n<p>three</p>" in html_of(body="One\r\ntwo\r\n\r\n\r\nthree\r\n")


def test_it_has_no_image_no_colour_and_the_width_of_a_page_to_read() -> None:
    page = html_of(body="Hello", preview="We have it <3")
    assert not re.search(r"<img|<link|<script|src=|url\(|color:|background", page)
    assert ("font-size: 16px" in page, "max-width: 34rem" in page, 'content="light dark"' in page) == (True, True, True)
    assert "We have it &lt;3</div>" in page
