"""Exemptions from attire rules: what is granted and for which days. Why is nobody's business, and kept nowhere."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from conduct.auditing.trail import audit
from conduct.judging.touched import days_as_time, mark_of_person
from conduct.review.violations import Refused, Reviewer
from models.tables import HallRow, StaffExemptionRow, StaffRow
from models.values.roster import ExemptionKind


def grant_exemption(
    session: Session,
    staff: StaffRow,
    kind: ExemptionKind,
    first_day: date,
    last_day: date,
    *,
    by: Reviewer,
    now: datetime,
) -> StaffExemptionRow:
    """Grant an exemption, first and last day included.

    Raises Refused: `bad-days`, `own-exemption`, `already-granted`.
    """
    if last_day < first_day:
        raise Refused("bad-days", "the last day is before the first")
    _not_own(staff, by)
    told: dict[str, Any] = {"staff_id": staff.id, "kind": kind, "first_day": first_day, "last_day": last_day}
    if session.exec(select(StaffExemptionRow).filter_by(**told)).first() is not None:
        raise Refused("already-granted", "this was granted before")
    row = StaffExemptionRow(**told)
    session.add(row)
    session.flush()
    _changed(session, staff, row, (first_day, last_day), "exemption.granted", by, now)
    return row


def end_exemption(
    session: Session, row: StaffExemptionRow, last_day: date, *, by: Reviewer, now: datetime
) -> StaffExemptionRow | None:
    """Let an exemption end earlier; before its first day, it was never granted, and None is returned.

    Raises Refused: `own-exemption`, `ends-before` (it cannot be made longer: grant another).
    """
    staff = session.get_one(StaffRow, row.staff_id)
    _not_own(staff, by)
    if last_day >= row.last_day:
        raise Refused("ends-before", f"it ends on {row.last_day} anyhow")
    lost = (max(row.first_day, last_day), row.last_day)
    if last_day < row.first_day:
        _changed(session, staff, row, lost, "exemption.withdrawn", by, now)
        session.delete(row)
        session.flush()
        return None
    row.last_day = last_day
    session.flush()
    _changed(session, staff, row, lost, "exemption.ended", by, now)
    return row


def _not_own(staff: StaffRow, by: Reviewer) -> None:
    if by.staff_id == staff.id:
        raise Refused("own-exemption", "nobody grants an exemption to themselves, or ends it")


def _changed(
    session: Session,
    staff: StaffRow,
    row: StaffExemptionRow,
    touched: tuple[date, date],
    action: str,
    by: Reviewer,
    now: datetime,
) -> None:
    audit(
        session, at=now, actor=by.login, action=action, entity="exemption", entity_id=row.id, staff=staff.no,
        kind=row.kind.value, first_day=str(row.first_day), last_day=str(row.last_day),
    )  # fmt: skip
    zone = ZoneInfo(session.get_one(HallRow, staff.hall_id).timezone)
    mark_of_person(session, staff.id, days_as_time(*touched, zone), now=now)
