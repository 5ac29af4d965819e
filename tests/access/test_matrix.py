"""Every address as everybody with every method, compared with the registry. A new address: see recipes.py."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import override_settings

from core.gates import registry
from tests.access import recipes
from tests.access.asking import METHODS, SAFE, WRITTEN_BY_LOOKING, Answer, Question, Visitor, ask, expected, fingerprint, taken_back
from tests.access.places import Place, all_places
from tests.access.visitors import ANONYMOUS, all_visitors
from tests.access.world import Side, World, build_world
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
PLACES = all_places()
BEHIND_COOKIES = [place for place in PLACES if place.gate and not place.gate.is_cookieless]
VEILED = {"lead_id", "person_id", "task_id", "contact_point_id", "maybe_same_id", "consent_id", "disclosure_id", "course_id"}
# Forms that name a lead or what hangs on one.
NAMES_A_LEAD = {"desk:lead-attempt", "desk:lead-email", "desk:maybe-same", "desk:records-disclose", "desk:call-matches"}
CARE = {"staff", "clinician", "supervisor"}


@dataclass(frozen=True)
class Stage:
    """The world, everybody in it, and what its rows were before anybody asked."""

    world: World
    visitors: list[Visitor]
    rows: dict[str, dict[str, Any]]
    everything: dict[str, Any]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Built once: every question is taken back, so all of them meet the same rows."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    quick = override_settings(PASSWORD_HASHERS=hashers, REQUIRE_SECOND_FACTOR=True)
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), quick, time_machine.travel(NOW, tick=False), taken_back():
        world = build_world()
        visitors = all_visitors(world)
        rows = {side.clinic.slug: fingerprint(clinic=side.clinic) for side in (world.oak, world.river)}
        yield Stage(world, visitors, rows, fingerprint())
    logging.disable(logging.NOTSET)


def question_of(place: Place, method: str, side: Side, *, visitor: Visitor, world: World) -> Question:
    """An address with everything of one side."""
    strange = tuple(one.clinic for one in (world.oak, world.river) if one.clinic.slug not in visitor.roles)
    return Question(
        place, method, recipes.arguments_of(place, side), recipes.body_of(place, side), recipes.query_of(place, side), leaves_alone=strange
    )


def names_a_row(place: Place) -> bool:
    """Whether staff name somebody's row in this address."""
    return bool(place.arguments) and place.gate is not None and not place.gate.is_cookieless


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_an_address_opens_to_those_the_registry_names_and_to_nobody_else(stage: Stage, place: Place) -> None:
    assert registry.gates().get(place.name), f"'{place.name}' has no gate: add one to the gates of its room."
    wrong = []
    for method in METHODS:
        looks = set()
        for visitor in stage.visitors:
            answer = ask(visitor, question_of(place, method, stage.world.oak, visitor=visitor, world=stage.world))
            looks.add((answer.look, answer.cookies))
            wrong += _faults(stage, place, method, visitor, answer)
        if place not in BEHIND_COOKIES and (len(looks) > 1 or {cookies for _look, cookies in looks} != {frozenset()}):
            wrong.append(f"everybody, {method}: a page for everybody must not differ or set a cookie")
    assert not wrong, "\n".join(wrong)


def _faults(stage: Stage, place: Place, method: str, visitor: Visitor, answer: Answer) -> list[str]:
    """What is wrong with the answer of one visitor with one method."""
    world = stage.world
    is_personal = place.name in recipes.PERSONAL
    owner = "oak" if names_a_row(place) and not is_personal else ""
    should = expected(visitor, place, method, owner=owner, readers=recipes.readers_of(place))
    if is_personal and should == "answered" and method != "OPTIONS" and visitor.name != recipes.PERSONAL[place.name]:
        should = "not found"
    if should == "not found" and method == "POST" and recipes.READ_HERE.get(place.name) in visitor.roles.get("oak", frozenset()):
        should = "refused"
    found = [] if _is(answer, should, place) else [f"is {answer.kind} ({answer.status}), should be: {should}{_hint(answer, should)}"]
    found += _writing_faults(stage, place, answer, method, should, visitor)
    found += _reading_faults(stage, place, answer, visitor)
    if (owner or is_personal) and should == "not found":
        absent = ask(visitor, question_of(place, method, world.nowhere, visitor=visitor, world=world))
        found += [] if absent.look == answer.look else ["tells a hidden row from one that does not exist"]
    if owner and should == "answered":
        found += _borrowing_faults(stage, place, method, visitor)
    return [f"{visitor.name}, {method}: {fault}" for fault in found]


