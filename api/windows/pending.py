"""How many cases pend at each of some windows, counted no further than is shown."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select as plain_select
from sqlmodel import Session, col, func, literal, select

from models.tables import ViolationRow, ViolationStatus, WindowRow

COUNTED_TO = 99


def pending_at(session: Session, window_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """By window; `COUNTED_TO` + 1 stands for more."""
    some = (
        plain_select(literal(1).label("one"))
        .where(col(ViolationRow.window_id) == col(WindowRow.id), col(ViolationRow.status) == ViolationStatus.pending)
        .limit(COUNTED_TO + 1)
        .correlate(WindowRow)
        .subquery()
    )
    count = plain_select(func.count()).select_from(some).scalar_subquery()
    rows = session.exec(select(WindowRow.id, count).where(col(WindowRow.id).in_(list(window_ids)))).all()
    return dict(rows)
