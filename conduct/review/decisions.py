"""What was decided about a violation and still stands."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.tables import DecisionRow, Verdict, ViolationRow

STANDS = (col(DecisionRow.taken_back_at).is_(None), col(DecisionRow.fallen_at).is_(None))
EARLIEST_FIRST = (col(DecisionRow.at), col(DecisionRow.id))


def standing_decision(session: Session, row: ViolationRow) -> DecisionRow | None:
    """The latest decision on a violation that was neither taken back nor fell, `unclear` ones left aside."""
    return session.exec(_standing(row).where(DecisionRow.verdict != Verdict.unclear)).first()


def standing_doubts(session: Session, row: ViolationRow) -> Sequence[DecisionRow]:
    """The `unclear` verdicts on a violation that were not taken back, the latest first."""
    return session.exec(_standing(row).where(DecisionRow.verdict == Verdict.unclear)).all()


def standing_among(session: Session, violation_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the standing decision on each of these violations was made; those without one are left out.

    As many ids as one statement may name.
    """
    query = (
        select(DecisionRow.violation_id, DecisionRow.at)
        .where(col(DecisionRow.violation_id).in_(violation_ids), DecisionRow.verdict != Verdict.unclear, *STANDS)
        .order_by(*EARLIEST_FIRST)
    )
    return dict(session.exec(query).all())


def _standing(row: ViolationRow) -> SelectOfScalar[DecisionRow]:
    return (
        select(DecisionRow)
        .where(DecisionRow.violation_id == row.id, *STANDS)
        .order_by(*(column.desc() for column in EARLIEST_FIRST))
    )
