"""A month's attendance at a hall as a grid of people by days: what is in it. `attendance_files` writes it down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, or_, select

from conduct.months.computing import FETCHED
from conduct.months.span import month_days
from conduct.words import N_
from models.tables import AttendanceRow, CalendarDayRow, HallRow, StaffRow
from models.values.findings import AttendanceStatus
from models.values.roster import DayKind

MARKS: Mapping[AttendanceStatus, str] = {
    AttendanceStatus.present: "✓",
    AttendanceStatus.late: N_("Lt"),
    AttendanceStatus.early_leave: N_("Er"),
    AttendanceStatus.late_and_early: N_("LtEr"),
    AttendanceStatus.absent: N_("Ab"),
    AttendanceStatus.leave: N_("Lv"),
    AttendanceStatus.missing_in: N_("Np"),
    AttendanceStatus.missing_out: N_("Np"),
    AttendanceStatus.missed_punch: N_("Np"),
    AttendanceStatus.unknown: "?",
    AttendanceStatus.off: N_("Off"),
    AttendanceStatus.due: "…",
}
LEGEND: Mapping[str, str] = {
    "✓": N_("came and went in time"),
    "Lt": N_("came late"),
    "Er": N_("left early"),
    "LtEr": N_("came late and left early"),
    "Ab": N_("did not come"),
    "Lv": N_("on approved leave"),
    "Np": N_("a punch is missing"),
    "?": N_("not known: counts against nobody"),
    "Off": N_("the hall was closed"),
    "…": N_("not settled yet"),
}
"""What each mark stands for."""
CAME = frozenset(AttendanceStatus) - {
    AttendanceStatus.absent,
    AttendanceStatus.leave,
    AttendanceStatus.unknown,
    AttendanceStatus.off,
    AttendanceStatus.due,
}
LATE = frozenset({AttendanceStatus.late, AttendanceStatus.late_and_early})
EARLY = frozenset({AttendanceStatus.early_leave, AttendanceStatus.late_and_early})
MISSING = frozenset({AttendanceStatus.missing_in, AttendanceStatus.missing_out, AttendanceStatus.missed_punch})

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """How one shift was kept."""

    staff: str
    day: date
    status: AttendanceStatus
    late_min: int = 0
    early_min: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """A person's month. Time that is not known is counted as such and never as absence."""

    came: int = 0
    late: int = 0
    late_min: int = 0
    early: int = 0
    early_min: int = 0
    absent: int = 0
    leave: int = 0
    missing: int = 0
    unknown: int = 0

    def numbers(self) -> tuple[int, ...]:
        """In the order in which files head them."""
        return (
            self.came, self.late, self.late_min, self.early, self.early_min, self.absent, self.leave, self.missing,
            self.unknown,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One person; `days` has the statuses of each day's shifts, in their order."""

    staff: str
    name: str
    days: Mapping[date, tuple[AttendanceStatus, ...]]
    totals: Totals


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    hall: str
    hall_name: str
    month: str
    days: tuple[date, ...]
    rest: frozenset[date]
    """Weekends and holidays, without make-up workdays."""
    lines: tuple[Line, ...] = field(default=())


def attendance_sheet(session: Session, hall: HallRow, month: str) -> AttendanceSheet:
    """The month as last judged: who has a shift at the hall or belongs to it, by staff number."""
    first, last = month_days(month)
    at = (AttendanceRow.hall_id == hall.id, AttendanceRow.day >= first, AttendanceRow.day <= last)
    rows = session.exec(select(AttendanceRow).where(*at).order_by(col(AttendanceRow.shift_start))).all()
    people = _people(session, hall.id, {row.staff_id for row in rows})
    marks = [Mark(people[r.staff_id][0], r.day, r.status, r.late_min, r.early_min) for r in rows]
    calendar = session.exec(
        select(CalendarDayRow)
        .where(
            or_(CalendarDayRow.hall_id == hall.id, col(CalendarDayRow.hall_id).is_(None)),
            CalendarDayRow.day >= first,
            CalendarDayRow.day <= last,
        )
        .order_by(col(CalendarDayRow.hall_id).is_not(None))  # the hall's own word comes last and so holds
    ).all()
    days = days_of(month)
    rest = rest_days(days, {row.day: row.kind for row in calendar})
    return AttendanceSheet(hall.code, hall.name, month, days, rest, lines_of(dict(people.values()), marks))


def days_of(month: str) -> tuple[date, ...]:
    first, last = month_days(month)
    return tuple(first + timedelta(days=i) for i in range((last - first).days + 1))


def rest_days(days: Iterable[date], calendar: Mapping[date, DayKind]) -> frozenset[date]:
    """The weekends and holidays among these days, as the calendar corrects them. Pure."""
    return frozenset(
        day for day in days if (calendar[day] != DayKind.workday if day in calendar else day.weekday() >= SATURDAY)
    )


def lines_of(names: Mapping[str, str], marks: Sequence[Mark]) -> tuple[Line, ...]:
    """Everybody named, by staff number, with their marks of the month. Pure."""
    found: dict[str, list[Mark]] = {staff: [] for staff in names}
    for mark in marks:
        found[mark.staff].append(mark)
    return tuple(_line(staff, names[staff], found[staff]) for staff in sorted(names))


def _people(session: Session, hall_id: UUID, seen: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """Number and name of those who belong to the hall and have not left, and of those seen in its attendance."""
    columns = select(StaffRow.id, StaffRow.no, StaffRow.name)
    own = columns.where(StaffRow.hall_id == hall_id, col(StaffRow.retired_at).is_(None))
    found = {id_: (no, name) for id_, no, name in session.exec(own).all()}
    others = sorted(seen - found.keys())
    for i in range(0, len(others), FETCHED):
        some = columns.where(col(StaffRow.id).in_(others[i : i + FETCHED]))
        found |= {id_: (no, name) for id_, no, name in session.exec(some).all()}
    return found


def _line(staff: str, name: str, marks: Sequence[Mark]) -> Line:
    days: dict[date, tuple[AttendanceStatus, ...]] = {}
    for mark in marks:
        days[mark.day] = (*days.get(mark.day, ()), mark.status)
    statuses = [mark.status for mark in marks]
    totals = Totals(
        came=sum(status in CAME for status in statuses),
        late=sum(status in LATE for status in statuses),
        late_min=sum(mark.late_min for mark in marks if mark.status in LATE),
        early=sum(status in EARLY for status in statuses),
        early_min=sum(mark.early_min for mark in marks if mark.status in EARLY),
        absent=statuses.count(AttendanceStatus.absent),
        leave=statuses.count(AttendanceStatus.leave),
        missing=sum(status in MISSING for status in statuses),
        unknown=statuses.count(AttendanceStatus.unknown),
    )
    return Line(staff, name, days, totals)
