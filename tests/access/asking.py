"""Asking an address as somebody, and what the answer amounts to."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponseBase
from django.test import RequestFactory
from django.urls import reverse

from clinics.states import Role
from core.gates import Access, Gate
from tests.access.places import Place

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# What may be written by looking: the notes of the audit, and what a browser's session and the counters of attempts are kept in.
WRITTEN_BY_LOOKING = frozenset({"core_auditentry", "core_browsersession", "core_cache"})
# What differs between two answers to the same question: random tokens made for the page, and a length that follows from what was
# typed. Here and nowhere else.
_MASKED = [re.compile(rb'name="(?:csrfmiddlewaretoken|key|draft_key)" value="[^"]*"')]
_NEW_TOKEN = re.compile(r"/[A-Za-z0-9_-]{24}/")
_DIFFERING_HEADERS = frozenset({"Content-Length", "Set-Cookie"})


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks: their cookies and headers, and what they are in each clinic (slug → roles)."""

    name: str
    cookies: Mapping[str, str]
    roles: Mapping[str, frozenset[str]]
    is_signed_in: bool = False
    is_pending: bool = False
    headers: Mapping[str, str] | None = None

    @property
    def all_roles(self) -> frozenset[str]:
        return frozenset().union(*self.roles.values())

    @property
    def is_known(self) -> bool:
        """Signed in with both factors."""
        return self.is_signed_in and not self.is_pending


@dataclass(frozen=True)
class Answer:
    """One answer, with the tables it wrote to."""

    status: int
    location: str
    content: bytes
    headers: tuple[tuple[str, str], ...]
    cookies: frozenset[str]
    written: frozenset[str]
    # Rows of clinics that were to stay as they are, after the answer, in the tables that were written to.
    rows: tuple[dict[str, Any], ...]

    @property
    def kind(self) -> str:
        """In one word what the answer amounts to."""
        ways = {reverse(settings.LOGIN_URL): "sign in", reverse(settings.SECOND_FACTOR_URL): "second factor"}
        if self.status == 302 and (way := ways.get(self.location.partition("?")[0])):
            return way
        return {403: "refused", 404: "not found", 405: "wrong method"}.get(self.status, "broken" if self.status >= 500 else "answered")

    @property
    def look(self) -> tuple[object, ...]:
        """Everything somebody could tell two answers apart by."""
        return self.status, self.location, self.content, self.headers


@dataclass(frozen=True)
class Question:
    """One request: an address with the ids it names, a form or a query, and the clinics whose rows it may not touch."""

    place: Place
    method: str
    arguments: Mapping[str, Any]
    body: Mapping[str, Any]
    query: Mapping[str, Any]
    leaves_alone: tuple[Any, ...] = ()
    has_form_token: bool = True


def ask(visitor: Visitor, question: Question) -> Answer:
    """Ask once, and take back whatever it changed."""
    with writes_noted() as written, taken_back():
        response = _handler().get_response(_request(visitor, question))
        content = _content(response)
        rows = tuple(fingerprint(only=written, clinic=clinic) for clinic in question.leaves_alone)
    typed = _typed(question)
    return Answer(
        status=response.status_code,
        location=_NEW_TOKEN.sub("/…/", _without(response.headers.get("Location", ""), typed)),
        content=_without(_masked(content), typed),
        headers=tuple(sorted(_comparable_headers(response, typed))),
        cookies=frozenset(response.cookies),
        written=frozenset(written),
        rows=rows,
    )


def _comparable_headers(response: HttpResponseBase, typed: list[str]) -> Iterator[tuple[str, str]]:
    for name, value in response.headers.items():
        if name not in _DIFFERING_HEADERS:
            yield name, _NEW_TOKEN.sub("/…/", _without(value, typed))


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that never happened. Inside, durable blocks of the product count as outermost, as in Django's TestCase."""
    outer = transaction.atomic()
    outer._from_testcase = True
    with outer:
        yield
        transaction.set_rollback(True)


@cache
def _handler() -> BaseHandler:
    """The product from its first middleware on. Django's own test client would copy every template's context besides."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _request(visitor: Visitor, question: Question) -> HttpRequest:
    request = RequestFactory().generic(
        question.method,
        reverse(question.place.name, kwargs=dict(question.arguments)),
        "" if question.method in SAFE else urlencode(question.body),
        content_type="application/x-www-form-urlencoded",
        headers=dict(visitor.headers or {}),
        QUERY_STRING=urlencode(question.query),
        HTTP_COOKIE="; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
    )
    # What a browser without the form's token gets is asked in test_matrix apart.
    request._dont_enforce_csrf_checks = question.has_form_token
    return request


def _typed(question: Question) -> list[str]:
    given = (*question.arguments.values(), *question.body.values(), *question.query.values())
    return sorted({str(value) for value in given if len(str(value)) > 3}, key=len, reverse=True)


def _content(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def _masked(content: bytes) -> bytes:
    for pattern in _MASKED:
        content = pattern.sub(b"", content)
    return content


def _without(text: Any, typed: list[str]) -> Any:
    """Without what the visitor typed: an answer may give back to them what they brought."""
    for value in typed:
        text = text.replace(value.encode() if isinstance(text, bytes) else value, b"" if isinstance(text, bytes) else "")
    return text


_WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)"?', re.IGNORECASE)


@contextmanager
def writes_noted() -> Iterator[set[str]]:
    """The tables that statements of this block write to."""
    written: set[str] = set()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        found = _WRITES.match(str(sql))
        result = execute(sql, params, many, context)
        if found and context["cursor"].rowcount != 0:
            written.add(found[1])
        return result

    with connection.execute_wrapper(note):
        yield written


def fingerprint(only: Collection[str] | None = None, **having: Any) -> dict[str, Any]:
    """Every row of every table, audit and session aside, or of some tables; with `clinic=…` the rows of one clinic."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table in WRITTEN_BY_LOOKING or (only is not None and table not in only) or not _has(model, having):
            continue
        rows = models.QuerySet(model).filter(**having).order_by("pk").values_list()
        found[table] = hash(tuple(map(str, rows)))
    return found


def _has(model: type[models.Model], having: Mapping[str, Any]) -> bool:
    return {field.name for field in model._meta.get_fields()} >= set(having)


def expected(visitor: Visitor, place: Place, method: str, *, owner: str, readers: frozenset[str]) -> str:
    """What the registry says of this visitor at this address; `owner` is the slug of the clinic of the row, empty without one."""
    gate = place.gate
    if gate is None:
        return "not found"
    if method not in gate.allowed_methods:
        return "wrong method"
    if gate.is_cookieless or gate.access is Access.SIGN_IN:
        return "answered"
    if not visitor.is_signed_in:
        return "sign in"
    if gate.access is Access.SECOND_FACTOR:
        return "answered"
    return "second factor" if visitor.is_pending else _expected_of_staff(visitor, gate, method, owner, readers)


def _expected_of_staff(visitor: Visitor, gate: Gate, method: str, owner: str, readers: frozenset[str]) -> str:
    wanted = gate.roles or frozenset(Role.values)
    if not wanted & visitor.all_roles:
        return "refused"
    here = wanted & (visitor.roles.get(owner, frozenset()) if owner else visitor.all_roles)
    if method == "OPTIONS":
        return "answered"
    if not here:
        return "not found"
    return "refused" if method == "POST" and here <= readers else "answered"
