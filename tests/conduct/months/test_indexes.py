"""A month is computed by way of indexes: no statement of it reads a big table from end to end."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from conduct.months.steps import draft, lock, reopen
from conduct.schedule.calendar_year import fill_year
from tests.conduct.hall import NOW, add_shift, add_violation, make_hall

BIG = ("violation", "shift", "appraisal", "attendance", "appraisal_signature", "correction")
JULY, AUGUST = datetime(2026, 7, 1, 2, tzinfo=UTC), datetime(2026, 8, 1, 2, tzinfo=UTC)


def test_no_big_table_is_read_from_end_to_end(sqlite_database: sa.Engine) -> None:
    asked: dict[str, Any] = {}

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked[statement] = parameters

    with Session(sqlite_database) as session:
        hall = make_hall(session)
        fill_year(session, 2026, by="test", now=NOW)
        for month in (6, 7):
            add_shift(session, hall, hall.staff["S001"], f"{month}-3 08:30", f"{month}-3 17:30")
        add_violation(session, hall, hall.staff["S001"], "3 08:30")
        session.commit()
        sa.event.listen(sqlite_database, "before_cursor_execute", note)
        draft(session, "2026-06", by="hr", now=JULY)
        lock(session, "2026-06", by="hr", now=JULY)
        add_violation(session, hall, hall.staff["S001"], "4 08:30", updated_at=AUGUST)
        draft(session, "2026-07", by="hr", now=AUGUST)
        reopen(session, "2026-06", reason="x", by="hr", now=AUGUST)
        session.commit()
        sa.event.remove(sqlite_database, "before_cursor_execute", note)
    with sqlite_database.connect() as connection:
        plans = {
            statement: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in asked.items()
        }
    scans = [
        (step, statement) for statement, plan in plans.items() for step in plan if step in {f"SCAN {b}" for b in BIG}
    ]
    assert any("violation" in statement for statement in plans)
    assert scans == []
