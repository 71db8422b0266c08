"""Badges that punched and that nobody has: what they punched is kept, and counts for nobody until they are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from models.tables import BadgeRow, HallRow, PunchRow, ReaderRow


@dataclass(frozen=True, slots=True)
class UnownedBadge:
    """One that nobody has."""

    number: str
    since: datetime | None
    """When it was taken from whoever had it last; what it punched before stays theirs."""
    last_at: datetime
    reader: str
    """Where it punched last, by code."""
    timezone: str
    """Of that reader's hall."""
    recent: int
    """How many punches since the time asked for."""


def unowned_badges(session: Session, *, after: str = "", recent_since: datetime, limit: int) -> list[UnownedBadge]:
    """By number, those after `after`; each costs a few looks into the index of badges and times."""
    latest = select(PunchRow.id).where(_its_punch()).order_by(col(PunchRow.at).desc()).limit(1)
    recent = select(func.count(col(PunchRow.id))).where(_its_punch(), col(PunchRow.at) >= recent_since)
    query: Any = (
        select(BadgeRow.number, BadgeRow.since, _of_badge(latest), _of_badge(recent))
        .where(*_unowned(), col(BadgeRow.number) > after)
        .order_by(col(BadgeRow.number))
        .limit(limit)
    )
    found = cast("Sequence[tuple[str, datetime | None, UUID, int]]", session.exec(query).all())
    last = _punches(session, [row[2] for row in found])
    return [UnownedBadge(number, since, *last[punch], count) for number, since, punch, count in found]


def count_unowned(session: Session) -> int:
    return session.exec(select(func.count(col(BadgeRow.id))).where(*_unowned())).one()


def _unowned() -> tuple[ColumnElement[bool], ...]:
    punched: Any = select(PunchRow.id).where(_its_punch()).correlate(BadgeRow)
    return col(BadgeRow.staff_id).is_(None), punched.exists()


def _its_punch() -> ColumnElement[bool]:
    """Of the badge of the query around, since nobody has it."""
    nobodys = or_(col(BadgeRow.since).is_(None), col(PunchRow.at) >= col(BadgeRow.since))
    return and_(col(PunchRow.badge) == col(BadgeRow.number), nobodys)


def _of_badge(query: Any) -> Any:
    return query.correlate(BadgeRow).scalar_subquery()


def _punches(session: Session, ids: Sequence[Any]) -> dict[Any, tuple[datetime, str, str]]:
    query = (
        select(PunchRow.id, PunchRow.at, ReaderRow.code, HallRow.timezone)
        .join(ReaderRow, col(ReaderRow.id) == col(PunchRow.reader_id))
        .join(HallRow, col(HallRow.id) == col(ReaderRow.hall_id))
        .where(col(PunchRow.id).in_(ids))
    )
    return {punch: (at, code, zone) for punch, at, code, zone in session.exec(query).all()}
