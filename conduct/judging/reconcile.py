"""Bringing the stored violations, tasks and attendance of a hall's day in line with what judging found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.auditing.trail import JUDGE, audit
from conduct.judging.judged_steps import bring_in_line, open_violation, withdraw
from conduct.judging.matching import Extent, match
from conduct.tasks import reopen_task
from models.tables import AttendanceRow, Origin, TaskRow, TaskStatus, ViolationRow, ViolationStatus
from models.values.findings import AttendanceOutcome, Finding, Judgement, TaskFinding


@dataclass(frozen=True, slots=True)
class HallIds:
    """The database ids behind the codes that judging speaks in."""

    hall: UUID
    staff: Mapping[str, UUID]
    windows: Mapping[str, UUID]


def reconcile(
    session: Session, judgement: Judgement, *, ids: HallIds, day: date | None, pack_version: str, now: datetime
) -> None:
    """Insert, update or withdraw until what is stored says what was found, in the caller's transaction.

    `day` narrows both sides to one hall day; None takes all of the hall (a simulation).
    """
    _violations(session, judgement, ids, day, pack_version, now)
    _tasks(session, judgement, ids, day, now)
    _attendance(session, judgement, ids, day, pack_version)


def _violations(
    session: Session, judgement: Judgement, ids: HallIds, day: date | None, pack_version: str, now: datetime
) -> None:
    query = select(ViolationRow).where(ViolationRow.hall_id == ids.hall, ViolationRow.origin == Origin.judged)
    stored = session.exec(query.where(ViolationRow.day == day) if day else query).all()
    matched = match(judgement.findings, stored, extent_of_finding, extent_of_violation)
    for finding, row in matched.same:
        staff_id = ids.staff[finding.staff] if finding.staff else None
        bring_in_line(session, row, finding, staff_id=staff_id, pack_version=pack_version, now=now)
    for finding in matched.new:
        open_violation(
            session,
            finding,
            hall_id=ids.hall,
            staff_id=ids.staff[finding.staff] if finding.staff else None,
            window_id=ids.windows[finding.window] if finding.window else None,
            pack_version=pack_version,
            now=now,
        )
    for row in matched.gone:
        withdraw(session, row, now=now)


def extent_of_finding(finding: Finding) -> Extent:
    return Extent((finding.rule, finding.subject.kind, finding.subject.id), finding.start, finding.end)


def extent_of_violation(row: ViolationRow) -> Extent:
    live = row.status != ViolationStatus.withdrawn
    return Extent((row.rule, row.subject_kind, row.subject), row.start, row.end, live)


def _tasks(session: Session, judgement: Judgement, ids: HallIds, day: date | None, now: datetime) -> None:
    query = select(TaskRow).where(TaskRow.hall_id == ids.hall, col(TaskRow.kind).in_(JUDGED_TASKS))
    stored = session.exec(query.where(TaskRow.day == day) if day else query).all()

    def extent_of_task(task: TaskFinding) -> Extent:
        window = ids.windows[task.window] if task.window else None
        staff = ids.staff[task.staff] if task.staff else None
        return Extent((task.kind, window, staff), task.start, task.end)

    def extent_of_row(row: TaskRow) -> Extent:
        return Extent((row.kind, row.window_id, row.staff_id), row.start, row.end, row.status != TaskStatus.withdrawn)

    matched = match(judgement.tasks, stored, extent_of_task, extent_of_row)
    for task, row in matched.same:
        _update_task(row, task)
    for task in matched.new:
        row = TaskRow(
            hall_id=ids.hall,
            day=task.day,
            kind=task.kind,
            window_id=ids.windows[task.window] if task.window else None,
            staff_id=ids.staff[task.staff] if task.staff else None,
            start=task.start,
            end=task.end,
            why=task.why.as_json(),
            opened_at=now,
        )
        session.add(row)
        audit(session, at=now, actor=JUDGE, action="task.opened", entity="task", entity_id=row.id, kind=row.kind)
    for row in matched.gone:
        if row.status == TaskStatus.open:
            row.status, row.closed_at = TaskStatus.withdrawn, now
            audit(session, at=now, actor=JUDGE, action="task.withdrawn", entity="task", entity_id=row.id, kind=row.kind)


JUDGED_TASKS = ("roster-gap", "roster-conflict", "missed-punch", "unattributed")
"""The kinds that judging finds; tasks of other kinds are none of its business."""


def _update_task(row: TaskRow, task: TaskFinding) -> None:
    told = {"start": task.start, "end": task.end, "why": task.why.as_json(), "day": task.day}
    if row.status == TaskStatus.withdrawn:
        reopen_task(row)
    row.tell(told)


def _attendance(session: Session, judgement: Judgement, ids: HallIds, day: date | None, pack_version: str) -> None:
    query = select(AttendanceRow).where(AttendanceRow.hall_id == ids.hall)
    stored = session.exec(query.where(AttendanceRow.day == day) if day else query).all()
    known: dict[tuple[UUID, datetime], list[AttendanceRow]] = {}
    for row in stored:
        known.setdefault((row.staff_id, row.shift_start), []).append(row)
    for outcome in judgement.attendance:
        rows = known.get((ids.staff[outcome.staff], outcome.shift_start))
        row = rows.pop(0) if rows else None
        told = _attendance_columns(outcome, pack_version)
        if row is None:
            session.add(AttendanceRow(hall_id=ids.hall, staff_id=ids.staff[outcome.staff], **told))
            continue
        row.tell(told)
    for rows in known.values():
        for row in rows:
            session.delete(row)


def _attendance_columns(outcome: AttendanceOutcome, pack_version: str) -> dict[str, Any]:
    return {
        "day": outcome.day,
        "shift_start": outcome.shift_start,
        "status": outcome.status,
        "came": outcome.came,
        "went": outcome.went,
        "late_min": outcome.late_min,
        "early_min": outcome.early_min,
        "why": outcome.why.as_json(),
        "pack_version": pack_version,
    }
