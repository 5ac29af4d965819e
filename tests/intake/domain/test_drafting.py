"""Drafts of a public form: found by their token only, merged step by step, gone when sent, left or a day old."""

from datetime import timedelta

import pytest

from intake.domain.drafting import (
    DraftEndedError,
    draft_answers_visible,
    draft_for,
    drop_draft,
    open_draft,
    save_step,
    sweep_drafts,
)
from intake.models import PublicDraft
from tests.factories import NOW, make_clinic, receive

pytestmark = pytest.mark.django_db


def test_steps_add_to_the_draft_and_opening_it_again_does_too() -> None:
    clinic = make_clinic()
    open_draft(clinic=clinic, token="t", language="en", answers={"who": "self"}, now=NOW)
    save_step(clinic=clinic, token="t", answers={"phone": "1"}, language="es", now=NOW)
    open_draft(clinic=clinic, token="t", language="en", answers={"who": "caring"}, now=NOW)

    draft = PublicDraft.objects.get()
    assert (draft.answers, draft.language) == ({"who": "caring", "phone": "1"}, "es")


def test_a_draft_is_found_by_its_token_in_its_clinic_only() -> None:
    here, there = make_clinic(), make_clinic()
    open_draft(clinic=here, token="t", language="en", answers={"who": "self"}, now=NOW)
    open_draft(clinic=there, token="t", language="en", answers={"who": "caring"}, now=NOW)

    assert draft_for(clinic=here, token="t", now=NOW).answers == {"who": "self"}  # type: ignore[union-attr]
    assert draft_for(clinic=here, token="u", now=NOW) is None


def test_a_draft_dies_when_it_is_sent_left_or_a_day_old() -> None:
    clinic = make_clinic()
    for token in ("sent", "left", "old"):
        open_draft(clinic=clinic, token=token, language="en", answers={}, now=NOW)

    receive(clinic, token="sent")
    assert drop_draft(clinic=clinic, token="left") is True
    assert drop_draft(clinic=clinic, token="left") is False
    assert sweep_drafts(now=NOW + timedelta(hours=24)) == 1
    assert sweep_drafts(now=NOW + timedelta(hours=24)) == 0
    assert PublicDraft.objects.count() == 0


def test_an_ended_draft_takes_no_more_answers() -> None:
    clinic = make_clinic()
    open_draft(clinic=clinic, token="t", language="en", answers={}, now=NOW)

    with pytest.raises(DraftEndedError):
        save_step(clinic=clinic, token="t", answers={"who": "self"}, now=NOW + timedelta(hours=25))


def test_typed_answers_are_not_shown_after_an_idle_hour() -> None:
    draft = open_draft(clinic=make_clinic(), token="t", language="en", answers={}, now=NOW)

    assert draft_answers_visible(draft, NOW + timedelta(minutes=59)) is True
    assert draft_answers_visible(draft, NOW + timedelta(minutes=60)) is False
