"""The queue's first page is found by indexes, however much there is: what it asks the database is explained here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.bench.queue import clients_of, pages
from tests.bench.queue_fill import Filled, Size, fill

BIG = ("violation", "evidence", "audit_entry", "notice", "decision", "look_run", "shift", "punch")
SMALL = Size(violations=3_000, pending=200, halls=3, years=1, notices=300)

Asked = dict[str, Any]
"""Statements with the parameters that they were asked with last."""


@contextmanager
def listening(engine: sa.Engine) -> Iterator[Asked]:
    asked: Asked = {}

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "WITH")) and not many:
            asked[statement] = parameters

    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def filled(database: sa.Engine) -> Filled:
    return fill(database, SMALL)


def test_no_page_reads_a_big_table_from_end_to_end(database: sa.Engine, filled: Filled, tmp_path: Path) -> None:
    asked_for = pages(filled)
    clients = clients_of(database, tmp_path, {user_id for user_id, _ in asked_for.values()})
    whole_reads: dict[str, list[str]] = {}
    for what, (user_id, address) in asked_for.items():
        with listening(database) as asked:
            answer = clients[user_id].get(address)
        assert 'class="card"' in answer.text, f"{what}: nothing is listed"
        assert any("violation" in statement for statement in asked)
        explain = of_sqlite if database.dialect.name == "sqlite" else of_postgresql
        if found := [step for statement, told in asked.items() for step in explain(database, statement, told)]:
            whole_reads[what] = found
    assert whole_reads == {}


def of_sqlite(engine: sa.Engine, statement: str, parameters: Any) -> list[str]:
    """All that a hall ever had is as bad."""
    with engine.connect() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    whole, halls = tuple(f"SCAN {table}" for table in BIG), re.compile(r"SEARCH violation .*\(hall_id=\?\)$")
    return [f"{step}: {statement}" for step in steps if step.startswith(whole) or halls.match(step)]


def of_postgresql(engine: sa.Engine, statement: str, parameters: Any) -> list[str]:
    """Reading from end to end is forbidden here, for so few rows it would be right. What is left of it has no index."""
    with engine.connect() as connection:
        for way in ("seqscan", "mergejoin", "hashjoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        told = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
        connection.rollback()
    return [
        f"{node['Node Type']} of {node['Relation Name']}: {statement}"
        for node in nodes(told[0]["Plan"])
        if is_whole(node)
    ]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def is_whole(node: dict[str, Any]) -> bool:
    if node.get("Relation Name") not in BIG:
        return False
    by_index = node["Node Type"] in {"Index Scan", "Index Only Scan"}
    return node["Node Type"] == "Seq Scan" or (by_index and "Index Cond" not in node)
