"""Which windows somebody may see, and which one an id or a code means."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from api.auth.access import Sight
from api.problems import Problem
from models.tables import HallRow, WindowRow

Found = tuple[HallRow, WindowRow]


def list_windows(
    session: Session, sight: Sight, *, hall: str | None = None, limit: int, after: tuple[str, str] | None = None
) -> Sequence[Found]:
    """Windows in use of the halls that somebody may see, by hall and code; `after` is the last pair of codes shown."""
    query = _visible(sight).where(col(WindowRow.retired_at).is_(None))
    if hall is not None:
        query = query.where(HallRow.code == hall)
    if after is not None:
        query = query.where(tuple_(col(HallRow.code), col(WindowRow.code)) > after)
    found = session.exec(query.order_by(col(HallRow.code), col(WindowRow.code)).limit(limit)).all()
    return [(hall_, window) for hall_, window in found]


def one_window(session: Session, sight: Sight, window: str) -> Found:
    """By id, or by a code that only one visible hall has. Raises Problem 404, or 409 `ambiguous-window`."""
    id_ = _uuid(window)
    query = _visible(sight).where(WindowRow.id == id_ if id_ else WindowRow.code == window)
    found = session.exec(query.order_by(col(HallRow.code))).all()
    if not found:
        raise Problem(404, "not-found", "There is no such window among those that you may see.")
    if len(found) > 1:
        halls = ", ".join(hall.code for hall, _ in found)
        raise Problem(409, "ambiguous-window", f"Several halls have a window of this code ({halls}); give its id.")
    return found[0][0], found[0][1]


def _visible(sight: Sight) -> Select[HallRow, WindowRow]:
    query = select(HallRow, WindowRow).join(WindowRow, col(WindowRow.hall_id) == col(HallRow.id))
    return query if sight.everything else query.where(col(HallRow.id).in_(list(sight.hall_ids)))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
