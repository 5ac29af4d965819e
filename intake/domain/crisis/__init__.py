"""The deterministic crisis check of free text, in English and Spanish.

It can raise the severity of an inquiry, never lower it, and it is never the
only safety net: every public page carries the crisis numbers.  How it works and
how well: ``docs/decisions/0010-crisis-check.md``.
"""

from intake.domain.crisis.check import CRISIS_VERSION, CrisisFlag, check_text, severity_of
from intake.domain.crisis.rule import EMERGENCY, ROUTINE, SOON, URGENT

__all__ = [
    "CRISIS_VERSION",
    "EMERGENCY",
    "ROUTINE",
    "SOON",
    "URGENT",
    "CrisisFlag",
    "check_text",
    "severity_of",
]
