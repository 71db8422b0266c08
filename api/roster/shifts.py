"""The shifts of a span with what leave and swaps make of them, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, tuple_
from sqlmodel import Session, col, or_, select

from api.auth.access import Sight
from api.paging import Place
from api.roster.telling import Names, names
from models.tables import Approval, HallRow, LeaveRow, RotationMemberRow, RotationRow, ShiftRow, SwapRow
from models.values.interval import Interval


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for: shifts that start in `time`, of one hall or all that may be seen."""

    time: Interval
    hall: str | None = None


@dataclass(frozen=True, slots=True)
class RosterPage:
    shifts: Sequence[ShiftRow]
    leave: dict[UUID, list[LeaveRow]]
    """Asked for or approved, by person."""
    swaps: dict[UUID, list[SwapRow]]
    """Asked for or approved, by who gives, in the order of asking."""
    rotations: dict[UUID, str]
    """Codes of rotations, by their members' ids."""
    names: Names
    next: Place | None

    def swaps_of(self, row: ShiftRow) -> list[SwapRow]:
        return [s for s in self.swaps.get(row.staff_id, ()) if s.start <= row.start and row.end <= s.end]

    def worked_by(self, row: ShiftRow) -> UUID:
        """Who works it: of several approved swaps the first counts."""
        return next((s.to_staff_id for s in self.swaps_of(row) if s.status == Approval.approved), row.staff_id)

    def leave_of(self, row: ShiftRow) -> list[LeaveRow]:
        """Of whoever works it, as far as it meets the shift."""
        return [e for e in self.leave.get(self.worked_by(row), ()) if e.start < row.end and e.end > row.start]


def roster_page(session: Session, sight: Sight, span: Span, *, limit: int, after: Place | None) -> RosterPage:
    """Shifts in order of start. Somebody who may see no hall sees the own ones, also those taken over from others."""
    query = select(ShiftRow).where(ShiftRow.start >= span.time.start, ShiftRow.start < span.time.end)
    if span.hall is not None:
        query = query.join(HallRow, col(HallRow.id) == col(ShiftRow.hall_id)).where(HallRow.code == span.hall)
    if sight.everything:
        # Names every hall, since shifts are indexed within their hall.
        query = query.where(col(ShiftRow.hall_id).in_(select(HallRow.id)))
    else:
        query = query.where(or_(col(ShiftRow.hall_id).in_(sight.hall_ids), *_own(sight)))
    if after is not None:
        query = query.where(tuple_(col(ShiftRow.start), col(ShiftRow.id)) > (after.start, after.id))
    rows = session.exec(query.order_by(col(ShiftRow.start), col(ShiftRow.id)).limit(limit + 1)).all()
    shown = rows[:limit]
    following = Place(shown[-1].start, shown[-1].id) if len(rows) > limit else None
    return _with_all_about(session, shown, following)


def own_roster(session: Session, staff_id: UUID, time: Interval) -> RosterPage:
    """The shifts that one person works, those taken over by approved swaps among them; found by the person alone."""
    start = col(ShiftRow.start)
    swaps = session.exec(
        select(SwapRow).where(
            SwapRow.to_staff_id == staff_id,
            SwapRow.status == Approval.approved,
            SwapRow.start < time.end,
            SwapRow.end > time.start,
        )
    ).all()
    found = list(
        session.exec(select(ShiftRow).where(ShiftRow.staff_id == staff_id, start >= time.start, start < time.end))
    )
    for swap in swaps:
        given = select(ShiftRow).where(
            ShiftRow.staff_id == swap.from_staff_id, start >= swap.start, start < time.end, ShiftRow.end <= swap.end
        )
        found += [shift for shift in session.exec(given).all() if shift.start >= time.start]
    shown = sorted({shift.id: shift for shift in found}.values(), key=lambda shift: (shift.start, shift.id))
    page = _with_all_about(session, shown, None)
    return replace(page, shifts=[shift for shift in shown if page.worked_by(shift) == staff_id])


def _own(sight: Sight) -> tuple[Any, ...]:
    if sight.staff_id is None:
        return ()
    taken_over = exists().where(
        col(SwapRow.to_staff_id) == sight.staff_id,
        col(SwapRow.status) == Approval.approved,
        col(SwapRow.from_staff_id) == col(ShiftRow.staff_id),
        col(SwapRow.start) <= col(ShiftRow.start),
        col(SwapRow.end) >= col(ShiftRow.end),
    )
    return (col(ShiftRow.staff_id) == sight.staff_id, taken_over)


def _with_all_about(session: Session, shown: Sequence[ShiftRow], following: Place | None) -> RosterPage:
    first = min((row.start for row in shown), default=None)
    last = max((row.end for row in shown), default=None)
    givers = {row.staff_id for row in shown}
    swaps: dict[UUID, list[SwapRow]] = {}
    leave: dict[UUID, list[LeaveRow]] = {}
    if first is not None and last is not None:
        for swap in _swaps(session, givers, first, last):
            swaps.setdefault(swap.from_staff_id, []).append(swap)
        takers = {s.to_staff_id for of_one in swaps.values() for s in of_one}
        for each in _leave(session, givers | takers, first, last):
            leave.setdefault(each.staff_id, []).append(each)
    else:
        takers = set[UUID]()
    members = {row.rotation_member_id for row in shown if row.rotation_member_id}
    rotations = session.exec(
        select(RotationMemberRow.id, RotationRow.code)
        .join(RotationRow, col(RotationRow.id) == col(RotationMemberRow.rotation_id))
        .where(col(RotationMemberRow.id).in_(members))
    ).all()
    named = names(
        session,
        halls=[row.hall_id for row in shown],
        windows=[row.window_id for row in shown],
        staff=givers | takers,
    )
    return RosterPage(shown, leave, swaps, dict(rotations), named, following)


def _swaps(session: Session, givers: set[UUID], first: datetime, last: datetime) -> Sequence[SwapRow]:
    query = select(SwapRow).where(
        col(SwapRow.from_staff_id).in_(givers),
        SwapRow.status != Approval.refused,
        SwapRow.start < last,
        SwapRow.end > first,
    )
    return session.exec(query.order_by(col(SwapRow.requested_at), col(SwapRow.id))).all()


def _leave(session: Session, staff: set[UUID], first: datetime, last: datetime) -> Sequence[LeaveRow]:
    query = select(LeaveRow).where(
        col(LeaveRow.staff_id).in_(staff),
        LeaveRow.status != Approval.refused,
        LeaveRow.start < last,
        LeaveRow.end > first,
    )
    return session.exec(query.order_by(col(LeaveRow.start), col(LeaveRow.id))).all()
