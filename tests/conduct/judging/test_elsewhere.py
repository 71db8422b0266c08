"""Somebody who is rostered in two halls at once is certainly in neither: nobody is named."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from conduct.judging.elsewhere import shifts_elsewhere
from conduct.judging.gather import hall_ids
from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale
from conduct.review.violations import Reviewer
from conduct.schedule.shifts import NewShift, put_shift, remove_shift
from models.tables import (
    Approval,
    AttendanceRow,
    CalendarDayRow,
    HallRow,
    LookRunRow,
    Role,
    ShiftRow,
    StaffRow,
    StaleDayRow,
    TaskRow,
    UserRow,
    ViolationRow,
)
from models.values.interval import Interval
from models.values.occupancy import WindowState
from models.values.roster import DayKind
from tests.conduct.hall import NOW, Hall, add, add_punch, add_shift, add_swap, make_hall
from tests.conduct.story import at

DAY = date(2026, 6, 3)


def two_halls(session: Session) -> tuple[Hall, Hall]:
    """王芳 is rostered at W1 of H1 from 08:30 to 11:30, was in, and W1 was empty from 09:00 to 09:10."""
    here = make_hall(session, alive_until=NOW)
    there = make_hall(session, "H2", staff={}, alive_until=NOW)
    add_shift(session, here, here.staff["S001"], "08:30", "11:30")
    add_punch(session, here, "1001", "08:25")
    add_punch(session, here, "1001", "11:35")
    for n, state in ((0, WindowState.staffed), (1, WindowState.unattended), (2, WindowState.staffed)):
        start = at(f"09:{n * 5:02}")
        offsets = b"".join((i * 20_000_000).to_bytes(8, "little") for i in range(15))
        add(
            session,
            LookRunRow(
                window_id=here.windows["W1"].id, camera_id=here.camera.id, state=state, evidence="seat-tag",
                first=start, last=start.replace(minute=n * 5 + 4, second=40), offsets_us=offsets,
            ),
        )  # fmt: skip
    mark_stale(session, here.row.id, [DAY], now=NOW)
    return here, there


Tell = Callable[[Session, Hall, Hall], Any]
TOLD: dict[str, tuple[Tell, tuple[str | None, ...]]] = {
    "no other shift": (lambda *_: None, ("S001",)),
    "another hall's shift at another time": (
        lambda s, here, there: add_shift(s, there, here.staff["S001"], "13:00", "17:00"), ("S001",),
    ),
    "another hall's shift at the same time": (
        lambda s, here, there: add_shift(s, there, here.staff["S001"], "08:30", "11:30"), (),
    ),
    "one that meets other time of the shift: then whether she was here is not known": (
        lambda s, here, there: add_shift(s, there, here.staff["S001"], "11:00", "12:00"), (None,),
    ),
    "a colleague's": (lambda s, here, there: add_shift(s, there, here.staff["S002"], "08:30", "11:30"), ("S001",)),
    "a colleague's, taken over by a swap there": (
        lambda s, here, there: (
            add_shift(s, there, here.staff["S002"], "08:30", "11:30"),
            add_swap(s, there, here.staff["S002"], here.staff["S001"], "08:00", "12:00"),
        ), (),
    ),
    "a swap that nobody approved": (
        lambda s, here, there: (
            add_shift(s, there, here.staff["S002"], "08:30", "11:30"),
            add_swap(s, there, here.staff["S002"], here.staff["S001"], "08:00", "12:00", Approval.requested),
        ), ("S001",),
    ),
    "given away by a swap there": (
        lambda s, here, there: (
            add_shift(s, there, here.staff["S001"], "08:30", "11:30"),
            add_swap(s, there, here.staff["S001"], here.staff["S002"], "08:00", "12:00"),
        ), ("S001",),
    ),
    "the other hall is closed": (
        lambda s, here, there: (
            add_shift(s, there, here.staff["S001"], "08:30", "11:30"),
            add(s, CalendarDayRow(hall_id=there.row.id, day=DAY, kind=DayKind.closure, source="notice")),
        ), ("S001",),
    ),
    "a shift there without a window": (
        lambda s, here, there: add_shift(s, there, here.staff["S001"], "08:30", "11:30", None), ("S001",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_who_is_named_for_an_empty_window(database: Engine, name: str) -> None:
    tell, named = TOLD[name]
    with Session(database, expire_on_commit=False) as session:
        here, there = two_halls(session)
        tell(session, here, there)
        session.commit()
    judge_stale_days(database, now=NOW)
    with Session(database) as session:
        found = session.exec(select(ViolationRow).where(ViolationRow.rule == "window-unattended")).all()
        numbers = {row.id: row.no for row in session.exec(select(StaffRow)).all()}
        assert tuple(numbers[row.staff_id] if row.staff_id else None for row in found) == named
        conflicts = session.exec(select(TaskRow).where(TaskRow.kind == "roster-conflict")).all()
        assert [row.hall_id == here.row.id for row in conflicts] == (
            [True] if not named or "meets other" in name else []
        )
        assert {row.hall_id for row in session.exec(select(AttendanceRow)).all()} == {here.row.id}


def test_the_other_hall_s_shift_has_its_own_punches(sqlite_database: Engine) -> None:
    """In at 08:25 and out at 11:35 here, in at 12:55 and out at 15:05 there: nobody stayed here until 15:05."""
    with Session(sqlite_database, expire_on_commit=False) as session:
        here, there = two_halls(session)
        add_shift(session, there, here.staff["S001"], "13:00", "15:00")
        for clock in ("12:55", "15:05"):
            add_punch(session, there, "1001", clock)
        session.commit()
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        (kept,) = session.exec(select(AttendanceRow)).all()
        assert kept.went == at("11:35")


def test_a_change_there_has_the_day_here_judged_again(session: Session) -> None:
    here, there = two_halls(session)
    user = add(session, UserRow(login="zhou", name="周敏", role=Role.supervisor, password_hash=""))
    by = Reviewer(user.id, "zhou")

    def marks() -> int:
        row = session.exec(select(StaleDayRow).where(StaleDayRow.hall_id == here.row.id, StaleDayRow.day == DAY)).one()
        session.refresh(row)
        return row.marks

    before = marks()
    new = NewShift(there.row, here.staff["S001"], there.windows["W1"], Interval(at("08:30"), at("11:30")))
    row = put_shift(session, new, by=by, now=NOW)
    assert marks() == before + 1
    remove_shift(session, row, by=by, now=NOW)
    assert marks() == before + 2
    other = NewShift(there.row, here.staff["S002"], there.windows["W1"], Interval(at("08:30"), at("11:30")))
    put_shift(session, other, by=by, now=NOW)
    assert marks() == before + 2, "she has no shift here"


def test_windows_are_told_with_their_hall(session: Session) -> None:
    here, there = two_halls(session)
    add_shift(session, there, here.staff["S001"], "13:00", "17:00", "W2")
    ids = hall_ids(session, here.row.id)
    reach = Interval(at("2 00:00"), at("5 00:00"))
    found = shifts_elsewhere(session, here.row.id, {ids.staff["S001"]: "S001"}, reach)
    assert [(s.staff, s.window, s.time) for s in found] == [("S001", "H2/W2", Interval(at("13:00"), at("17:00")))]
    assert session.exec(select(HallRow.code).order_by(col(HallRow.code))).all() == ["H1", "H2"]
    assert len(session.exec(select(ShiftRow)).all()) == 2
