"""`/api/v1/roster`: who is to work where when; single shifts by hand, whole spans by filling rotations."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from api.auth.access import sight_of
from api.auth.people import CurrentPerson
from api.cases.words import sentence
from api.database import ReadingSession, WritingSession
from api.paging import cursor_at, place_at
from api.problems import FieldError, Problem
from api.roster.asking import (
    Code,
    Instant,
    Manager,
    hall_named,
    refusals_answered,
    rotation_named,
    staff_named,
    window_named,
)
from api.roster.deciding import shift_to_change
from api.roster.shifts import RosterPage, Span, roster_page
from api.roster.telling import NO_TITLES, Stretch, language_for, stretches
from api.state import state_of
from conduct.judging.touched import days_as_time
from conduct.schedule.filling import fill_rotation
from conduct.schedule.shifts import NewShift, put_shift, remove_shift
from models.tables import Approval, HallRow, ShiftRow
from models.values.interval import Interval

router = APIRouter(prefix="/api/v1/roster", tags=["roster"])

DAYS_MAX = 100
DEFAULT_DAYS = 7
DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
"""By whose midnights days are cut where several halls are asked for."""


class LeaveOfShift(BaseModel):
    id: UUID
    start: datetime
    end: datetime
    status: Approval


class SwapOfShift(BaseModel):
    id: UUID
    to_staff: str
    to_name: str
    status: Approval


class ShiftTold(BaseModel):
    """`staff` is who is rostered, `works` who works it after approved swaps; `leave` is of the latter.

    `rotation` filled it in; without one, a person or a file did.
    """

    id: UUID
    hall: str
    window: str | None
    staff: str
    name: str
    works: str
    start: datetime
    end: datetime
    breaks: list[Stretch]
    rotation: str | None
    leave: list[LeaveOfShift]
    swaps: list[SwapOfShift]


class Roster(BaseModel):
    items: list[ShiftTold]
    next: str | None


class BreakAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    start: Instant
    end: Instant


class ShiftAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hall: Code
    staff: Code
    window: Code | None = None
    start: Instant
    end: Instant
    breaks: list[BreakAsked] = Field(default_factory=list[BreakAsked], max_length=20)


class ShiftPut(BaseModel):
    id: UUID


class FillAsked(BaseModel):
    """Days of the hall, both included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    rotation: UUID
    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")


class SpecialDay(BaseModel):
    """A day on which the calendar, not the cycle, decided."""

    day: date
    staff: str
    template: str | None
    why: str


class FilledTold(BaseModel):
    """In shifts. `missing_years` have no official holidays yet: there the cycle alone decided."""

    made: int
    changed: int
    removed: int
    same: int
    kept: int
    missing_years: list[int]
    special: list[SpecialDay]


@router.get("")
def roster(
    request: Request,
    person: CurrentPerson,
    session: ReadingSession,
    hall: str | None = None,
    first_day: Annotated[date | None, Query(alias="from")] = None,
    last_day: Annotated[date | None, Query(alias="to")] = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Roster:
    """The shifts that start on these days, both included, by default a week from today; staff see their own."""
    after = place_at(cursor) if cursor else None
    zone = _zone(session, hall)
    first = first_day or state_of(request).clock.now().astimezone(zone).date()
    span = Span(_asked(first, last_day or _later(first, DEFAULT_DAYS - 1), zone), hall)
    page = roster_page(session, sight_of(person), span, limit=limit, after=after)
    return Roster(items=[_told(page, row) for row in page.shifts], next=cursor_at(page.next) if page.next else None)


@router.post("/shifts", status_code=201)
def add_shift(request: Request, asked: ShiftAsked, person: Manager, session: WritingSession) -> ShiftPut:
    """Put one shift in. One that clashes with another of the same person becomes a task, not an error."""
    state = state_of(request)
    hall = hall_named(session, person, asked.hall)
    told = NewShift(
        hall,
        staff_named(session, asked.staff),
        window_named(session, hall.id, asked.window),
        Interval(asked.start, asked.end),
        tuple(Interval(b.start, b.end) for b in asked.breaks),
    )
    with refusals_answered():
        row = put_shift(session, told, by=person.reviewer, now=state.clock.now())
    state.facts_changed.set()
    return ShiftPut(id=row.id)


@router.delete("/shifts/{shift_id}", status_code=204)
def delete_shift(request: Request, shift_id: UUID, person: Manager, session: WritingSession) -> None:
    """Take one shift out; filling its rotation again does not bring it back."""
    state = state_of(request)
    row = shift_to_change(session, person, shift_id)
    with refusals_answered():
        remove_shift(session, row, by=person.reviewer, now=state.clock.now())
    state.facts_changed.set()


@router.post("/fill")
def fill(request: Request, asked: FillAsked, person: Manager, session: WritingSession) -> FilledTold:
    """Put a rotation's shifts on these days into the roster; only what is still to come, never over a person's word."""
    state = state_of(request)
    rotation = rotation_named(session, person, asked.rotation)
    with refusals_answered():
        filled = fill_rotation(
            session, rotation, asked.first_day, asked.last_day, by=person.reviewer, now=state.clock.now()
        )
    state.facts_changed.set()
    language = language_for(request, person)
    return FilledTold(
        made=filled.made,
        changed=filled.changed,
        removed=filled.removed,
        same=filled.same,
        kept=filled.kept,
        missing_years=list(filled.missing_years),
        special=[
            SpecialDay(day=p.day, staff=p.member.staff, template=p.template, why=sentence(p.why, language, NO_TITLES))
            for p in filled.special
        ],
    )


def _zone(session: Session, hall: str | None) -> ZoneInfo:
    known = session.exec(select(HallRow.timezone).where(HallRow.code == hall)).first() if hall else None
    return ZoneInfo(known) if known else DEFAULT_ZONE


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _asked(first: date, last: date, zone: ZoneInfo) -> Interval:
    if last < first:
        raise Problem(422, "invalid", "The span ends before it begins.", errors=[FieldError("to", "before `from`")])
    if last - first >= timedelta(days=DAYS_MAX):
        detail = f"A roster spans at most {DAYS_MAX} days."
        raise Problem(422, "range-too-long", detail, errors=[FieldError("to", detail)])
    return days_as_time(first, last, zone)


def _told(page: RosterPage, row: ShiftRow) -> ShiftTold:
    return ShiftTold(
        id=row.id,
        hall=page.names.halls[row.hall_id],
        window=page.names.window(row.window_id),
        staff=page.names.no(row.staff_id),
        name=page.names.name(row.staff_id),
        works=page.names.no(page.worked_by(row)),
        start=row.start,
        end=row.end,
        breaks=stretches(row.breaks),
        rotation=page.rotations.get(row.rotation_member_id) if row.rotation_member_id else None,
        leave=[LeaveOfShift(id=e.id, start=e.start, end=e.end, status=e.status) for e in page.leave_of(row)],
        swaps=[
            SwapOfShift(
                id=s.id,
                to_staff=page.names.no(s.to_staff_id),
                to_name=page.names.name(s.to_staff_id),
                status=s.status,
            )
            for s in page.swaps_of(row)
        ],
    )
