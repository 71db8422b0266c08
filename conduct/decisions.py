"""What was decided about a violation and still stands."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.tables import DecisionRow, Verdict, ViolationRow


def standing_decision(session: Session, row: ViolationRow) -> DecisionRow | None:
    """The latest decision on a violation that was neither taken back nor fell, `unclear` ones left aside."""
    return session.exec(_standing(row).where(DecisionRow.verdict != Verdict.unclear)).first()


def standing_doubts(session: Session, row: ViolationRow) -> Sequence[DecisionRow]:
    """The `unclear` verdicts on a violation that were not taken back, the latest first."""
    return session.exec(_standing(row).where(DecisionRow.verdict == Verdict.unclear)).all()


def _standing(row: ViolationRow) -> SelectOfScalar[DecisionRow]:
    return (
        select(DecisionRow)
        .where(
            DecisionRow.violation_id == row.id,
            col(DecisionRow.taken_back_at).is_(None),
            col(DecisionRow.fallen_at).is_(None),
        )
        .order_by(col(DecisionRow.at).desc(), col(DecisionRow.id).desc())
    )
