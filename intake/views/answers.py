"""The check page: what the person answered, in the words of the questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinics.states import Language
from intake.domain.choices import GOOD_TIMES, PRIVATE, SAFE, TOPICS, VOICEMAIL, WHO
from intake.domain.consenting import WORDINGS

_OF_PHONE = ("call", "text")


@dataclass(frozen=True)
class Row:
    """One answer; empty text is shown as not provided. `step` is where it can be changed."""

    step: int
    label: Any
    text: str


def answer_rows(answers: Mapping[str, Any], *, language: str) -> list[Row]:
    """Every answer that will be sent, in the order of the steps."""
    return [
        Row(1, _("Who is this for?"), _label(WHO, answers.get("who"))),
        *_reach_rows(answers, Language(language)),
        Row(3, _("Are you safe right now?"), _label(SAFE, answers.get("safe"))),
        Row(4, _("What would you like help with?"), ", ".join(_label(TOPICS, topic) for topic in answers.get("topics") or ())),
        Row(4, _("In your own words"), str(answers.get("own_words") or "")),
    ]


def _reach_rows(answers: Mapping[str, Any], language: str) -> list[Row]:
    reach = answers.get("reach", "")
    ways = [
        ("call", _("Call me.")),
        ("text", _("Text me.")),
        ("email", WORDINGS["inquiry-email-1"][language]),
        ("none", _("I’ll contact you. Don’t contact me.")),
    ]
    rows = [(_("How can we reach you safely?"), _label(ways, reach))]
    if reach in _OF_PHONE:
        rows.append((_("Your phone number"), str(answers.get("phone") or "")))
    if reach == "email":
        rows.append((_("Your email address"), str(answers.get("email") or "")))
    if reach in {*_OF_PHONE, "email"}:
        rows.append((_("Does anyone else see this phone or email?"), _label(PRIVATE, answers.get("private"))))
    if reach == "call":
        rows.append((_("If you don’t pick up, can we leave a voicemail?"), _label(VOICEMAIL, answers.get("voicemail"))))
        rows.append((_("If someone else answers, what should we say?"), str(answers.get("if_someone_else") or "")))
    if reach in _OF_PHONE:
        rows.append((_("When is a good time?"), _good_time(answers)))
    rows.append((_("What name should we use?"), str(answers.get("name") or "")))
    rows.append((_("Anything that helps us talk with you?"), str(answers.get("helps_us_talk") or "")))
    return [Row(2, label, text) for label, text in rows]


def _good_time(answers: Mapping[str, Any]) -> str:
    words = str(answers.get("good_time_words") or "")
    chosen = _label(GOOD_TIMES, answers.get("good_time"))
    return ", ".join(part for part in (chosen, words) if part)


def _label(choices: list[tuple[str, Any]], value: object) -> str:
    return next((str(label) for code, label in choices if code == value), "")
