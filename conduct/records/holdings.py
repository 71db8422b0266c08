"""The badges that people have and had."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select

from models.tables import BadgeRow, FormerBadgeRow, HeldPunchRow, PunchRow
from models.values.roster import Badge
from roster.badges import Holding


def holdings_of(session: Session, staff_ids: Iterable[UUID]) -> dict[UUID, tuple[Holding, ...]]:
    """By person, in order of number and time; nobody is left out who has or had any."""
    wanted = list(staff_ids)
    found: dict[UUID, list[Holding]] = defaultdict(list)
    for row in session.exec(select(FormerBadgeRow).where(col(FormerBadgeRow.staff_id).in_(wanted))).all():
        found[row.staff_id].append(Holding(Badge(row.number, row.since, row.until), row.had_from))
    for row in session.exec(select(BadgeRow).where(col(BadgeRow.staff_id).in_(wanted))).all():
        if row.staff_id is not None:
            found[row.staff_id].append(Holding(Badge(row.number, row.since), row.had_from))
    return {staff_id: tuple(sorted(own, key=_in_order)) for staff_id, own in found.items()}


def badges_of(session: Session, staff_id: UUID) -> tuple[Badge, ...]:
    """Of one person."""
    return tuple(holding.badge for holding in holdings_of(session, [staff_id]).get(staff_id, ()))


def badges_of_nobody(session: Session, numbers: Iterable[str]) -> frozenset[str]:
    """Those of them that can be given to somebody."""
    query = select(BadgeRow.number).where(col(BadgeRow.number).in_(list(numbers)), col(BadgeRow.staff_id).is_(None))
    return frozenset(session.exec(query).all())


def was_taken_from(session: Session, number: str, staff_id: UUID) -> bool:
    """Whether a badge was once somebody's and is no longer."""
    query = select(FormerBadgeRow.id).where(FormerBadgeRow.number == number, FormerBadgeRow.staff_id == staff_id)
    return session.exec(query).first() is not None


def told_by(badges: Sequence[Badge], table: type[PunchRow] | type[HeldPunchRow] = PunchRow) -> ColumnElement[bool]:
    """Whether a row of `table` is of one of these badges, while it was theirs."""
    return or_(false(), *(_told_by(badge, table) for badge in badges))


def _told_by(badge: Badge, table: type[PunchRow] | type[HeldPunchRow]) -> ColumnElement[bool]:
    bounds = [col(table.badge) == badge.number]
    if badge.since is not None:
        bounds.append(col(table.at) >= badge.since)
    if badge.until is not None:
        bounds.append(col(table.at) < badge.until)
    return and_(*bounds)


def _in_order(holding: Holding) -> tuple[str, float]:
    until = holding.badge.until
    return holding.badge.number, until.timestamp() if until else float("inf")
