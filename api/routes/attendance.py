"""`GET /api/v1/attendance`: how the shifts of a month were kept, page by page."""

import datetime as dt
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import tuple_
from sqlmodel import Session, col, or_, select

from api.auth.access import Sight, sight_of
from api.auth.people import CurrentPerson
from api.cases.rules import Titles, titles_of
from api.cases.words import sentence
from api.database import ReadingSession
from api.language import Language, language_of, why_of
from api.paging import bad_cursor, cursor_of, parts_of
from conduct.months.span import month_days
from models.tables import AttendanceRow, HallRow, StaffRow
from models.values.findings import AttendanceStatus

router = APIRouter(prefix="/api/v1")


class AttendanceTold(BaseModel):
    """One shift's outcome. `shift_start` is the rostered one; minutes are begun minutes."""

    staff: str
    name: str
    hall: str
    day: dt.date
    shift_start: datetime
    status: AttendanceStatus
    came: datetime | None = Field(serialization_alias="in")
    went: datetime | None = Field(serialization_alias="out")
    late_min: int
    early_min: int
    why: str


class AttendancesTold(BaseModel):
    items: list[AttendanceTold]
    next: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list, ordered by day, staff number and id, was left off."""

    day: date
    staff: str
    id: UUID


@router.get("/attendance")
def list_attendance(
    request: Request,
    person: CurrentPerson,
    session: ReadingSession,
    month: Annotated[str, Query(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")],
    staff: str | None = None,
    hall: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AttendancesTold:
    """The shifts of a month that the person asking may see, as last judged; `staff` and `hall` go by their codes."""
    place = _place_at(cursor) if cursor is not None else None
    rows = _rows(session, sight_of(person), month_days(month), staff, hall, place, limit + 1)
    language, titles = language_of(request, person.locale), titles_of(session)
    items = [_told(row, who, where, language, titles) for row, who, where in rows[:limit]]
    more = len(rows) > limit
    return AttendancesTold(items=items, next=_cursor(*rows[limit - 1][:2]) if more else None)


Found = tuple[AttendanceRow, StaffRow, HallRow]


def _rows(
    session: Session,
    sight: Sight,
    days: tuple[date, date],
    staff: str | None,
    hall: str | None,
    place: Place | None,
    limit: int,
) -> list[Found]:
    query = (
        select(AttendanceRow, StaffRow, HallRow)
        .join(StaffRow, col(AttendanceRow.staff_id) == col(StaffRow.id))
        .join(HallRow, col(AttendanceRow.hall_id) == col(HallRow.id))
        .where(AttendanceRow.day >= days[0], AttendanceRow.day <= days[1])
        .order_by(col(AttendanceRow.day), col(StaffRow.no), col(AttendanceRow.id))
    )
    if sight.everything:
        # Names every hall, since days are indexed within their hall.
        query = query.where(col(AttendanceRow.hall_id).in_(select(HallRow.id)))
    else:
        query = query.where(
            or_(col(AttendanceRow.hall_id).in_(sight.hall_ids), AttendanceRow.staff_id == sight.staff_id)
        )
    if staff is not None:
        query = query.where(StaffRow.no == staff)
    if hall is not None:
        query = query.where(HallRow.code == hall)
    if place is not None:
        key = tuple_(col(AttendanceRow.day), col(StaffRow.no), col(AttendanceRow.id))
        query = query.where(key > (place.day, place.staff, place.id))
    return [(row, who, where) for row, who, where in session.exec(query.limit(limit))]


def _cursor(row: AttendanceRow, who: StaffRow) -> str:
    return cursor_of(row.day.isoformat(), who.no, row.id.hex)


def _place_at(cursor: str) -> Place:
    day, staff, id_hex = (str(part) for part in parts_of(cursor, str, str, str))
    try:
        return Place(date.fromisoformat(day), staff, UUID(hex=id_hex))
    except ValueError:
        raise bad_cursor() from None


def _told(row: AttendanceRow, who: StaffRow, where: HallRow, language: Language, titles: Titles) -> AttendanceTold:
    return AttendanceTold(
        staff=who.no,
        name=who.name,
        hall=where.code,
        day=row.day,
        shift_start=row.shift_start,
        status=row.status,
        came=row.came,
        went=row.went,
        late_min=row.late_min,
        early_min=row.early_min,
        why=sentence(why_of(row.why), language, titles),
    )
