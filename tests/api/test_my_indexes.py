"""No page of one's own record, of the trail, of the room or of what readers told reads a big table from end to end."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from tests.api.cast import Stage, set_the_stage

BIG = {
    "appraisal", "attendance", "audit_entry", "correction", "decision", "evidence", "frame", "look_run",
    "notice", "punch", "shift", "violation",
}  # fmt: skip
"""Not the links of the trail: their last one is found by beginning at their end, which SQLite calls a scan too."""


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("李强", "/my?month=2026-06"),
        ("李强", "/my/attendance?month=2026-06"),
        ("王芳", "/my/violations"),
        ("王芳", "/my/looked"),
        ("王芳", "/my/data.zip"),
        ("赵磊", "/audit?hall=H1&text=late"),
        ("赵磊", "/audit.csv?actor=sunyue"),
        ("赵磊", "/audit/chain"),
        ("赵磊", "/auditor/impact"),
        ("孙悦", "/setup/people/S001"),
        ("孙悦", "/setup/readers"),
        ("孙悦", "/setup/readers/badges"),
    ],
)
def test_no_big_table_is_read_from_end_to_end(who: str, address: str, stage: Stage) -> None:
    client, asked = stage.log_in(who), dict[str, Any]()

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked[statement] = parameters

    listen(stage.engine, "before_cursor_execute", note)
    assert client.get(address).status_code == 200
    remove(stage.engine, "before_cursor_execute", note)
    assert len(asked) > 3
    with stage.engine.connect() as connection:
        scans = [
            (row[3], statement)
            for statement, parameters in asked.items()
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            if row[3] in {f"SCAN {table}" for table in BIG}
        ]
    assert scans == []
