"""Finding the days whose judgement may change by time passing alone."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from conduct.judging.reconcile import JUDGED_TASKS
from conduct.judging.stale import mark_stale
from models.tables import AttendanceRow, Origin, TaskRow, TaskStatus, ViolationRow, ViolationStatus
from models.values.findings import AttendanceStatus


def mark_unfinished(session: Session, *, now: datetime) -> int:
    """Mark stale the days on which something goes on at `now`; returns how many.

    These are shifts begun whose punches may still come, and judged violations and tasks without an end. A shift that
    has not begun cannot change by itself, and what a person reported is not judged.
    """
    due = select(col(AttendanceRow.hall_id), col(AttendanceRow.day)).where(
        # Written out: of a value bound later, SQLite cannot know that an index of those due will do.
        text(f"attendance.status = '{AttendanceStatus.due.value}'"),
        AttendanceRow.shift_start <= now,
    )
    violations = select(col(ViolationRow.hall_id), col(ViolationRow.day)).where(
        col(ViolationRow.end).is_(None),
        ViolationRow.status != ViolationStatus.withdrawn,
        ViolationRow.origin == Origin.judged,
    )
    tasks = select(col(TaskRow.hall_id), col(TaskRow.day)).where(
        col(TaskRow.end).is_(None), TaskRow.status == TaskStatus.open, col(TaskRow.kind).in_(JUDGED_TASKS)
    )
    days: dict[UUID, set[date]] = defaultdict(set)
    for query in (due, violations, tasks):
        for hall_id, day in session.exec(query.distinct()):
            days[hall_id].add(day)
    for hall_id in sorted(days):
        mark_stale(session, hall_id, days[hall_id], now=now)
    return sum(len(of_hall) for of_hall in days.values())
