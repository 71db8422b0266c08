"""Months of 王芳 in every state that a route is about."""

from decimal import Decimal
from typing import Any

from sqlmodel import SQLModel

from models.tables import AppraisalMonthRow, AppraisalRow, MonthState
from tests.api.cast import Stage

TO_BE_SIGNED, TO_BE_LOCKED, LOCKED, TWICE = "2026-06", "2026-05", "2026-04", "2026-03"


def months(stage: Stage) -> list[SQLModel]:
    """One that is signed, one that is over with nothing missing, one that is locked, and one in two versions."""
    now = stage.clock.now()

    def month(name: str, state: MonthState, version: int = 1, **other: Any) -> AppraisalMonthRow:
        return AppraisalMonthRow(month=name, version=version, state=state, drafted_at=now, **other)

    def entry(name: str, score: int, version: int = 1) -> AppraisalRow:
        return AppraisalRow(
            month=name, version=version, staff_id=stage.staff["王芳"], hall_id=stage.halls["H1"], base=Decimal(100),
            deducted=Decimal(100 - score), score=Decimal(score), grade="A", lines=[], pack_version="p",
            computed_at=now, digest=f"{name} {version}",
        )  # fmt: skip

    locked = {"locked_at": now, "locked_by": "liuyang", "digest": "d"}
    return [
        month(TO_BE_SIGNED, MonthState.open), entry(TO_BE_SIGNED, 100),
        month(TO_BE_LOCKED, MonthState.open),
        month(LOCKED, MonthState.locked, **locked), entry(LOCKED, 100),
        month(TWICE, MonthState.locked, **locked), month(TWICE, MonthState.reopened, 2),
        entry(TWICE, 100), entry(TWICE, 98, 2),
    ]  # fmt: skip
