"""Lines held aside: why, in words, and settling them once a person has looked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from conduct.auditing.trail import audit
from conduct.judging.unclear import forget_unclear, spans_of
from conduct.records.attlog import mark_judged_days
from conduct.records.punches import locked_reader
from models.tables import HallRow, HeldPunchRow
from models.values.why import Why, why


def why_held(reason: str) -> Why:
    return why(f"held.{reason}")


def settle(session: Session, held: Sequence[HeldPunchRow], *, by: str, reason: str, now: datetime) -> int:
    """Put lines aside for good; returns how many were open.

    A line is never made a punch: where somebody did come, a correction says so. With a reader's last open line its
    word reaches over all times again.
    """
    still_open = [row for row in held if row.settled_at is None]
    for row in still_open:
        row.settled_at = now
        audit(session, at=now, actor=by, action="punch.settled", entity="held_punch", entity_id=row.id, reason=reason)
    session.flush()
    for reader_id in sorted({row.reader_id for row in still_open}):
        if open_of(session, reader_id) == 0:
            _trust_again(session, reader_id, now)
    session.flush()
    return len(still_open)


def open_of(session: Session, reader_id: UUID) -> int:
    """How many lines of a reader wait for somebody to look."""
    query = select(func.count(col(HeldPunchRow.id))).where(
        HeldPunchRow.reader_id == reader_id, col(HeldPunchRow.settled_at).is_(None)
    )
    return session.exec(query).one()


def _trust_again(session: Session, reader_id: UUID, now: datetime) -> None:
    reader = locked_reader(session, reader_id)
    spans = spans_of(reader)
    forget_unclear(reader)
    mark_judged_days(session, session.get_one(HallRow, reader.hall_id), spans, now=now)
