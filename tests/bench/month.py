"""`python -m tests.bench.month`: one month of 10,000 people and 60,000 violations, computed and locked.

Prints seconds and peak memory. Asked of the machine with two shared cores: at most 10 s, under 500 MB.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from api.interpreter import set_up_interpreter
from conduct.months.steps import draft, lock
from conduct.rules.pack import JUDGED_RULES
from conduct.schedule.calendar_year import fill_year
from models.database import open_database
from models.tables import HallRow, ShiftRow, StaffRow, ViolationRow, ViolationStatus
from models.tables.base import new_id
from models.upgrade import bring_up_to_date
from models.values.findings import SubjectKind
from tests.conduct.hall import adopted

MONTH, HALLS = "2026-06", 100
SHIFTS_A_PERSON = 22
NOW = datetime(2026, 7, 1, tzinfo=UTC)
Rows = list[dict[str, Any]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=10_000)
    asked.add_argument("--violations", type=int, default=60_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="conduct-bench-month-") as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'conduct.sqlite3'}")
        bring_up_to_date(engine)
        fill(Session(engine), given.people, given.violations)
        before_mb = peak_mb()
        set_up_interpreter()  # as the service and the command line do
        began, cpu = time.perf_counter(), time.process_time()
        with Session(engine) as session, session.begin():
            entries = draft(session, MONTH, by="bench", now=NOW)
        drafted_s, drafted_cpu_s = time.perf_counter() - began, time.process_time() - cpu
        began, cpu = time.perf_counter(), time.process_time()
        with Session(engine) as session, session.begin():
            locked = lock(session, MONTH, by="bench", now=NOW)
        locked_s, locked_cpu_s = time.perf_counter() - began, time.process_time() - cpu
        engine.dispose()
    print(
        f"{entries} entries of {given.violations} violations: drafted in {drafted_s:.1f} s ({drafted_cpu_s:.1f} s of CPU);"
    )
    print(
        f"computed and locked in {locked_s:.1f} s (asked: 10; {locked_cpu_s:.1f} s of CPU), SHA-256 {locked.digest[:12]}"
    )
    print(f"peak memory {peak_mb():.0f} MB (asked: 500), of which {before_mb:.0f} MB before anything was computed")


def fill(session: Session, people: int, violations: int) -> None:
    """The same month every time, but for ids."""
    chosen = random.Random(1)
    halls = [HallRow(code=f"H{n:03}", name=f"H{n:03}", timezone="Asia/Shanghai") for n in range(HALLS)]
    session.add_all([adopted(), *halls])
    session.flush()
    fill_year(session, 2026, by="bench", now=NOW)
    hall_of = [halls[n % HALLS].id for n in range(people)]
    staff: Rows = [
        {"id": new_id(), "hall_id": hall_id, "no": f"S{n:05}", "name": f"甲{n}"} for n, hall_id in enumerate(hall_of)
    ]
    _insert(session, StaffRow, iter(staff))
    ids = [row["id"] for row in staff]
    _insert(session, ShiftRow, _shifts(ids, hall_of))
    _insert(session, ViolationRow, _violations(chosen, ids, hall_of, violations))
    session.commit()
    session.close()


def _shifts(staff: list[UUID], halls: list[UUID]) -> Iterator[dict[str, Any]]:
    for who, hall in zip(staff, halls, strict=True):
        for day in range(SHIFTS_A_PERSON):
            start = datetime(2026, 6, 1 + day, 0, 30, tzinfo=UTC)
            yield {
                "id": new_id(),
                "hall_id": hall,
                "staff_id": who,
                "start": start,
                "end": start + timedelta(hours=9),
                "breaks": [],
            }


def _violations(chosen: random.Random, staff: list[UUID], halls: list[UUID], count: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        who = chosen.randrange(len(staff))
        start = datetime(2026, 6, 1, 1, tzinfo=UTC) + timedelta(seconds=chosen.randrange(29 * 86_400))
        yield {
            "id": new_id(), "hall_id": halls[who], "day": date(2026, 6, start.day), "rule": chosen.choice(JUDGED_RULES),
            "origin": "judged", "norms": ["cc/1/17/1"], "subject_kind": SubjectKind.staff, "subject": f"S{who:05}",
            "staff_id": staff[who], "start": start, "end": start + timedelta(minutes=5),
            "status": ViolationStatus.confirmed if n % 20 else ViolationStatus.dismissed,
            "why": {"code": "attendance.absent", "facts": {"since": "08:30:00", "until": "17:30:00"}},
            "pack_version": "default-2026.2", "opened_at": start, "updated_at": start,
        }  # fmt: skip


def _insert(session: Session, table: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    while batch := [row for _, row in zip(range(5000), rows, strict=False)]:
        session.connection().execute(insert(table), batch)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
