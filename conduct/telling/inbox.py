"""Somebody's notices: the list, how many are unread, and reading them.

A page is put together from branches, one for each way in which a notice can be for somebody, each in the order of an
index. `conduct.telling.recipients.reaches` says the same about a single notice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, func, literal, true, tuple_, union
from sqlalchemy import select as plain_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from conduct.telling.recipients import OF_EVERY_HALL, Account, Addressed, reaches
from models.tables import NoticeReadRow, NoticeRow

COUNTED_TO = 99


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list, which begins with the latest, was left off."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Notice:
    row: NoticeRow
    read_at: datetime | None
    """When this reader has read it."""


@dataclass(frozen=True, slots=True)
class Page:
    notices: tuple[Notice, ...]
    next: Place | None


def list_notices(
    session: Session, account: Account, *, limit: int, unread: bool = False, after: Place | None = None
) -> Page:
    """Somebody's notices, the latest first."""
    found = _found(account, unread=unread, limit=limit + 1, after=after).subquery()
    order = found.c.at.desc(), found.c.id.desc()
    ids = session.exec(select(found.c.id).order_by(*order).limit(limit + 1)).all()
    by_id = {notice.row.id: notice for notice in _with_reading(session, account, ids[:limit])}
    notices = tuple(by_id[id_] for id_ in ids[:limit] if id_ in by_id)
    more = len(ids) > limit and bool(notices)
    return Page(notices, Place(notices[-1].row.at, notices[-1].row.id) if more else None)


def count_unread(session: Session, account: Account) -> int:
    """How many there are; counting stops one beyond `COUNTED_TO`."""
    found = _found(account, unread=True, limit=COUNTED_TO + 1, after=None).subquery()
    some = plain_select(found.c.id).limit(COUNTED_TO + 1).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def find_notice(session: Session, account: Account, notice_id: UUID) -> Notice | None:
    """One that is for this reader; None alike for one that is not there and one for others."""
    found = _with_reading(session, account, [notice_id])
    return next((each for each in found if reaches(addressed_of(each.row), account)), None)


def mark_read(session: Session, account: Account, notice: Notice, *, now: datetime) -> datetime:
    """Note that somebody has read a notice of theirs; returns since when that is so."""
    _note(session, plain_select(literal(notice.row.id), literal(account.user_id), _instant(now)))
    return session.get_one(NoticeReadRow, (notice.row.id, account.user_id)).at


def mark_read_up_to(session: Session, account: Account, notice: Notice, *, now: datetime) -> int:
    """Note that somebody has read this notice and all of theirs that are older; returns how many were unread."""
    last = Place(notice.row.at, notice.row.id)
    found = _found(account, unread=True, limit=None, after=None, until=last).subquery()
    return _note(session, plain_select(found.c.id, literal(account.user_id), _instant(now)))


def addressed_of(row: NoticeRow) -> Addressed:
    return Addressed(row.user_id, row.staff_id, row.role, row.hall_id)


def _instant(at: datetime) -> ColumnElement[datetime]:
    return literal(at, UTCDateTime())


def _note(session: Session, read: Select[Any, Any, Any]) -> int:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # A condition even where there is none: SQLite could not tell ON CONFLICT from a join's ON.
    insert = dialect.insert(NoticeReadRow).from_select(["notice_id", "user_id", "at"], read.where(true()))
    # Two clicks at once read it once.
    noted = insert.on_conflict_do_nothing().returning(col(NoticeReadRow.notice_id))
    return len(session.connection().execute(noted).all())


def _with_reading(session: Session, account: Account, ids: Sequence[UUID]) -> list[Notice]:
    query = (
        select(NoticeRow, NoticeReadRow)
        .join(NoticeReadRow, _read_by(account), isouter=True)
        .where(col(NoticeRow.id).in_(ids))
    )
    return [Notice(row, reading.at if reading else None) for row, reading in session.exec(query).all()]


def _read_by(account: Account) -> ColumnElement[bool]:
    return (col(NoticeReadRow.notice_id) == col(NoticeRow.id)) & (col(NoticeReadRow.user_id) == account.user_id)


def _found(
    account: Account, *, unread: bool, limit: int | None, after: Place | None, until: Place | None = None
) -> CompoundSelect[Any]:
    queries = [
        _query(ways, account, unread=unread, limit=limit, after=after, until=until) for ways in _ways_to(account)
    ]
    # SQLite takes no LIMIT within a compound but inside a subquery.
    return union(*(plain_select(query.subquery()) for query in queries))


def _ways_to(account: Account) -> list[tuple[Any, ...]]:
    """The conditions of each way in which a notice can be for somebody."""
    role, hall = col(NoticeRow.role) == account.role, col(NoticeRow.hall_id)
    ways: list[tuple[Any, ...]] = [(col(NoticeRow.user_id) == account.user_id,)]
    if account.staff_id is not None:
        ways.append((col(NoticeRow.staff_id) == account.staff_id,))
    if account.role in OF_EVERY_HALL:
        return [*ways, (role,)]
    return [*ways, (role, hall.is_(None)), *((role, hall == hall_id) for hall_id in sorted(account.hall_ids))]


def _query(
    way: tuple[Any, ...],
    account: Account,
    *,
    unread: bool,
    limit: int | None,
    after: Place | None,
    until: Place | None,
) -> Select[UUID, datetime]:
    at, id_ = col(NoticeRow.at), col(NoticeRow.id)
    query = plain_select(id_, at).where(*way)
    if unread:
        query = query.where(~exists().where(_read_by(account)))
    if after is not None:
        query = query.where(tuple_(at, id_) < (after.at, after.id))
    if until is not None:
        query = query.where(tuple_(at, id_) <= (until.at, until.id))
    return query.order_by(at.desc(), id_.desc()).limit(limit)
