"""`/api/v1/audit`: who did what to what, and the head of the trail to write down, for auditors and administrators.

Not for human resources: what they look at and change is in it as well.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from sqlmodel import Session, col, select

from api.audit.anchors import AnchorFile, NotAnchors
from api.auth.people import require
from api.database import ReadingSession
from api.paging import cursor_of, id_at
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
def entries(asked: Annotated[Asked, Query()], session: ReadingSession) -> EntriesTold:
    """What was done, the latest first."""
    found = _found(session, asked)
    items = [_told(entry, link) for entry, link in found[: asked.limit]]
    more = len(found) > asked.limit
    return EntriesTold(items=items, next=cursor_of(items[-1].id.hex) if more else None)


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


def _found(session: Session, asked: Asked) -> list[tuple[AuditEntryRow, AuditLinkRow | None]]:
    """One more than the limit. The ids sort by when they were made; each filter has an index that ends in them."""
    conditions = [
        (col(AuditEntryRow.entity), asked.entity),
        (col(AuditEntryRow.entity_id), asked.id),
        (col(AuditEntryRow.actor), asked.actor),
        (col(AuditEntryRow.action), asked.action),
    ]
    query = (
        select(AuditEntryRow, AuditLinkRow)
        .outerjoin(AuditLinkRow, col(AuditLinkRow.entry_id) == col(AuditEntryRow.id))
        .where(*(column == wanted for column, wanted in conditions if wanted is not None))
        .order_by(col(AuditEntryRow.id).desc())
        .limit(asked.limit + 1)
    )
    if asked.since is not None:
        query = query.where(AuditEntryRow.at >= asked.since)
    if asked.until is not None:
        query = query.where(AuditEntryRow.at < asked.until)
    if asked.cursor is not None:
        query = query.where(col(AuditEntryRow.id) < id_at(asked.cursor))
    return list(session.exec(query).all())


def _told(entry: AuditEntryRow, link: AuditLinkRow | None) -> EntryTold:
    return EntryTold(
        seq=link.seq if link is not None else None, hash=link.hash.hex() if link is not None else None,
        id=entry.id, at=entry.at, actor=entry.actor, action=entry.action, entity=entry.entity,
        entity_id=entry.entity_id, data=entry.data,
    )  # fmt: skip
