"""Keyed hashes: equal for equal things of one clinic, different everywhere else."""

import itertools
import string
from uuid import UUID

import pytest

from core.hashing import keyed_hash, keyed_hashes, new_token, token_hash, token_hashes

pytestmark = pytest.mark.usefixtures("keys_file")
ONE, TWO = UUID(int=1), UUID(int=2)


def test_equal_things_hash_equal():
    first = keyed_hash(clinic_id=ONE, kind="phone", value="+12025550123")
    assert first == keyed_hash(clinic_id=ONE, kind="phone", value="+12025550123")
    assert len(first) == 64
    assert set(first) <= set(string.hexdigits.lower())


def test_clinics_kinds_values_and_the_organisation_differ():
    combinations = itertools.product((ONE, TWO, None), ("phone", "email"), ("a", "b", ""))
    hashes = [keyed_hash(clinic_id=clinic, kind=kind, value=value) for clinic, kind, value in combinations]
    assert len(set(hashes)) == len(hashes)


@pytest.mark.parametrize(("left", "right"), [(("ab", "c"), ("a", "bc")), (("a\0", "b"), ("a", "\0b")), (("", "x"), ("x", ""))])
def test_no_two_lists_of_parts_give_one_hash(left, right):
    one = keyed_hash(clinic_id=ONE, kind=left[0], value=left[1])
    assert one != keyed_hash(clinic_id=ONE, kind=right[0], value=right[1])


def test_a_lone_surrogate_can_be_hashed():
    assert keyed_hash(clinic_id=ONE, kind="name", value="\ud83d")


def test_another_key_gives_another_hash_and_both_are_found(keys_file):
    old = keyed_hash(clinic_id=ONE, kind="phone", value="x")
    keys_file.rotate("hashes")
    new = keyed_hash(clinic_id=ONE, kind="phone", value="x")
    assert old != new
    assert keyed_hashes(clinic_id=ONE, kind="phone", value="x") == [new, old]


def test_tokens_are_long_random_and_fit_a_url():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {24}
    assert set("".join(tokens)) <= set(string.ascii_letters + string.digits + "-_")


def test_a_token_of_one_purpose_is_worthless_for_another():
    token = new_token()
    assert token_hash(purpose="unsubscribe", token=token) == token_hash(purpose="unsubscribe", token=token)
    assert token_hash(purpose="unsubscribe", token=token) != token_hash(purpose="draft", token=token)
    assert token not in token_hash(purpose="draft", token=token)


def test_a_link_survives_the_rotation_of_its_key(keys_file):
    token = new_token()
    kept = token_hash(purpose="unsubscribe", token=token)
    keys_file.rotate("links")
    assert token_hash(purpose="unsubscribe", token=token) != kept
    assert kept in token_hashes(purpose="unsubscribe", token=token)
