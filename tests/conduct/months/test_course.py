"""A person's months one after the other, of the version in hand each, on both databases."""

from decimal import Decimal

import pytest
from sqlmodel import Session, col

from conduct.months.course import MonthResult, course_of, months_until, results_of
from models.tables import AppraisalMonthRow, AppraisalRow, HallRow, MonthState, StaffRow
from tests.conduct.story import at


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [("2026-06", 1, ["2026-06"]), ("2026-02", 3, ["2025-12", "2026-01", "2026-02"])],
)
def test_months_in_a_row(month: str, count: int, expected: list[str]) -> None:
    assert months_until(month, count) == expected


def test_twelve_unless_told_otherwise() -> None:
    assert (len(months_until("2026-06")), months_until("2026-06")[0]) == (12, "2025-07")


def result(month: str, score: int) -> MonthResult:
    return MonthResult(month, Decimal(100), Decimal(100 - score), Decimal(score), "A")


def test_months_without_an_entry_keep_their_place() -> None:
    first, last = result("2026-01", 90), result("2026-03", 95)
    places = course_of([last, first, result("2025-01", 1)], months_until("2026-03", 3))
    assert [(place.month, place.result) for place in places] == [
        ("2026-01", first), ("2026-02", None), ("2026-03", last),
    ]  # fmt: skip


@pytest.fixture
def stored(session: Session) -> None:
    """S1: April in H1, then H2; May in two versions; June, which is in no version; S2 beside. March was left behind."""
    halls = [
        HallRow(code=code, name=code, timezone="Asia/Shanghai", opens="08:30", closes="17:30") for code in ("H1", "H2")
    ]
    session.add_all(halls)
    session.flush()
    one, two = (StaffRow(hall_id=halls[1].id, no=no, name=no) for no in ("S1", "S2"))
    session.add_all([one, two])
    for month, version in (("2026-03", 1), ("2026-03", 2), ("2026-04", 1), ("2026-05", 1), ("2026-05", 2)):
        session.add(AppraisalMonthRow(month=month, version=version, state=MonthState.open, drafted_at=at("12:00")))
    session.flush()
    told = [
        (one, "2026-03", 1, 1, halls[0]), (one, "2026-04", 1, 94, halls[0]), (one, "2026-05", 1, 95, halls[1]),
        (one, "2026-05", 2, 96, halls[1]), (one, "2026-06", 1, 97, None), (two, "2026-05", 2, 50, None),
    ]  # fmt: skip
    for staff, month, version, score, hall in told:
        session.add(
            AppraisalRow(
                month=month, version=version, staff_id=staff.id, hall_id=hall.id if hall else None, base=Decimal(100),
                deducted=Decimal(100 - score), score=Decimal(score), grade="A", lines=[], pack_version="p",
                computed_at=at("12:00"),
            )
        )  # fmt: skip
    session.commit()


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    ("staff", "hall", "expected"),
    [
        ("S1", None, [("2026-04", 94), ("2026-05", 96), ("2026-06", 97)]),
        ("S1", "H2", [("2026-05", 96), ("2026-06", 97)]),
        ("S2", None, [("2026-05", 50)]),
        ("S3", None, []),
    ],
)
def test_what_is_stored(session: Session, staff: str, hall: str | None, expected: list[tuple[str, int]]) -> None:
    where = [col(HallRow.code) == hall] if hall else []
    found = results_of(session, staff, months_until("2026-06"), where)
    assert [(each.month, each.score) for each in found] == expected
    assert all(each.base - each.deducted == each.score for each in found)
