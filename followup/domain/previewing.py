"""Previewing: what others see of a message before it is opened, how long it is, and what staff may say on a machine. Pure."""

from dataclasses import dataclass

from followup.domain.linting.messages import LOCK_SCREEN
from followup.domain.rendering import Rendered
from intake.states import Voicemail

# GSM 03.38: what a text message holds in seven bits; anything else makes the whole message sixteen bits wide.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
_SEVEN_BITS, _SEVEN_BITS_JOINED = 160, 153
_SIXTEEN_BITS, _SIXTEEN_BITS_JOINED = 70, 67

_SAY: dict[str, dict[str, str]] = {
    Voicemail.FIRST_NAME: {
        "en": "Hi, this is {staff}, returning your call. I will try again.",
        "es": "Hola, habla {staff}, le devuelvo su llamada. Volveré a llamar.",
    },
    Voicemail.CLINIC_NAME: {
        "en": "Hi, this is {staff} at {clinic}, returning your call. You can reach me at {phone}.",
        "es": "Hola, habla {staff} de {clinic}, le devuelvo su llamada. Puede llamarme al {phone}.",
    },
}


@dataclass(frozen=True)
class Length:
    """How long a text is: characters, and parts if it went out as a text message."""

    characters: int
    parts: int
    # Accented letters and others that widen a text message, so that it costs more.
    widening: str


def lock_screen_words(rendered: Rendered) -> str:
    """What a phone shows under the subject without being opened."""
    return (rendered.preview or " ".join(rendered.body.split()))[:LOCK_SCREEN]


def length_of(text: str) -> Length:
    """Count a text as people and as phone companies do."""
    widening = "".join(dict.fromkeys(character for character in text if character not in _GSM | _GSM_TWICE))
    size = sum(2 if character in _GSM_TWICE else 1 for character in text)
    one, joined = (_SIXTEEN_BITS, _SIXTEEN_BITS_JOINED) if widening else (_SEVEN_BITS, _SEVEN_BITS_JOINED)
    return Length(len(text), 1 if size <= one else -(-size // joined), widening[:20])


def voicemail_words(*, voicemail: str, staff_name: str, clinic: str, phone: str, language: str) -> str:
    """The exact words staff may say for somebody; empty when they may leave no message at all."""
    words = _SAY.get(voicemail if phone or voicemail == Voicemail.NONE else Voicemail.FIRST_NAME, {})
    first_name = staff_name.split(maxsplit=1)[0] if staff_name.split() else ""
    return words.get(language, "").format(staff=first_name, clinic=clinic, phone=phone) if words else ""
