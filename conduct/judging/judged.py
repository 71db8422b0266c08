"""Which days were judged already: what judged them is not changed afterwards."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from models.tables import AttendanceRow, Origin, ViolationRow, ViolationStatus
from models.values.findings import AttendanceStatus

NOT_YET = (AttendanceStatus.due, AttendanceStatus.leave, AttendanceStatus.off)
"""What roster, leave and calendar alone say of a shift, also long before its day."""


def last_judged_day(
    session: Session, since: date, until: date | None = None, hall_id: UUID | None = None
) -> date | None:
    """The last day, of one hall or of any, from `since` to `until` of which something was found or settled."""
    settled = select(col(AttendanceRow.day)).where(
        AttendanceRow.day >= since, col(AttendanceRow.status).not_in(NOT_YET)
    )
    found = select(col(ViolationRow.day)).where(
        ViolationRow.day >= since,
        ViolationRow.status != ViolationStatus.withdrawn,
        ViolationRow.origin == Origin.judged,
    )
    if until is not None:
        settled, found = settled.where(AttendanceRow.day <= until), found.where(ViolationRow.day <= until)
    if hall_id is not None:
        settled, found = settled.where(AttendanceRow.hall_id == hall_id), found.where(ViolationRow.hall_id == hall_id)
    latest = (settled.order_by(col(AttendanceRow.day).desc()), found.order_by(col(ViolationRow.day).desc()))
    days = [day for query in latest for day in session.exec(query.limit(1)).all()]
    return max(days, default=None)
