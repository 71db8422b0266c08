"""Taking back what one reported oneself, as long as nobody has decided on it."""

from datetime import datetime

from sqlmodel import Session

from conduct.review.violation_trail import record
from conduct.review.violations import Refused, Reviewer
from conduct.telling.whom_to_tell import tell_person_if_told
from models.tables import Origin, ViolationRow, ViolationStatus
from models.values.why import why


def why_not_withdraw_report(row: ViolationRow, by: Reviewer) -> Refused | None:
    """Whether a log-in may withdraw this report now; pure. What was decided is the decider's and HR's to change."""
    if row.origin != Origin.reported:
        return Refused("not-reported", "it was found by a rule, not reported by a person")
    if by.login != row.reported_by:
        return Refused("not-your-report", "only who reported it withdraws it")
    if row.status != ViolationStatus.pending:
        return Refused("already-decided", f"this violation is {row.status.value}, not pending")
    return None


def withdraw_report(session: Session, row: ViolationRow, by: Reviewer, reason: str, now: datetime) -> None:
    """Withdraw one's own report; the person concerned is told if anything was said to them before.

    Raises Refused `not-reported`, `not-your-report`, `already-decided`.
    """
    refused = why_not_withdraw_report(row, by)
    if refused is not None:
        raise refused
    row.status, row.updated_at = ViolationStatus.withdrawn, now
    record(session, row, "report.withdrawn", now, actor=by.login, reason=reason)
    tell_person_if_told(session, row, why("notice.report-withdrawn"), now)
