"""An appeal as the interface tells it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from api.cases.appeal_list import AppealCase
from api.cases.told import ToldDecision
from conduct.appeal.rules import is_overdue
from conduct.review.violations import TAKE_BACK
from models.tables import AppealStatus, AppealVerdict, ViolationStatus


class ToldAppeal(BaseModel):
    """`overdue`: to be decided by `due_at`, and not decided yet. `take_back_until` is for whoever decided."""

    id: UUID
    violation: UUID
    rule: str
    hall: str
    window: str | None
    staff: str | None
    staff_name: str | None
    start: datetime
    violation_status: ViolationStatus
    words: str
    lodged_at: datetime
    due_at: datetime
    overdue: bool
    status: AppealStatus
    against: ToldDecision
    verdict: AppealVerdict | None
    reason: str
    decided_by: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    take_back_until: datetime | None
    closed_at: datetime | None


class ToldAppeals(BaseModel):
    items: list[ToldAppeal]
    next: str | None


def told_appeal(appeal: AppealCase, now: datetime) -> ToldAppeal:
    row, case, first, decider = appeal.row, appeal.case, appeal.decision, appeal.decider
    return ToldAppeal(
        id=row.id,
        violation=case.row.id,
        rule=case.row.rule,
        hall=case.hall.code,
        window=case.window.code if case.window else None,
        staff=case.staff.no if case.staff else None,
        staff_name=case.staff.name if case.staff else None,
        start=case.row.start,
        violation_status=case.row.status,
        words=row.words,
        lodged_at=row.lodged_at,
        due_at=row.due_at,
        overdue=is_overdue(row, now),
        status=row.status,
        against=ToldDecision(
            verdict=first.verdict,
            reason=first.reason,
            by=appeal.first_decider.login,
            by_name=appeal.first_decider.name,
            at=first.at,
            taken_back_at=first.taken_back_at,
            fallen_at=first.fallen_at,
        ),
        verdict=row.verdict,
        reason=row.reason,
        decided_by=decider.login if decider else None,
        decided_by_name=decider.name if decider else None,
        decided_at=row.decided_at,
        take_back_until=row.decided_at + TAKE_BACK if row.decided_at else None,
        closed_at=row.closed_at,
    )
