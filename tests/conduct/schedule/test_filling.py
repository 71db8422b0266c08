"""What people do to the roster, against the database: what is stored, audited, marked, refused, and judged in the end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import stale_days
from conduct.people.exemptions import end_exemption, grant_exemption
from conduct.review.violations import Refused, Reviewer
from conduct.schedule.calendar_year import (
    OFFICIAL,
    calendar_of,
    fill_year,
    keep_years,
    mark_day,
    unmark_day,
    years_without_data,
)
from conduct.schedule.filling import Filled, fill_rotation
from conduct.schedule.requests import after_the_fact, ask_leave, ask_swap, decide_leave, decide_swap
from conduct.schedule.rotations import NewMember, put_member, put_rotation, put_template
from conduct.schedule.shifts import NewShift, put_shift, remove_shift
from conduct.tasks import finish_task
from models.database import reading
from models.tables import (
    Approval,
    AuditEntryRow,
    CalendarDayRow,
    LeaveRow,
    RotationMemberRow,
    RotationRow,
    ShiftRow,
    StaleDayRow,
    SwapRow,
    TaskRow,
    TaskStatus,
)
from models.tables.base import new_id
from models.values.interval import Interval
from models.values.roster import DayKind, ExemptionKind
from roster.calendar import NoOfficialData
from tests.conduct.hall import Hall, add, add_shift, make_hall
from tests.conduct.story import SHANGHAI, at, clock

NOW = at("10 09:00")
"""A Wednesday."""
BOSS = Reviewer(new_id(), "boss")
HR = Reviewer(new_id(), "hr")


def own(hall: Hall, no: str = "S001") -> Reviewer:
    return Reviewer(new_id(), f"login-{no}", hall.staff[no].id)


def span(text: str) -> Interval:
    start, end = (at(part.strip()) for part in text.split(">"))
    return Interval(start, end)


def refusal(doing: Callable[[], object]) -> str | None:
    try:
        doing()
    except Refused as refused:
        return refused.code
    return None


def marked(session: Session) -> list[int]:
    return sorted(s.day.day for s in stale_days(session))


def audited(session: Session) -> list[str]:
    return list(session.exec(select(AuditEntryRow.action).order_by(col(AuditEntryRow.id))).all())


def shifts(session: Session) -> list[str]:
    """`S001 W1 11 08:30-17:30`, in order."""
    rows = session.exec(select(ShiftRow).order_by(col(ShiftRow.start), col(ShiftRow.id))).all()
    return [f"{local(r.start)}-{local(r.end).split()[-1]}" for r in rows]


def local(instant: datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%-d %H:%M}"


# Single shifts


PUT: dict[str, tuple[str, list[str], str | None, str | None]] = {
    "one ahead": ("12 08:30 > 12 17:30", ["12 12:00 > 12 13:00"], "W1", None),
    "one of the past": ("5 08:30 > 5 17:30", [], "W1", None),
    "without a window": ("12 08:30 > 12 17:30", [], None, None),
    "24 hours": ("12 08:00 > 13 08:00", [], "W1", None),
    "over another": ("11 12:00 > 11 20:00", [], "W2", None),
    "of no length": ("12 08:30 > 12 08:30", [], "W1", "bad-time"),
    "that ends before it starts": ("12 08:30 > 12 08:00", [], "W1", "bad-time"),
    "longer than a day": ("12 08:00 > 13 09:01", [], "W1", "bad-time"),
    "with a break outside": ("12 08:30 > 12 17:30", ["12 17:00 > 12 18:00"], "W1", "bad-break"),
    "with a break of no length": ("12 08:30 > 12 17:30", ["12 12:00 > 12 12:00"], "W1", "bad-break"),
    "that is there already": ("11 08:30 > 11 12:00", [], "W1", "shift-exists"),
    "at another window": ("11 08:30 > 11 12:00", [], "W2", None),
    "at a window gone": ("12 08:30 > 12 17:30", [], "W9", "window-retired"),
}  # fmt: skip


@pytest.mark.parametrize("name", PUT)
def test_putting_a_shift(session: Session, name: str) -> None:
    time, breaks, window, code = PUT[name]
    hall = make_hall(session, windows=("W1", "W2", "W9"))
    hall.windows["W9"].retired_at = NOW
    add_shift(session, hall, hall.staff["S001"], "11 08:30", "11 17:30")
    told = NewShift(
        hall.row, hall.staff["S001"], hall.windows[window] if window else None, span(time), tuple(map(span, breaks))
    )
    assert refusal(lambda: put_shift(session, told, by=BOSS, now=NOW)) == code
    if code is not None:
        assert (audited(session), marked(session), len(shifts(session))) == ([], [], 1)
        return
    row = session.exec(select(ShiftRow).order_by(col(ShiftRow.id).desc())).first()
    assert row is not None
    assert (Interval(row.start, row.end), row.rotation_member_id) == (told.time, None)
    assert [[datetime.fromisoformat(t) for t in pair] for pair in row.breaks] == [[b.start, b.end] for b in told.breaks]
    assert audited(session) == ["shift.put"]
    assert told.time.start.astimezone(SHANGHAI).day in marked(session)


def test_a_shift_taken_out_is_gone_and_audited(session: Session) -> None:
    hall = make_hall(session)
    row = add_shift(session, hall, hall.staff["S001"], "11 22:00", "12 06:00")
    remove_shift(session, row, by=BOSS, now=NOW)
    assert (shifts(session), audited(session), marked(session)) == ([], ["shift.removed"], [11, 12])


OWN_SHIFTS = {
    "one's own, ahead": ("S001", "11 08:30 > 11 17:30", None),
    "one's own, begun": ("S001", "10 08:30 > 10 17:30", "own-past-shift"),
    "another's, begun": ("S002", "10 08:30 > 10 17:30", None),
}


@pytest.mark.parametrize("name", OWN_SHIFTS)
def test_nobody_rewrites_their_own_past(session: Session, name: str) -> None:
    whose, time, code = OWN_SHIFTS[name]
    hall = make_hall(session)
    told = NewShift(hall.row, hall.staff[whose], hall.windows["W1"], span(time))
    assert refusal(lambda: put_shift(session, told, by=own(hall), now=NOW)) == code
    row = session.exec(select(ShiftRow)).first() or add_shift(session, hall, hall.staff[whose], *time.split(" > "))
    assert refusal(lambda: remove_shift(session, row, by=own(hall), now=NOW)) == code


def test_who_left_gets_no_shift(session: Session) -> None:
    hall = make_hall(session)
    hall.staff["S001"].retired_at = NOW
    told = NewShift(hall.row, hall.staff["S001"], None, span("12 08:30 > 12 17:30"))
    assert refusal(lambda: put_shift(session, told, by=BOSS, now=NOW)) == "staff-retired"


# Filling


def rotation(session: Session, hall: Hall, cycle: list[str | None], **told: Any) -> RotationRow:
    templates = {"D": [["08:30", "17:30"]], "N": [["22:00", "06:00"]], "S": [["08:00", "12:00"], ["14:00", "18:00"]]}
    for code, segments in templates.items():
        put_template(session, hall.row, code, name="", segments=segments, breaks=[], by=HR, now=NOW)
    return put_rotation(
        session, hall.row, told.get("code", "R"), name="", cycle=cycle, anchor=date(2026, 6, 8),
        follows_calendar=told.get("follows"), by=HR, now=NOW,
    )  # fmt: skip


def member(session: Session, hall: Hall, row: RotationRow, no: str = "S001", **told: Any) -> RotationMemberRow:
    joins = NewMember(
        hall.staff[no], hall.windows[told.get("window", "W1")], told.get("first", date(2026, 6, 1)), told.get("last"),
        told.get("offset", 0),
    )  # fmt: skip
    return put_member(session, row, joins, by=HR, now=NOW)


def fill(session: Session, row: RotationRow, first: int = 8, last: int = 16, *, now: datetime = NOW) -> Filled:
    return fill_rotation(session, row, date(2026, 6, first), date(2026, 6, last), by=BOSS, now=now)


def counts(filled: Filled) -> dict[str, int]:
    told = {
        "made": filled.made,
        "changed": filled.changed,
        "removed": filled.removed,
        "same": filled.same,
        "kept": filled.kept,
    }
    return {name: number for name, number in told.items() if number}


@pytest.fixture
def hall(session: Session) -> Hall:
    return make_hall(session)


WEEK: list[str | None] = ["D"] * 5 + [None, None]


def test_filling_makes_what_is_to_come_and_the_second_time_nothing(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, WEEK)
    joined = member(session, hall, row)
    assert counts(fill(session, row)) == {"made": 4}
    expected = ["11 08:30-17:30", "12 08:30-17:30", "15 08:30-17:30", "16 08:30-17:30"]
    assert shifts(session) == expected
    assert {r.rotation_member_id for r in session.exec(select(ShiftRow))} == {joined.id}
    assert {11, 12, 15, 16} <= set(marked(session))
    assert audited(session)[-1] == "rotation.filled"
    before = session.exec(select(ShiftRow.id).order_by(col(ShiftRow.start))).all()
    marks = {s.day: s.marks for s in stale_days(session)}
    assert counts(fill(session, row)) == {"same": 4}
    assert session.exec(select(ShiftRow.id).order_by(col(ShiftRow.start))).all() == before
    assert {s.day: s.marks for s in stale_days(session)} == marks


def test_the_past_is_left_alone(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, WEEK)
    member(session, hall, row)
    fill(session, row, now=at("7 09:00"))
    put_rotation(
        session,
        hall.row,
        "R",
        name="",
        cycle=["N", None],
        anchor=date(2026, 6, 8),
        follows_calendar=None,
        by=HR,
        now=NOW,
    )
    assert counts(fill(session, row, 8, 13)) == {"made": 2, "removed": 2}
    assert shifts(session) == ["8 08:30-17:30", "9 08:30-17:30", "10 08:30-17:30", "10 22:00-06:00", "12 22:00-06:00",
                               "15 08:30-17:30", "16 08:30-17:30"]  # fmt: skip


def test_a_shift_that_begins_at_midnight_of_the_first_day_is_filled(session: Session, hall: Hall) -> None:
    put_template(session, hall.row, "E", name="", segments=[["00:00", "08:00"]], breaks=[], by=HR, now=NOW)
    row = rotation(session, hall, ["E"])
    member(session, hall, row)
    assert counts(fill(session, row, 11, 12)) == {"made": 2}
    assert counts(fill(session, row, 11, 12)) == {"same": 2}


def test_another_window_another_break_another_length(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, ["D"])
    joined = member(session, hall, row)
    fill(session, row, 11, 12)
    put_template(
        session, hall.row, "D", name="", segments=[["08:30", "16:00"]], breaks=[["12:00", "12:30"]], by=HR, now=NOW
    )
    assert counts(fill(session, row, 11, 12)) == {"changed": 2}
    assert shifts(session) == ["11 08:30-16:00", "12 08:30-16:00"]
    assert member(session, hall, row, window="W2").id == joined.id
    assert counts(fill(session, row, 11, 12)) == {"made": 2, "removed": 2}
    assert {r.window_id for r in session.exec(select(ShiftRow))} == {hall.windows["W2"].id}


def by_hand(session: Session, hall: Hall, time: str, window: str = "W1") -> None:
    put_shift(session, NewShift(hall.row, hall.staff["S001"], hall.windows[window], span(time)), by=BOSS, now=NOW)


def take_out(session: Session, day: int) -> None:
    row = next(r for r in session.exec(select(ShiftRow)) if r.start.astimezone(SHANGHAI).day == day)
    remove_shift(session, row, by=BOSS, now=NOW)


WORDS: dict[str, tuple[Callable[[Session, Hall], object], dict[str, int], list[str]]] = {
    "taken out: stays out": (lambda s, _: take_out(s, 12), {"same": 1, "kept": 1}, ["11 08:30-17:30"]),
    "moved within the day": (
        lambda s, h: (take_out(s, 12), by_hand(s, h, "12 12:00 > 12 21:00")), {"same": 1, "kept": 1},
        ["11 08:30-17:30", "12 12:00-21:00"]),
    "moved to the night": (
        lambda s, h: (take_out(s, 12), by_hand(s, h, "12 20:00 > 13 04:00")), {"same": 1, "kept": 1},
        ["11 08:30-17:30", "12 20:00-04:00"]),
    "put over it: it gives way": (
        lambda s, h: by_hand(s, h, "12 07:00 > 12 09:00", "W2"), {"same": 1, "removed": 1, "kept": 1},
        ["11 08:30-17:30", "12 07:00-09:00"]),
    "put beside it": (
        lambda s, h: by_hand(s, h, "12 17:30 > 12 20:00", "W2"), {"same": 2},
        ["11 08:30-17:30", "12 08:30-17:30", "12 17:30-20:00"]),
    "taken out and put back": (
        lambda s, h: (take_out(s, 12), by_hand(s, h, "12 08:30 > 12 17:30")), {"same": 1, "kept": 1},
        ["11 08:30-17:30", "12 08:30-17:30"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_a_persons_word_stands(session: Session, hall: Hall, name: str) -> None:
    do, expected, left = WORDS[name]
    row = rotation(session, hall, ["D"])
    member(session, hall, row)
    fill(session, row, 11, 12)
    do(session, hall)
    assert counts(fill(session, row, 11, 12)) == expected
    assert shifts(session) == left
    again = counts(fill(session, row, 11, 12))
    assert again == {name: n for name, n in expected.items() if name != "removed"}


def test_who_leaves_is_freed_of_what_was_filled_in(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, ["D"])
    member(session, hall, row)
    fill(session, row, 8, 14, now=at("7 09:00"))
    by_hand(session, hall, "14 18:00 > 14 20:00")
    session.exec(StaleDayRow.__table__.delete())  # type: ignore[attr-defined]
    member(session, hall, row, last=date(2026, 6, 12))
    assert [s.split()[0] for s in shifts(session)] == ["8", "9", "10", "11", "12", "14"]
    assert {13, 14} <= set(marked(session))
    member(session, hall, row, last=date(2026, 6, 8))
    assert [s.split()[0] for s in shifts(session)] == ["8", "9", "10", "14"]


def test_who_left_the_company_is_filled_in_no_more(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, ["D"])
    member(session, hall, row)
    fill(session, row, 11, 12)
    hall.staff["S001"].retired_at = NOW
    assert counts(fill(session, row, 11, 12)) == {"removed": 2}


def test_members_of_one_rotation(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, ["N", None])
    member(session, hall, row)
    member(session, hall, row, "S002", offset=1)
    assert row.follows_calendar is False
    assert counts(fill(session, row, 11, 14)) == {"made": 4}
    numbers = {staff.id: no for no, staff in hall.staff.items()}
    rows = session.exec(select(ShiftRow).order_by(col(ShiftRow.start))).all()
    assert [numbers[r.staff_id] for r in rows] == ["S002", "S001", "S002", "S001"]


def test_split_segments_are_a_shift_each(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, ["S"])
    member(session, hall, row)
    assert counts(fill(session, row, 11, 11)) == {"made": 2}
    assert shifts(session) == ["11 08:00-12:00", "11 14:00-18:00"]


def test_the_calendar_is_filled_in_and_followed(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, WEEK)
    member(session, hall, row)
    mark_day(session, hall.row, date(2026, 6, 27), DayKind.workday, by=BOSS, now=NOW)
    mark_day(session, None, date(2026, 6, 24), DayKind.closure, by=HR, now=NOW)
    filled = fill(session, row, 17, 28)
    assert [s.split()[0] for s in shifts(session)] == ["17", "18", "22", "23", "25", "26", "27"]
    assert filled.missing_years == ()
    assert [(p.day.day, p.template, p.why.code) for p in filled.special] == [
        (19, None, "rotation.holiday"), (24, None, "rotation.closure"), (27, "D", "rotation.make-up")
    ]  # fmt: skip


def test_a_year_without_official_days_is_said_loudly_and_not_closed(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, WEEK)
    member(session, hall, row)
    filled = fill_rotation(session, row, date(2026, 12, 28), date(2027, 1, 8), by=BOSS, now=NOW)
    again = fill_rotation(session, row, date(2026, 12, 28), date(2027, 1, 8), by=BOSS, now=NOW)
    assert (filled.missing_years, again.missing_years) == ((2027,), (2027,))
    assert (counts(filled), counts(again)) == ({"made": 10}, {"same": 10})
    tasks = session.exec(select(TaskRow)).all()
    assert [(t.kind, t.day, t.status, t.hall_id, t.why["facts"]) for t in tasks] == [
        ("calendar-missing", date(2027, 1, 1), TaskStatus.open, hall.row.id, {"year": "2027"})
    ]


def test_nights_ask_for_no_calendar(session: Session, hall: Hall) -> None:
    row = rotation(session, hall, ["N"])
    member(session, hall, row)
    assert fill_rotation(session, row, date(2027, 1, 1), date(2027, 1, 3), by=BOSS, now=NOW).missing_years == ()
    assert session.exec(select(CalendarDayRow)).all() == []


BAD_ROTATIONS: dict[str, tuple[list[str | None], bool | None, str | None]] = {
    "no days": ([], None, "empty-cycle"),
    "only days off": ([None, None], None, "empty-cycle"),
    "a template that is not there": (["D", "X"], None, "unknown-template"),
    "nights by the calendar": (["D", "N"], True, "continuous-rotation"),
    "nights without a word": (["D", "N"], None, None),
    "nights that follow nothing": (["D", "N"], False, None),
}


@pytest.mark.parametrize("name", BAD_ROTATIONS)
def test_which_rotations_there_can_be(session: Session, hall: Hall, name: str) -> None:
    cycle, follows, code = BAD_ROTATIONS[name]
    assert refusal(lambda: rotation(session, hall, cycle, follows=follows)) == code


@pytest.mark.parametrize(("first", "last", "code"), [(12, 11, "bad-days"), (12, 12, None)])
def test_which_spans_there_can_be(session: Session, hall: Hall, first: int, last: int, code: str | None) -> None:
    row = rotation(session, hall, ["D"])
    assert refusal(lambda: fill(session, row, first, last)) == code
    assert refusal(
        lambda: fill_rotation(session, row, date(2026, 6, 1), date(2027, 7, 7), by=BOSS, now=NOW)
    ) == "bad-days"  # fmt: skip


def test_a_bad_template_is_refused_by_its_own_code(session: Session, hall: Hall) -> None:
    bad = [["08:00", "12:00"], ["11:00", "15:00"]]
    assert refusal(
        lambda: put_template(session, hall.row, "X", name="", segments=bad, breaks=[], by=HR, now=NOW)
    ) == "segments-too-long"  # fmt: skip
    assert refusal(lambda: member(session, hall, rotation(session, hall, ["D"]), last=date(2026, 5, 1))) == "bad-days"


# The calendar


def test_a_year_is_filled_once_and_what_people_edited_stays(session: Session, hall: Hall) -> None:
    assert years_without_data(session, date(2025, 12, 31), date(2027, 1, 1)) == (2025, 2026, 2027)
    mark_day(session, None, date(2026, 10, 7), DayKind.workday, by=HR, now=NOW)
    assert fill_year(session, 2026, by="job", now=NOW) == 38
    assert fill_year(session, 2026, by="job", now=NOW) == 0
    assert audited(session) == ["calendar.marked", "calendar.filled"]
    kinds = {c.day: c.kind for c in calendar_of(session, hall.row.id, date(2026, 10, 1), date(2026, 10, 10))}
    assert kinds[date(2026, 10, 7)] == DayKind.workday
    assert kinds[date(2026, 10, 1)] == DayKind.holiday
    assert kinds[date(2026, 10, 10)] == DayKind.workday
    assert keep_years(session, date(2026, 1, 1), date(2027, 1, 1), by="job", now=NOW) == (2027,)
    with pytest.raises(NoOfficialData):
        fill_year(session, 2027, by="job", now=NOW)


def test_what_is_official_no_more_goes_and_what_changed_changes(session: Session) -> None:
    add(session, CalendarDayRow(day=date(2026, 3, 3), kind=DayKind.holiday, source=OFFICIAL))
    add(session, CalendarDayRow(day=date(2026, 3, 4), kind=DayKind.holiday, source="hr"))
    add(session, CalendarDayRow(day=date(2026, 1, 4), kind=DayKind.holiday, source=OFFICIAL))
    fill_year(session, 2026, by="job", now=NOW)
    kinds = dict(session.exec(select(CalendarDayRow.day, CalendarDayRow.kind)).all())
    assert date(2026, 3, 3) not in kinds
    assert (kinds[date(2026, 3, 4)], kinds[date(2026, 1, 4)]) == (DayKind.holiday, DayKind.workday)


def test_a_year_that_comes_closes_its_tasks(session: Session, hall: Hall) -> None:
    from conduct.schedule.calendar_year import ask_for_years

    ask_for_years(session, hall.row, (2026, 2027), actor="hr", now=NOW)
    fill_year(session, 2026, by="job", now=NOW)
    assert {(t.day.year, t.status) for t in session.exec(select(TaskRow))} == {
        (2026, TaskStatus.withdrawn), (2027, TaskStatus.open)
    }  # fmt: skip


def test_a_halls_own_mark_wins(session: Session, hall: Hall) -> None:
    there = make_hall(session, "H2", staff={"S009": "赵敏"})
    mark_day(session, hall.row, date(2026, 6, 19), DayKind.workday, by=BOSS, now=NOW)
    mark_day(session, None, date(2026, 6, 19), DayKind.holiday, by=HR, now=NOW)
    days = (date(2026, 6, 19), date(2026, 6, 19))
    assert [c.kind for c in calendar_of(session, hall.row.id, *days)] == [DayKind.holiday, DayKind.workday]
    assert [c.kind for c in calendar_of(session, there.row.id, *days)] == [DayKind.holiday]


CLOSED = date(2026, 6, 11)
MARKS: dict[str, tuple[list[str | None], bool]] = {
    "a closure": (["closure"], True),
    "a closure that is none after all": (["closure", None], True),
    "a closure that becomes a holiday": (["closure", "holiday"], True),
    "a holiday": (["holiday"], False),
    "a workday": (["workday", "holiday", None], False),
}


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("name", MARKS)
def test_only_closures_are_judged_again(session: Session, hall: Hall, name: str, everywhere: bool) -> None:
    kinds, touches = MARKS[name]
    where = None if everywhere else hall.row
    make_hall(session, "H2", staff={"S009": "赵敏"})
    for kind in kinds:
        session.exec(StaleDayRow.__table__.delete())  # type: ignore[attr-defined]
        if kind is None:
            unmark_day(session, where, CLOSED, by=HR, now=NOW)
        else:
            mark_day(session, where, CLOSED, DayKind(kind), by=HR, now=NOW)
    assert (11 in marked(session)) == touches
    assert len({s.hall_id for s in stale_days(session)}) == (0 if not touches else 2 if everywhere else 1)


def test_what_cannot_be_unmarked(session: Session, hall: Hall) -> None:
    fill_year(session, 2026, by="job", now=NOW)
    assert refusal(lambda: unmark_day(session, None, date(2026, 10, 1), by=HR, now=NOW)) == "official-day"
    assert refusal(lambda: unmark_day(session, hall.row, date(2026, 10, 1), by=HR, now=NOW)) == "not-marked"


# Leave and swaps

LEAVE: dict[str, tuple[str, str, str | None, bool]] = {
    "by oneself, ahead": ("self", "11 00:00 > 12 00:00", None, False),
    "by oneself, the shift of today begun": ("self", "10 00:00 > 11 00:00", "after-the-fact", False),
    "by oneself, the rest of a shift": ("self", "10 12:00 > 10 17:30", None, False),
    "by oneself, from this instant": ("self", "10 09:00 > 10 17:30", "after-the-fact", False),
    "by oneself, today, before the shift": ("self", "9 00:00 > 9 07:00", "after-the-fact", False),
    "by the boss, ahead": ("boss", "11 00:00 > 12 00:00", None, False),
    "by the boss, afterwards": ("boss", "10 08:30 > 10 17:30", None, True),
    "of no length": ("self", "11 08:00 > 11 08:00", "bad-time", False),
    "endless": ("boss", "11 08:00 > 12-31 08:00", None, False),
}


@pytest.mark.parametrize("name", LEAVE)
def test_asking_for_leave(session: Session, hall: Hall, name: str) -> None:
    who, time, code, late = LEAVE[name]
    add_shift(session, hall, hall.staff["S001"], "10 08:30", "10 17:30")
    by = own(hall) if who == "self" else BOSS
    asked = refusal(lambda: ask_leave(session, hall.staff["S001"], span(time), kind="annual", by=by, now=NOW))
    assert asked == code
    rows = session.exec(select(LeaveRow)).all()
    assert [(r.status, r.requested_by, after_the_fact(session, r)) for r in rows] == (
        [] if code else [(Approval.requested, by.login, late)]
    )
    assert audited(session) == ([] if code else ["leave.asked"])
    assert marked(session) == []
    if not code:
        told = session.exec(select(AuditEntryRow)).one()
        assert told.data["after_the_fact"] == late
        again = refusal(lambda: ask_leave(session, hall.staff["S001"], span(time), kind="", by=by, now=NOW))
        assert again == "already-asked"


def test_leave_asked_for_before_a_shift_of_that_day_is_in_time(session: Session, hall: Hall) -> None:
    add_shift(session, hall, hall.staff["S001"], "10 13:00", "10 17:30")
    row = ask_leave(session, hall.staff["S001"], span("10 00:00 > 11 00:00"), kind="", by=own(hall), now=NOW)
    assert after_the_fact(session, row) is False


SWAPS: dict[str, tuple[str, str, str | None]] = {
    "by oneself, ahead": ("S001", "11 00:00 > 12 00:00", None),
    "by oneself, the shift begun": ("S001", "10 00:00 > 11 00:00", "after-the-fact"),
    "by oneself, several of which one has begun": ("S001", "10 00:00 > 12 00:00", "after-the-fact"),
    "by the boss, afterwards": ("boss", "10 00:00 > 11 00:00", None),
    "by the taker, afterwards": ("S002", "10 00:00 > 11 00:00", None),
    "of a part of a shift": ("S001", "11 08:30 > 11 12:00", "cuts-a-shift"),
    "of nothing": ("S001", "13 00:00 > 14 00:00", "no-shift"),
    "of no length": ("S001", "11 00:00 > 11 00:00", "bad-time"),
    "of months": ("boss", "11 00:00 > 9-11 00:00", "bad-time"),
    "of shifts in two halls": ("boss", "12 00:00 > 13 00:00", "several-halls"),
}


@pytest.mark.parametrize("name", SWAPS)
def test_asking_for_a_swap(session: Session, hall: Hall, name: str) -> None:
    who, time, code = SWAPS[name]
    giver, taker = hall.staff["S001"], hall.staff["S002"]
    there = make_hall(session, "H2", staff={"S009": "赵敏"})
    for day in (10, 11):
        add_shift(session, hall, giver, f"{day} 08:30", f"{day} 17:30")
    add_shift(session, hall, giver, "12 08:30", "12 12:00")
    add_shift(session, there, giver, "12 13:00", "12 17:00")
    by = BOSS if who == "boss" else own(hall, who)
    assert refusal(lambda: ask_swap(session, giver, taker, span(time), by=by, now=NOW)) == code
    rows = session.exec(select(SwapRow)).all()
    assert [(r.hall_id, r.status) for r in rows] == ([] if code else [(hall.row.id, Approval.requested)])
    assert marked(session) == []
    if not code:
        assert after_the_fact(session, rows[0]) == (span(time).start < NOW)
        again = refusal(lambda: ask_swap(session, giver, taker, span(time), by=BOSS, now=NOW))
        assert again == "already-asked"


def test_nobody_stands_in_for_themselves_or_after_leaving(session: Session, hall: Hall) -> None:
    giver = hall.staff["S001"]
    add_shift(session, hall, giver, "11 08:30", "11 17:30")
    hall.staff["S002"].retired_at = NOW
    for taker, code in ((giver, "same-person"), (hall.staff["S002"], "staff-retired")):
        assert refusal(
            lambda taker=taker: ask_swap(session, giver, taker, span("11 00:00 > 12 00:00"), by=BOSS, now=NOW)
        ) == code  # fmt: skip


DECIDED: dict[str, tuple[str, str, bool, str | None]] = {
    "approved by another": ("S001", "HR", True, None),
    "refused by another": ("S001", "HR", False, None),
    "by the person": ("S001", "S001", True, "own-request"),
    "by the person, asked for by the boss": ("boss", "S001", True, "own-request"),
    "by who asked": ("boss", "boss", True, "own-request"),
    "refused by who asked": ("boss", "boss", False, "own-request"),
    "asked for by the boss, by another": ("boss", "HR", True, None),
}


@pytest.mark.parametrize("what", ["leave", "swap"])
@pytest.mark.parametrize("name", DECIDED)
def test_deciding(session: Session, hall: Hall, name: str, what: str) -> None:
    asks, decides, approve, code = DECIDED[name]
    people = {"S001": own(hall), "boss": BOSS, "HR": HR}
    giver, day = hall.staff["S001"], span("11 00:00 > 12 00:00")
    add_shift(session, hall, giver, "11 08:30", "11 17:30")
    decide: Callable[..., None]
    if what == "leave":
        row, decide = ask_leave(session, giver, day, kind="", by=people[asks], now=NOW), decide_leave
    else:
        row, decide = ask_swap(session, giver, hall.staff["S002"], day, by=people[asks], now=NOW), decide_swap
    told = {"approve": approve, "reason": "why", "by": people[decides], "now": NOW}
    assert refusal(lambda: decide(session, row, **told)) == code
    if code:
        assert (row.status, marked(session)) == (Approval.requested, [])
        return
    assert row.status == (Approval.approved if approve else Approval.refused)
    assert (row.decided_by, row.decided_at, row.decision_reason) == (people[decides].login, NOW, "why")
    assert audited(session) == [f"{what}.asked", f"{what}.{row.status.value}"]
    assert (11 in marked(session)) == approve
    assert refusal(lambda: decide(session, row, **told)) == "already-decided"


def test_who_stands_in_does_not_approve(session: Session, hall: Hall) -> None:
    add_shift(session, hall, hall.staff["S001"], "11 08:30", "11 17:30")
    row = ask_swap(session, hall.staff["S001"], hall.staff["S002"], span("11 00:00 > 12 00:00"), by=own(hall), now=NOW)
    taker = own(hall, "S002")
    assert refusal(lambda: decide_swap(session, row, approve=True, reason="", by=taker, now=NOW)) == "own-request"


def test_leave_marks_the_halls_where_the_person_works(session: Session, hall: Hall) -> None:
    there = make_hall(session, "H2", staff={"S009": "赵敏"})
    add_shift(session, there, hall.staff["S001"], "11 22:00", "12 06:00")
    row = ask_leave(session, hall.staff["S001"], span("12 00:00 > 13 00:00"), kind="", by=own(hall), now=NOW)
    decide_leave(session, row, approve=True, reason="", by=BOSS, now=NOW)
    assert {s.hall_id for s in stale_days(session)} == {there.row.id}
    assert {11, 12} <= set(marked(session))


# Exemptions


def test_exemptions_are_granted_and_end(session: Session, hall: Hall) -> None:
    staff = hall.staff["S001"]
    for day in (2, 5, 9):
        add_shift(session, hall, staff, f"{day} 08:30", f"{day} 17:30")
    days = (date(2026, 6, 1), date(2026, 6, 8))
    row = grant_exemption(session, staff, ExemptionKind.extra_layer, *days, by=BOSS, now=NOW)
    assert {2, 5} <= set(marked(session))
    assert refusal(
        lambda: grant_exemption(session, staff, ExemptionKind.extra_layer, *days, by=BOSS, now=NOW)
    ) == "already-granted"  # fmt: skip
    session.exec(StaleDayRow.__table__.delete())  # type: ignore[attr-defined]
    assert refusal(lambda: end_exemption(session, row, date(2026, 6, 8), by=BOSS, now=NOW)) == "ends-before"
    assert end_exemption(session, row, date(2026, 6, 4), by=BOSS, now=NOW) is row
    assert (row.last_day, 5 in marked(session), 2 in marked(session)) == (date(2026, 6, 4), True, False)
    assert end_exemption(session, row, date(2026, 5, 31), by=BOSS, now=NOW) is None
    assert 2 in marked(session)
    assert audited(session) == ["exemption.granted", "exemption.ended", "exemption.withdrawn"]


def test_nobody_exempts_themselves(session: Session, hall: Hall) -> None:
    staff, kind, day = hall.staff["S001"], ExemptionKind.uniform_waiver, date(2026, 6, 8)
    assert refusal(lambda: grant_exemption(session, staff, kind, day, day, by=own(hall), now=NOW)) == "own-exemption"
    row = grant_exemption(session, staff, kind, day, day, by=BOSS, now=NOW)
    before = day - timedelta(days=1)
    assert refusal(lambda: end_exemption(session, row, before, by=own(hall), now=NOW)) == "own-exemption"
    assert refusal(lambda: grant_exemption(session, staff, kind, day, before, by=BOSS, now=NOW)) == "bad-days"


# What becomes of it all


def judged_tasks(engine: Engine, now: datetime = NOW) -> list[str]:
    judge_stale_days(engine, now=now)
    with Session(reading(engine)) as session:
        rows = session.exec(select(TaskRow).order_by(col(TaskRow.start), col(TaskRow.id))).all()
        return [
            f"{t.kind} {local(t.start)} > {clock(t.end.isoformat() if t.end else None)} {t.status.value}" for t in rows
        ]  # fmt: skip


def test_from_leave_to_gap_to_stand_in(sqlite_database: Engine) -> None:
    """A shift is filled for days ahead, leave leaves a gap, a task says so, a stand-in closes it."""
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        hall = make_hall(session)
        row = rotation(session, hall, ["D"])
        member(session, hall, row)
        fill(session, row, 15, 16)
        asked = ask_leave(session, hall.staff["S001"], span("15 08:30 > 15 12:00"), kind="", by=own(hall), now=NOW)
        asked_id = asked.id
    assert judged_tasks(sqlite_database) == []
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        decide_leave(session, session.get_one(LeaveRow, asked_id), approve=True, reason="", by=BOSS, now=NOW)
    assert judged_tasks(sqlite_database) == ["roster-gap 15 08:30 > 15 12:00 open"]
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        told = NewShift(hall.row, hall.staff["S002"], hall.windows["W1"], span("15 08:30 > 15 12:00"))
        put_shift(session, told, by=BOSS, now=NOW)
    assert judged_tasks(sqlite_database) == ["roster-gap 15 08:30 > 15 12:00 withdrawn"]


def test_a_conflict_ahead_is_two_tasks_until_one_shift_goes(sqlite_database: Engine) -> None:
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        hall = make_hall(session)
        for window in ("W1", "W2"):
            told = NewShift(hall.row, hall.staff["S001"], hall.windows[window], span("15 08:30 > 15 17:30"))
            put_shift(session, told, by=BOSS, now=NOW)
    conflict = "roster-conflict 15 08:30 > 15 17:30"
    assert judged_tasks(sqlite_database) == [f"{conflict} open"] * 2
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        task = session.exec(select(TaskRow)).first()
        assert task is not None
        finish_task(session, task, by=BOSS, now=NOW)
        assert refusal(lambda: finish_task(session, task, by=BOSS, now=NOW)) == "not-open"
        remove_shift(session, session.exec(select(ShiftRow)).all()[1], by=BOSS, now=NOW)
    assert sorted(judged_tasks(sqlite_database)) == [f"{conflict} done", f"{conflict} withdrawn"]


def test_a_swap_moves_attendance_and_a_closure_ends_it(sqlite_database: Engine) -> None:
    from models.tables import AttendanceRow

    def attendance() -> list[tuple[object, str]]:
        judge_stale_days(sqlite_database, now=NOW)
        with Session(reading(sqlite_database)) as session:
            return [(r.staff_id, r.status.value) for r in session.exec(select(AttendanceRow))]

    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        hall = make_hall(session)
        giver, taker = hall.staff["S001"], hall.staff["S002"]
        put_shift(session, NewShift(hall.row, giver, hall.windows["W1"], span("15 08:30 > 15 17:30")), by=BOSS, now=NOW)
        giver_id, taker_id = giver.id, taker.id
    assert attendance() == [(giver_id, "due")]
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        row = ask_swap(
            session, giver, taker, span("15 00:00 > 16 00:00"), by=Reviewer(new_id(), "g", giver_id), now=NOW
        )
        decide_swap(session, row, approve=True, reason="", by=BOSS, now=NOW)
    assert attendance() == [(taker_id, "due")]
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        mark_day(session, hall.row, date(2026, 6, 15), DayKind.closure, by=BOSS, now=NOW)
    assert attendance() == [(taker_id, "off")]
