"""Marking the days whose facts changed, and finding them again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from models.tables import HallRow, ShiftRow, StaleDayRow
from models.values.local_time import local_day

REACH = timedelta(hours=12)
"""How far before its start or after its end a shift may be touched by a punch."""
LONGEST_SHIFT = timedelta(days=2)
"""Without this bound, an ever longer past would be searched for shifts that still go on."""


@dataclass(frozen=True, slots=True)
class StaleDay:
    hall_id: UUID
    day: date
    marks: int


def touched_days(session: Session, hall: HallRow, start: datetime, end: datetime) -> set[date]:
    """The hall days whose judgement facts between two instants (both included) may change."""
    zone = ZoneInfo(hall.timezone)
    starts = session.exec(
        select(ShiftRow.start).where(
            ShiftRow.hall_id == hall.id,
            ShiftRow.start >= start - REACH - LONGEST_SHIFT,
            ShiftRow.start <= end + REACH,
            ShiftRow.end >= start - REACH,
        )
    ).all()
    return {local_day(at, zone) for at in (start, end, *starts)}


def mark_stale(session: Session, hall_id: UUID, days: Iterable[date], *, now: datetime) -> None:
    """Mark days to be judged again, in the transaction that writes the facts."""
    rows = [{"hall_id": hall_id, "day": day, "marks": 1, "since": now} for day in sorted(set(days))]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(StaleDayRow).values(rows)
    session.exec(insert.on_conflict_do_update(index_elements=["hall_id", "day"], set_={"marks": StaleDayRow.marks + 1}))


def stale_days(session: Session) -> list[StaleDay]:
    """The oldest mark first."""
    rows = session.exec(select(StaleDayRow).order_by(col(StaleDayRow.since), col(StaleDayRow.day))).all()
    return [StaleDay(row.hall_id, row.day, row.marks) for row in rows]


def mark_judged(session: Session, stale: StaleDay) -> None:
    """Take the mark away, unless another was made since it was read."""
    session.exec(
        delete(StaleDayRow).where(
            col(StaleDayRow.hall_id) == stale.hall_id,
            col(StaleDayRow.day) == stale.day,
            col(StaleDayRow.marks) == stale.marks,
        )
    )
