"""Routing: the first rule that fits wins, the decision explains itself, and no rule delays somebody in danger."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from clinics.domain.hours import hours_of
from intake.domain.routing import (
    BadRulebookError,
    RoutingFacts,
    choose_queue,
    current_rulebook,
    default_rules,
    due_at,
    publish_rulebook,
    rehearse,
    rulebook_problems,
    sentence_for,
)
from intake.models import RoutingDecision, Rulebook
from intake.states import Severity
from tests.factories import NOW, make_clinic, make_staff, receive

QUEUES = ["urgent", "spanish", "general"]


def facts(severity: Severity = Severity.ROUTINE, language: str = "en", channel: str = "web_form") -> RoutingFacts:
    """What a rule may look at."""
    return RoutingFacts(severity, language, channel)


@pytest.mark.parametrize(
    ("seen", "queue"),
    [
        (facts(), "general"),
        (facts(Severity.SOON), "general"),
        (facts(Severity.URGENT), "urgent"),
        (facts(Severity.EMERGENCY, "es"), "urgent"),
        (facts(language="es"), "spanish"),
        (facts(channel="logged_call"), "general"),
    ],
)
def test_the_first_rule_that_fits_wins(seen: RoutingFacts, queue: str) -> None:
    assert choose_queue(default_rules(), seen).queue_code == queue


def test_the_choice_says_what_every_rule_before_it_saw() -> None:
    choice = choose_queue(default_rules(), facts(language="es"))

    assert [(seen.rule, seen.matched, seen.unmet) for seen in choice.seen] == [
        ("urgent", False, ["severity"]),
        ("spanish", True, []),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("severity", "rule_minutes", "minutes"),
    [
        (Severity.EMERGENCY, None, 5),
        (Severity.EMERGENCY, 90, 5),
        (Severity.URGENT, None, 15),
        (Severity.URGENT, 90, 15),
        (Severity.URGENT, 10, 10),
        (Severity.SOON, None, 60),
        (Severity.ROUTINE, None, 240),
        (Severity.ROUTINE, 300, 300),
    ],
)
def test_a_rule_brings_danger_forward_and_never_back(severity: Severity, rule_minutes: int | None, minutes: int) -> None:
    clinic = make_clinic()

    due = due_at(clinic=clinic, hours=hours_of(clinic), severity=severity, rule_minutes=rule_minutes, now=NOW)

    assert due == NOW + timedelta(minutes=minutes)


@pytest.mark.django_db
def test_an_emergency_at_night_is_due_at_night() -> None:
    clinic, night = make_clinic(), NOW + timedelta(hours=12)

    emergency = rehearse(clinic=clinic, rulebook=current_rulebook(clinic), facts=facts(Severity.EMERGENCY), at=night)
    routine = rehearse(clinic=clinic, rulebook=current_rulebook(clinic), facts=facts(), at=night)

    assert emergency["due_at"] == night + timedelta(minutes=5)
    assert routine["due_at"] == NOW + timedelta(hours=22, minutes=240) - timedelta(hours=0)


@pytest.mark.django_db
def test_the_decision_explains_itself_in_one_sentence_in_both_languages() -> None:
    clinic = make_clinic()

    receive(clinic, language="es")

    decision = RoutingDecision.objects.get()
    assert decision.sentence == ("Sent to Spanish by rule 2 “Spanish” (version 1) because language is Spanish; due Nov 17, 2026, 2 p.m.")
    with translation.override("es"):
        assert sentence_for(decision.facts).startswith("Enviado a Español por la regla 2 «Español» (versión 1)")


@pytest.mark.django_db
def test_a_later_rulebook_does_not_rewrite_a_decision() -> None:
    clinic = make_clinic()
    before = receive(clinic)
    rules = default_rules()
    rules[2]["then"]["queue"] = "urgent"

    publish_rulebook(clinic=clinic, rules=rules, note="Short-staffed", staff=make_staff(clinic), now=NOW)
    after = receive(clinic)

    versions = {decision.lead_id: decision.rulebook.version for decision in RoutingDecision.objects.all()}
    assert versions == {before.submission.lead_id: 1, after.submission.lead_id: 2}


@pytest.mark.django_db
def test_bad_rules_are_refused_and_the_old_ones_keep_working() -> None:
    clinic = make_clinic()
    rules = default_rules()[:2]

    with pytest.raises(BadRulebookError) as refused:
        publish_rulebook(clinic=clinic, rules=rules, note="", staff=None, now=NOW)

    assert len(refused.value.problems) == 1
    assert Rulebook.objects.filter(clinic=clinic).count() == 1
    assert receive(clinic).lead is not None


def changed(position: int, **then: Any) -> list[dict[str, Any]]:
    """The default rules with one of them changed."""
    rules = default_rules()
    rules[position]["then"] = {**rules[position]["then"], **then}
    return rules


@pytest.mark.parametrize(
    "rules",
    [
        [],
        changed(0, queue="nowhere"),
        changed(1, due_minutes=0),
        changed(1, due_minutes=20_000),
        [{**default_rules()[2], "code": "first"}, default_rules()[2]],
        [{"code": "x", "name": "X", "when": {"mood": ["bad"]}, "then": {"queue": "general", "due_minutes": None}}, default_rules()[2]],
        [{"code": "x", "name": "X", "when": {"language": []}, "then": {"queue": "general", "due_minutes": None}}, default_rules()[2]],
    ],
)
def test_rules_that_could_not_work_have_problems(rules: list[dict[str, Any]]) -> None:
    assert rulebook_problems(rules, queue_codes=QUEUES) != []


def test_the_default_rules_have_no_problem() -> None:
    assert rulebook_problems(default_rules(), queue_codes=QUEUES) == []
