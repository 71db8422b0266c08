"""`/api/v1/notices`: what the caller is told, and that it was read. Everybody sees their own and nobody else's."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.auth.people import CurrentPerson
from api.database import ReadingSession
from api.language import language_of
from api.notices.reading import read_one, read_up_to
from api.notices.shown import ShownNotice, account_of, shown
from api.paging import Place, cursor_at, place_at
from api.state import state_of
from conduct.telling import inbox

router = APIRouter(prefix="/api/v1/notices", tags=["notices"])


class NoticesAsked(BaseModel):
    unread: bool = False
    """Only those not read yet."""
    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=50, ge=1, le=200)


class NoticeTold(BaseModel):
    """`why` is a sentence in the caller's language, `why_code` its stable code."""

    id: UUID
    at: datetime
    why: str
    why_code: str
    violation: UUID | None
    task: UUID | None
    hall: str | None
    read_at: datetime | None

    @staticmethod
    def of(each: ShownNotice) -> "NoticeTold":
        row = each.notice.row
        return NoticeTold(
            id=row.id,
            at=row.at,
            why=each.why,
            why_code=str(row.why["code"]),
            violation=row.violation_id,
            task=row.task_id,
            hall=each.hall.code if each.hall else None,
            read_at=each.notice.read_at,
        )


class Notices(BaseModel):
    items: list[NoticeTold]
    next: str | None


class NoticeRead(BaseModel):
    """`read_at`: when it was first read."""

    id: UUID
    read_at: datetime


class ReadUpTo(BaseModel):
    model_config = ConfigDict(extra="forbid")

    up_to: UUID
    """The latest notice that was seen; what came after it stays unread."""


class NoticesRead(BaseModel):
    """How many were unread until now."""

    read: int


@router.get("")
def notices(
    request: Request, asked: Annotated[NoticesAsked, Query()], person: CurrentPerson, session: ReadingSession
) -> Notices:
    """The caller's own, the latest first."""
    left_off = place_at(asked.cursor) if asked.cursor else None
    after = inbox.Place(left_off.start, left_off.id) if left_off else None
    page = inbox.list_notices(session, account_of(person), limit=asked.limit, unread=asked.unread, after=after)
    items = shown(session, person, page.notices, language_of(request, person.locale), state_of(request).clock.now())
    following = cursor_at(Place(page.next.at, page.next.id)) if page.next else None
    return Notices(items=[NoticeTold.of(each) for each in items], next=following)


@router.post("/read")
def read_all_up_to(request: Request, asked: ReadUpTo, person: CurrentPerson) -> NoticesRead:
    """Mark a notice and all that are older as read."""
    state = state_of(request)
    return NoticesRead(read=read_up_to(state.engine, person, asked.up_to, state.clock.now()))


@router.post("/{notice_id}/read")
def read(request: Request, notice_id: UUID, person: CurrentPerson) -> NoticeRead:
    """Mark one as read; again changes nothing."""
    state = state_of(request)
    return NoticeRead(id=notice_id, read_at=read_one(state.engine, person, notice_id, state.clock.now()))
