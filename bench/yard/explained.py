"""What PostgreSQL read for a query: which kinds of scan, and how many rows, those thrown away included."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection


def reads_of(look: Callable[[], Any], *, table: str) -> tuple[int, set[str]]:
    """Rows read from `table` by what `look` asks of it in some order, and the kinds of the scans."""
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  Django's signature
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        look()
    wanted = [one for one in asked if one[0].startswith("SELECT") and f'FROM "{table}"' in one[0] and "ORDER BY" in one[0]]
    scans = [node for sql, params in wanted for node in _nodes(_plan_of(sql, params)) if node.get("Relation Name") == table]
    read = sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in scans)
    return round(read), {node["Node Type"] for node in scans}


def _plan_of(sql: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)
