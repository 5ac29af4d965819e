"""One spelling for numbers, addresses and names; and nothing a stranger types makes it fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contact import format_phone, last_four, name_words, normalise_email, normalise_phone


@pytest.mark.parametrize(
    "raw",
    [
        "2025550123",
        "202-555-0123",
        "(202) 555-0123",
        "202.555.0123",
        "202/555/0123",
        "1 202 555 0123",
        "+1 (202) 555-0123",
        "001 202 555 0123 ".replace("001", "+1"),
        "202-555-0123 ext. 44",
        "202-555-0123 x44",
        "tel: 202 555 0123",
        "\u200b202\u00a0555\u20110123",
        "\uff12\uff10\uff12\uff15\uff15\uff15\uff10\uff11\uff12\uff13",
    ],
)
def test_every_spelling_is_one_number(raw):
    assert normalise_phone(raw) == "+12025550123"


@pytest.mark.parametrize("raw", ["", None, "   ", "12", "988", "555-0123", "000-000-0000", "call me", "@", "1" * 5000, "+", "\x00"])
def test_what_can_not_ring_is_no_number(raw):
    assert normalise_phone(raw) is None


def test_the_region_is_for_numbers_without_country_code():
    assert normalise_phone("55 1234 5678", region="MX") == "+525512345678"
    assert normalise_phone("+52 55 1234 5678", region="US") == "+525512345678"
    assert normalise_phone("2025550123", region="no such region") is None


def test_numbers_are_shown_as_people_write_them():
    assert format_phone("+12025550123") == "(202) 555-0123"
    assert format_phone("+525512345678") == "+52 55 1234 5678"
    assert format_phone("not a number") == "not a number"
    assert last_four("+12025550123") == "0123"
    assert last_four("+1") == "1"
    assert last_four("") == ""


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Bob@Example.org", "bob@example.org"),
        ("  bob@example.org\n", "bob@example.org"),
        ("first.last+tag@sub.example.org", "first.last+tag@sub.example.org"),
        ("bob@Bücher.example", "bob@xn--bcher-kva.example"),
        ("o'hara@example.org", "o'hara@example.org"),
    ],
)
def test_addresses_get_one_spelling(raw, expected):
    assert normalise_email(raw) == expected
    assert normalise_email(expected) == expected


@pytest.mark.parametrize(
    "raw",
    [
        None, "", "bob", "bob@", "@example.org", "bob@example", "bob@@example.org", "a@b@example.org", "bób@example.org",
        "bob@exa mple.org", "bob example@example.org", "bob@example.org\nBcc: x@y.org", "bob\r\n@example.org",
        "bob\x00@example.org", "bob@example.org\x00", "bob@-example.org", "bob@example..org", ".bob@example.org",
        "bob.@example.org", "b..b@example.org", "bob@127.0.0.1", "bob@[127.0.0.1]", '"bob"@example.org',
        "bob@example.org,x@y.org", "bob@example.org;", "<bob@example.org>", "a" * 65 + "@example.org",
        "bob@" + "a" * 64 + ".org", "bob@" + "a.b." * 70 + "org", "bob@\ud800.org", "İ@example.org", "bob@example.org.",
    ],
)  # fmt: skip
def test_what_mail_could_not_reach_is_no_address(raw):
    assert normalise_email(raw) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("María José Núñez", ["maria", "jose", "nunez"]),
        ("Núñez-O’Hara", ["nunez", "o", "hara"]),
        ("MULLER, Müller", ["muller", "muller"]),
        ("Straße Łukasz Øystein", ["strasse", "lukasz", "oystein"]),
        ("De la Cruz, 3rd", ["de", "la", "cruz", "rd"]),
        ("Анна Ёлкина", ["анна", "елкина"]),
        ("محمد", ["محمد"]),
        ("김 민준", ["김", "민준"]),
        ("", []),
        (None, []),
        ("123 !?", []),
    ],
)
def test_names_become_words(name, words):
    assert name_words(name) == words


def test_composed_and_decomposed_accents_are_one_word():
    assert name_words("Jose\u0301") == name_words("Jos\u00e9") == ["jose"]


@given(st.text(alphabet=st.characters(), max_size=80))
def test_nothing_ever_raises(text):
    number, address = normalise_phone(text), normalise_email(text)
    assert number is None or (normalise_phone(number) == number and number.startswith("+"))
    assert address is None or normalise_email(address) == address
    assert all(name_words(word) == [word] for word in name_words(text))
    assert isinstance(format_phone(text), str)


@given(st.text(alphabet="0123456789+()-./ ;=extphon,*#w", max_size=40))
def test_nothing_that_looks_like_a_number_ever_raises(text):
    number = normalise_phone(text)
    assert number is None or normalise_phone(format_phone(number)) == number
