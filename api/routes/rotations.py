"""`/api/v1/roster/templates` and `/rotations`: kinds of day, cycles of them, and who works by which."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, select

from api.auth.access import Sight, sight_of
from api.database import ReadingSession, WritingSession
from api.paging import cursor_of, parts_of
from api.roster.asking import (
    Code,
    Manager,
    Text,
    Watcher,
    hall_named,
    refusals_answered,
    rotation_named,
    staff_named,
    window_named,
)
from api.roster.telling import Names, names
from api.state import state_of
from conduct.schedule.rotations import NewMember, put_member, put_rotation, put_template
from models.tables import HallRow, RotationMemberRow, RotationRow, ShiftTemplateRow

router = APIRouter(prefix="/api/v1/roster", tags=["roster"])

WallPairs = Annotated[list[Annotated[list[str], Field(min_length=2, max_length=2)]], Field(max_length=20)]
Cursor = Annotated[str | None, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=200)]
OFFSET_DAYS_MAX = 1000


class TemplateAsked(BaseModel):
    """Pairs of `HH:MM`; an end that is not after its start is on the next day."""

    model_config = ConfigDict(extra="forbid")

    hall: Code
    code: Code
    name: Text = ""
    segments: WallPairs
    breaks: WallPairs = Field(default_factory=list[list[str]])


class TemplateTold(BaseModel):
    id: UUID
    hall: str
    code: str
    name: str
    segments: list[list[str]]
    breaks: list[list[str]]


class Templates(BaseModel):
    items: list[TemplateTold]
    next: str | None


class RotationAsked(BaseModel):
    """Without `follows_calendar`, it does unless there is work at night."""

    model_config = ConfigDict(extra="forbid")

    hall: Code
    code: Code
    name: Text = ""
    cycle: list[Code | None] = Field(max_length=400)
    anchor: date
    follows_calendar: bool | None = None


class MemberTold(BaseModel):
    id: UUID
    staff: str
    name: str
    window: str | None
    offset_days: int
    first_day: date
    last_day: date | None


class RotationTold(BaseModel):
    id: UUID
    hall: str
    code: str
    name: str
    cycle: list[str | None]
    anchor: date
    follows_calendar: bool
    members: list[MemberTold]


class Rotations(BaseModel):
    items: list[RotationTold]
    next: str | None


class MemberAsked(BaseModel):
    """The same person and first day again changes the rest; a last day takes back what was filled in after it."""

    model_config = ConfigDict(extra="forbid")

    staff: Code
    window: Code | None = None
    offset_days: int = Field(default=0, ge=-OFFSET_DAYS_MAX, le=OFFSET_DAYS_MAX)
    first_day: date
    last_day: date | None = None


@router.get("/templates")
def templates(
    person: Watcher, session: ReadingSession, hall: str | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Templates:
    """Those in use, by hall and code."""
    after = _after(cursor)
    query = (
        select(ShiftTemplateRow, HallRow)
        .join(HallRow, col(HallRow.id) == col(ShiftTemplateRow.hall_id))
        .where(col(ShiftTemplateRow.retired_at).is_(None))
        .order_by(col(HallRow.code), col(ShiftTemplateRow.code))
    )
    query = query.where(*_visible(sight_of(person), hall))
    if after:
        query = query.where(tuple_(col(HallRow.code), col(ShiftTemplateRow.code)) > after)
    found = session.exec(query.limit(limit + 1)).all()
    items = [_template_told(row, where.code) for row, where in found[:limit]]
    return Templates(items=items, next=_next(items, len(found) > limit))


@router.post("/templates")
def set_template(request: Request, asked: TemplateAsked, person: Manager, session: WritingSession) -> TemplateTold:
    """Make one, or change the one of this code; shifts follow when their rotation is filled again."""
    hall = hall_named(session, person, asked.hall)
    with refusals_answered():
        row = put_template(
            session, hall, asked.code, name=asked.name, segments=asked.segments, breaks=asked.breaks,
            by=person.reviewer, now=state_of(request).clock.now(),
        )  # fmt: skip
    return _template_told(row, hall.code)


@router.get("/rotations")
def rotations(
    person: Watcher, session: ReadingSession, hall: str | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Rotations:
    """Those in use with their members, by hall and code."""
    after = _after(cursor)
    query = (
        select(RotationRow, HallRow)
        .join(HallRow, col(HallRow.id) == col(RotationRow.hall_id))
        .where(col(RotationRow.retired_at).is_(None))
        .order_by(col(HallRow.code), col(RotationRow.code))
    )
    query = query.where(*_visible(sight_of(person), hall))
    if after:
        query = query.where(tuple_(col(HallRow.code), col(RotationRow.code)) > after)
    found = session.exec(query.limit(limit + 1)).all()
    items = _rotations_told(session, [(row, where.code) for row, where in found[:limit]])
    return Rotations(items=items, next=_next(items, len(found) > limit))


@router.post("/rotations")
def set_rotation(request: Request, asked: RotationAsked, person: Manager, session: WritingSession) -> RotationTold:
    """Make one, or change the one of this code; shifts follow when it is filled again."""
    hall = hall_named(session, person, asked.hall)
    with refusals_answered():
        row = put_rotation(
            session, hall, asked.code, name=asked.name, cycle=asked.cycle, anchor=asked.anchor,
            follows_calendar=asked.follows_calendar, by=person.reviewer, now=state_of(request).clock.now(),
        )  # fmt: skip
    return _rotations_told(session, [(row, hall.code)])[0]


@router.post("/rotations/{rotation_id}/members")
def set_member(
    request: Request, rotation_id: UUID, asked: MemberAsked, person: Manager, session: WritingSession
) -> MemberTold:
    """Let somebody join, or change how somebody works it; what is to come follows when it is filled again."""
    state = state_of(request)
    rotation = rotation_named(session, person, rotation_id)
    told = NewMember(
        staff_named(session, asked.staff),
        window_named(session, rotation.hall_id, asked.window),
        asked.first_day,
        asked.last_day,
        asked.offset_days,
    )
    with refusals_answered():
        row = put_member(session, rotation, told, by=person.reviewer, now=state.clock.now())
    state.facts_changed.set()
    return _member_told(row, names(session, windows=[row.window_id], staff=[row.staff_id]))


def _visible(sight: Sight, hall: str | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not sight.everything:
        conditions.append(col(HallRow.id).in_(sight.hall_ids))
    if hall is not None:
        conditions.append(col(HallRow.code) == hall)
    return conditions


def _after(cursor: str | None) -> tuple[str, str] | None:
    if not cursor:
        return None
    hall, code = parts_of(cursor, str, str)
    return str(hall), str(code)


def _next(items: list[TemplateTold] | list[RotationTold], more: bool) -> str | None:
    return cursor_of(items[-1].hall, items[-1].code) if more else None


def _template_told(row: ShiftTemplateRow, hall: str) -> TemplateTold:
    return TemplateTold(id=row.id, hall=hall, code=row.code, name=row.name, segments=row.segments, breaks=row.breaks)


def _rotations_told(session: Session, found: list[tuple[RotationRow, str]]) -> list[RotationTold]:
    query = select(RotationMemberRow).where(col(RotationMemberRow.rotation_id).in_([row.id for row, _ in found]))
    members = session.exec(query.order_by(col(RotationMemberRow.first_day), col(RotationMemberRow.id))).all()
    named = names(session, windows=[m.window_id for m in members], staff=[m.staff_id for m in members])
    return [
        RotationTold(
            id=row.id,
            hall=hall,
            code=row.code,
            name=row.name,
            cycle=row.cycle,
            anchor=row.anchor,
            follows_calendar=row.follows_calendar,
            members=[_member_told(m, named) for m in members if m.rotation_id == row.id],
        )
        for row, hall in found
    ]


def _member_told(row: RotationMemberRow, named: Names) -> MemberTold:
    return MemberTold(
        id=row.id,
        staff=named.no(row.staff_id),
        name=named.name(row.staff_id),
        window=named.window(row.window_id),
        offset_days=row.offset_days,
        first_day=row.first_day,
        last_day=row.last_day,
    )
