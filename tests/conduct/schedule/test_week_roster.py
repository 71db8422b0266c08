"""A stored week, a shift changed in it, and a week copied into the next, against the database."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from conduct.schedule.filling import fill_rotation
from conduct.schedule.shift_changes import change_shift
from conduct.schedule.shifts import NewShift
from conduct.schedule.week_copying import apply_copy, plan_copy
from conduct.schedule.week_roster import stored_week
from models.tables import Approval, AuditEntryRow, LeaveRow, ShiftRow
from roster.week import look_over, week_named
from tests.conduct.hall import add, add_shift, add_swap, make_hall
from tests.conduct.schedule.test_filling import BOSS, NOW, audited, marked, member, own, refusal, rotation, shifts, span
from tests.conduct.story import at

WEEK, NEXT = week_named("2026-W24"), week_named("2026-W25")


def test_a_stored_week_is_what_is_looked_over(session: Session) -> None:
    hall = make_hall(session)
    hall.row.opens, hall.row.closes = "08:30", "17:30"
    wang, li = hall.staff["S001"], hall.staff["S002"]
    add_shift(session, hall, wang, "10 08:30", "10 14:00")
    add_swap(session, hall, wang, li, "10 08:00", "10 18:00")
    add(session, LeaveRow(staff_id=wang.id, start=at("10 08:00"), end=at("10 18:00"), status=Approval.approved))
    add(session, LeaveRow(staff_id=wang.id, start=at("11 08:00"), end=at("11 18:00"), status=Approval.requested))
    other = make_hall(session, "H2", staff={"S201": "吴刚"})
    add_shift(session, other, li, "10 13:00", "10 17:00")
    hall.windows["W2"].retired_at = at("1 00:00")
    stored = stored_week(session, hall.row, WEEK)
    assert [w.code for w in stored.windows] == ["W1"]
    assert [row.status for row in stored.leave] == [Approval.approved, Approval.requested]
    found = [issue.why.code for issue in look_over(stored.week).issues if issue.day == date(2026, 6, 10)]
    assert found == ["week.two-windows", "week.gap"]
    assert stored.names() == {"S001": "王芳", "S002": "李强"}


CHANGED: dict[str, tuple[str, str, str | None, list[str], str | None]] = {
    "another time": ("S001", "11 09:00 > 11 17:30", "W1", ["11 09:00-17:30"], None),
    "another person": ("S002", "11 08:30 > 11 17:30", "W1", ["11 08:30-17:30"], None),
    "no window": ("S001", "11 08:30 > 11 17:30", None, ["11 08:30-17:30"], None),
    "another day": ("S001", "12 08:30 > 12 17:30", "W2", ["12 08:30-17:30"], None),
    "what another shift is": ("S001", "13 08:30 > 13 17:30", "W1", ["11 08:30-17:30"], "shift-exists"),
    "no length": ("S001", "11 08:30 > 11 08:30", "W1", ["11 08:30-17:30"], "bad-time"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_changing_a_shift(session: Session, name: str) -> None:
    no, time, window, expected, code = CHANGED[name]
    hall = make_hall(session)
    row = add_shift(session, hall, hall.staff["S001"], "11 08:30", "11 17:30")
    add_shift(session, hall, hall.staff["S001"], "13 08:30", "13 17:30")
    told = NewShift(hall.row, hall.staff[no], hall.windows[window] if window else None, span(time))
    assert refusal(lambda: change_shift(session, row, told, by=BOSS, now=NOW, reason="ill")) == code
    assert shifts(session)[:1] == expected
    assert audited(session) == ([] if code else ["shift.changed"])
    if code is None:
        entry = session.exec(select(AuditEntryRow)).one()
        assert (entry.data["reason"], entry.data["old"]["start"]) == ("ill", at("11 08:30").isoformat())
        assert {11, int(time.split()[0])} <= set(marked(session))


def test_the_same_again_changes_nothing(session: Session) -> None:
    hall = make_hall(session)
    row = add_shift(session, hall, hall.staff["S001"], "11 08:30", "11 17:30")
    change_shift(
        session,
        row,
        NewShift(hall.row, hall.staff["S001"], hall.windows["W1"], span("11 08:30 > 11 17:30")),
        by=BOSS,
        now=NOW,
    )
    assert audited(session) == []


def test_nobody_moves_their_own_past_or_into_it(session: Session) -> None:
    hall = make_hall(session)
    begun = add_shift(session, hall, hall.staff["S001"], "10 08:30", "10 17:30")
    ahead = add_shift(session, hall, hall.staff["S001"], "12 08:30", "12 17:30")
    back = NewShift(hall.row, hall.staff["S001"], None, span("9 08:30 > 9 17:30"))
    away = NewShift(hall.row, hall.staff["S002"], None, span("12 08:30 > 12 17:30"))
    assert refusal(lambda: change_shift(session, ahead, back, by=own(hall), now=NOW)) == "own-past-shift"
    assert refusal(lambda: change_shift(session, begun, away, by=own(hall), now=NOW)) == "own-past-shift"


def test_filling_leaves_what_was_changed_by_hand(session: Session) -> None:
    hall = make_hall(session)
    row = rotation(session, hall, ["D"], follows=False)
    member(session, hall, row)
    fill_rotation(session, row, date(2026, 6, 11), date(2026, 6, 11), by=BOSS, now=NOW)
    filled = session.exec(select(ShiftRow)).one()
    change_shift(
        session, filled, NewShift(hall.row, hall.staff["S001"], None, span("11 19:00 > 11 22:00")), by=BOSS, now=NOW
    )
    fill_rotation(session, row, date(2026, 6, 11), date(2026, 6, 11), by=BOSS, now=NOW)
    assert shifts(session) == ["11 19:00-22:00"]


def test_copying_a_week_puts_in_what_comes_along(session: Session) -> None:
    hall = make_hall(session)
    wang, li = hall.staff["S001"], hall.staff["S002"]
    for day in (9, 11):
        add_shift(session, hall, wang, f"{day} 08:30", f"{day} 17:30")
    add_shift(session, hall, li, "11 08:30", "11 17:30", None)
    add(session, LeaveRow(staff_id=li.id, start=at("18 00:00"), end=at("19 00:00"), status=Approval.approved))
    plan = plan_copy(session, hall.row, WEEK, NEXT, now=NOW)
    assert [(c.shift.staff, c.day.day) for c in plan.comes] == [("S001", 16), ("S001", 18)]
    assert [c.left_out.code for c in plan.stays if c.left_out] == ["copy.on-leave"]
    assert audited(session) == []
    apply_copy(session, hall.row, WEEK, NEXT, by=BOSS, now=NOW)
    assert shifts(session)[-2:] == ["16 08:30-17:30", "18 08:30-17:30"]
    assert audited(session) == ["shift.put", "shift.put", "roster.copied"]
    again = apply_copy(session, hall.row, WEEK, NEXT, by=BOSS, now=NOW)
    assert (again.comes, len(again.stays)) == ((), 3)
    last = session.exec(select(AuditEntryRow).order_by(col(AuditEntryRow.id).desc())).first()
    assert last is not None
    assert (last.data["target"], last.data["made"]) == ("2026-W25", 0)


def test_a_copy_reaches_over_several_weeks(session: Session) -> None:
    hall = make_hall(session)
    add_shift(session, hall, hall.staff["S001"], "11 08:30", "11 17:30")
    plan = plan_copy(session, hall.row, WEEK, tuple(day + timedelta(weeks=3) for day in WEEK), now=NOW)
    assert [c.day for c in plan.comes] == [date(2026, 7, 2)]
