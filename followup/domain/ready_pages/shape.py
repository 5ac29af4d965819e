"""What a ready page is made of, and the sources it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.linting.pages import PageWords

# The day on which somebody of ours read the sources. "In a copy": not on the publisher's own site, so approvers compare.
READ_ON = {"en": "read on November 21, 2026", "es": "leído el 21 de noviembre de 2026"}
IN_A_COPY = {"en": "in a copy", "es": "en una copia"}

SOURCES: Mapping[str, tuple[str, bool]] = {
    "guide": ("VIVITROL (naltrexone for extended-release injectable suspension), Medication Guide. dailymed.nlm.nih.gov", True),
    "tablets": ("Naltrexone hydrochloride tablets, label. dailymed.nlm.nih.gov, drugcentral.org/label", True),
    "asam": ("American Society of Addiction Medicine, National Practice Guideline, 2020 Focused Update, pocket guide. asam.org", True),
    "otc": ("U.S. Food and Drug Administration, first over-the-counter naloxone nasal spray, March 29, 2023. fda.gov", True),
    "toolkit": ("Substance Abuse and Mental Health Services Administration, Overdose Prevention and Response Toolkit. samhsa.gov", True),
    "copay": ("VIVITROL Co-pay Savings Program, terms and conditions. vivitrol.com", False),
    "smart": ("SMART Recovery, MAT/OAT Behavioral Care Support Program. smartrecovery.org", True),
    "groups": ("Faces & Voices of Recovery, on medication in Narcotics Anonymous, January 3, 2019. facesandvoicesofrecovery.org", False),
    "family": ("American Psychological Association, Monitor on Psychology, December 2017, on CRAFT. apa.org", False),
    "words": ("National Institute on Drug Abuse, Words Matter. nida.nih.gov", True),
}


@dataclass(frozen=True)
class ReadyPage:
    """A page that comes with the product, as a draft for a clinician to approve. `key` stands in its address."""

    key: str
    words: Mapping[str, PageWords]


def sources(*names: str, language: str) -> str:
    """The lines at the foot of a page."""
    lines = []
    for name in names:
        line, is_copy = SOURCES[name]
        day = READ_ON[language] + (f" {IN_A_COPY[language]}" if is_copy else "")
        lines.append(f"{line}, {day}")
    return "\n".join(lines)
