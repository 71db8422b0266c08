"""An appeal whose decision is gone: there is nothing left to appeal against."""

from datetime import datetime

from sqlmodel import Session, col, select

from conduct.review.violation_trail import record
from conduct.telling.whom_to_tell import tell_hr, tell_user
from models.tables import AppealRow, AppealStatus, DecisionRow, ViolationRow
from models.values.why import why


def close_appeal(session: Session, row: ViolationRow, decision: DecisionRow, *, because: str, now: datetime) -> None:
    """Close the appeal against a decision that fell or was taken back; HR hears of it.

    Of one that was decided the verdict stays on record, and whoever gave it hears that it no longer matters. The person
    concerned and the first decider are told of the decision itself by the caller.
    """
    appeal = latest_appeal(session, row, decision)
    if appeal is None:
        return
    if appeal.status is AppealStatus.open:
        appeal.status, appeal.closed_at = AppealStatus.closed, now
        tell_hr(session, row, why("notice.appeal-closed"), now)
        record(session, row, "appeal.closed", now, appeal=str(appeal.id), reason=because)
    elif appeal.decided_by is not None:
        tell_user(session, row, appeal.decided_by, why("notice.appeal-closed"), now)


def latest_appeal(session: Session, row: ViolationRow, decision: DecisionRow | None) -> AppealRow | None:
    """The last appeal against a decision on a violation."""
    if decision is None:
        return None
    query = select(AppealRow).where(AppealRow.violation_id == row.id, AppealRow.decision_id == decision.id)
    return session.exec(query.order_by(col(AppealRow.id).desc())).first()
