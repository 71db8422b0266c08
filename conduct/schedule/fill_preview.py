"""What filling a rotation would do to the roster, found by doing it in a transaction that is taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from conduct.judging.touched import days_as_time
from conduct.review.violations import Reviewer
from conduct.schedule.filling import Filled, fill_rotation
from models.tables import HallRow, RotationMemberRow, RotationRow, ShiftRow, StaffRow, WindowRow
from models.values.interval import Interval

Place = tuple[str, str | None, datetime]
"""Staff number, window and start: no two shifts of a rotation share them."""


@dataclass(frozen=True, slots=True)
class ShiftChange:
    """Before is None for a shift that is made, after for one that is removed."""

    staff: str
    window: str | None
    before: Interval | None
    after: Interval | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return "made"
        return "removed" if self.after is None else "changed"


@dataclass(frozen=True, slots=True)
class FillPreview:
    filled: Filled
    changes: tuple[ShiftChange, ...]
    """In order of start and person."""


def preview_fill(
    engine: Engine, rotation_id: UUID, first_day: date, last_day: date, *, by: Reviewer, now: datetime
) -> FillPreview:
    """Nothing of it stays. Raises Refused as `fill_rotation` does."""
    with Session(engine) as session:
        rotation = session.get_one(RotationRow, rotation_id)
        hall = session.get_one(HallRow, rotation.hall_id)
        span = days_as_time(first_day, last_day, ZoneInfo(hall.timezone)) if first_day <= last_day else None
        before = _filled_in(session, rotation, span)
        filled = fill_rotation(session, rotation, first_day, last_day, by=by, now=now)
        session.flush()
        after = _filled_in(session, rotation, span)
        session.rollback()
    return FillPreview(filled, changes_between(before, after))


def changes_between(before: dict[Place, Interval], after: dict[Place, Interval]) -> tuple[ShiftChange, ...]:
    """Pure."""
    places = sorted(before.keys() | after.keys(), key=lambda place: (place[2], place[0], place[1] or ""))
    changes = (ShiftChange(place[0], place[1], before.get(place), after.get(place)) for place in places)
    return tuple(change for change in changes if change.before != change.after)


def _filled_in(session: Session, rotation: RotationRow, span: Interval | None) -> dict[Place, Interval]:
    if span is None:
        return {}
    rows = session.exec(
        select(StaffRow.no, WindowRow.code, ShiftRow.start, ShiftRow.end)
        .join(RotationMemberRow, col(RotationMemberRow.id) == col(ShiftRow.rotation_member_id))
        .join(StaffRow, col(StaffRow.id) == col(ShiftRow.staff_id))
        .join(WindowRow, col(WindowRow.id) == col(ShiftRow.window_id), isouter=True)
        .where(
            RotationMemberRow.rotation_id == rotation.id,
            ShiftRow.hall_id == rotation.hall_id,
            ShiftRow.start >= span.start,
            ShiftRow.start < span.end,
        )
    ).all()
    return {(no, code, start): Interval(start, end) for no, code, start, end in rows}
