"""A page of a hall's month, and one person's day, against the database: whom they show, what of, and by which index."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from conduct.export.attendance_sheet import attendance_sheet
from conduct.people.attendance_day import attendance_day
from conduct.people.attendance_month import attendance_month
from models.tables import Approval, BadgeRow, CorrectionRow, PunchRow, StaffRow
from models.values.findings import AttendanceStatus
from tests.conduct.hall import Hall, add, add_attendance, add_shift, add_swap, make_hall
from tests.conduct.story import at

A = AttendanceStatus
DAY = date(2026, 6, 3)


@pytest.fixture
def hall(session: Session) -> Hall:
    return make_hall(session)


def test_a_page_shows_what_the_sheet_shows(session: Session, hall: Hall) -> None:
    for no, day, status, minutes in (("S001", 1, A.late, 12), ("S001", 2, A.absent, 0), ("S002", 1, A.unknown, 0)):
        add_attendance(session, hall, hall.staff[no], f"{day} 08:30", status, late_min=minutes)
    page, sheet = attendance_month(session, hall.row, "2026-06"), attendance_sheet(session, hall.row, "2026-06")
    assert (tuple(p.line for p in page.people), page.days, page.rest) == (sheet.lines, sheet.days, sheet.rest)
    assert [m.late_min for m in page.people[0].marks[date(2026, 6, 1)]] == [12]
    assert page.next is None


def test_pages_follow_one_another_by_number(session: Session, hall: Hall) -> None:
    for n in range(3, 8):
        add(session, StaffRow(hall_id=hall.row.id, no=f"S00{n}", name=str(n)))
    gone = add(session, StaffRow(hall_id=hall.row.id, no="S008", name="gone", retired_at=at("1 00:00")))
    left = add(session, StaffRow(hall_id=hall.row.id, no="S009", name="left", retired_at=at("5 00:00")))
    other = make_hall(session, "H2", staff={"S500": "吴刚", "S501": "郑"})
    add_attendance(session, hall, left, "2 08:30", A.present)
    add_attendance(session, hall, other.staff["S500"], "2 08:30", A.present)
    add_attendance(session, other, other.staff["S501"], "2 08:30", A.present)
    pages, after = [], None
    while True:
        page = attendance_month(session, hall.row, "2026-06", after=after, limit=3)
        pages.append([p.line.staff for p in page.people])
        if page.next is None:
            break
        after = page.next
    assert pages == [["S001", "S002", "S003"], ["S004", "S005", "S006"], ["S007", "S009", "S500"]]
    assert gone.no not in {no for numbers in pages for no in numbers}


def test_shifts_without_an_outcome_and_swaps(session: Session, hall: Hall) -> None:
    wang, li = hall.staff["S001"], hall.staff["S002"]
    add_shift(session, hall, wang, "8 08:30", "8 17:30")
    add_shift(session, hall, wang, "9 08:30", "9 17:30")
    add_attendance(session, hall, wang, "9 08:30", A.present)
    add_shift(session, hall, wang, "10 08:30", "10 17:30")
    add_swap(session, hall, wang, li, "10 08:00", "10 18:00")
    add_shift(session, hall, wang, "11 08:30", "11 17:30")
    add_swap(session, hall, wang, li, "11 08:00", "11 18:00", Approval.requested)
    first, second = attendance_month(session, hall.row, "2026-06").people
    assert sorted(day.day for day in first.to_come) == [8, 11]
    assert sorted(day.day for day in first.given_away) == [10]
    assert (sorted(d.day for d in second.stands_in), sorted(d.day for d in second.to_come)) == ([10], [10])
    alone = attendance_month(session, hall.row, "2026-06", after="S001").people
    assert [sorted(d.day for d in p.stands_in) for p in alone] == [[10]]


def test_a_page_scans_no_table_of_facts(session: Session, hall: Hall) -> None:
    """Every table but the few rows of a hall is found by an index; staff are read in the order of their numbers."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("plans are told as SQLite tells them")
    told: list[str] = []

    def explain(connection: sa.Connection, _c: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()  # pyright: ignore[reportArgumentType]
            told.extend(row[3] for row in rows)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", explain)
    attendance_month(session, hall.row, "2026-06", after="S000")
    attendance_day(session, hall.staff["S001"], DAY, None)
    sa.event.remove(engine, "before_cursor_execute", explain)
    big = ("attendance", "shift", "swap", "leave", "punch", "violation", "correction", "staff")
    assert [plan for plan in told if plan.startswith("SCAN") and plan.split()[1] in big] == []
    assert any("ix_attendance_staff_id_day" in plan for plan in told)


def test_a_day_tells_its_facts(session: Session, hall: Hall) -> None:
    wang, li = hall.staff["S001"], hall.staff["S002"]
    add_shift(session, hall, wang, "3 08:30", "3 17:30")
    add_shift(session, hall, li, "3 08:30", "3 17:30", "W2")
    add_swap(session, hall, li, wang, "3 08:00", "3 18:00")
    add_shift(session, hall, wang, "4 08:30", "4 17:30")
    add(session, BadgeRow(number="1003", staff_id=wang.id))
    for badge, clock in (("1001", "3 08:41"), ("1003", "3 17:31"), ("1002", "3 08:20"), ("1001", "2 07:00")):
        add(session, PunchRow(reader_id=hall.reader.id, badge=badge, at=at(clock), received_at=at(clock)))
    add_attendance(session, hall, wang, "3 08:30", A.late, late_min=11, came=at("3 08:41"), went=at("3 17:31"))
    add(
        session,
        CorrectionRow(
            hall_id=hall.row.id, staff_id=wang.id, day=DAY, shift_start=at("3 08:30"), kind="late", reason="flood",
            requested_at=at("3 19:00"), requested_by="wang",
        ),
    )  # fmt: skip
    told, given = (attendance_day(session, staff, DAY, None) for staff in (wang, li))
    assert told is not None
    assert given is not None
    assert [(r.duty.window, r.duty.swapped_from) for r in told.rostered] == [("W1", None), ("W2", "S002")]
    assert [(p.badge, p.reader, p.counts) for p in told.punches] == [("1001", "R1", True), ("1003", "R1", True)]
    assert ([o.status for o in told.outcomes], [c.reason for c in told.corrections]) == ([A.late], ["flood"])
    assert [r.duty.staff for r in given.given_away] == ["S001"]
    assert attendance_day(session, wang, DAY, frozenset()) is None
