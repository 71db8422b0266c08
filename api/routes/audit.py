"""`/api/v1/audit`: who did what to what, and the head of the trail to write down, for auditors and administrators.

Not for human resources: what they look at and change is in it as well.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, Field

from api.audit.anchors import AnchorFile, NotAnchors
from api.audit.asking import hall_of, hidden_from
from api.audit.search import Search, search
from api.auth.people import CurrentPerson, require
from api.database import ReadingSession
from api.paging import cursor_at, place_at
from api.problems import Problem
from api.state import state_of
from conduct.auditing.chain_reading import one_moment
from models.linking import head
from models.tables import AuditEntryRow, AuditLinkRow, Role

router = APIRouter(prefix="/api/v1/audit", tags=["audit"], dependencies=[Depends(require(Role.admin, Role.auditor))])


class Asked(BaseModel):
    """How the trail is narrowed and paged."""

    entity: str | None = None
    """What kind of thing, for example `violation`."""
    id: str | None = None
    """Which one."""
    actor: str | None = None
    action: str | None = None
    hall: str | None = None
    """The code of the hall that it is about, as far as the entry or its subject tells."""
    text: str | None = Field(default=None, min_length=2, max_length=100)
    """Anywhere in the entry. Where few match, a page may have fewer than `limit` and still a `next`."""
    since: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = Field(default=None, alias="to")
    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=50, ge=1, le=200)


class EntryTold(BaseModel):
    seq: int | None
    """Its number in the chain; null for what was put there behind the program's back."""
    hash: str | None
    id: UUID
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    data: Any


class EntriesTold(BaseModel):
    items: list[EntryTold]
    next: str | None


class AnchorTold(BaseModel):
    seq: int
    hash: str
    at: datetime


class HeadTold(AnchorTold):
    """As of now."""

    anchored: AnchorTold | None
    """The last one noted outside of the database."""


@router.get("")
def entries(
    request: Request, person: CurrentPerson, asked: Annotated[Asked, Query()], session: ReadingSession
) -> EntriesTold:
    """What was done, the latest first."""
    wanted = Search(
        asked.actor, asked.action, asked.entity, asked.id, asked.since, asked.until, hall_of(session, asked.hall),
        asked.text, hidden_from(session, person, state_of(request).clock.now()),
    )  # fmt: skip
    page = search(session, wanted, limit=asked.limit, after=place_at(asked.cursor) if asked.cursor else None)
    items = [_told(entry.row, entry.link) for entry in page.entries]
    return EntriesTold(items=items, next=cursor_at(page.next) if page.next else None)


@router.get("/head")
def trail_head(request: Request, session: ReadingSession) -> HeadTold:
    """Number and hash of the last entry, which say all of the trail up to it. 503 `no-anchors` for an unusable file."""
    state = state_of(request)
    try:
        last = AnchorFile(state.settings.anchors_file).last()
    except (NotAnchors, OSError):
        raise Problem(503, "no-anchors", "The file of anchors cannot be read.") from None
    one_moment(session)
    seq, hash_ = head(session.connection())
    told = AnchorTold(seq=last.seq, hash=last.hash.hex(), at=last.at) if last is not None else None
    return HeadTold(seq=seq, hash=hash_.hex(), at=state.clock.now(), anchored=told)


def _told(entry: AuditEntryRow, link: AuditLinkRow | None) -> EntryTold:
    return EntryTold(
        seq=link.seq if link is not None else None, hash=link.hash.hex() if link is not None else None,
        id=entry.id, at=entry.at, actor=entry.actor, action=entry.action, entity=entry.entity,
        entity_id=entry.entity_id, data=entry.data,
    )  # fmt: skip
