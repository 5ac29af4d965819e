import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment


def read(**variables: str) -> Environment:
    return Environment(variables)


def test_a_value_is_read_without_the_spaces_around_it():
    assert read(NAME=" value ").text("NAME") == "value"


def test_a_missing_value_is_named():
    with pytest.raises(ImproperlyConfigured, match="NAME is not set"):
        read().text("NAME")


def test_an_empty_value_counts_as_missing():
    assert read(NAME="  ").text("NAME", default="usual") == "usual"


def test_a_file_may_hold_the_value(tmp_path):
    (tmp_path / "secret").write_text("from the file\n", encoding="utf-8")
    assert read(NAME_FILE=str(tmp_path / "secret"), NAME="not this").text("NAME") == "from the file"


def test_a_file_that_is_not_there_is_named_by_its_variable(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="NAME_FILE names a file that can't be read"):
        read(NAME_FILE=str(tmp_path / "none")).text("NAME")


@pytest.mark.parametrize(("text", "value"), [("true", True), ("False", False), ("TRUE", True)])
def test_true_and_false_in_any_case(text: str, value: bool):
    assert read(NAME=text).boolean("NAME", default=not value) is value


@pytest.mark.parametrize("text", ["1", "yes", "on", "tru"])
def test_nothing_else_is_true_or_false(text: str):
    with pytest.raises(ImproperlyConfigured, match="NAME must be 'true' or 'false'"):
        read(NAME=text).boolean("NAME", default=False)


@pytest.mark.parametrize(("text", "value"), [("-5", -5), ("0", 0), ("7", 7)])
def test_a_number_within_its_limits(text: str, value: int):
    assert read(NAME=text).number("NAME", default=1, least=-5, most=7) == value


@pytest.mark.parametrize("text", ["8", "-6", "five", "1.5", "٣", "--3", "-", "1" * 5000])
def test_a_wrong_number_says_its_limits(text: str):
    with pytest.raises(ImproperlyConfigured, match="NAME must be a whole number from -5 to 7"):
        read(NAME=text).number("NAME", default=1, least=-5, most=7)


def test_a_wrong_choice_lists_the_legal_ones():
    with pytest.raises(ImproperlyConfigured, match="NAME must be one of: a, b"):
        read(NAME="c").choice("NAME", default="a", choices=("a", "b"))


def test_a_site_loses_the_slash_at_its_end():
    assert read(NAME="https://desk.clinic.example:8443/").site_url("NAME") == "https://desk.clinic.example:8443"


@pytest.mark.parametrize(
    "text",
    [
        "desk.clinic.example",
        "ftp://desk.clinic.example",
        "https:///",
        "https://desk.clinic.example/path",
        "https://a?b=c",
        "https://a#b",
        "https://user:secret@a",
        "https://a:port",
        "https://a b",
    ],
)
def test_a_wrong_site_is_refused_and_not_repeated(text: str):
    with pytest.raises(ImproperlyConfigured, match="NAME must be an address like") as caught:
        read(NAME=text).site_url("NAME")
    assert text not in str(caught.value)


def test_a_wrong_scheme_lists_the_legal_ones_and_keeps_the_secret():
    with pytest.raises(ImproperlyConfigured, match="NAME must start with one of: redis://, rediss://") as caught:
        read(NAME="http://:hunter2@host").url("NAME", schemes=("redis", "rediss"))
    assert "hunter2" not in str(caught.value)


def test_an_address_may_be_left_out():
    assert read().url("NAME", schemes=("redis",), default="") == ""
