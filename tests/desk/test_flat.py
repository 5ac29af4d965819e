"""Flat templates and addresses for rows that a page repeats."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import clear_script_prefix, reverse, set_script_prefix
from django.utils.safestring import SafeString

from desk.addresses import page_address, page_url
from desk.flat import FlatTemplate


def test_values_are_escaped_and_what_is_drawn_already_is_not() -> None:
    template = FlatTemplate('<p class="{{ css }}">{{ words }}</p>\n')
    row = SimpleNamespace(css='a"b', words=SafeString("<b>1 & 2</b>"))

    assert template.draw(row) == '<p class="a&quot;b"><b>1 & 2</b></p>'
    assert isinstance(template.draw(row), SafeString)


def test_one_place_is_enough() -> None:
    assert FlatTemplate("<p>{{ words }}</p>").draw(SimpleNamespace(words="<")) == "<p>&lt;</p>"


@pytest.mark.parametrize("source", ["{% if x %}{{ x }}{% endif %}", "{{ x|upper }}", "{{x}} {{ y }}"])
def test_anything_but_places_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="nothing else"):
        FlatTemplate(source)


@pytest.mark.parametrize("name", ["desk:lead", "desk:task", "desk:task-claim", "desk:task-release", "desk:queue"])
def test_addresses_are_those_of_reverse(name: str) -> None:
    for _again in range(2):
        row_id = uuid4()
        assert page_url(name, row_id) == page_address(name).format(row_id) == reverse(name, args=[row_id])


def test_addresses_under_a_prefix_with_braces_are_those_of_reverse() -> None:
    set_script_prefix("/{a}/")
    try:
        row_id = uuid4()
        assert page_url("desk:lead", row_id) == reverse("desk:lead", args=[row_id])
    finally:
        clear_script_prefix()
