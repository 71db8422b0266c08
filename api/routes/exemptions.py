"""`/api/v1/exemptions`: what is granted to whom for which days, for those who look after them, and auditors."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from api.auth.access import sight_of
from api.database import ReadingSession, WritingSession
from api.paging import bad_cursor, cursor_of, parts_of
from api.roster.asking import Code, Manager, Watcher, not_found, refusals_answered, unknown
from api.state import state_of
from conduct.people.exemptions import end_exemption, grant_exemption
from models.tables import HallRow, StaffExemptionRow, StaffRow
from models.values.roster import ExemptionKind

router = APIRouter(prefix="/api/v1/exemptions", tags=["roster"])


class ExemptionAsked(BaseModel):
    """Days of the shifts, both included. There is no place for a reason."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    staff: Code
    kind: ExemptionKind
    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")


class EndAsked(BaseModel):
    """Before its first day, it was never granted."""

    model_config = ConfigDict(extra="forbid")

    last_day: date


class ExemptionTold(BaseModel):
    id: UUID
    staff: str
    name: str
    hall: str
    kind: ExemptionKind
    first_day: date = Field(serialization_alias="from")
    last_day: date = Field(serialization_alias="to")


class Exemptions(BaseModel):
    items: list[ExemptionTold]
    next: str | None


@router.get("")
def exemptions(
    person: Watcher,
    session: ReadingSession,
    hall: str | None = None,
    staff: str | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Exemptions:
    """Those of the halls that the person looks after, the latest first day first; auditors see all halls'."""
    sight = sight_of(person)
    query = (
        select(StaffExemptionRow, StaffRow, HallRow)
        .join(StaffRow, col(StaffRow.id) == col(StaffExemptionRow.staff_id))
        .join(HallRow, col(HallRow.id) == col(StaffRow.hall_id))
        .order_by(col(StaffExemptionRow.first_day).desc(), col(StaffExemptionRow.id).desc())
    )
    if not sight.everything:
        query = query.where(col(StaffRow.hall_id).in_(sight.hall_ids))
    if hall is not None:
        query = query.where(HallRow.code == hall)
    if staff is not None:
        query = query.where(StaffRow.no == staff)
    if cursor:
        query = query.where(tuple_(col(StaffExemptionRow.first_day), col(StaffExemptionRow.id)) < _place(cursor))
    found = session.exec(query.limit(limit + 1)).all()
    items = [_told(row, who, where) for row, who, where in found[:limit]]
    more = len(found) > limit
    return Exemptions(items=items, next=cursor_of(items[-1].first_day.isoformat(), items[-1].id.hex) if more else None)


@router.post("", status_code=201)
def grant(request: Request, asked: ExemptionAsked, person: Manager, session: WritingSession) -> ExemptionTold:
    """Nobody grants one to themselves."""
    state = state_of(request)
    found = _staff(session, asked.staff)
    if found is None or not sight_of(person).hall(found[0].hall_id):
        raise unknown("staff", asked.staff)
    with refusals_answered():
        row = grant_exemption(
            session,
            found[0],
            asked.kind,
            asked.first_day,
            asked.last_day,
            by=person.reviewer,
            now=state.clock.now(),
        )
    state.facts_changed.set()
    return _told(row, *found)


@router.post("/{exemption_id}/end")
def end(
    request: Request, exemption_id: UUID, asked: EndAsked, person: Manager, session: WritingSession
) -> ExemptionTold | None:
    """Let it end earlier. Null when nothing is left of it."""
    state = state_of(request)
    query = select(StaffExemptionRow).where(StaffExemptionRow.id == exemption_id).with_for_update()
    row = session.exec(query).first()
    staff = session.get_one(StaffRow, row.staff_id) if row else None
    if row is None or staff is None or not sight_of(person).hall(staff.hall_id):
        raise not_found("exemption")
    with refusals_answered():
        left = end_exemption(session, row, asked.last_day, by=person.reviewer, now=state.clock.now())
    state.facts_changed.set()
    return _told(left, staff, session.get_one(HallRow, staff.hall_id)) if left else None


def _staff(session: Session, no: str) -> tuple[StaffRow, HallRow] | None:
    query = select(StaffRow, HallRow).join(HallRow, col(HallRow.id) == col(StaffRow.hall_id))
    found = session.exec(query.where(StaffRow.no == no)).first()
    return (found[0], found[1]) if found else None


def _place(cursor: str) -> tuple[date, UUID]:
    day, id_hex = (str(part) for part in parts_of(cursor, str, str))
    try:
        return date.fromisoformat(day), UUID(hex=id_hex)
    except ValueError:
        raise bad_cursor() from None


def _told(row: StaffExemptionRow, who: StaffRow, where: HallRow) -> ExemptionTold:
    return ExemptionTold(
        id=row.id,
        staff=who.no,
        name=who.name,
        hall=where.code,
        kind=row.kind,
        first_day=row.first_day,
        last_day=row.last_day,
    )
