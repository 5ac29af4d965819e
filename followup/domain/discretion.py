"""Discretion: words that must not stand where somebody else may read them, on a lock screen or in a list of mail."""

import re
import unicodedata
from dataclasses import dataclass

from core.contact import name_words

SUBJECT_MOST = 40

# Stems: a word that begins like one of these says what the mail is about. Written without accents, in small letters.
_STEMS = tuple(
    """
    abstinen addict alcohol buprenorphin cocain craving detox diagnos drug drunk fentanyl heroin inject intoxicat medica
    medicin methadon methamphet naltrexon narcan naloxon opiat opioid overdos patient prescri psych recover rehab relaps
    sober sobriet substance suboxon suicid therap treatment urin vivitrol withdraw

    adicc adict borrach buprenorfin clinic consumo desintox dosis droga fentanil heroina inyecc inyect medic metadon opiace
    paciente pastilla psicol psiquia receta recaid recuper rehabilit sobri sobredosis sustancia terap tratamiento
    """.split()  # noqa: SIM905  a list of words reads better as words
)
# Whole words only: as stems they would catch harmless ones.
_WORDS = frozenset(
    """
    aa na mat oud aud dui meth crisis counseling counselling clean dose doses lab labs pill pills quit quitting test
    tests xr
    """.split()  # noqa: SIM905  a list of words reads better as words
)
_WORD = re.compile(r"[\w'-]+")


@dataclass(frozen=True)
class Finding:
    """One thing that must not stand in a subject. `code` is word, name, exclamation, long, empty or link."""

    code: str
    words: str = ""


def subject_findings(subject: str, *, person_name: str = "") -> list[Finding]:
    """What is wrong with a subject; nothing when it may be shown on a lock screen.

    `person_name` is the name on file: the subject must not hold any part of it.
    """
    text = subject.strip()
    checks = [
        Finding("empty") if not text else None,
        Finding("long", str(len(text))) if len(text) > SUBJECT_MOST else None,
        Finding("exclamation", "!") if "!" in text or "¡" in text else None,
        Finding("link") if "://" in text or "www." in text.casefold() else None,
    ]
    words = [Finding("word", word) for word in telling_words(text)]
    names = [Finding("name", word) for word in _names_in(text, person_name)]
    return [found for found in checks if found is not None] + words + names


def telling_words(text: str) -> list[str]:
    """The words of a text that say what a mail is about; the discreet name of a clinic must have none either."""
    found = []
    for word in _WORD.findall(text):
        plain = _plain(word)
        if plain in _WORDS or plain.startswith(_STEMS):
            found.append(word)
    return found


def _names_in(text: str, person_name: str) -> list[str]:
    names = {word for word in name_words(person_name) if len(word) > 1}
    return [word for word in _WORD.findall(text) if names & set(name_words(word))]


def _plain(word: str) -> str:
    """Small letters without accents."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))
