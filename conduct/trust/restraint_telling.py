"""Saying that a rule held itself back: to whom it concerns, in one place."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from conduct.telling.notices import tell
from conduct.trust.measured import Measured
from conduct.trust.precision import numbers
from models.tables import Role, RuleWatchRow, UserHallRow, UserRow
from models.values.why import Why, why


def say_watched(session: Session, row: RuleWatchRow, own: Measured, *, now: datetime) -> None:
    """Tell the supervisors of the hall, or of all, human resources and administration, each once.

    The notice hangs on the case that happened last of those that tipped it.
    """
    case = own.weighed.counted[0].case
    if case is None:
        return
    for user_id in _concerned(session, row.hall_id):
        tell(session, _reason(row, own), violation_id=case, user_id=user_id, now=now)


def _reason(row: RuleWatchRow, own: Measured) -> Why:
    told = {"rule": own.rule, "day": row.first_day, **numbers(own.weighed.precision, own.floor)}
    if own.hall is None:
        return why("notice.rule-watched-everywhere", **told)
    return why("notice.rule-watched", hall=own.hall.name, **told)


def _concerned(session: Session, hall_id: UUID | None) -> Sequence[UUID]:
    supervised = select(UserHallRow.user_id)
    if hall_id is not None:
        supervised = supervised.where(UserHallRow.hall_id == hall_id)
    users = select(UserRow.id).where(
        col(UserRow.retired_at).is_(None),
        or_(
            col(UserRow.role).in_([Role.hr, Role.admin]),
            (col(UserRow.role) == Role.supervisor) & col(UserRow.id).in_(supervised),
        ),
    )
    return session.exec(users.order_by(col(UserRow.login))).all()
