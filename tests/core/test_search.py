"""One box to find a person: name, number in any spelling, last four digits or address."""

from uuid import UUID

import pytest

from core.search import person_tokens, query_tokens

pytestmark = pytest.mark.usefixtures("keys_file")
ONE, TWO = UUID(int=1), UUID(int=2)
MARIA = {"name": "María Núñez-O'Hara", "phones": ["(202) 555-0123"], "emails": ["Maria@Example.org"]}


def finds(text: str, clinic: UUID = ONE, person: dict[str, object] = MARIA) -> bool:
    tokens = person_tokens(clinic_id=ONE, **person)
    groups = query_tokens(clinic_id=clinic, text=text)
    return bool(groups) and all(tokens & set(group) for group in groups)


@pytest.mark.parametrize(
    "text",
    [
        "maria", "MARÍA", "nunez", "Núñez", "hara maria", "o'hara", "202-555-0123", "+1 202 555 0123", "0123",
        "maria 0123", "Maria (202) 555-0123", "2025550123 núñez", "555-0123", "maria@example.org", "MARIA@EXAMPLE.ORG nunez",
        "  maria  ", "maria, nunez",
    ],
)  # fmt: skip
def test_a_person_is_found_by(text):
    assert finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "?!", "mari", "juan", "maria juan", "0124", "maria 0124", "123", "3", "2", "202-555-0124", "maria@example.com",
        "maria 12", "0123 0124",
    ],
)  # fmt: skip
def test_a_person_is_not_found_by(text):
    assert not finds(text)


def test_tokens_of_one_clinic_mean_nothing_in_another():
    assert not finds("maria", clinic=TWO)
    assert person_tokens(clinic_id=ONE, **MARIA).isdisjoint(person_tokens(clinic_id=TWO, **MARIA))


def test_a_name_can_not_pose_as_a_number_or_an_address():
    assert person_tokens(clinic_id=ONE, name="0123").isdisjoint(person_tokens(clinic_id=ONE, phones=["202 555 0123"]))


def test_tokens_hold_no_words():
    assert all(len(token) == 64 for token in person_tokens(clinic_id=ONE, **MARIA))


def test_what_is_no_number_and_no_address_gives_no_token():
    assert person_tokens(clinic_id=ONE, phones=["12"], emails=["x"]) == set()


def test_a_person_is_found_while_the_hash_key_rotates(keys_file):
    tokens = person_tokens(clinic_id=ONE, **MARIA)
    keys_file.rotate("hashes")
    groups = query_tokens(clinic_id=ONE, text="maria 0123")
    assert all(tokens & set(group) for group in groups)


def test_a_very_long_text_stays_a_short_query():
    assert len(query_tokens(clinic_id=ONE, text="word " * 5000)) <= 8
