"""The steps of a violation's life that people take; each one function that changes, audits and tells whom it concerns.

What judging does with them is in `conduct.judging.judged_steps`, appeals are in `conduct.appeal.steps`. Of a violation
the person concerned hears once somebody has confirmed it, and from then on of every step.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from conduct.appeal.closing import close_appeal
from conduct.review.decisions import standing_decision, standing_doubts
from conduct.review.violation_trail import record
from conduct.telling.whom_to_tell import tell_person, tell_person_if_told
from models.tables import DecisionRow, Verdict, ViolationRow, ViolationStatus
from models.values.why import why

TAKE_BACK = timedelta(seconds=10)

STATUS_OF_VERDICT = {
    Verdict.confirm: ViolationStatus.confirmed,
    Verdict.dismiss: ViolationStatus.dismissed,
    Verdict.excuse: ViolationStatus.excused,
    Verdict.unclear: ViolationStatus.pending,
}
NOT_TAKEN_BACK = (ViolationStatus.upheld, ViolationStatus.overturned)


class Refused(Exception):
    """A step that may not be taken; `code` is stable, the message one line in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides: a named log-in, and who that is on the roster, if anybody."""

    user_id: UUID
    login: str
    staff_id: UUID | None = None


def why_not_decide(
    row: ViolationRow, by: Reviewer, verdict: Verdict | None = None, doubted_by: Collection[UUID] = ()
) -> Refused | None:
    """Whether this reviewer may give this verdict on this violation now, or any where none is named; pure.

    `doubted_by` are the log-ins that found it unclear: whoever did may let it go, but alone never turn doubt into
    blame. A confirmation then needs somebody else.
    """
    if by.staff_id is not None and by.staff_id == row.staff_id:
        return Refused("own-violation", "nobody decides on a violation of their own")
    if row.reported_by is not None and row.reported_by == by.login:
        return Refused("own-report", "somebody else decides on what one reported")
    if row.status == ViolationStatus.watched:
        return Refused("in-watch", "its rule is in watch mode: there is nothing to decide")
    if row.status != ViolationStatus.pending:
        return Refused("already-decided", f"this violation is {row.status.value}, not pending")
    if verdict is Verdict.confirm and by.user_id in doubted_by:
        return Refused("found-unclear", "whoever found it unclear leaves the confirmation to somebody else")
    return None


def decide(
    session: Session, row: ViolationRow, *, by: Reviewer, verdict: Verdict, reason: str, now: datetime
) -> DecisionRow:
    """A named person's verdict on a pending violation; `unclear` leaves it pending for another.

    The person concerned is told when it is confirmed, and of the rest when they had been told of it before.
    """
    doubts = standing_doubts(session, row) if verdict is Verdict.confirm else ()
    refused = why_not_decide(row, by, verdict, [doubt.user_id for doubt in doubts])
    if refused is not None:
        raise refused
    decision = DecisionRow(violation_id=row.id, user_id=by.user_id, verdict=verdict, reason=reason, at=now)
    session.add(decision)
    row.status = STATUS_OF_VERDICT[verdict]
    row.updated_at = now
    record(session, row, "violation.decided", now, actor=by.login, verdict=verdict.value, reason=reason)
    match verdict:
        case Verdict.confirm:
            tell_person(session, row, why("notice.confirmed"), now)
        case Verdict.dismiss | Verdict.excuse:
            tell_person_if_told(session, row, why(f"notice.{row.status.value}"), now)
        case Verdict.unclear:
            pass
    return decision


def why_not_take_back(row: ViolationRow, decision: DecisionRow | None, by: Reviewer, now: datetime) -> Refused | None:
    """Whether a reviewer may take a standing decision back now; pure."""
    if decision is None or decision.user_id != by.user_id:
        return Refused("not-your-decision", "there is no decision of yours to take back")
    if now - decision.at > TAKE_BACK:
        return Refused("too-late", f"a decision can be taken back for {TAKE_BACK.seconds} s")
    if row.status in NOT_TAKEN_BACK:
        return Refused("appeal-decided", "an appeal against it was decided: that stands in its place")
    return None


def take_back(session: Session, row: ViolationRow, *, by: Reviewer, now: datetime) -> None:
    """Undo one's own latest decision, `unclear` too, within ten seconds; an appeal made meanwhile has met its wish."""
    decision = decision_to_take_back(session, row, by)
    refused = why_not_take_back(row, decision, by, now)
    if refused is not None:
        raise refused
    assert decision is not None
    decision.taken_back_at = now
    close_appeal(session, row, decision, because="taken-back", now=now)
    row.status = ViolationStatus.pending
    row.updated_at = now
    record(session, row, "decision.taken-back", now, actor=by.login, verdict=decision.verdict.value)
    tell_person_if_told(session, row, why("notice.taken-back"), now)


def decision_to_take_back(session: Session, row: ViolationRow, by: Reviewer) -> DecisionRow | None:
    """The decision that stands; while none does, the reviewer's own doubt."""
    standing = standing_decision(session, row)
    own = (doubt for doubt in standing_doubts(session, row) if doubt.user_id == by.user_id)
    return standing or next(own, None)
