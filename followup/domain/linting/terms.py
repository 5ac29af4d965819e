"""The words that don't belong into what people read, in both languages, without accents and in small letters.

Stigma: after NIDA, "Words Matter: Preferred Language for Talking About Addiction" (nida.nih.gov, read 2026-11-21) and the
VA's list of destigmatising terms. A stem ends in "*"; everything else is whole words.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

# Names of organisations, which are not ours to change.
NAMES = (
    "alcoholics anonymous",
    "narcotics anonymous",
    "alcoholicos anonimos",
    "narcoticos anonimos",
    "national institute on drug abuse",
    "substance abuse and mental health services administration",
    "cocaine anonymous",
    "women for sobriety",
)

# Word → what to say instead.
STIGMA: Mapping[str, Mapping[str, str]] = {
    "en": {
        "addict": "person with an addiction",
        "addicts": "people with an addiction",
        "abuse": "use",
        "abused": "used",
        "abuser*": "person who uses drugs",
        "abusing": "using",
        "junkie*": "person who uses drugs",
        "user": "person who uses drugs",
        "users": "people who use drugs",
        "alcoholic*": "person with an alcohol use disorder",
        "alcoholism": "alcohol use disorder",
        "drunk*": "person with unhealthy drinking",
        "clean": "not using",
        "sober": "not using",
        "sobriety": "recovery",
        "dirty": "tested positive",
        "relaps*": "return to use",
        "substitut*": "medicine",
        "replacement therapy": "medicine",
        "mat": "medicine for opioid use disorder",
        "non-complian*": "chose not to continue",
        "noncomplian*": "chose not to continue",
        "dropped out": "chose not to continue",
        "in denial": "sees it differently",
        "resistant": "unsure",
        "failed": "tested positive; did not help",
        "lead": "person reaching out",
        "leads": "people reaching out",
        "prospect*": "person reaching out",
        "clients": "people",
        "suffer* from": "has",
        "victim*": "person",
        "habit": "use",
    },
    "es": {
        "adicto*": "persona con una adicción",
        "adicta*": "persona con una adicción",
        "drogadict*": "persona que usa drogas",
        "toxicoman*": "persona que usa drogas",
        "drogodependiente*": "persona que usa drogas",
        "yonqui*": "persona que usa drogas",
        "abus*": "consumo",
        "alcoholic*": "persona con un trastorno por consumo de alcohol",
        "alcoholismo": "trastorno por consumo de alcohol",
        "borrach*": "persona con consumo dañino",
        "limpio*": "sin consumir",
        "limpia*": "sin consumir",
        "sobri*": "sin consumir",
        "sucio*": "resultado positivo",
        "recaida*": "volver a consumir",
        "recaer*": "volver a consumir",
        "recay*": "volver a consumir",
        "sustitut*": "medicamento",
        "sustitucion": "medicamento",
        "incumpl*": "decidió no seguir",
        "en negacion": "lo ve de otra manera",
        "fracas*": "no ayudó",
        "vicio*": "consumo",
        "cliente*": "persona",
        "prospecto*": "persona",
        "sufre de": "tiene",
        "victima*": "persona",
    },
}

# What nobody can promise, and the words of advertisements, of wars and of wonders.
_PROMISES_EN = """
    guarantee* miracle* cure cures cured easy easily simple simply proven painless risk-free journey* battle* beat conquer*
    defeat* amazing best revolutionary breakthrough instantly forever fight fighting
""".split()  # noqa: SIM905  a list of words reads better as words
_PROMISES_ES = """
    garanti* milagr* cura curar curarse cure facil facilmente sencill* comprobado indoloro batalla* vencer vence derrot*
    increible revolucionari* instantane* luchar lucha
""".split()  # noqa: SIM905  a list of words reads better as words
PROMISES: Mapping[str, tuple[str, ...]] = {
    "en": (*_PROMISES_EN, "100%", "100 %", "rule your life", "success rate", "no side effects", "never again", "act now", "call now"),
    "es": (*_PROMISES_ES, "100%", "100 %", "sin riesgo*", "sin dolor", "sin efectos", "nunca mas", "llame ya", "para siempre"),
}

# Rarely needed; too many of them sound like a form.
POLITE: Mapping[str, tuple[str, ...]] = {"en": ("please", "sorry"), "es": ("por favor", "lo sentimos", "disculpe*")}


def plain(text: str) -> str:
    """Small letters without accents, names of organisations left out."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    for name in NAMES:
        bare = bare.replace(name, " ")
    return bare


def found_in(text: str, terms: Iterable[str]) -> list[str]:
    """Which of these terms a text has, as they stand in the list."""
    bare = plain(text)
    return [term for term in terms if _pattern(term).search(bare)]


def _pattern(term: str) -> re.Pattern[str]:
    words = re.escape(term).replace(r"\*", r"[\w'’-]*").replace(r"\ ", r"\s+")
    return re.compile(rf"(?<![\w'’-]){words}(?![\w-])")
