"""The audit trail searched, the latest first, page by page; every way of asking goes by an index."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from api.audit.halls import halls_of
from api.paging import Place
from models.tables import AuditEntryRow, AuditLinkRow

WALK = 500
"""Entries looked at in one go where a hall or a text is looked for."""
WALKED_MOST = 5000
"""Entries looked at for one page; the next page goes on behind them. More makes one page slow, fewer make many."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; None for whatever it is. Hall and text are no columns: they are looked for entry by entry."""

    actor: str | None = None
    action: str | None = None
    entity: str | None = None
    entity_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    hall_id: UUID | None = None
    text: str | None = None
    hidden: frozenset[UUID] = frozenset()
    """Violations of which somebody may not know yet what was said of them."""

    @property
    def walks(self) -> bool:
        return self.hall_id is not None or bool(self.text) or bool(self.hidden)


@dataclass(frozen=True, slots=True)
class Entry:
    row: AuditEntryRow
    link: AuditLinkRow | None
    """None for what was put there behind the program's back."""


@dataclass(frozen=True, slots=True)
class Page:
    entries: tuple[Entry, ...]
    next: Place | None
    cut_short: bool = False
    """Whether the search stopped at its bound: there may be more, and the next page goes on looking."""


def search(session: Session, asked: Search, *, limit: int, after: Place | None = None) -> Page:
    if not asked.walks:
        found = _some(session, asked, limit + 1, after)
        more = len(found) > limit
        return Page(tuple(found[:limit]), _place(found[limit - 1]) if more else None)
    kept: list[Entry] = []
    for walked in range(0, WALKED_MOST, WALK):
        some = _some(session, asked, WALK, after)
        for entry in _matching(session, asked, some):
            kept.append(entry)
            if len(kept) == limit:
                last = entry is some[-1] and len(some) < WALK
                return Page(tuple(kept), None if last else _place(entry))
        if len(some) < WALK:
            return Page(tuple(kept), None)
        after = _place(some[-1])
        if walked + WALK >= WALKED_MOST:
            return Page(tuple(kept), after, cut_short=True)
    return Page(tuple(kept), None)


def _some(session: Session, asked: Search, limit: int, after: Place | None) -> list[Entry]:
    """By columns that are indexed together with the time and the id."""
    at, id_ = col(AuditEntryRow.at), col(AuditEntryRow.id)
    conditions = [
        (col(AuditEntryRow.entity), asked.entity),
        (col(AuditEntryRow.entity_id), asked.entity_id),
        (col(AuditEntryRow.actor), asked.actor),
        (col(AuditEntryRow.action), asked.action),
    ]
    query = (
        select(AuditEntryRow, AuditLinkRow)
        .outerjoin(AuditLinkRow, col(AuditLinkRow.entry_id) == id_)
        .where(*(column == wanted for column, wanted in conditions if wanted is not None))
        .order_by(at.desc(), id_.desc())
        .limit(limit)
    )
    if asked.since is not None:
        query = query.where(at >= asked.since)
    if asked.until is not None:
        query = query.where(at < asked.until)
    if after is not None:
        query = query.where(tuple_(at, id_) < (after.start, after.id))
    return [Entry(row, link) for row, link in session.exec(query).all()]


def _matching(session: Session, asked: Search, some: list[Entry]) -> Iterator[Entry]:
    halls = halls_of(session, [entry.row for entry in some]) if asked.hall_id is not None else {}
    hidden = {str(id_) for id_ in asked.hidden}
    for entry in some:
        row = entry.row
        if row.entity == "violation" and row.entity_id in hidden:
            continue
        if asked.hall_id is not None and halls.get(row.id) != asked.hall_id:
            continue
        if asked.text and asked.text.casefold() not in _as_text(row):
            continue
        yield entry


def _as_text(row: AuditEntryRow) -> str:
    told = json.dumps(row.data, ensure_ascii=False)
    return "\n".join((row.actor, row.action, row.entity, row.entity_id, told)).casefold()


def _place(entry: Entry) -> Place:
    return Place(entry.row.at, entry.row.id)
