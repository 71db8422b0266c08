"""One's own month: how each shift was kept, what of it can be put right, and the shifts to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from api.cases.rules import titles_of
from api.cases.words import sentence
from api.language import Language, why_of
from api.roster.shifts import RosterPage, own_roster
from conduct.months.span import month_after, month_days
from conduct.people.corrections import DEADLINE_DAYS
from conduct.records.holdings import badges_of, told_by
from conduct.rules.adoption import policy_for
from models.tables import (
    Approval,
    AttendanceRow,
    CorrectionRow,
    HallRow,
    PunchRow,
    ShiftRow,
    StaffRow,
    WindowRow,
)
from models.values.findings import AttendanceStatus
from models.values.interval import Interval
from models.values.local_time import local_day

COMING_DAYS = 14
OFFERED: Mapping[AttendanceStatus, tuple[str, ...]] = {
    AttendanceStatus.missing_in: ("missing-in",),
    AttendanceStatus.missing_out: ("missing-out",),
    AttendanceStatus.missed_punch: ("missed-punch",),
    AttendanceStatus.late: ("missing-in", "late"),
    AttendanceStatus.early_leave: ("missing-out", "early-leave"),
    AttendanceStatus.late_and_early: ("missing-in", "missing-out", "late", "early-leave"),
    AttendanceStatus.absent: ("missed-punch", "absent"),
    AttendanceStatus.unknown: ("missed-punch",),
}
"""What may be asked to be put right, by how the shift was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One shift of one's own. `status` and `why` are None and empty while nothing was judged of it."""

    day: date
    start: datetime
    end: datetime | None
    """None where the roster does not have the shift any more."""
    window: str
    status: AttendanceStatus | None
    came: datetime | None
    went: datetime | None
    late_min: int
    early_min: int
    why: str
    punches: tuple[datetime, ...]
    offered: tuple[str, ...]
    """Kinds of corrections that may be asked for now."""


@dataclass(frozen=True, slots=True)
class Coming:
    start: datetime
    end: datetime
    hall: str
    window: str
    stands_in: bool
    """By an approved swap."""
    on_leave: bool
    """For at least part of it."""


def zone_of_staff(session: Session, staff: StaffRow) -> ZoneInfo:
    return ZoneInfo(session.get_one(HallRow, staff.hall_id).timezone)


def month_time(month: str, zone: ZoneInfo) -> Interval:
    """From the first midnight of a month to that of the next, by the hall's clock."""
    first, following = (month_days(each)[0] for each in (month, month_after(month)))
    return Interval(datetime.combine(first, time(), zone), datetime.combine(following, time(), zone))


