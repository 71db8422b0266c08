"""Which cases lie before a supervisor one by one, and what is in the digest: read from what is stored.

What is a card is the same whatever a list is narrowed to. What a person reported is always one: only what a machine
finds is kept within bounds. Those who see everything have no digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, not_
from sqlmodel import Session, col, func, select

from api.auth.access import Person
from conduct.review.budget import Asking, Weight, cards, weights
from conduct.rules.adoption import pack_for, packs_for
from models.tables import HallRow, Origin, Role, ViolationRow, ViolationStatus, WindowRow

ASK_NOBODY = (ViolationStatus.explained, ViolationStatus.withdrawn, ViolationStatus.watched)
ASKING = tuple(status for status in ViolationStatus if status not in ASK_NOBODY)
"""What asks for somebody's decision, or asked for it."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The days of which there is more than a day's cards, and which of their cases are cards."""

    hall_ids: tuple[UUID, ...]
    days: tuple[date, ...]
    cards: tuple[UUID, ...]

    @property
    def holds(self) -> ColumnElement[bool]:
        """Whether a violation is in the digest."""
        if not self.days:
            return false()
        return and_(
            col(ViolationRow.hall_id).in_(self.hall_ids),
            col(ViolationRow.day).in_(self.days),
            col(ViolationRow.origin) == Origin.judged,
            col(ViolationRow.id).not_in(self.cards),
        )

    @property
    def holds_not(self) -> ColumnElement[bool]:
        return not_(self.holds)


NOTHING = Digest((), (), ())


@dataclass(frozen=True, slots=True)
class Group:
    """Pending cases of the digest of one rule at one window; without a window, about people."""

    hall: HallRow
    rule: str
    window: WindowRow | None
    count: int


def digest_for(session: Session, person: Person) -> Digest:
    """What of a supervisor's halls goes beyond a day's cards, on days of which something pends."""
    if person.role is not Role.supervisor or not person.hall_ids:
        return NOTHING
    hall_ids = tuple(sorted(person.hall_ids))
    days: list[date] = []
    chosen: set[UUID] = set()
    found = _crowded(session, hall_ids)
    packs = packs_for(session, found)
    for day, asking in found.items():
        pack = packs[day].pack
        if asking > pack.restraint.cards_a_day:
            days.append(day)
            chosen |= cards(_asking(session, hall_ids, day), weights(pack.rules), a_day=pack.restraint.cards_a_day)
    return Digest(hall_ids, tuple(sorted(days)), tuple(sorted(chosen)))


def _crowded(session: Session, hall_ids: Sequence[UUID]) -> dict[date, int]:
    """How many cases ask, or asked, for a decision on each day of which something pends still."""
    own = (col(ViolationRow.hall_id).in_(hall_ids), col(ViolationRow.origin) == Origin.judged)
    # told apart here: for DISTINCT SQLite would go through all that a hall ever had, by the days
    pending = select(col(ViolationRow.day)).where(*own, ViolationRow.status == ViolationStatus.pending)
    days = set(session.exec(pending).all())
    counted = select(col(ViolationRow.day), func.count()).where(
        *own, col(ViolationRow.day).in_(days), col(ViolationRow.status).in_(ASKING)
    )
    return dict(session.exec(counted.group_by(col(ViolationRow.day)).order_by(col(ViolationRow.day))).all())


def _asking(session: Session, hall_ids: Sequence[UUID], day: date) -> list[Asking]:
    rows = session.exec(
        select(ViolationRow).where(
            col(ViolationRow.hall_id).in_(hall_ids),
            ViolationRow.day == day,
            ViolationRow.origin == Origin.judged,
            col(ViolationRow.status).in_(ASKING),
        )
    ).all()
    return [Asking(row.id, row.day, row.rule, row.start, f"{row.hall_id} {row.subject}") for row in rows]


def groups(session: Session, digest: Digest, *, today: date, hall: str | None, rule: str | None) -> list[Group]:
    """What pends in the digest by rule and window, the gravest first; of one hall and rule where these are given."""
    query = select(col(ViolationRow.hall_id), col(ViolationRow.rule), col(ViolationRow.window_id), func.count()).where(
        digest.holds, ViolationRow.status == ViolationStatus.pending
    )
    if rule is not None:
        query = query.where(ViolationRow.rule == rule)
    grouped = query.group_by(col(ViolationRow.hall_id), col(ViolationRow.rule), col(ViolationRow.window_id))
    halls = {row.id: row for row in session.exec(select(HallRow).where(col(HallRow.id).in_(digest.hall_ids))).all()}
    windows = {
        w.id: w for w in session.exec(select(WindowRow).where(col(WindowRow.hall_id).in_(digest.hall_ids))).all()
    }
    found = [
        Group(halls[hall_id], rule_, windows[window_id] if window_id else None, count)
        for hall_id, rule_, window_id, count in session.exec(grouped).all()
        if hall in (None, halls[hall_id].code)
    ]
    weight = weights(pack_for(session, today).pack.rules)
    return sorted(found, key=lambda group: _grave_first(group, weight))


def _grave_first(group: Group, weight: dict[str, Weight]) -> tuple[int, float, int, str, str, str]:
    own = weight.get(group.rule, Weight())
    window = group.window.code if group.window else ""
    return -own.severity, -own.points, -group.count, group.rule, group.hall.code, window