def _is(answer: Answer, should: str, place: Place) -> bool:
    """The pages of signing in lead on to each other as they see fit, and a page of health may say that we are not well."""
    if place.gate and place.gate.access == "sign_in" and should == "answered":
        return answer.kind in {"answered", "sign in", "second factor"}
    if place.gate and place.gate.access == "health" and should == "answered":
        return answer.kind in {"answered", "broken"}
    return answer.kind == should


def _hint(answer: Answer, should: str) -> str:
    return " (does it need a body? see recipes.py)" if should == "answered" and answer.kind == "not found" else ""


def _writing_faults(stage: Stage, place: Place, answer: Answer, method: str, should: str, visitor: Visitor) -> list[str]:
    is_open = place.gate is not None and place.gate.is_cookieless
    written = answer.written - WRITTEN_BY_LOOKING
    if written and (method in SAFE or should != "answered"):
        return [f"writes to {sorted(written)}"]
    strange = [rows for slug, rows in stage.rows.items() if slug not in visitor.roles]
    # A link in a mail opens for whoever holds it, signed in somewhere or not.
    changed = [after != {table: before[table] for table in after} for before, after in zip(strange, answer.rows, strict=True)]
    if visitor.is_known and not is_open and any(changed):
        return ["changes rows of a clinic that is not theirs"]
    return []


def _reading_faults(stage: Stage, place: Place, answer: Answer, visitor: Visitor) -> list[str]:
    if place.gate and place.gate.is_cookieless:
        return []
    sides = (stage.world.oak, stage.world.river)
    hidden = [side for side in sides if not CARE & visitor.roles.get(side.clinic.slug, frozenset()) or visitor.is_pending]
    found = [f"shows words of {side.clinic.slug}" for side in hidden if side.words.encode() in answer.content]
    return found + (["shows words of a restricted lead"] if stage.world.veiled.words.encode() in answer.content else [])


def _borrowing_faults(stage: Stage, place: Place, method: str, visitor: Visitor) -> list[str]:
    """Ids of another clinic in the form, or behind one's own clinic in the address: as if they did not exist."""
    world = stage.world
    if "river" in visitor.roles:
        return []
    own = question_of(place, method, world.oak, visitor=visitor, world=world)
    found = []
    if place.name in recipes.BODIES and method not in SAFE:
        theirs, absent = (ask(visitor, replace(own, body=recipes.body_of(place, side))) for side in (world.river, world.nowhere))
        found += [] if _same(theirs, absent) else ["takes or tells ids of another clinic in its form"]
    if "slug" in place.arguments and any(isinstance(value, UUID) for value in own.arguments.values()):
        theirs, absent = (ask(visitor, replace(own, arguments=_behind(place, world.oak, side))) for side in (world.river, world.nowhere))
        found += [] if _same(theirs, absent) else ["takes or tells ids of another clinic behind its own address"]
    return found


def _same(theirs: Answer, absent: Answer) -> bool:
    """Whether both look alike and no row of the other clinic changed."""
    return theirs.look == absent.look and theirs.rows == absent.rows


def _behind(place: Place, own: Side, other: Side) -> dict[str, Any]:
    return recipes.arguments_of(place, other) | {"slug": own.ids["slug"]}


@pytest.mark.parametrize("place", [place for place in BEHIND_COOKIES if "POST" in place.gate.methods], ids=str)
def test_a_form_without_its_token_changes_nothing(stage: Stage, place: Place) -> None:
    world = stage.world
    for visitor in stage.visitors[::6]:
        question = question_of(place, "POST", world.oak, visitor=visitor, world=world)
        answer = ask(visitor, replace(question, has_form_token=False))
        assert (answer.kind, answer.written - WRITTEN_BY_LOOKING) == ("refused", frozenset())


@pytest.mark.parametrize(
    "place", [place for place in BEHIND_COOKIES if VEILED & set(place.arguments) and place.name not in recipes.ROWS], ids=str
)
def test_a_restricted_row_looks_like_one_that_does_not_exist(stage: Stage, place: Place) -> None:
    world, wrong = stage.world, []
    for visitor in stage.visitors:
        for method in sorted(place.gate.methods):
            own = question_of(place, method, world.veiled, visitor=visitor, world=world)
            hidden, absent = ask(visitor, own), ask(visitor, question_of(place, method, world.nowhere, visitor=visitor, world=world))
            if hidden.kind != "answered":
                wrong += [] if hidden.look == absent.look else [f"{visitor.name}, {method}: differs"]
            elif not _may_answer(place, visitor, hidden):
                wrong.append(f"{visitor.name}, {method}: is answered ({hidden.status})")
    assert not wrong, "\n".join(wrong)


