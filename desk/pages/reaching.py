"""How a person may be reached, in words: marks with a picture for rows, lines for the strip of a lead's page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.contact import format_phone
from intake.domain.safe_contact import Action, KnownWay, ReachableAt, refusal
from intake.states import ContactKind, Voicemail


@dataclass(frozen=True)
class Mark:
    """One rule as picture and word; `is_no` draws the stroke through the picture."""

    icon: str
    text: str
    is_no: bool = False


@dataclass(frozen=True)
class Way:
    """One number or address with its rules, for the strip."""

    id: object
    kind: str
    value: str
    href: str
    marks: tuple[Mark, ...]
    ask_for: str
    good_times: str
    is_private: bool


@dataclass(frozen=True)
class Button:
    """Call, Text or E-mail: where it leads, or why it is blocked."""

    name: str
    label: str
    href: str
    why_not: str

    @property
    def icon(self) -> str:
        """The picture of the act."""
        return "phone" if self.name == "call" else self.name


def marks_for(ways: Sequence[ReachableAt | KnownWay], *, preferred: str) -> tuple[Mark, ...]:
    """The rules of the ways to reach somebody, shortest form; said once however many numbers there are."""
    if preferred == "none":
        return (Mark("hand", _("They will contact us"), is_no=True),)
    found = [mark for way in ways for mark in _marks(way)]
    return tuple(dict.fromkeys(found)) or (Mark("hand", _("No way to reach them"), is_no=True),)


def way_of(way: ReachableAt, *, region: str) -> Way:
    """One line of the strip."""
    point = way.contact_point
    is_phone = point.kind == ContactKind.PHONE
    return Way(
        id=point.id,
        kind=point.kind,
        value=format_phone(point.value, region=region) if is_phone else point.value,
        href=f"tel:{point.value}" if is_phone and way.rules.may_call and way.rules.is_usable else "",
        marks=_marks(way),
        ask_for=point.if_someone_else_answers,
        good_times=good_times(point.good_times),
        is_private=way.rules.is_private,
    )


def buttons_for(ways: Sequence[ReachableAt]) -> tuple[Button, ...]:
    """Call, Text and E-mail, always all three: a blocked one says why."""
    phones = [way for way in ways if way.contact_point.kind == ContactKind.PHONE]
    emails = [way for way in ways if way.contact_point.kind == ContactKind.EMAIL]
    return (
        _button("call", _("Call"), phones, "tel:{}"),
        _button("text", _("Text"), phones, "sms:{}"),
        _button("email", _("E-mail"), emails, "#email"),
    )


def good_times(said: str) -> str:
    """What was said about good times; the words of the form's own choices in the reader's language."""
    words = {"morning": _("mornings"), "afternoon": _("afternoons"), "evening": _("evenings"), "other": ""}
    return words.get(said, said)


def _button(action: Action, label: str, ways: Sequence[ReachableAt], href: str) -> Button:
    if not ways:
        missing = _("There is no e-mail address.") if action == "email" else _("There is no phone number.")
        return Button(action, label, "", missing)
    for way in ways:
        if refusal(way.rules, action) is None:
            return Button(action, label, href.format(way.contact_point.value), "")
    return Button(action, label, "", str(refusal(ways[0].rules, action)))


def _marks(way: ReachableAt | KnownWay) -> tuple[Mark, ...]:
    rules = way.rules
    if not rules.is_usable:
        return (Mark("phone" if way.kind == ContactKind.PHONE else "email", _("Not usable"), is_no=True),)
    if way.kind == ContactKind.EMAIL:
        return (Mark("email", _("E-mail OK")) if rules.may_email else Mark("email", _("No e-mail"), is_no=True),)
    call = Mark("phone", _("Call OK")) if rules.may_call else Mark("phone", _("No calls"), is_no=True)
    text = Mark("text", _("Text OK")) if rules.may_text else Mark("text", _("No texts"), is_no=True)
    return (call, _voicemail(rules.voicemail), text)


def _voicemail(rule: Voicemail) -> Mark:
    words = {
        Voicemail.NONE: _("No voicemail"),
        Voicemail.FIRST_NAME: _("Voicemail: first name only"),
        Voicemail.CLINIC_NAME: _("Voicemail: clinic name is fine"),
    }
    return Mark("voicemail", words[rule], is_no=rule == Voicemail.NONE)
