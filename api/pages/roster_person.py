"""`/roster?staff=`: one person's week at all halls that the visitor sees, and what they asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col, or_, select

from api.auth.access import Person, Sight, sight_of
from api.pages import roster_words
from api.pages.rendering import Visitor, render
from api.pages.roster_address import RosterView, days_of_week, week_turns
from api.pages.roster_edit import Failed
from api.pages.times import day_said
from api.roster.asking import MANAGER_ROLES, not_found
from api.roster.shifts import RosterPage, Span, roster_page
from api.state import state_of
from conduct.judging.touched import days_as_time
from models.tables import Approval, HallRow, LeaveRow, Role, ShiftRow, StaffRow, SwapRow, WindowRow
from models.values.interval import Interval
from models.values.local_time import local_day

SHIFTS_MAX = 200
ASKED_MAX = 50
ME = "me"


@dataclass(frozen=True, slots=True)
class OwnShift:
    """`from_` and `until` are the form's `2026-06-03T08:30`, in the zone of the person's hall."""

    row: ShiftRow
    hall: str
    window: str
    time: str
    breaks: str
    given_by: str | None
    given_to: str | None
    """The name of who works it in place of this person."""
    on_leave: bool
    begun: bool
    from_: str
    until: str


@dataclass(frozen=True, slots=True)
class OwnDay:
    day: date
    said: str
    shifts: tuple[OwnShift, ...]


def person_week(
    request: Request, session: Session, visitor: Visitor, view: RosterView, failed: Failed | None = None
) -> Response:
    """Raises Problem 404 for anybody whom the visitor may not see."""
    staff = _seen(session, visitor.person, view.staff)
    now = state_of(request).clock.now()
    hall = session.get(HallRow, staff.hall_id) if staff else None
    zone = ZoneInfo(hall.timezone) if hall else ZoneInfo("UTC")
    today = local_day(now, zone)
    days = days_of_week(view.week, today)
    shown: tuple[OwnDay, ...] = ()
    leave: list[LeaveRow] = []
    swaps: list[tuple[SwapRow, StaffRow, StaffRow]] = []
    if staff is not None:
        shown = _days(session, visitor, staff, days, zone, now)
        leave, swaps = _asked(session, staff, days_as_time(days[0], days[-1], zone))
    return render(
        request,
        "roster_person.html",
        failed.status if failed else 200,
        view=view,
        staff=staff,
        zone=zone,
        own=staff is not None and staff.id == visitor.person.staff_id,
        shown=shown,
        leave=leave,
        swaps=swaps,
        asks=staff is not None and visitor.person.role is not Role.auditor,
        manages=visitor.person.role in MANAGER_ROLES,
        failed=failed,
        roster_words=roster_words,
        **week_turns(view, days, today),
    )


def _seen(session: Session, person: Person, named: str) -> StaffRow | None:
    if not named or named == ME:
        return session.get(StaffRow, person.staff_id) if person.staff_id else None
    staff = session.exec(select(StaffRow).where(StaffRow.no == named)).first()
    if staff is None or not sight_of(person).record(staff.hall_id, staff.id):
        raise not_found("person")
    return staff


def _days(
    session: Session,
    visitor: Visitor,
    staff: StaffRow,
    days: tuple[date, ...],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[OwnDay, ...]:
    span = Span(days_as_time(days[0], days[-1], zone))
    page = roster_page(session, Sight(False, frozenset(), staff.id), span, limit=SHIFTS_MAX, after=None)
    sight = sight_of(visitor.person)
    rows = [row for row in page.shifts if sight.record(row.hall_id, staff.id)]
    windows = {row.window_id for row in rows if row.window_id}
    named = {w.id: w.name for w in session.exec(select(WindowRow).where(col(WindowRow.id).in_(windows))).all()}
    found = [(local_day(row.start, zone), _shift(page, row, staff, zone, named, now)) for row in rows]
    return tuple(
        OwnDay(day, day_said(day, visitor.language), tuple(shift for on, shift in found if on == day)) for day in days
    )


def _shift(
    page: RosterPage, row: ShiftRow, staff: StaffRow, zone: ZoneInfo, windows: dict[UUID, str], now: datetime
) -> OwnShift:
    works = page.worked_by(row)
    name = windows.get(row.window_id, "") if row.window_id else ""
    breaks = [[datetime.fromisoformat(at).astimezone(zone) for at in pair] for pair in row.breaks]
    return OwnShift(
        row,
        page.names.halls[row.hall_id],
        f"{page.names.window(row.window_id) or ''} {name}".strip(),
        f"{row.start.astimezone(zone):%H:%M}–{row.end.astimezone(zone):%H:%M}",
        "; ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in breaks),
        page.names.name(row.staff_id) if row.staff_id != staff.id else None,
        page.names.name(works) if works != staff.id else None,
        any(each.status == Approval.approved for each in page.leave_of(row)),
        row.start <= now,
        f"{row.start.astimezone(zone):%Y-%m-%dT%H:%M}",
        f"{row.end.astimezone(zone):%Y-%m-%dT%H:%M}",
    )


def _asked(
    session: Session, staff: StaffRow, span: Interval
) -> tuple[list[LeaveRow], list[tuple[SwapRow, StaffRow, StaffRow]]]:
    """The leave and swaps of the week that are asked for, approved or refused."""
    leave = session.exec(
        select(LeaveRow)
        .where(LeaveRow.staff_id == staff.id, LeaveRow.start < span.end, LeaveRow.end > span.start)
        .order_by(col(LeaveRow.start))
        .limit(ASKED_MAX)
    ).all()
    swaps = session.exec(
        select(SwapRow)
        .where(
            or_(SwapRow.from_staff_id == staff.id, SwapRow.to_staff_id == staff.id),
            SwapRow.start < span.end,
            SwapRow.end > span.start,
        )
        .order_by(col(SwapRow.start))
        .limit(ASKED_MAX)
    ).all()
    both = [(s, session.get_one(StaffRow, s.from_staff_id), session.get_one(StaffRow, s.to_staff_id)) for s in swaps]
    return list(leave), both