def _may_answer(place: Place, visitor: Visitor, answer: Answer) -> bool:
    """A supervisor is asked for a reason; whoever watches the audit sees ids."""
    here = visitor.roles.get("oak", frozenset())
    if place.name == "desk:audit-who-saw":
        return bool(here & {"supervisor", "auditor"})
    return "supervisor" in here and (place.name == "desk:break-glass" or (answer.status == 302 and answer.location.endswith("/open/")))


@pytest.mark.parametrize("name", sorted(NAMES_A_LEAD))
def test_a_form_takes_no_id_of_a_restricted_row(stage: Stage, name: str) -> None:
    world = stage.world
    place = next(place for place in PLACES if place.name == name)
    for visitor in stage.visitors:
        own = question_of(place, "POST", world.oak, visitor=visitor, world=world)
        looks = [ask(visitor, replace(own, body=recipes.body_of(place, side))).look for side in (world.veiled, world.nowhere)]
        assert looks[0] == looks[1], visitor.name


# What the world of the matrix can't make good: nothing here is ready to go live, a passkey is nobody's, four signs are shown on the page
# before somebody is erased, the task named is another inquiry's, and the way to write to somebody is a telephone.
NEVER_GOOD = {"desk:going-live", "desk:passkey", "desk:records-erase", "desk:lead-attempt", "desk:lead-email"}


@pytest.mark.parametrize("name", sorted({*recipes.WORDS, *recipes.BODIES} - NEVER_GOOD))
def test_a_good_form_is_good_for_somebody(stage: Stage, name: str) -> None:
    """One that is sent back to everybody would hide an address whose fence is missing."""
    place = next(place for place in PLACES if place.name == name)
    visitors = [(visitor, question_of(place, "POST", stage.world.oak, visitor=visitor, world=stage.world)) for visitor in stage.visitors]
    answers = [ask(visitor, question) for visitor, question in visitors]
    assert any(answer.kind == "answered" and answer.status < HTTPStatus.BAD_REQUEST for answer in answers)


# A link out of a mail finds its own clinic: it outlives slugs. One to somebody's account belongs to no clinic.
OWN_WAY = ("link:", "desk:account-link")
WITH_TOKEN = [place for place in PLACES if "token" in place.arguments and not place.name.startswith(OWN_WAY)]


@pytest.mark.parametrize("place", WITH_TOKEN, ids=str)
def test_a_token_of_another_clinic_is_worth_as_much_as_one_nobody_gave(stage: Stage, place: Place) -> None:
    world = stage.world
    for method in sorted(place.gate.allowed_methods):
        own = question_of(place, method, world.oak, visitor=ANONYMOUS, world=world)
        tokens = [recipes.arguments_of(place, side)["token"] for side in (world.river, world.nowhere)]
        looks = {ask(ANONYMOUS, replace(own, arguments=own.arguments | {"token": one})).look for one in tokens}
        assert len(looks) == 1


def test_recipes_name_only_addresses_that_exist() -> None:
    named = {
        *recipes.READERS,
        *recipes.TOKENS,
        *recipes.ROWS,
        *recipes.QUERIES,
        *recipes.PERSONAL,
        *recipes.READ_HERE,
        *recipes.WORDS,
        *recipes.BODIES,
    }
    assert named - registry.names() == set()


def test_an_address_with_an_unknown_argument_says_what_to_add(stage: Stage) -> None:
    with pytest.raises(LookupError, match=r"takes 'plan_id'.*recipes\.py"):
        recipes.arguments_of(Place("desk:plan", ("plan_id",), None), stage.world.oak)
    with pytest.raises(LookupError, match=r"takes a token.*TOKENS"):
        recipes.arguments_of(Place("link:new", ("token",), None), stage.world.oak)


def test_after_all_that_every_row_is_as_it_was(stage: Stage) -> None:
    """What was counted above as a write would show here: each question was taken back, and none got past that."""
    assert fingerprint() == stage.everything
