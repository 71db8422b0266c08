"""Who has a case open just now, told to whoever may decide on it too. It is neither kept nor put on record."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from conduct.keeping.housekeeping import purge_presences
from conduct.keeping.retention import PRESENCE_S
from models.tables import CasePresenceRow, UserRow

COUNTS_FOR = timedelta(seconds=PRESENCE_S)


def come(session: Session, violation_id: UUID, user_id: UUID, now: datetime) -> None:
    """Give a sign; what others gave too long ago is thrown away with it."""
    purge_presences(session, now=now)
    row = session.get(CasePresenceRow, (violation_id, user_id))
    if row is None:
        session.add(CasePresenceRow(violation_id=violation_id, user_id=user_id, seen_at=now))
    else:
        row.seen_at = now


def go(session: Session, violation_id: UUID, user_id: UUID, came_at: datetime) -> None:
    """Leave, unless the same person came to the case once more meanwhile, as with a page that is loaded anew."""
    gone = (
        col(CasePresenceRow.violation_id) == violation_id,
        col(CasePresenceRow.user_id) == user_id,
        col(CasePresenceRow.seen_at) <= came_at,
    )
    session.exec(delete(CasePresenceRow).where(*gone))


def others_at(session: Session, violation_id: UUID, user_id: UUID, now: datetime) -> list[str]:
    """The names of those who have the case open beside this person, by name."""
    there = (
        select(UserRow.name)
        .join(CasePresenceRow, col(CasePresenceRow.user_id) == col(UserRow.id))
        .where(
            CasePresenceRow.violation_id == violation_id,
            CasePresenceRow.user_id != user_id,
            CasePresenceRow.seen_at >= now - COUNTS_FOR,
        )
    )
    return sorted(session.exec(there).all())
