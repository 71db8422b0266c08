"""Which days time alone may change, as rows: what is stored, and whether its day is marked."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session

from conduct.judging.stale import stale_days
from conduct.judging.unfinished import mark_unfinished
from models.tables import Origin, TaskStatus, ViolationStatus
from models.values.findings import AttendanceStatus
from tests.conduct.hall import NOW, Hall, add_attendance, add_task, add_violation, make_hall
from tests.conduct.story import at

START = "3 22:00"
DAY = date(2026, 6, 3)


def attendance(status: AttendanceStatus, start: str = START) -> Callable[[Session, Hall], object]:
    return lambda session, hall: add_attendance(session, hall, hall.staff["S001"], start, status)


def violation(status: ViolationStatus, end: str | None = None, **told: object) -> Callable[[Session, Hall], object]:
    return lambda session, hall: add_violation(
        session, hall, hall.staff["S001"], START, status=status, end=at(end) if end else None, **told
    )


def task(status: TaskStatus, end: str | None = None, **told: object) -> Callable[[Session, Hall], object]:
    return lambda session, hall: add_task(session, hall, START, status=status, end=at(end) if end else None, **told)


ROWS: dict[str, tuple[Callable[[Session, Hall], object], bool]] = {
    "a shift whose punches may still come": (attendance(AttendanceStatus.due), True),
    "one that begins this very instant": (attendance(AttendanceStatus.due, "4 02:00"), True),
    "one that has not begun": (attendance(AttendanceStatus.due, "4 02:01"), False),
    "one that waits for a reader": (attendance(AttendanceStatus.unknown), False),
    "one that is over": (attendance(AttendanceStatus.absent), False),
    "a violation that goes on": (violation(ViolationStatus.pending), True),
    "one that goes on and is confirmed": (violation(ViolationStatus.confirmed), True),
    "one that goes on and was dismissed": (violation(ViolationStatus.dismissed), True),
    "one that ended": (violation(ViolationStatus.pending, "3 23:00"), False),
    "one that was withdrawn": (violation(ViolationStatus.withdrawn), False),
    "one that a person reported": (violation(ViolationStatus.pending, origin=Origin.reported), False),
    "a task that goes on": (task(TaskStatus.open), True),
    "one with an end": (task(TaskStatus.open, "3 23:00"), False),
    "one that is done": (task(TaskStatus.done), False),
    "one that was withdrawn too": (task(TaskStatus.withdrawn), False),
    "one that judging does not make": (task(TaskStatus.open, kind="calendar-missing"), False),
}


@pytest.mark.parametrize("name", ROWS)
def test_unfinished(session: Session, name: str) -> None:
    stored, marked = ROWS[name]
    hall = make_hall(session)
    stored(session, hall)
    assert mark_unfinished(session, now=NOW) == marked
    days = {at(START).date(), at("4 02:00").date()}
    assert len(stale_days(session)) == marked
    assert {(s.hall_id, s.day in days) for s in stale_days(session)} <= {(hall.row.id, True)}


def test_a_day_counts_once_for_each_hall(session: Session) -> None:
    here, there = make_hall(session), make_hall(session, "H2", staff={"S009": "赵敏"})
    for hall, no in ((here, "S001"), (here, "S002"), (there, "S009")):
        add_attendance(session, hall, hall.staff[no], START, AttendanceStatus.due)
        add_violation(session, hall, hall.staff[no], START, end=None)
    assert mark_unfinished(session, now=NOW) == 2
    assert {(s.hall_id, s.day, s.marks) for s in stale_days(session)} == {(here.row.id, DAY, 1), (there.row.id, DAY, 1)}
