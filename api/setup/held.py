"""Lines held aside as pages and programs list and find them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import Session, col, func, select

from api.auth.access import Sight
from api.problems import Problem
from models.tables import HeldPunchRow, ReaderRow


def held_lines(
    session: Session, sight: Sight, *, reader: str = "", settled: bool = False, before: UUID | None, limit: int
) -> Sequence[tuple[HeldPunchRow, ReaderRow]]:
    """The latest first, from before the line `before` on; of one reader by its code, or of all in sight."""
    query = _seen(sight).where(
        col(HeldPunchRow.settled_at).is_not(None) if settled else col(HeldPunchRow.settled_at).is_(None)
    )
    if reader:
        query = query.where(ReaderRow.code == reader)
    if before is not None:
        query = query.where(col(HeldPunchRow.id) < before)
    return session.exec(query.order_by(col(HeldPunchRow.id).desc()).limit(limit)).all()


def held_with(session: Session, sight: Sight, ids: Collection[UUID]) -> list[HeldPunchRow]:
    """All of these lines. Raises Problem 404 where one is none, or out of sight."""
    found = session.exec(_seen(sight).where(col(HeldPunchRow.id).in_(ids))).all()
    if len(found) < len(set(ids)):
        raise Problem(404, "not-found", "There are no such lines.")
    return [row for row, _ in found]


def open_by_reader(session: Session) -> list[tuple[str, int]]:
    """How many lines wait for somebody to look, by the code of their reader."""
    query = (
        select(ReaderRow.code, func.count(col(HeldPunchRow.id)))
        .join(HeldPunchRow, col(HeldPunchRow.reader_id) == col(ReaderRow.id))
        .where(col(HeldPunchRow.settled_at).is_(None))
    )
    return list(session.exec(query.group_by(col(ReaderRow.code)).order_by(col(ReaderRow.code))).all())


def _seen(sight: Sight):
    query = select(HeldPunchRow, ReaderRow).join(ReaderRow, col(HeldPunchRow.reader_id) == col(ReaderRow.id))
    return query if sight.everything else query.where(col(ReaderRow.hall_id).in_(sight.hall_ids))