def kept_shifts(
    session: Session, staff: StaffRow, month: str, zone: ZoneInfo, language: Language, now: datetime
) -> list[Kept]:
    """By day."""
    first, last = month_days(month)
    rows = session.exec(
        select(AttendanceRow)
        .where(AttendanceRow.staff_id == staff.id, AttendanceRow.day >= first, AttendanceRow.day <= last)
        .order_by(col(AttendanceRow.shift_start))
    ).all()
    shifts = {shift.start: shift for shift in own_roster(session, staff.id, month_time(month, zone)).shifts}
    windows = _windows(session, list(shifts.values()))
    punches = _punches(session, staff, first, shifts, rows)
    titles = titles_of(session)
    judged = {row.shift_start for row in rows}
    around = _Around(windows, punches, zone)
    found = [
        around.judged(row, shifts.get(row.shift_start), sentence(why_of(row.why), language, titles), now)
        for row in rows
    ]
    found += [around.unjudged(shift) for start, shift in shifts.items() if start not in judged]
    return sorted(found, key=lambda kept: kept.start)


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known beside a shift."""

    windows: Mapping[UUID, str]
    punches: Mapping[datetime, tuple[datetime, ...]]
    zone: ZoneInfo

    def judged(self, row: AttendanceRow, shift: ShiftRow | None, why: str, now: datetime) -> Kept:
        in_time = local_day(now, self.zone) <= row.day + timedelta(days=DEADLINE_DAYS) and now >= row.shift_start
        return Kept(
            row.day, row.shift_start, shift.end if shift else None, self._window(shift), row.status, row.came,
            row.went, row.late_min, row.early_min, why, self.punches.get(row.shift_start, ()),
            OFFERED.get(row.status, ()) if in_time else (),
        )  # fmt: skip

    def unjudged(self, shift: ShiftRow) -> Kept:
        day, punches = local_day(shift.start, self.zone), self.punches.get(shift.start, ())
        return Kept(day, shift.start, shift.end, self._window(shift), None, None, None, 0, 0, "", punches, ())

    def _window(self, shift: ShiftRow | None) -> str:
        return self.windows.get(shift.window_id, "") if shift and shift.window_id else ""


def coming_shifts(session: Session, staff: StaffRow, now: datetime) -> list[Coming]:
    roster = own_roster(session, staff.id, Interval(now, now + timedelta(days=COMING_DAYS)))
    own = roster.shifts
    windows = _windows(session, own)
    of_shifts = select(HallRow.id, HallRow.name).where(col(HallRow.id).in_({s.hall_id for s in own}))
    halls = dict(session.exec(of_shifts).all())
    return [
        Coming(
            shift.start, shift.end, halls[shift.hall_id], windows.get(shift.window_id, "") if shift.window_id else "",
            shift.staff_id != staff.id, _on_leave(roster, shift),
        )
        for shift in own
    ]  # fmt: skip


def own_corrections(session: Session, staff: StaffRow, month: str) -> Sequence[CorrectionRow]:
    """Those about the month, and whatever else waits; the latest first."""
    first, last = month_days(month)
    rows = session.exec(
        select(CorrectionRow).where(CorrectionRow.staff_id == staff.id).order_by(col(CorrectionRow.id).desc())
    ).all()
    return [row for row in rows if first <= row.day <= last or row.status is Approval.requested]


def instant_of_shift(clock: str, start: datetime, zone: ZoneInfo) -> datetime | None:
    """`HH:MM` as the instant nearest to the shift's start by the hall's clock; None for what is no time. Pure."""
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        return None
    day = start.astimezone(zone).date()
    around = (datetime.combine(day + timedelta(days=n), at, zone) for n in (-1, 0, 1))
    # a shift's punches lie mostly behind its start: what is twice as far ahead of it is as near
    return min(around, key=lambda each: (start - each) * 2 if each < start else each - start)


def _punches(
    session: Session,
    staff: StaffRow,
    first: date,
    shifts: Mapping[datetime, ShiftRow],
    rows: Sequence[AttendanceRow],
) -> dict[datetime, tuple[datetime, ...]]:
    """What the readers delivered of one's badges around each shift, by its start."""
    limits = policy_for(session, first).limits
    before, after = timedelta(minutes=limits.punch_before_min), timedelta(minutes=limits.punch_after_min)
    starts = sorted({*shifts, *(row.shift_start for row in rows)})
    if not starts:
        return {}
    reach_end = max(max((shift.end for shift in shifts.values()), default=starts[-1]), starts[-1]) + after
    found = session.exec(
        select(PunchRow.at)
        .where(told_by(badges_of(session, staff.id)), PunchRow.at >= starts[0] - before, PunchRow.at <= reach_end)
        .order_by(col(PunchRow.at))
    ).all()
    ends = {start: shifts[start].end if start in shifts else start + timedelta(hours=8) for start in starts}
    return {
        start: tuple(dict.fromkeys(at for at in found if start - before <= at <= ends[start] + after))
        for start in starts
    }


def _windows(session: Session, shifts: Sequence[ShiftRow]) -> dict[UUID, str]:
    ids = {shift.window_id for shift in shifts if shift.window_id is not None}
    rows = session.exec(select(WindowRow.id, WindowRow.code).where(col(WindowRow.id).in_(ids))).all()
    return dict(rows)


def _on_leave(roster: RosterPage, shift: ShiftRow) -> bool:
    return any(leave.status is Approval.approved for leave in roster.leave_of(shift))
