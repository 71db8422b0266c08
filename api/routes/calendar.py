"""`/api/v1/calendar`: holidays, make-up workdays and closures; years of which nothing official is known stand out."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy import tuple_
from sqlmodel import Session, col, or_, select

from api.auth.access import Person
from api.auth.people import CurrentPerson, require
from api.database import ReadingSession, WritingSession
from api.paging import bad_cursor, cursor_of, parts_of
from api.problems import FieldError, Problem
from api.roster.asking import Code, Manager, hall_named, refusals_answered
from api.state import state_of
from conduct.schedule.calendar_year import OFFICIAL, fill_year, mark_day, unmark_day, years_without_data
from models.tables import CalendarDayRow, HallRow, Role
from models.values.roster import DayKind
from roster.calendar import NoOfficialData

router = APIRouter(prefix="/api/v1/calendar", tags=["roster"])

DAYS_MAX = 1100
OF_ALL_HALLS = (Role.hr, Role.admin)
Owner = Annotated[Person, Depends(require(*OF_ALL_HALLS))]


class DayAsked(BaseModel):
    """Without a hall, of all halls (HR's business); without a kind, a person's own mark is taken away."""

    model_config = ConfigDict(extra="forbid")

    day: date
    hall: Code | None = None
    kind: DayKind | None = None


class DayTold(BaseModel):
    """`source` is `official`, or who marked it."""

    day: date
    hall: str | None
    kind: DayKind
    source: str
    official: bool


class Calendar(BaseModel):
    """`missing_years`: years among those asked for whose holidays are not announced, or not filled in: nothing is
    assumed of them, and rotations go by their cycle alone."""

    missing_years: list[int]
    items: list[DayTold]
    next: str | None


class YearFilled(BaseModel):
    year: int
    changed: int


@router.get("")
def calendar(
    request: Request,
    _: CurrentPerson,
    session: ReadingSession,
    hall: str | None = None,
    first_day: Annotated[date | None, Query(alias="from")] = None,
    last_day: Annotated[date | None, Query(alias="to")] = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> Calendar:
    """The days out of the ordinary, by default of this year and the next; a hall's with those of all halls."""
    year = state_of(request).clock.now().year
    first = first_day or date(year, 1, 1)
    last = last_day or date(first.year + 1, 12, 31)
    _check(first, last)
    query = (
        select(CalendarDayRow, HallRow.code)
        .join(HallRow, col(HallRow.id) == col(CalendarDayRow.hall_id), isouter=True)
        .where(CalendarDayRow.day >= first, CalendarDayRow.day <= last)
        .order_by(col(CalendarDayRow.day), col(CalendarDayRow.id))
    )
    if hall is not None:
        query = query.where(or_(col(CalendarDayRow.hall_id).is_(None), HallRow.code == hall))
    if cursor:
        query = query.where(tuple_(col(CalendarDayRow.day), col(CalendarDayRow.id)) > _place(cursor))
    found = session.exec(query.limit(limit + 1)).all()
    shown = found[:limit]
    more = len(found) > limit
    return Calendar(
        missing_years=list(years_without_data(session, first, last)),
        items=[_told(row, code) for row, code in shown],
        next=cursor_of(shown[-1][0].day.isoformat(), shown[-1][0].id.hex) if more else None,
    )


@router.post("")
def edit(request: Request, asked: DayAsked, person: Manager, session: WritingSession) -> DayTold | None:
    """Mark a day, close a hall for one, or take a mark away (null)."""
    state = state_of(request)
    hall = _hall(session, person, asked.hall)
    by, now = person.reviewer, state.clock.now()
    with refusals_answered():
        if asked.kind is None:
            unmark_day(session, hall, asked.day, by=by, now=now)
            told = None
        else:
            row = mark_day(session, hall, asked.day, asked.kind, by=by, now=now)
            told = _told(row, hall.code if hall else None)
    state.facts_changed.set()
    return told


@router.post("/years/{year}")
def fill(
    request: Request, year: Annotated[int, Path(ge=2000, le=2100)], person: Owner, session: WritingSession
) -> YearFilled:
    """Fill in a year's official days; days that people edited stay. 409 `no-official-data` when there are none."""
    try:
        changed = fill_year(session, year, by=person.login, now=state_of(request).clock.now())
    except NoOfficialData as missing:
        raise Problem(409, "no-official-data", f"{missing}".capitalize() + ".") from None
    return YearFilled(year=year, changed=changed)


def _hall(session: Session, person: Person, code: str | None) -> HallRow | None:
    if code is not None:
        return hall_named(session, person, code)
    if person.role not in OF_ALL_HALLS:
        raise Problem(403, "not-allowed", "Days of all halls are HR's business; name a hall.")
    return None


def _check(first: date, last: date) -> None:
    if last < first:
        raise Problem(422, "invalid", "The span ends before it begins.", errors=[FieldError("to", "before `from`")])
    if last - first > timedelta(days=DAYS_MAX):
        detail = f"A calendar spans at most {DAYS_MAX} days."
        raise Problem(422, "range-too-long", detail, errors=[FieldError("to", detail)])


def _place(cursor: str) -> tuple[date, UUID]:
    day, id_hex = (str(part) for part in parts_of(cursor, str, str))
    try:
        return date.fromisoformat(day), UUID(hex=id_hex)
    except ValueError:
        raise bad_cursor() from None


def _told(row: CalendarDayRow, hall: str | None) -> DayTold:
    return DayTold(day=row.day, hall=hall, kind=row.kind, source=row.source, official=row.source == OFFICIAL)
