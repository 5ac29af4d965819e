"""Links of a check-in: four pages, four tokens, each worthless on the other pages. Only hashes are kept.

The token of the answer page is random; the other three follow from it one way, so that one mail needs one link. Nobody can
get from one of them to another, nor back.
"""

import hashlib
from datetime import datetime, timedelta

from core.hashing import new_token, token_hash, token_hashes
from followup.models import CheckIn, CheckInLink
from followup.states import AftercareState, CheckInPage, CheckInState
from intake.models import ContactPoint

LIVES = timedelta(days=7)
CHANGE_FOR = timedelta(hours=24)
# Ended links are known for so long, so that a person can still ask for a fresh one.
KNOWN_FOR = timedelta(days=60)
_CLOSED = frozenset({CheckInState.PLANNED, CheckInState.CANCELLED})


def derived_token(token: str, page: CheckInPage) -> str:
    """The token of another page of the same mail: 128 bits, found from the answer page's token only."""
    return hashlib.sha256(f"threshold.check_in.{page}\0{token}".encode("utf-8", "replace")).hexdigest()[:32]


def write_links(*, check_in: CheckIn, point: ContactPoint, now: datetime) -> str:
    """New links of a check-in for one address; the token of its answer page, which is kept nowhere."""
    token = new_token()
    tokens = {page: token if page == CheckInPage.ANSWER else derived_token(token, page) for page in CheckInPage}
    CheckInLink.objects.bulk_create(
        CheckInLink(
            clinic_id=check_in.clinic_id,
            check_in=check_in,
            contact_point=point,
            page=page,
            token_hash=_hash_of(page, found),
            created_at=now,
            expires_at=now + LIVES,
        )
        for page, found in tokens.items()
    )
    return token


def link_of(*, token: str, page: CheckInPage) -> CheckInLink | None:
    """The link of this page that holds this token, ended or not; None for a token we never gave."""
    hashes = token_hashes(purpose=_purpose(page), token=token)
    links = CheckInLink.objects.select_related("check_in__aftercare", "contact_point", "clinic")
    return links.filter(token_hash__in=hashes, page=page).first()


def open_link(*, token: str, page: CheckInPage, now: datetime) -> CheckInLink | None:
    """The link when its page may still be used; None for ended, used-up and unknown ones alike.

    Answers are taken for seven days, and a given one may be changed for a day. The other pages live as long as the link.
    """
    link = link_of(token=token, page=page)
    if link is None:
        return None
    check_in = link.check_in
    if page == CheckInPage.ANSWER:
        return link if takes_answers(link, check_in, now=now) else None
    return link if link.expires_at > now and check_in.aftercare.state != AftercareState.ENDED else None


def takes_answers(link: CheckInLink, check_in: CheckIn, *, now: datetime) -> bool:
    """Whether the page of this link, which is of this check-in as it stands now, may still be used to answer."""
    if check_in.state in _CLOSED or check_in.aftercare.state == AftercareState.ENDED:
        return False
    until = link.expires_at if check_in.answered_at is None else check_in.answered_at + CHANGE_FOR
    return now < until


def forget_old_links(*, now: datetime, most: int = 500) -> int:
    """Drop links that ended so long ago that nobody asks for a fresh one."""
    old = list(CheckInLink.objects.filter(expires_at__lt=now - KNOWN_FOR).values_list("id", flat=True)[:most])
    return CheckInLink.objects.filter(id__in=old).delete()[0] if old else 0


def _hash_of(page: CheckInPage, token: str) -> str:
    return token_hash(purpose=_purpose(page), token=token)


def _purpose(page: CheckInPage) -> str:
    return f"check_in_{page}"
