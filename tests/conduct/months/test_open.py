"""How many cases of each hall's month wait, by the hall's own clock, on both databases."""

from datetime import datetime

import pytest
from sqlmodel import Session

from conduct.months.halls import OpenCases
from conduct.months.open import open_cases_of
from models.tables import HallRow, ViolationRow, ViolationStatus
from models.values.findings import SubjectKind
from tests.conduct.story import at

PENDING, APPEALED, CONFIRMED = ViolationStatus.pending, ViolationStatus.appealed, ViolationStatus.confirmed
TOLD = [
    ("H1", PENDING, "1 00:00"), ("H1", PENDING, "30 23:59"), ("H1", APPEALED, "15 12:00"), ("H1", CONFIRMED, "15 12:00"),
    ("H1", PENDING, "7-1 00:00"), ("H2", APPEALED, "5-31 23:59"), ("H2", ViolationStatus.upheld, "3 12:00"),
    ("H3", PENDING, "7-1 06:59"), ("H3", APPEALED, "1 06:59"),
]  # fmt: skip


@pytest.fixture
def stored(session: Session) -> None:
    """Of H3, whose clock is seven hours behind that of the others in June."""
    zones = {"H1": "Asia/Shanghai", "H2": "Asia/Shanghai", "H3": "Europe/Lisbon"}
    halls = {
        code: HallRow(code=code, name=code, timezone=zone, opens="08:30", closes="17:30")
        for code, zone in zones.items()
    }
    session.add_all(halls.values())
    session.flush()
    session.add_all([violation(halls[code], status, at(start)) for code, status, start in TOLD])
    session.commit()


def violation(hall: HallRow, status: ViolationStatus, start: datetime) -> ViolationRow:
    return ViolationRow(
        hall_id=hall.id, day=start.date(), rule="window-unattended", norms=[], subject_kind=SubjectKind.window,
        subject="W1", start=start, status=status, why={"code": "x", "facts": {}}, pack_version="p", opened_at=start,
        updated_at=start,
    )  # fmt: skip


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-06", {"H1": OpenCases(2, 1), "H3": OpenCases(1, 0)}),
        ("2026-05", {"H2": OpenCases(0, 1), "H3": OpenCases(0, 1)}),
        ("2026-07", {"H1": OpenCases(1, 0)}),
        ("2026-01", {}),
    ],
)
def test_what_waits(session: Session, month: str, expected: dict[str, OpenCases]) -> None:
    assert open_cases_of(session, month) == expected
