"""Late help: "I need help now", pressed on a page whose link has ended meanwhile, is still heard.

A page may stand open for days, or its check-in be taken back by a pause. Answers come too late then; a call for help does not.
"""

from datetime import datetime

from core.audit import PERSON
from core.sql import whole
from followup.domain.aftercare.flagging import raise_flag
from followup.domain.aftercare.linking import link_of
from followup.domain.aftercare.rules import RULES_VERSION
from followup.domain.aftercare.scoring import Found
from followup.states import CheckInPage, FlagKind
from intake.states import Severity


@whole
def hear_late_help(*, token: str, now: datetime) -> None:
    """Tell on-call people, if the token was ever one of ours. Nobody can tell from outside. Once an hour and check-in."""
    link = link_of(token=token, page=CheckInPage.ANSWER)
    if link is None:
        return
    found = Found(FlagKind.HELP_NOW, Severity.EMERGENCY, "", "help-after-the-end", RULES_VERSION)
    key = f"{link.check_in_id}:late_help:{now:%Y%m%d%H}"
    raise_flag(aftercare_id=link.check_in.aftercare_id, found=found, dedupe_key=key, actor=PERSON, now=now)
