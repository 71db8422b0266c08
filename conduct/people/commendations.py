"""Commendations: good work that one named person proposes and another confirms (cc/gas/15)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from conduct.auditing.trail import audit
from conduct.months.span import month_after
from conduct.months.versions import version_in_hand
from conduct.review.violations import Refused, Reviewer
from conduct.telling.notices import tell
from models.tables import CommendationRow, HallRow, MonthState, StaffRow
from models.values.why import why
from roster.templates import instant


def propose_commendation(
    session: Session, staff: StaffRow, kind: str, *, day: date, words: str, by: Reviewer, now: datetime
) -> CommendationRow:
    """Propose that what somebody did well be counted. Raises Refused: `own-commendation`, `no-words`,
    `in-the-future`."""
    if by.staff_id == staff.id:
        raise Refused("own-commendation", "nobody commends themselves")
    if not words.strip():
        raise Refused("no-words", "say what was done well")
    zone = ZoneInfo(session.get_one(HallRow, staff.hall_id).timezone)
    if instant(day, 0, zone) > now:
        raise Refused("in-the-future", "only what has taken place can be commended")
    row = CommendationRow(
        staff_id=staff.id, kind=kind, day=day, at=instant(day, 0, zone), words=words.strip(), proposed_by=by.user_id,
        proposed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by.login, action="commendation.proposed", entity="commendation", entity_id=row.id,
        staff=staff.no, kind=kind, day=day.isoformat(),
    )  # fmt: skip
    return row


def why_not_decide_commendation(row: CommendationRow, by: Reviewer) -> Refused | None:
    """Whether this person may decide on it; pure."""
    if by.user_id == row.proposed_by:
        return Refused("own-proposal", "who proposed a commendation does not confirm it")
    if by.staff_id == row.staff_id:
        return Refused("own-commendation", "nobody decides on their own commendation")
    if row.decided_at is not None or row.withdrawn_at is not None:
        return Refused("already-decided", "this commendation is decided, or was withdrawn")
    return None


def decide_commendation(
    session: Session, row: CommendationRow, *, confirm: bool, reason: str, by: Reviewer, now: datetime
) -> None:
    """Confirm or refuse a commendation. It counts in its own month, or where that is locked in the next that is not.

    Raises Refused: `own-proposal`, `own-commendation`, `already-decided`.
    """
    refused = why_not_decide_commendation(row, by)
    if refused is not None:
        raise refused
    row.confirmed, row.decided_by, row.decided_at, row.reason = confirm, by.user_id, now, reason.strip()
    row.month = _month_open_for(session, f"{row.day:%Y-%m}") if confirm else None
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by.login, action="commendation.decided", entity="commendation", entity_id=row.id,
        confirmed=confirm, month=row.month, reason=row.reason,
    )  # fmt: skip
    if confirm:
        tell(session, why("notice.commended", day=row.day.isoformat()), staff_id=row.staff_id, now=now)


def withdraw_commendation(session: Session, row: CommendationRow, *, by: Reviewer, now: datetime) -> None:
    """Take a commendation of one's own back before anybody decided. Raises Refused: `not-yours`, `already-decided`."""
    if by.user_id != row.proposed_by:
        raise Refused("not-yours", "only who proposed a commendation withdraws it")
    if row.decided_at is not None or row.withdrawn_at is not None:
        raise Refused("already-decided", "this commendation is decided, or was withdrawn")
    row.withdrawn_at = now
    audit(session, at=now, actor=by.login, action="commendation.withdrawn", entity="commendation", entity_id=row.id)


def _month_open_for(session: Session, month: str) -> str:
    while (row := version_in_hand(session, month)) is not None and row.state == MonthState.locked:
        month = month_after(month)
    return month
