"""Spelling: contractions, texting, frequent mistakes, and one slip in a long word.

Values may hold several words ("wanna" is "want to").  English and Spanish share
the tables because people mix the two; an entry stands here only when it means
nothing else that matters in the other language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ENDINGS = {"n't": " not", "'re": " are", "'m": " am", "'ll": " will", "'ve": " have"}
_IS_AFTER = frozenset(["he", "she", "it", "that", "what", "there", "who", "here", "everything", "someone", "everyone", "where", "how"])

SHORT_FORMS: dict[str, str] = {
    # negations without their apostrophe
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not",
    "arent": "are not", "wasnt": "was not", "werent": "were not", "cant": "can not",
    "cannot": "can not", "can't": "can not", "couldnt": "could not", "wont": "will not",
    "won't": "will not", "wouldnt": "would not", "shouldnt": "should not",
    "havent": "have not", "hasnt": "has not", "hadnt": "had not", "aint": "is not",
    "ain't": "is not", "shan't": "will not", "dnt": "do not", "cnt": "can not",
    "dosent": "does not", "doesent": "does not", "dosnt": "does not",
    # pronoun and verb
    "im": "i am", "ive": "i have", "hes": "he is", "shes": "she is", "theyre": "they are",
    "youre": "you are", "thats": "that is", "whats": "what is", "theres": "there is",
    "theyve": "they have", "weve": "we have", "its": "it is", "itll": "it will",
    "i'd": "i would", "he'd": "he would", "she'd": "she would", "they'd": "they would",
    "we'd": "we would", "it'd": "it would", "youll": "you will", "theyll": "they will",
    "let's": "let us", "iam": "i am",
    # texting
    "wanna": "want to", "wana": "want to", "gonna": "going to",
    "gunna": "going to", "goin": "going", "gon": "going to", "finna": "going to",
    "imma": "i am going to", "ima": "i am going to", "i'mma": "i am going to", "i'ma": "i am going to",
    "tryna": "trying to", "tryin": "trying", "gotta": "have to", "lemme": "let me",
    "hafta": "have to", "u": "you", "ur": "your", "r": "are", "rn": "right now",
    "tn": "tonight", "tonite": "tonight", "2nite": "tonight", "2night": "tonight",
    "tmrw": "tomorrow", "tmr": "tomorrow", "2morrow": "tomorrow", "yest": "yesterday",
    "yesturday": "yesterday", "nite": "night", "bf": "boyfriend", "gf": "girlfriend",
    "hubby": "husband", "hubs": "husband", "bro": "brother", "sis": "sister", "mum": "mom",
    "mama": "mom", "mommy": "mom", "bc": "because", "cuz": "because", "coz": "because",
    "cos": "because", "ppl": "people", "smth": "something", "idk": "i do not know",
    "plz": "please", "pls": "please", "thru": "through", "abt": "about", "b4": "before",
    "hrs": "hours", "hr": "hour", "mins": "minutes", "min": "minutes", "yrs": "years",
    "yr": "year", "mos": "months", "wks": "weeks", "wk": "week",
    "n": "and", "w": "with", "wo": "without", "kiddo": "kid", "kiddos": "kids", "babys": "baby",
    "lil": "little", "bday": "birthday", "wds": "withdrawals", "wd": "withdrawal",
    "nobodys": "nobody", "noone": "nobody", "somones": "someone", "anymor": "anymore",
    "thinkin": "thinking", "killin": "killing", "cuttin": "cutting", "hurtin": "hurting",
    "hittin": "hitting", "beatin": "beating", "breathin": "breathing", "shakin": "shaking",
    "pukin": "puking", "throwin": "throwing", "feelin": "feeling", "wakin": "waking",
    "turnin": "turning", "usin": "using", "drinkin": "drinking", "livin": "living", "dyin": "dying",
    # self-harm and overdose in slang and slips
    "kms": "kill myself", "kmself": "kill myself", "unalived": "unalive", "ctb": "commit suicide",
    "sucide": "suicide", "suicde": "suicide", "suiside": "suicide", "suacide": "suicide",
    "sewerslide": "suicide", "sucidal": "suicidal", "sucicidal": "suicidal", "suidical": "suicidal",
    "suisidal": "suicidal", "suicidial": "suicidal", "sui": "suicide", "kil": "kill", "kll": "kill",
    "mysef": "myself", "meself": "myself", "myslef": "myself", "himslef": "himself", "hisself": "himself",
    "hurself": "herself", "theirselves": "themselves", "dieing": "dying",
    "od'd": "overdosed", "od'ed": "overdosed", "oded": "overdosed", "ods": "overdoses",
    "od'ing": "overdosing", "oding": "overdosing", "od": "overdose", "odin": "overdosing",
    "overdoes": "overdose", "ovedose": "overdose", "overdosd": "overdosed", "overdossed": "overdosed",
    "breathng": "breathing", "breating": "breathing", "breeth": "breathe", "breth": "breathe",
    "brething": "breathing", "breathig": "breathing", "unconcious": "unconscious", "unconsious": "unconscious",
    "unconshus": "unconscious", "responsve": "responsive", "widrawal": "withdrawal",
    "withdrawl": "withdrawal", "withdrawls": "withdrawals", "withdraws": "withdrawals",
    "widthdrawal": "withdrawal", "withdrawels": "withdrawals", "siezure": "seizure",
    "siezures": "seizures", "seisure": "seizure", "seizer": "seizure", "seizers": "seizures",
    "ceasures": "seizures", "halucinating": "hallucinating",
    "prego": "pregnant", "preg": "pregnant", "roomate": "roommate", "roomates": "roommates", "roomie": "roommate", "bestie": "friend", "mommas": "mom", "momma": "mom", "neighbour": "neighbor", "grandaughter": "granddaughter", "preggo": "pregnant", "preggers": "pregnant", "pregnet": "pregnant",
    "pregant": "pregnant", "fent": "fentanyl", "fentynal": "fentanyl", "fentanol": "fentanyl",
    "fetanyl": "fentanyl", "herion": "heroin", "xans": "xanax", "xannies": "xanax",
    "subs": "suboxone", "thretening": "threatening", "threating": "threatening", "treatened": "threatened",
    "strangeled": "strangled", "alchohol": "alcohol", "alchol": "alcohol", "etoh": "alcohol",
    # Spanish: texting and spelling by ear
    "q": "que", "k": "que", "ke": "que", "qe": "que", "xq": "porque", "pq": "porque", "porq": "porque",
    "x": "por", "d": "de", "m": "me", "toy": "estoy", "stoy": "estoy", "aki": "aqui", "asta": "hasta", "ai": "ahi", "sta": "esta", "kede": "quede", "aogar": "ahogar", "ta": "esta", "tmb": "tambien",
    "tb": "tambien", "pa": "para", "kiero": "quiero", "qiero": "quiero", "kiere": "quiere",
    "qiere": "quiere", "kieren": "quieren", "quero": "quiero", "bibir": "vivir", "vibir": "vivir",
    "bivir": "vivir", "bivo": "vivo", "aser": "hacer",
    "aserme": "hacerme", "acer": "hacer", "acerme": "hacerme", "ijo": "hijo", "ija": "hija",
    "ijos": "hijos", "ermano": "hermano", "ermana": "hermana", "mijo": "hijo", "mija": "hija",
    "suisidio": "suicidio", "suisidarme": "suicidarme", "suisidarse": "suicidarse",
    "sobredocis": "sobredosis", "sovredosis": "sobredosis", "sobredosi": "sobredosis",
    "rrespira": "respira", "despirta": "despierta", "hogando": "ahogando", "aogando": "ahogando",
    "ahorita": "ahora", "orita": "ahora", "horita": "ahora", "savanas": "sabanas",
    "pastiyas": "pastillas", "embarasada": "embarazada", "enbarazada": "embarazada",
    "embarazda": "embarazada", "abstinecia": "abstinencia", "astinencia": "abstinencia",
    "combulsiones": "convulsiones", "convulciones": "convulsiones", "combulsion": "convulsion",
    "cuchiyo": "cuchillo", "nomas": "solo", "muertito": "muerto",
    "solitos": "solos", "solito": "solo", "solita": "sola", "solitas": "solas", "hijito": "hijo",
    "hijita": "hija", "chamaquito": "nino", "bebito": "bebe", "bebita": "bebe", "ninito": "nino",
    "matarce": "matarse", "suicidarce": "suicidarse", "aorcarse": "ahorcarse", "aorcarme": "ahorcarme",
    "esposito": "esposo", "mami": "mama", "papi": "papa", "apa": "papa",
}  # fmt: skip

PAIRS: dict[tuple[str, str], str] = {
    ("my", "self"): "myself", ("me", "self"): "myself", ("him", "self"): "himself",
    ("her", "self"): "herself", ("them", "selves"): "themselves", ("over", "dose"): "overdose",
    ("over", "dosed"): "overdosed", ("over", "dosing"): "overdosing", ("over", "doses"): "overdoses",
    ("with", "drawal"): "withdrawal", ("with", "drawals"): "withdrawals", ("with", "drawl"): "withdrawal",
    ("dope", "sick"): "dopesick", ("good", "bye"): "goodbye", ("any", "more"): "anymore",
    ("no", "one"): "nobody", ("un", "alive"): "unalive", ("sewer", "slide"): "suicide",
    ("sobre", "dosis"): "sobredosis", ("over", "dosis"): "sobredosis", ("step", "son"): "stepson",
    ("self", "harm"): "selfharm", ("self", "harming"): "selfharm", ("self", "harmed"): "selfharm",
    ("self", "injury"): "selfharm", ("self", "injure"): "selfharm", ("new", "born"): "newborn",
    ("any", "longer"): "anymore",
}  # fmt: skip

LONG_WORDS = frozenset(
    [
        "suicide",
        "suicidal",
        "suicidio",
        "suicidarme",
        "suicidarse",
        "suicidas",
        "suicida",
        "overdose",
        "overdosed",
        "overdosing",
        "withdrawal",
        "withdrawals",
        "withdrawing",
        "unconscious",
        "unresponsive",
        "breathing",
        "hallucinating",
        "hallucinations",
        "pregnant",
        "seizure",
        "seizures",
        "convulsions",
        "convulsiones",
        "convulsionando",
        "sobredosis",
        "inconsciente",
        "embarazada",
        "embarazo",
        "abstinencia",
        "pastillas",
        "despierta",
        "respirando",
        "threatened",
        "threatening",
        "strangled",
        "goodbye",
        "everything",
        "alucinando",
        "alucinaciones",
        "temblando",
        "matarme",
        "morirme",
        "lastimarme",
        "amenazo",
    ]
)
_NEIGHBOURS = frozenset(
    [
        "breaching",
        "preaching",
        "suicides",
        "overdoses",
        "withdrawn",
        "amenaza",
        "respirado",
        "seizures",
        "convulsion",
        "despierto",
        "despierte",
        "despiertas",
        "pastilla",
        "suicidado",
        "suicidar",
        "morirse",
        "matarse",
        "lastimarse",
    ]
)
_DOUBLED = frozenset(
    ["kill", "killing", "killed", "all", "pills", "pill", "feel", "need", "good", "too", "shoot", "keep", "sleep", "off", "llorando"]
)
SHORTEST_LONG, LONGEST_LONG = 6, 16
"""Letters of the words in which one slip is forgiven."""

_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s", "!": "i"})


def respell(raw: str) -> tuple[str, ...]:
    """Return the words a raw, folded word stands for."""
    word = _unmask(raw.replace(".", ""))
    for ending, words in _ENDINGS.items():
        if word.endswith(ending) and word not in SHORT_FORMS:
            return (*respell(word[: -len(ending)]), words.strip())
    if word.endswith("'s"):
        base = respell(word[:-2])
        return (*base, "is") if base[-1] in _IS_AFTER else base
    return _look_up(word)


def _look_up(word: str) -> tuple[str, ...]:
    if word not in SHORT_FORMS:
        word = _squeeze(word.replace("'", ""))
    if word in SHORT_FORMS:
        return tuple(SHORT_FORMS[word].split())
    return (_nearest(word),)


def _unmask(word: str) -> str:
    """Undo digits and signs standing in for letters: "su1cide", "k!ll", "s*icide"."""
    if not word[:1].isdigit() and not word.isalpha():
        word = word.translate(_LEET)
    return word.replace("*", "")


def _squeeze(word: str) -> str:
    """Shorten a letter typed three or more times: "pleeease", "killl"."""
    if not _THRICE.search(word):
        return word
    twice = _THRICE.sub(r"\1\1", word[:60])
    return twice if twice in _DOUBLED else _THRICE.sub(r"\1", word[:60])


_THRICE = re.compile(r"(.)\1{2,}")


def _deletions(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _slips(words: Iterable[str]) -> dict[str, str]:
    """Every long word with one letter missing, mapped back to the word."""
    return {slip: word for word in sorted(words) for slip in _deletions(word)}


_SLIPS = _slips(LONG_WORDS)


def _nearest(word: str) -> str:
    """Return the long crisis word one letter away (lost, added, changed, swapped)."""
    if not SHORTEST_LONG <= len(word) <= LONGEST_LONG or word in LONG_WORDS or word in _NEIGHBOURS:
        return word
    if word in _SLIPS:
        return _SLIPS[word]
    for slip in _deletions(word):
        found = slip if slip in LONG_WORDS else _SLIPS.get(slip)
        if found and found[0] == word[0] and _is_close(word, found):
            return found
    return word


def _is_close(word: str, wanted: str) -> bool:
    """Whether one letter was added or changed, or two neighbours swapped."""
    if len(word) != len(wanted):
        return len(word) == len(wanted) + 1
    apart = [at for at in range(len(word)) if word[at] != wanted[at]]
    first, last = apart[0], apart[-1]
    swapped = last == first + 1 and word[first] == wanted[last] and word[last] == wanted[first]
    return first == last or swapped
