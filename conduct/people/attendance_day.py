"""One person's day: who was rostered where, which punches came by which reader, what was judged, what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.judging.stale import REACH
from conduct.judging.touched import days_as_time
from conduct.records.holdings import badges_of, told_by
from conduct.schedule.week_roster import stored_week
from models.tables import (
    AttendanceRow,
    CorrectionRow,
    HallRow,
    PunchRow,
    ReaderRow,
    ShiftRow,
    StaffRow,
    SwapRow,
    ViolationRow,
)
from models.values.interval import Interval
from roster.duty import DutyShift
from roster.week import look_over

RULES = ("late", "early-leave", "absent")
"""Whose cases come of attendance."""


@dataclass(frozen=True, slots=True)
class RosteredThen:
    """A shift as it stood after swaps and leave, and its breaks."""

    hall: HallRow
    duty: DutyShift
    breaks: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class PunchThen:
    badge: str
    reader: str
    at: datetime
    direction: str | None
    received_at: datetime
    counts: bool
    """Whether it is the coming or the going of an outcome."""


@dataclass(frozen=True, slots=True)
class AttendanceDay:
    """`given_away` are the person's shifts that somebody else works."""

    staff: StaffRow
    day: date
    halls: tuple[HallRow, ...]
    """At least one; the days are those of each one's clock."""
    rostered: tuple[RosteredThen, ...]
    given_away: tuple[RosteredThen, ...]
    outcomes: tuple[AttendanceRow, ...]
    punches: tuple[PunchThen, ...]
    corrections: tuple[CorrectionRow, ...]
    cases: tuple[ViolationRow, ...]


def attendance_day(
    session: Session, staff: StaffRow, day: date, hall_ids: frozenset[UUID] | None
) -> AttendanceDay | None:
    """What is stored, of all halls or of some; None where none of these is the person's or has anything of the day."""
    outcomes = session.exec(
        select(AttendanceRow)
        .where(AttendanceRow.staff_id == staff.id, AttendanceRow.day == day)
        .order_by(col(AttendanceRow.shift_start))
    ).all()
    halls = _halls(session, staff, day, outcomes, hall_ids)
    if not halls:
        return None
    seen = {hall.id for hall in halls}
    outcomes = [row for row in outcomes if row.hall_id in seen]
    rostered = [each for hall in halls for each in _rostered(session, hall, staff, day)]
    corrections = session.exec(
        select(CorrectionRow)
        .where(CorrectionRow.staff_id == staff.id, CorrectionRow.day == day, col(CorrectionRow.hall_id).in_(list(seen)))
        .order_by(col(CorrectionRow.id))
    ).all()
    cases = session.exec(
        select(ViolationRow)
        .where(
            ViolationRow.staff_id == staff.id,
            ViolationRow.day == day,
            col(ViolationRow.rule).in_(RULES),
            col(ViolationRow.hall_id).in_(list(seen)),
        )
        .order_by(col(ViolationRow.start))
    ).all()
    return AttendanceDay(
        staff,
        day,
        halls,
        tuple(r for r in rostered if r.duty.staff == staff.no),
        tuple(r for r in rostered if r.duty.staff != staff.no),
        tuple(outcomes),
        _punches(session, staff, _reach(halls, day, rostered), outcomes),
        tuple(corrections),
        tuple(cases),
    )


def _halls(
    session: Session,
    staff: StaffRow,
    day: date,
    outcomes: Sequence[AttendanceRow],
    hall_ids: frozenset[UUID] | None,
) -> tuple[HallRow, ...]:
    """The person's own, and those where they have an outcome, a shift or a swap that day."""
    own = session.get_one(HallRow, staff.hall_id)
    span = days_as_time(day, day, ZoneInfo(own.timezone))
    around = Interval(span.start - REACH, span.end + REACH)
    shifts = select(ShiftRow.hall_id).where(
        ShiftRow.staff_id == staff.id, ShiftRow.start >= around.start, ShiftRow.start < around.end
    )
    swaps = select(SwapRow.hall_id).where(
        or_(SwapRow.to_staff_id == staff.id, SwapRow.from_staff_id == staff.id),
        SwapRow.start < around.end,
        SwapRow.end > around.start,
    )
    ids = {own.id, *(row.hall_id for row in outcomes), *session.exec(shifts).all(), *session.exec(swaps).all()}
    wanted = ids if hall_ids is None else ids & hall_ids
    return tuple(session.exec(select(HallRow).where(col(HallRow.id).in_(wanted)).order_by(HallRow.code)).all())


def _rostered(session: Session, hall: HallRow, staff: StaffRow, day: date) -> list[RosteredThen]:
    stored = stored_week(session, hall, (day,), only={staff.id})
    own = look_over(stored.week).duty.shifts[: len(stored.rows)]
    return [
        RosteredThen(hall, duty, stored.week.shifts[duty.index].breaks)
        for duty in own
        if duty.day == day and staff.no in (duty.staff, duty.swapped_from)
    ]


def _reach(halls: Sequence[HallRow], day: date, rostered: Sequence[RosteredThen]) -> Interval:
    """The day itself, and as far around its shifts as a punch may belong to them."""
    spans = [days_as_time(day, day, ZoneInfo(hall.timezone)) for hall in halls]
    spans += [Interval(r.duty.rostered.start - REACH, r.duty.rostered.end + REACH) for r in rostered]
    return Interval(min(s.start for s in spans), max(s.end for s in spans))


def _punches(
    session: Session, staff: StaffRow, reach: Interval, outcomes: Sequence[AttendanceRow]
) -> tuple[PunchThen, ...]:
    counted = {at for row in outcomes for at in (row.came, row.went) if at is not None}
    rows = session.exec(
        select(PunchRow, ReaderRow.code)
        .join(ReaderRow, col(ReaderRow.id) == col(PunchRow.reader_id))
        .where(told_by(badges_of(session, staff.id)), PunchRow.at >= reach.start, PunchRow.at < reach.end)
        .order_by(col(PunchRow.at))
    ).all()
    return tuple(
        PunchThen(punch.badge, reader, punch.at, punch.direction, punch.received_at, punch.at in counted)
        for punch, reader in rows
    )
