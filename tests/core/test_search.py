"""One box to find a person: name, number in any spelling, last four digits or address."""

from uuid import UUID

import pytest

from core.search import TIERS, person_tokens, query_tokens

pytestmark = pytest.mark.usefixtures("keys_file")
ONE, TWO = UUID(int=1), UUID(int=2)
MARIA = {"name": "María Núñez-O'Hara", "phones": ["(202) 555-0123"], "emails": ["Maria@Example.org"]}


EXACT, BEGINNING, SOUND = TIERS


def finds(text: str, clinic: UUID = ONE, person: dict[str, object] = MARIA, tier: int = EXACT) -> bool:
    tokens = person_tokens(clinic_id=ONE, **person)
    groups = query_tokens(clinic_id=clinic, text=text)
    return bool(groups) and all(tokens & set(group.within(tier)) for group in groups)


def found_in(text: str, name: str) -> int | None:
    """The first tier in which a typed text finds a name."""
    return next((tier for tier in TIERS if finds(text, person={"name": name}, tier=tier)), None)


@pytest.mark.parametrize(
    "text",
    [
        "maria", "MARÍA", "nunez", "Núñez", "hara maria", "o'hara", "202-555-0123", "+1 202 555 0123", "0123",
        "maria 0123", "Maria (202) 555-0123", "2025550123 núñez", "555-0123", "maria@example.org", "MARIA@EXAMPLE.ORG nunez",
        "  maria  ", "maria, nunez", "ohara", "maria ohara",
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
    assert all(len(token) == 32 for token in person_tokens(clinic_id=ONE, **MARIA))


def test_what_is_no_number_and_no_address_gives_no_token():
    assert person_tokens(clinic_id=ONE, phones=["12"], emails=["x"]) == set()


def test_a_person_is_found_while_the_hash_key_rotates(keys_file):
    tokens = person_tokens(clinic_id=ONE, **MARIA)
    keys_file.rotate("hashes")
    groups = query_tokens(clinic_id=ONE, text="maria 0123")
    assert all(tokens & set(group.exact) for group in groups)


@pytest.mark.parametrize(
    ("text", "name", "tier"),
    [
        ("mari", "María Núñez", BEGINNING), ("nuñ", "María Núñez", BEGINNING), ("ma", "María Núñez", None),
        ("mar nun", "María Núñez", BEGINNING),
        ("garcia marquez", "Gabriel García Márquez", EXACT), ("garsia markez", "Gabriel García Márquez", SOUND),
        ("gonzales", "González", SOUND), ("ernandes", "Hernández", SOUND), ("basques", "Vázquez", SOUND), ("llesenia", "Yesenia", SOUND),
        ("katherine", "Kathryn", SOUND), ("stephen", "Steven", SOUND), ("smyth", "Smith", SOUND), ("christina", "Kristina", SOUND),
        ("maria gonzales", "María González", SOUND), ("mar gonzales", "María González", SOUND), ("juana gonzales", "Pedro González", None),
        ("delacruz", "Ana de la Cruz", EXACT), ("de la cruz", "Ana Delacruz", EXACT), ("mc donald", "McDonald", EXACT),
        ("constantinopoulos", "Constantinopoulou", BEGINNING), ("李", "李小龙", None), ("李小龙", "李小龙", EXACT), ("ли", "Лилия", None),
    ],
)  # fmt: skip
def test_a_name_is_found_exactly_by_its_beginning_or_by_its_sound(text, name, tier):
    assert found_in(text, name) == tier


def test_each_tier_finds_whom_the_one_before_found():
    for text in ("maria", "mar", "maria 0123", "o'hara", "maria@example.org"):
        found = [finds(text, tier=tier) for tier in TIERS]
        assert found == sorted(found)


def test_kinds_are_kept_apart():
    whole = person_tokens(clinic_id=ONE, name="ana")
    begun = set(query_tokens(clinic_id=ONE, text="ana")[0].prefix)
    exact = set(query_tokens(clinic_id=ONE, text="ana")[0].exact)
    assert begun.isdisjoint(exact)
    assert begun <= whole
    assert finds("mar", person={"name": "Mar"})
    assert not finds("mar", person={"name": "Maria"})


def test_sounds_and_beginnings_of_one_clinic_mean_nothing_in_another():
    assert not finds("mar", clinic=TWO, tier=SOUND)


def test_a_name_makes_few_tokens():
    assert len(person_tokens(clinic_id=ONE, name="Maximiliano Hernández Gutiérrez")) <= 3 * 10


def test_a_very_long_text_stays_a_short_query():
    assert len(query_tokens(clinic_id=ONE, text="word " * 5000)) <= 8
