"""How a case stands with appeals: the last one against its verdict, and whether one may still be lodged."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from conduct.appeal.closing import latest_appeal
from conduct.appeal.steps import appealable_until
from conduct.review.decisions import standing_decision
from models.tables import AppealRow, ViolationRow, ViolationStatus


@dataclass(frozen=True, slots=True)
class AppealState:
    last: AppealRow | None
    until: datetime | None
    """Until when one may be lodged against the verdict that stands."""
    may_be_lodged: bool
    """By the person concerned, now."""


def appeal_state(session: Session, row: ViolationRow, now: datetime) -> AppealState:
    until = appealable_until(session, row)
    is_open = row.status is ViolationStatus.confirmed and until is not None and now < until
    return AppealState(latest_appeal(session, row, standing_decision(session, row)), until, is_open)
