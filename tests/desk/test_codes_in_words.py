"""Codes that rows keep are read in words: what the audit and a lead's history name, in both languages."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from clinics.states import LinkKind
from core.sessions import Over
from desk.pages.audit_words import action_words, object_words
from desk.pages.timeline import _TOLD_ELSEWHERE, event_entries
from followup.models import Plan
from intake.domain.lead_file import lead_page
from intake.models import LeadEvent
from tests.architecture.source import ROOMS, python_files, tree_of
from tests.factories import NOW, make_clinic, make_staff, receive
from tests.followup.plan_builders import make_plan

_CODE = re.compile(r"[a-z_]+\.[a-z_]+|sign_out")
_AUDITS = {"record", "_record", "_note", "note_list", "audit_sign_in", "note_on_file"}
_EVENTS = {"write_event", "event_of", "_tell", "note_on_file"}
# Made of a code and a word: every word.
_MADE = {*(f"account_link.{kind}" for kind in LinkKind), *(f"session.{over}" for over in Over), "backlog.drop", "backlog.release"}


def codes_given_to(names: set[str], *rooms: str, keyword: str) -> set[str]:
    """Every code that the source hands to one of these functions."""
    return {code for path in python_files(*rooms) for call in calls_of(path, names) for code in codes_in(call, keyword)}


def calls_of(path, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and (getattr(node.func, "id", "") in names or getattr(node.func, "attr", "") in names):
            yield node


def codes_in(call: ast.Call, keyword: str) -> Iterator[str]:
    said = [*call.args, *(one.value for one in call.keywords if one.arg in {keyword, "kind", "object_type"})]
    for node in (found for one in said for found in ast.walk(one)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
            yield node.value


def read_codes() -> set[str]:
    """What reading a record of each kind is called."""
    kinds = [one.value for path in python_files("desk") for call in calls_of(path, {"note_read"}) for one in call.keywords]
    return {f"{one.value}.read" for one in kinds if isinstance(one, ast.Constant)}


def test_every_action_of_the_audit_has_words_in_both_languages():
    codes = codes_given_to(_AUDITS, *ROOMS, keyword="action") | read_codes() | _MADE
    english = {code: action_words(code) for code in codes}
    with override("es"):
        spanish = {code: action_words(code) for code in codes}
    assert len(codes) > 100
    assert [code for code in sorted(codes) if english[code] == code] == []
    assert [code for code in sorted(codes) if spanish[code] == english[code]] == []


def test_what_it_was_done_to_has_words_and_a_strange_code_stays():
    kinds = {
        node.value.value
        for path in python_files(*ROOMS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.keyword) and node.arg == "object_type" and isinstance(node.value, ast.Constant)
    }
    assert {kind for kind in kinds if not object_words(kind)} == set()
    with override("es"):
        assert (object_words("lead"), object_words("education_page")) == ("consulta", "página para leer")
        assert (action_words("made.up"), object_words("made_up")) == ("made.up", "made_up")


@pytest.mark.django_db
def test_every_event_of_a_history_has_words():
    lead = receive(make_clinic()).lead
    file = lead_page(lead_id=lead.id, staff=make_staff(lead.clinic), now=NOW)
    kinds = codes_given_to(_EVENTS, "intake", "followup", "records", keyword="kind") - _TOLD_ELSEWHERE
    events = [LeadEvent(lead=lead, kind=kind, facts={}, actor_kind="system", at=NOW) for kind in sorted(kinds)]
    shown = [entry.title for entry in event_entries(events, file, now=NOW)]
    assert len(kinds) > 40
    assert [(kind, title) for kind, title in zip(sorted(kinds), shown, strict=True) if title.startswith("Recorded")] == []


@pytest.mark.django_db
def test_a_plan_is_named_as_the_clinic_names_it_and_ours_in_the_readers_language():
    lead = receive(make_clinic()).lead
    make_plan(lead.clinic, code="waiting-list")
    file = lead_page(lead_id=lead.id, staff=make_staff(lead.clinic), now=NOW)

    def told() -> str:
        event = LeadEvent(lead=lead, kind="plan.entered", facts={"plan": "waiting-list"}, actor_kind="system", at=NOW)
        return event_entries([event], file, now=NOW)[0].title

    Plan.objects.update(name="Waiting list")
    assert told() == "Got into the follow-up plan “Waiting list”"
    with override("es"):
        assert "«Lista de espera»" in told()
        Plan.objects.update(name="Winter group")
        assert "«Winter group»" in told()


@pytest.mark.django_db
def test_the_rule_that_decided_is_called_as_the_clinic_calls_it():
    lead = receive(make_clinic()).lead
    file = lead_page(lead_id=lead.id, staff=make_staff(lead.clinic), now=NOW)
    routed = [event for event in file.events if event.kind == "lead.routed"]
    name = file.decision.facts["rule"]
    assert name != file.decision.rule_code
    assert [entry.title for entry in event_entries(routed, file, now=NOW)] == [f"Sent to its queue by rule “{name}”"]
