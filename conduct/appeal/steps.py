"""The steps of an appeal; each one function that changes, audits and tells whom it concerns.

While an appeal runs its violation is `appealed` and counts nothing. When its time runs out HR is told, once, and
nothing is decided by that.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.appeal.rules import (
    why_not_appeal,
    why_not_decide_appeal,
    why_not_take_back_appeal,
    why_not_withdraw_appeal,
)
from conduct.review.decisions import standing_decision
from conduct.review.violation_trail import record
from conduct.review.violations import Reviewer
from conduct.rules.adoption import policy_for
from conduct.schedule.calendar_year import calendar_of
from conduct.telling.whom_to_tell import tell_hr, tell_person, tell_user
from models.tables import (
    AppealRow,
    AppealStatus,
    AppealVerdict,
    DecisionRow,
    HallRow,
    UserRow,
    ViolationRow,
    ViolationStatus,
)
from models.values.local_time import local_day, local_stamp
from models.values.why import Why, why
from roster.working_days import calendar_until, end_of_working_days

OUTCOME = {
    AppealVerdict.uphold: (AppealStatus.upheld, ViolationStatus.upheld),
    AppealVerdict.overturn: (AppealStatus.overturned, ViolationStatus.overturned),
}


def appealable_until(session: Session, row: ViolationRow) -> datetime | None:
    """Until when a violation may be appealed against, by the pack of its day; None while no decision stands.

    The person is told in the moment of the decision, so the days are counted from there.
    """
    decision = standing_decision(session, row)
    if decision is None:
        return None
    return working_days_after(session, row, decision.at, policy_for(session, row.day).appeals.lodge_days)


def lodge(session: Session, row: ViolationRow, *, by: Reviewer, words: str, now: datetime) -> AppealRow:
    """Appeal against a confirmed violation: its points pause; HR and the first decider are told.

    Raises Refused `not-about-you`, `already-appealed`, `appeal-decided`, `not-confirmed`, `appeal-too-late`.
    """
    decision = standing_decision(session, row)
    refused = why_not_appeal(row, by, until=appealable_until(session, row), now=now)
    if refused is not None:
        raise refused
    assert decision is not None
    due_at = working_days_after(session, row, now, policy_for(session, row.day).appeals.decide_days)
    appeal = AppealRow(
        violation_id=row.id, decision_id=decision.id, user_id=by.user_id, words=words, lodged_at=now, due_at=due_at
    )
    session.add(appeal)
    row.status, row.updated_at = ViolationStatus.appealed, now
    session.flush()
    record(session, row, "appeal.lodged", now, actor=by.login, appeal=str(appeal.id), due_at=due_at.isoformat())
    reason = why("notice.appeal-lodged", due=_stamp(session, row, due_at))
    tell_hr(session, row, reason, now)
    tell_user(session, row, decision.user_id, reason, now)
    return appeal


def decide_appeal(
    session: Session,
    row: ViolationRow,
    appeal: AppealRow,
    *,
    by: Reviewer,
    verdict: AppealVerdict,
    reason: str,
    now: datetime,
) -> None:
    """A named person's verdict on an appeal; the person concerned and the first decider are told.

    Raises Refused `own-violation`, `own-decision`, `already-decided`, `not-open`.
    """
    refused = why_not_decide_appeal(row, appeal, by, first=first_decider(session, appeal))
    if refused is not None:
        raise refused
    appeal.status, row.status = OUTCOME[verdict]
    appeal.verdict, appeal.reason, appeal.decided_by, appeal.decided_at = verdict, reason, by.user_id, now
    row.updated_at = now
    record(
        session, row, "appeal.decided", now, actor=by.login, appeal=str(appeal.id), verdict=verdict.value, reason=reason
    )
    _tell_both(session, row, appeal, why(f"notice.appeal-{appeal.status.value}"), now)


def take_back_appeal_decision(
    session: Session, row: ViolationRow, appeal: AppealRow, *, by: Reviewer, now: datetime
) -> None:
    """Undo one's own decision on an appeal within ten seconds: the appeal runs again, by the same clock.

    Raises Refused `not-your-decision`, `too-late`, `not-open`.
    """
    refused = why_not_take_back_appeal(row, appeal, by, now)
    if refused is not None:
        raise refused
    taken_back = appeal.verdict.value if appeal.verdict else ""
    appeal.status, row.status = AppealStatus.open, ViolationStatus.appealed
    appeal.verdict, appeal.reason, appeal.decided_by, appeal.decided_at = None, "", None, None
    row.updated_at = now
    record(session, row, "appeal.taken-back", now, actor=by.login, appeal=str(appeal.id), verdict=taken_back)
    _tell_both(session, row, appeal, why("notice.appeal-taken-back"), now)


def withdraw_appeal(session: Session, row: ViolationRow, appeal: AppealRow, *, by: Reviewer, now: datetime) -> None:
    """Take one's own appeal back: the violation is confirmed as before; HR and the first decider are told.

    Raises Refused `not-your-appeal`, `already-decided`, `not-open`.
    """
    refused = why_not_withdraw_appeal(row, appeal, by)
    if refused is not None:
        raise refused
    appeal.status, appeal.closed_at = AppealStatus.withdrawn, now
    row.status, row.updated_at = ViolationStatus.confirmed, now
    record(session, row, "appeal.withdrawn", now, actor=by.login, appeal=str(appeal.id))
    tell_hr(session, row, why("notice.appeal-withdrawn"), now)
    tell_user(session, row, first_decider(session, appeal).user_id, why("notice.appeal-withdrawn"), now)


def tell_overdue(session: Session, *, now: datetime) -> int:
    """Tell HR of appeals whose time ran out, each once; returns of how many. None of them is decided by that."""
    overdue = session.exec(
        select(AppealRow, ViolationRow)
        .join(ViolationRow, col(ViolationRow.id) == col(AppealRow.violation_id))
        .where(AppealRow.status == AppealStatus.open, AppealRow.due_at <= now, col(AppealRow.overdue_told_at).is_(None))
        .order_by(col(AppealRow.due_at), col(AppealRow.id))
    ).all()
    for appeal, row in overdue:
        tell_hr(session, row, why("notice.appeal-overdue", due=_stamp(session, row, appeal.due_at)), now)
        appeal.overdue_told_at = now
        record(session, row, "appeal.overdue", now, appeal=str(appeal.id), due_at=appeal.due_at.isoformat())
    return len(overdue)


def first_decider(session: Session, appeal: AppealRow) -> Reviewer:
    """Who made the decision that an appeal is against."""
    user = session.get_one(UserRow, session.get_one(DecisionRow, appeal.decision_id).user_id)
    return Reviewer(user.id, user.login, user.staff_id)


def working_days_after(session: Session, row: ViolationRow, at: datetime, count: int) -> datetime:
    """The end of the last of so many working days of a violation's hall that follow the day of an instant, in UTC."""
    zone = ZoneInfo(session.get_one(HallRow, row.hall_id).timezone)
    day = local_day(at, zone)
    return end_of_working_days(day, count, calendar_of(session, row.hall_id, day, calendar_until(day, count)), zone)


def _tell_both(session: Session, row: ViolationRow, appeal: AppealRow, reason: Why, now: datetime) -> None:
    tell_person(session, row, reason, now)
    tell_user(session, row, first_decider(session, appeal).user_id, reason, now)


def _stamp(session: Session, row: ViolationRow, at: datetime) -> str:
    return local_stamp(at, ZoneInfo(session.get_one(HallRow, row.hall_id).timezone))
