"""Log-ins as the set-up shows them, page by page, and who has none yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from api.setup.people import count_people_without
from models.tables import HallRow, PersonalTokenRow, Role, SessionRow, StaffRow, UserHallRow, UserRow


@dataclass(frozen=True, slots=True)
class ShownUser:
    row: UserRow
    halls: tuple[str, ...]
    """Codes of those that a supervisor looks after."""
    staff_no: str | None


def list_users(
    session: Session, *, search: str = "", role: Role | None = None, after: str = "", limit: int
) -> list[ShownUser]:
    """By log-in name, those after the one named; `search` is the beginning of a log-in name or name."""
    query = select(UserRow, StaffRow.no).join(StaffRow, col(StaffRow.id) == col(UserRow.staff_id), isouter=True)
    query = query.where(UserRow.login > after)
    if search:
        begins = [column.startswith(search, autoescape=True) for column in (col(UserRow.login), col(UserRow.name))]
        query = query.where(or_(*begins))
    if role is not None:
        query = query.where(UserRow.role == role)
    found = session.exec(query.order_by(col(UserRow.login)).limit(limit)).all()
    halls = _halls(session, [row.id for row, _ in found])
    return [ShownUser(row, halls.get(row.id, ()), staff_no) for row, staff_no in found]


def shown_user(session: Session, row: UserRow) -> ShownUser:
    staff = session.get(StaffRow, row.staff_id) if row.staff_id else None
    return ShownUser(row, _halls(session, [row.id]).get(row.id, ()), staff.no if staff else None)


def open_sessions(session: Session, user_id: UUID, now: datetime) -> Sequence[SessionRow]:
    """The latest first."""
    query = select(SessionRow).where(SessionRow.user_id == user_id, SessionRow.expires_at > now)
    return session.exec(query.order_by(col(SessionRow.created_at).desc())).all()


def tokens_of(session: Session, user_id: UUID) -> Sequence[PersonalTokenRow]:
    """Those not revoked, expired ones among them, the latest first."""
    query = select(PersonalTokenRow).where(
        PersonalTokenRow.user_id == user_id, col(PersonalTokenRow.revoked_at).is_(None)
    )
    return session.exec(query.order_by(col(PersonalTokenRow.id).desc())).all()


def without_log_in(session: Session, hall_id: UUID | None = None, *, limit: int) -> Sequence[tuple[StaffRow, str]]:
    """People on the roster whom no log-in belongs to, with the code of their hall."""
    has_one = select(UserRow.staff_id).where(col(UserRow.staff_id).is_not(None))
    query = (
        select(StaffRow, HallRow.code)
        .join(HallRow, col(HallRow.id) == col(StaffRow.hall_id))
        .where(col(StaffRow.retired_at).is_(None), col(StaffRow.id).not_in(has_one))
    )
    if hall_id is not None:
        query = query.where(StaffRow.hall_id == hall_id)
    return session.exec(query.order_by(col(StaffRow.no)).limit(limit)).all()


def count_without_log_in(session: Session) -> int:
    return count_people_without(session, UserRow)


def _halls(session: Session, user_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    query = select(UserHallRow.user_id, HallRow.code).join(HallRow, col(HallRow.id) == col(UserHallRow.hall_id))
    found: dict[UUID, tuple[str, ...]] = {}
    for user_id, code in session.exec(query.where(col(UserHallRow.user_id).in_(user_ids)).order_by(HallRow.code)).all():
        found[user_id] = (*found.get(user_id, ()), code)
    return found
