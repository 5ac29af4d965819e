"""Runs beside the product, in a process of its own: guesses tokens of check-in pages and prints what opened."""

import argparse
import json
import secrets
import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from tests.environment import prepare

prepare()

from django.apps import apps
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from core import clock
from core.hashing import token_hash, token_hashes
from followup.domain.aftercare.linking import LIVES, derived_token
from followup.models import CheckIn, CheckInLink
from followup.states import CheckInPage
from tests.factories import make_clinic
from tests.followup.aftercare.builders import asked, token_of
from tests.followup.builders import go_live

_AT_ONCE = 400
_METHODS = ("get", "head", "options", "post")


def main() -> None:
    """Plant links, guess, ask with what a thief of the table has."""
    parser = argparse.ArgumentParser()
    for name in ("links", "guesses", "pages"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    go_live()
    check_in = asked(make_clinic())
    _plant(check_in, options.links)
    before = _rows()
    begun = time.monotonic()
    found = sum(_found(batch) for batch in _batches(options.guesses))
    microseconds = (time.monotonic() - begun) * 1e6 / options.guesses
    stolen = islice(CheckInLink.objects.order_by("-id").values_list("token_hash", flat=True), options.pages)
    figures = {
        "links": CheckInLink.objects.count(),
        "guesses": options.guesses,
        "guesses_found": found,
        "microseconds_a_guess": round(microseconds, 1),
        "pages_asked": options.pages,
        "pages_opened": _opened(secrets.token_urlsafe(18) for _guess in range(options.pages)),
        "hashes_opened": _opened(stolen),
        "rows_changed": sum(before[name] != count for name, count in _rows().items()),
        "right_ones_opened": _right_ones(check_in),
    }
    print(json.dumps(figures))


def _plant(check_in: CheckIn, links: int) -> None:
    """Live links of every page, beside those of the mail."""
    now = clock.now()
    CheckInLink.objects.update(expires_at=now + LIVES)
    one = CheckInLink.objects.select_related("contact_point").first()
    if one is None:
        raise ValueError("Nobody was asked.")
    pages = islice(cycle(CheckInPage), links)
    CheckInLink.objects.bulk_create(
        CheckInLink(
            clinic_id=one.clinic_id,
            check_in=check_in,
            contact_point=one.contact_point,
            page=page,
            token_hash=token_hash(purpose=f"check_in_{page}", token=secrets.token_urlsafe(18)),
            created_at=now,
            expires_at=one.expires_at,
        )
        for page in pages
    )


def _batches(guesses: int) -> Iterator[list[str]]:
    """Hashes of random tokens, under the purposes of all pages in turn, as many at once as one look-up takes."""
    pages = cycle(CheckInPage)
    for begin in range(0, guesses, _AT_ONCE):
        count = min(_AT_ONCE, guesses - begin)
        guessed = [(f"check_in_{next(pages)}", secrets.token_urlsafe(18)) for _guess in range(count)]
        yield [found for purpose, token in guessed for found in token_hashes(purpose=purpose, token=token)]


def _found(hashes: list[str]) -> int:
    return CheckInLink.objects.filter(token_hash__in=hashes).count()


def _opened(tokens: Iterator[str]) -> int:
    """How many of these open a page, asked by every method in turn."""
    client, ways = Client(), cycle([(page, method) for page in CheckInPage for method in _METHODS])
    return sum(_status(client, token, *next(ways)) not in {204, 410} for token in tokens)


def _right_ones(check_in: CheckIn) -> int:
    token, client = token_of(check_in), Client()
    tokens = {page: token if page == CheckInPage.ANSWER else derived_token(token, page) for page in CheckInPage}
    return sum(_status(client, found, page, "get") == 200 for page, found in tokens.items())


def _status(client: Client, token: str, page: CheckInPage, method: str) -> int:
    name = "link:check-in" if page == CheckInPage.ANSWER else f"link:check-in-{page}"
    return int(getattr(client, method)(reverse(name, args=[token, "en"])).status_code)


def _rows() -> dict[str, Any]:
    """How many rows every table has, and everything that stands in the check-ins."""
    counts: dict[str, Any] = {model.__name__: QuerySet(model).count() for model in apps.get_models()}
    return counts | {"check-ins as they stand": list(CheckIn.objects.order_by("id").values())}


if __name__ == "__main__":
    main()
