"""The roster of an instant says what the whole day's roster says of it."""

from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from conduct.judging.duty_now import duties_now
from conduct.judging.gather import gather, hall_ids
from conduct.words import say
from models.tables import Approval, CalendarDayRow, LeaveRow, WindowRow
from models.values.local_time import local_day
from models.values.roster import DayKind
from roster.duty import resolve
from roster.window_duty import WindowDuty, at_window
from tests.conduct.hall import Hall, add_shift, add_swap, make_hall
from tests.conduct.story import SHANGHAI, at


@pytest.fixture
def hall(session: Session) -> Hall:
    made = make_hall(session)
    early = add_shift(session, made, made.staff["S001"], "08:00", "12:00")
    early.breaks = [[at("10:00").isoformat(), at("10:15").isoformat()]]
    add_shift(session, made, made.staff["S002"], "08:00", "17:00", "W2")
    add_shift(session, made, made.staff["S001"], "13:00", "17:00")
    add_swap(session, made, made.staff["S001"], made.staff["S002"], "12:30", "17:30")
    other = make_hall(session, "H2", staff={"S009": "吴刚"})
    add_shift(session, made, other.staff["S009"], "18:00", "20:00")
    add_shift(session, other, other.staff["S009"], "19:00", "21:00")
    session.add(
        LeaveRow(
            staff_id=made.staff["S002"].id, start=at("11:00"), end=at("11:30"), status=Approval.approved,
            requested_at=at("1 08:00"),
        )
    )  # fmt: skip
    session.flush()
    return made


def told(found: WindowDuty) -> list[str]:
    return [f"{each.shift.staff} {'on' if each.on_duty else 'off'}: {say(each.why)}" for each in found.rostered]


@pytest.mark.parametrize(
    ("clock", "w1", "w2"),
    [
        ("07:59:59", [], []),
        ("08:00", ["S001 on: rostered"], ["S002 on: rostered"]),
        ("10:05", ["S001 off: on a break from 10:00:00 to 10:15:00"], ["S002 on: rostered"]),
        ("11:10", ["S001 on: rostered"], ["S002 off: on approved leave from 11:00:00 to 11:30:00"]),
        ("12:00", [], ["S002 on: rostered"]),
        (
            "14:00",
            ["S002 off: rostered at W2 at the same time: on duty at neither until the roster is put right"],
            ["S002 off: rostered at W1 at the same time: on duty at neither until the roster is put right"],
        ),
        ("18:30", ["S009 on: rostered"], []),
        ("19:30", ["S009 off: rostered at H2/W1 at the same time: on duty at neither until the roster is put right"], []),
        ("20:00", [], []),
    ],
)  # fmt: skip
def test_it_says_what_the_day_says(session: Session, hall: Hall, clock: str, w1: list[str], w2: list[str]) -> None:
    windows = {row.id: row.code for row in session.exec(select(WindowRow).where(WindowRow.hall_id == hall.row.id))}
    found = duties_now(session, [hall.row], windows, at(clock))[hall.row.id]
    assert (told(found.window("W1")), told(found.window("W2"))) == (w1, w2)
    facts = gather(session, hall.row, local_day(at(clock), SHANGHAI), hall_ids(session, hall.row.id))
    whole = resolve(
        facts.shifts, swaps=facts.swaps, leave=facts.leave, calendar=facts.calendar, timezone=ZoneInfo("Asia/Shanghai"),
        elsewhere=facts.elsewhere,
    )  # fmt: skip
    assert (w1, w2) == tuple(told(at_window(whole, facts.shifts, code, at(clock))) for code in ("W1", "W2"))
    assert not found.closed


def test_a_hall_that_is_closed_says_so(session: Session, hall: Hall) -> None:
    session.add(CalendarDayRow(hall_id=hall.row.id, day=at("09:00").date(), kind=DayKind.closure))
    session.flush()
    windows = {hall.windows["W1"].id: "W1", hall.windows["W2"].id: "W2"}
    found = duties_now(session, [hall.row], windows, at("09:00"))[hall.row.id]
    assert found.closed
    assert told(found.window("W1")) == ["S001 off: the hall is closed on 2026-06-03"]
    assert found.names["S001"] == "王芳"
