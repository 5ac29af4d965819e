"""Names heard and not read: which spellings sound alike in English or in Spanish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sounds import sound_keys

ALIKE = (
    "gonzalez gonzales|hernandez ernandes|jimenez gimenez|vasquez basques|yesenia llesenia|nunez nunes|xavier javier|chavez chaves|"
    "quintero kintero|zuniga suniga|ortiz ortis|garcia garsia|ximena jimena|guadalupe wadalupe|huerta uerta|campos canpos|mejia megia|"
    "catherine kathryn|steven stephen|smith smyth|jeffrey geoffrey|sara sarah|jon john|christina kristina|philip filip|white wite|"
    "knight night|wright rite|thompson tomson|shaun shawn|allison alison|deborah debra|isaac isak|mcdonald macdonald|caitlin katelyn"
)
UNLIKE = "maria pedro|smith jones|garcia gomez|ana eva|nunez nava|catherine carolina|martinez mendoza|lopez ramos"


@pytest.mark.parametrize("pair", ALIKE.split("|"))
def test_names_that_sound_alike_share_a_key(pair):
    one, other = pair.split()
    assert sound_keys(one) & sound_keys(other)


@pytest.mark.parametrize("pair", UNLIKE.split("|"))
def test_names_that_sound_different_share_none(pair):
    one, other = pair.split()
    assert not sound_keys(one) & sound_keys(other)


@pytest.mark.parametrize("word", ["", "a", "lee", "李小龙", "лилия", "123"])
def test_too_short_or_in_another_script_there_is_no_key(word):
    assert sound_keys(word) == set()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=40))
def test_any_word_has_two_short_keys_at_most(word):
    keys = sound_keys(word)
    assert len(keys) <= 2
    assert all(len(key) <= 3 + 2 * len(word) for key in keys)
