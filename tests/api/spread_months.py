"""Many people's months beside the cast's own, to be looked at side by side."""

from decimal import Decimal

from api.database import writing_to
from models.tables import AppraisalMonthRow, AppraisalRow, MonthState, StaffRow
from tests.api.cast import Stage, at

EARLIER = ("2025-08", "2025-10", "2025-11", "2025-12", "2026-01", "2026-03", "2026-04", "2026-05")


def more_people(stage: Stage, hall: str, *scores: str, month: str = "2026-06") -> None:
    """So many more people in a hall, numbered from 501 on, each with a score and one line that took the rest."""
    with writing_to(stage.engine) as session:
        for n, score in enumerate(scores):
            staff = StaffRow(hall_id=stage.halls[hall], no=f"{hall}-{501 + n}", name=f"职工{n}")
            session.add(staff)
            session.flush()
            deducted = 100 - Decimal(score)
            line = {
                "rule": "late", "points": str(deducted), "counted": str(deducted), "violation": "",
                "start": at("08:40").isoformat(), "why": {"code": "line.counted", "facts": {"points": str(deducted)}},
            }  # fmt: skip
            session.add(entry(stage, staff, month, score, hall, [line] if deducted else []))


def earlier_months(stage: Stage, name: str, hall: str, *scores: str) -> None:
    """Locked months of somebody of the cast, in `EARLIER`."""
    with writing_to(stage.engine) as session:
        staff = session.get_one(StaffRow, stage.staff[name])
        for month, score in zip(EARLIER, scores, strict=False):
            session.add(AppraisalMonthRow(month=month, state=MonthState.locked, drafted_at=at("12:00")))
            session.add(entry(stage, staff, month, score, hall, []))


def entry(
    stage: Stage, staff: StaffRow, month: str, score: str, hall: str, lines: list[dict[str, object]]
) -> AppraisalRow:
    value = Decimal(score)
    return AppraisalRow(
        month=month, staff_id=staff.id, hall_id=stage.halls[hall], base=Decimal(100), deducted=100 - value, score=value,
        grade="A" if value >= 95 else "B" if value >= 85 else "C", lines=lines, pack_version="p", computed_at=at("12:00"),
    )  # fmt: skip
