"""Which version of which month is in hand, and which are locked."""

from sqlmodel import Session, col, select

from conduct.months.span import month_before
from models.tables import AppraisalMonthRow, MonthState

LOOKED_BACK_MONTHS = 12
"""For how long a locked month's facts are still followed: pictures of what was confirmed are gone before."""


def version_in_hand(session: Session, month: str) -> AppraisalMonthRow | None:
    """The latest version of a month; None when nobody has drafted it."""
    query = select(AppraisalMonthRow).where(AppraisalMonthRow.month == month)
    return session.exec(query.order_by(col(AppraisalMonthRow.version).desc()).limit(1)).first()


def versions_of(session: Session, month: str) -> list[AppraisalMonthRow]:
    """All versions of a month, the first one first."""
    query = select(AppraisalMonthRow).where(AppraisalMonthRow.month == month)
    return list(session.exec(query.order_by(col(AppraisalMonthRow.version))).all())


def locked_before(session: Session, month: str) -> list[AppraisalMonthRow]:
    """The locked months directly before this one, the latest first: up to the first that is not locked."""
    found: list[AppraisalMonthRow] = []
    for _ in range(LOOKED_BACK_MONTHS):
        month = month_before(month)
        row = version_in_hand(session, month)
        if row is None or row.state != MonthState.locked:
            break
        found.append(row)
    return found
