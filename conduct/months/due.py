"""Drafting a month by itself, once it is over by the clock of every hall: on the first of the next one."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.months.facts import is_over_everywhere
from conduct.months.span import month_before, month_span
from conduct.months.steps import draft
from conduct.months.versions import version_in_hand
from models.tables import HallRow, MonthState, ShiftRow
from models.values.local_time import local_day


def draft_due_months(session: Session, *, by: str, now: datetime) -> list[str]:
    """Draft the month before this one if it is over everywhere, somebody had a shift in it and it is not open yet.

    Returns which were.
    """
    zones = session.exec(select(HallRow.timezone).distinct()).all()
    if not zones:
        return []
    month = month_before(f"{min(local_day(now, ZoneInfo(zone)) for zone in zones):%Y-%m}")
    row = version_in_hand(session, month)
    if not is_over_everywhere(session, month, now=now) or (row is not None and row.state != MonthState.draft):
        return []
    if not _anybody_worked(session, month, zones):
        return []
    draft(session, month, by=by, now=now)
    return [month]


def _anybody_worked(session: Session, month: str, zones: Iterable[str]) -> bool:
    spans = [month_span(month, ZoneInfo(zone)) for zone in zones]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    halls = select(HallRow.id)
    shifts = select(ShiftRow.id).where(col(ShiftRow.hall_id).in_(halls), ShiftRow.start >= start, ShiftRow.start < end)
    return session.exec(shifts.limit(1)).first() is not None
