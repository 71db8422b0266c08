"""The resolver as rows: a roster, what changes it, and who is on duty where, when and why.

Times as in `tests.conduct.story`; a shift is `S001 W1 08:30 > 17:30`, with `-` for no window.
"""

from typing import Any

import pytest

from models.values.interval import Interval
from models.values.roster import CalendarDay, DayKind, Leave, Shift, Swap
from roster.duty import Duty, DutyShift, conflict_tasks, gap_tasks, resolve, segments
from roster.window_duty import at_window
from tests.conduct.story import SHANGHAI, at, clock

NOON = ["12:00 > 13:00"]


def span(text: str) -> Interval:
    start, end = (at(part.strip()) for part in text.split(">"))
    return Interval(start, end)


def shift(text: str, breaks: list[str] | None = None) -> Shift:
    staff, window, time = text.split(" ", 2)
    return Shift(staff, None if window == "-" else window, span(time), tuple(map(span, breaks or [])))


def off(text: str) -> Leave:
    staff, time = text.split(" ", 1)
    return Leave(staff, span(time))


def swap(text: str) -> Swap:
    giver, taker, time = text.split(" ", 2)
    return Swap(giver, taker, span(time))


def closed(day: str, kind: str = "closure") -> CalendarDay:
    return CalendarDay(at(f"{day} 00:00").date(), DayKind(kind))


def roster(told: dict[str, Any]) -> tuple[list[Shift], Duty]:
    shifts = [shift(each) if isinstance(each, str) else shift(each[0], each[1]) for each in told["shifts"]]
    duty = resolve(
        shifts, swaps=[swap(s) for s in told.get("swaps", [])], leave=[off(each) for each in told.get("leave", [])],
        calendar=told.get("calendar", []), timezone=SHANGHAI,
    )  # fmt: skip
    return shifts, duty


def text(interval: Interval) -> str:
    return f"{clock(interval.start.isoformat())}-{clock(interval.end.isoformat())}"


def line(shift: DutyShift) -> str:
    """Who works it, how it stands, its moved time where it is worked, and its duty."""
    time = text(shift.time) if shift.standing == "works" else "nothing"
    return f"{shift.staff} {shift.standing} {time} duty {' '.join(map(text, shift.duty)) or 'none'} {shift.why.code}"


DAY = ("S001 W1 08:30 > 17:30", NOON)
RESOLVED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "as rostered": ({"shifts": [DAY]}, ["S001 works 08:30-17:30 duty 08:30-12:00 13:00-17:30 duty.rostered"]),
    "without a window there is no duty": (
        {"shifts": ["S001 - 08:30 > 17:30"]}, ["S001 works 08:30-17:30 duty none duty.rostered"]),
    "leave at the start moves it": (
        {"shifts": [DAY], "leave": ["S001 08:00 > 10:00"]}, ["S001 works 10:00-17:30 duty 10:00-12:00 13:00-17:30 duty.rostered"]),
    "leave at the end moves it": (
        {"shifts": [DAY], "leave": ["S001 15:00 > 20:00"]}, ["S001 works 08:30-15:00 duty 08:30-12:00 13:00-15:00 duty.rostered"]),
    "leave at both": (
        {"shifts": [DAY], "leave": ["S001 08:30 > 09:00", "S001 17:00 > 17:30"]},
        ["S001 works 09:00-17:00 duty 09:00-12:00 13:00-17:00 duty.rostered"]),
    "leave in the middle moves nothing": (
        {"shifts": [DAY], "leave": ["S001 10:00 > 11:00"]},
        ["S001 works 08:30-17:30 duty 08:30-10:00 11:00-12:00 13:00-17:30 duty.rostered"]),
    "leave into a break": (
        {"shifts": [DAY], "leave": ["S001 11:00 > 12:30"]}, ["S001 works 08:30-17:30 duty 08:30-11:00 13:00-17:30 duty.rostered"]),
    "leave over the whole": ({"shifts": [DAY], "leave": ["S001 08:30 > 17:30"]}, ["S001 leave nothing duty none duty.leave"]),
    "two leaves that make the whole": (
        {"shifts": [DAY], "leave": ["S001 08:00 > 13:00", "S001 13:00 > 18:00"]}, ["S001 leave nothing duty none duty.leave"]),
    "two that leave a minute": (
        {"shifts": [DAY], "leave": ["S001 08:00 > 13:00", "S001 13:01 > 18:00"]},
        ["S001 works 13:00-13:01 duty 13:00-13:01 duty.rostered"]),
    "leave that only touches": (
        {"shifts": [DAY], "leave": ["S001 17:30 > 20:00", "S001 07:00 > 08:30"]},
        ["S001 works 08:30-17:30 duty 08:30-12:00 13:00-17:30 duty.rostered"]),
    "another's leave": (
        {"shifts": [DAY], "leave": ["S002 08:00 > 18:00"]}, ["S001 works 08:30-17:30 duty 08:30-12:00 13:00-17:30 duty.rostered"]),
    "a swap": (
        {"shifts": [DAY], "swaps": ["S001 S002 08:30 > 17:30"]}, ["S002 works 08:30-17:30 duty 08:30-12:00 13:00-17:30 duty.swapped"]),
    "a swap of part of a shift is none": (
        {"shifts": [DAY], "swaps": ["S001 S002 08:30 > 12:00"]}, ["S001 works 08:30-17:30 duty 08:30-12:00 13:00-17:30 duty.rostered"]),
    "of several swaps the first": (
        {"shifts": ["S001 W1 08:30 > 12:00"], "swaps": ["S001 S002 08:00 > 18:00", "S001 S003 08:30 > 12:00"]},
        ["S002 works 08:30-12:00 duty 08:30-12:00 duty.swapped"]),
    "a swap is not passed on": (
        {"shifts": ["S001 W1 08:30 > 12:00"], "swaps": ["S001 S002 08:00 > 18:00", "S002 S003 08:00 > 18:00"]},
        ["S002 works 08:30-12:00 duty 08:30-12:00 duty.swapped"]),
    "an exchange of two": (
        {"shifts": ["S001 W1 08:30 > 12:00", "S002 W1 13:00 > 17:00"],
         "swaps": ["S001 S002 08:30 > 12:00", "S002 S001 13:00 > 17:00"]},
        ["S002 works 08:30-12:00 duty 08:30-12:00 duty.swapped", "S001 works 13:00-17:00 duty 13:00-17:00 duty.swapped"]),
    "leave is of who stands in": (
        {"shifts": ["S001 W1 08:30 > 12:00"], "swaps": ["S001 S002 08:30 > 12:00"],
         "leave": ["S001 08:00 > 18:00", "S002 08:30 > 09:00"]},
        ["S002 works 09:00-12:00 duty 09:00-12:00 duty.swapped"]),
    "a closure": ({"shifts": [DAY], "calendar": [closed("3")]}, ["S001 off nothing duty none duty.closure"]),
    "a closure goes before a swap and leave": (
        {"shifts": [DAY], "calendar": [closed("3")], "leave": ["S002 08:00 > 18:00"], "swaps": ["S001 S002 08:00 > 18:00"]},
        ["S002 off nothing duty none duty.closure"]),
    "a holiday or workday changes nothing": (
        {"shifts": ["S001 W1 08:30 > 12:00"], "calendar": [closed("3", "holiday"), closed("3", "workday")]},
        ["S001 works 08:30-12:00 duty 08:30-12:00 duty.rostered"]),
    "a night belongs to the day it starts on": (
        {"shifts": ["S001 W1 22:00 > 4 06:00"], "calendar": [closed("4")]},
        ["S001 works 22:00-4 06:00 duty 22:00-4 06:00 duty.rostered"]),
    "and is off with it": ({"shifts": ["S001 W1 22:00 > 4 06:00"], "calendar": [closed("3")]}, ["S001 off nothing duty none duty.closure"]),
    "at two windows at once: on duty at neither": (
        {"shifts": ["S001 W1 08:00 > 12:00", "S001 W2 11:00 > 15:00"]},
        ["S001 works 08:00-12:00 duty 08:00-11:00 duty.rostered", "S001 works 11:00-15:00 duty 12:00-15:00 duty.rostered"]),
    "one after the other is no conflict": (
        {"shifts": ["S001 W1 08:00 > 12:00", "S001 W2 12:00 > 15:00"]},
        ["S001 works 08:00-12:00 duty 08:00-12:00 duty.rostered", "S001 works 12:00-15:00 duty 12:00-15:00 duty.rostered"]),
    "nor is one window twice, or none": (
        {"shifts": ["S001 W1 08:00 > 12:00", "S001 W1 11:00 > 15:00", "S001 - 08:00 > 15:00"]},
        ["S001 works 08:00-12:00 duty 08:00-12:00 duty.rostered", "S001 works 11:00-15:00 duty 11:00-15:00 duty.rostered",
         "S001 works 08:00-15:00 duty none duty.rostered"]),
    "leave out of the overlap ends the conflict": (
        {"shifts": ["S001 W1 08:00 > 12:00", "S001 W2 11:00 > 15:00"], "leave": ["S001 11:00 > 12:00"]},
        ["S001 works 08:00-11:00 duty 08:00-11:00 duty.rostered", "S001 works 12:00-15:00 duty 12:00-15:00 duty.rostered"]),
    "who stands in may be in conflict": (
        {"shifts": ["S001 W1 08:00 > 12:00", "S002 W2 08:00 > 12:00"], "swaps": ["S001 S002 08:00 > 12:00"]},
        ["S002 works 08:00-12:00 duty none duty.swapped", "S002 works 08:00-12:00 duty none duty.rostered"]),
    "three at once": (
        {"shifts": ["S001 W1 08:00 > 12:00", "S001 W2 09:00 > 10:00", "S001 W3 11:00 > 13:00"]},
        ["S001 works 08:00-12:00 duty 08:00-09:00 10:00-11:00 duty.rostered", "S001 works 09:00-10:00 duty none duty.rostered",
         "S001 works 11:00-13:00 duty 12:00-13:00 duty.rostered"]),
}  # fmt: skip


@pytest.mark.parametrize("name", RESOLVED)
def test_resolved(name: str) -> None:
    told, expected = RESOLVED[name]
    shifts, duty = roster(told)
    assert [line(s) for s in duty.shifts] == expected
    assert [s.rostered for s in duty.shifts] == [s.time for s in shifts]
    assert [s.index for s in duty.shifts] == list(range(len(shifts)))


NIGHT = "S002 W1 20:00 > 4 08:00"
CLASH = ["S001 W1 08:00 > 12:00", "S001 W2 11:00 > 15:00"]
ASKED: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "on duty": ({"shifts": [DAY]}, "W1 08:30", ["duty.on-duty", "S001 duty.rostered"]),
    "the end is not included": ({"shifts": [DAY]}, "W1 17:30", ["duty.nobody-rostered"]),
    "before": ({"shifts": [DAY]}, "W1 08:29:59", ["duty.nobody-rostered"]),
    "another window": ({"shifts": [DAY]}, "W2 09:00", ["duty.nobody-rostered"]),
    "in the break": ({"shifts": [DAY]}, "W1 12:00", ["duty.nobody-left", "not S001 duty.break 12:00:00 13:00:00"]),
    "after it": ({"shifts": [DAY]}, "W1 13:00", ["duty.on-duty", "S001 duty.rostered"]),
    "at night": ({"shifts": [DAY, NIGHT]}, "W1 4 03:00", ["duty.on-duty", "S002 duty.rostered"]),
    "standing in": (
        {"shifts": [DAY], "swaps": ["S001 S002 08:30 > 17:30"]}, "W1 09:00", ["duty.on-duty", "S002 duty.swapped S001"]),
    "leave at the start": (
        {"shifts": [DAY], "leave": ["S001 08:00 > 10:00"]}, "W1 09:00", ["duty.nobody-left", "not S001 duty.leave-part 08:30:00 10:00:00"]),
    "leave in the middle": (
        {"shifts": [DAY], "leave": ["S001 10:00 > 11:00"]}, "W1 10:30", ["duty.nobody-left", "not S001 duty.leave-part 10:00:00 11:00:00"]),
    "leave in the break": (
        {"shifts": [DAY], "leave": ["S001 11:00 > 14:00"]}, "W1 12:30", ["duty.nobody-left", "not S001 duty.leave-part 11:00:00 14:00:00"]),
    "leave all day": ({"shifts": [DAY], "leave": ["S001 00:00 > 4 00:00"]}, "W1 10:30", ["duty.nobody-left", "not S001 duty.leave"]),
    "closed": ({"shifts": [DAY], "calendar": [closed("3")]}, "W1 10:30", ["duty.nobody-left", "not S001 duty.closure 2026-06-03"]),
    "in conflict": ({"shifts": CLASH}, "W1 11:30", ["duty.nobody-left", "not S001 duty.conflict W2"]),
    "in conflict, seen from the other": ({"shifts": CLASH}, "W2 11:30", ["duty.nobody-left", "not S001 duty.conflict W1"]),
    "before the conflict": ({"shifts": CLASH}, "W1 10:59", ["duty.on-duty", "S001 duty.rostered"]),
    "several, those on duty first": (
        {"shifts": [DAY, "S003 W1 11:00 > 14:00", "S002 W1 11:30 > 14:00"]}, "W1 12:15",
        ["duty.on-duty", "S003 duty.rostered", "S002 duty.rostered", "not S001 duty.break 12:00:00 13:00:00"]),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_who_is_on_duty_and_why(name: str) -> None:
    told, question, expected = ASKED[name]
    window, when = question.split(" ", 1)
    shifts, duty = roster(told)
    answer = at_window(duty, shifts, window, at(when))
    told_of = [
        " ".join(filter(None, ["" if r.on_duty else "not", r.shift.staff, r.why.code, *(v for _, v in r.why.facts)]))
        for r in answer.rostered
    ]
    assert [answer.why.code, *told_of] == expected
    assert [r.shift for r in answer.rostered if r.on_duty] == sorted(
        duty.on_duty(window, at(when)), key=lambda s: s.rostered
    )


def test_the_whole_answer_names_who_is_there() -> None:
    shifts, duty = roster({"shifts": [DAY, "S002 W1 09:00 > 10:00"]})
    assert dict(at_window(duty, shifts, "W1", at("09:30")).why.facts) == {
        "window": "W1", "at": "09:30:00", "staff": "S001, S002"
    }  # fmt: skip


TASKS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a conflict is a task at each window": (
        {"shifts": CLASH}, ["roster-conflict W1 S001 11:00-12:00", "roster-conflict W2 S001 11:00-12:00"]),
    "leave without a stand-in is a gap": ({"shifts": [DAY], "leave": ["S001 10:00 > 11:00"]}, ["roster-gap W1 - 10:00-11:00"]),
    "a break does not split it": ({"shifts": [DAY], "leave": ["S001 11:00 > 14:00"]}, ["roster-gap W1 - 11:00-14:00"]),
    "a colleague fills it": ({"shifts": [DAY, "S002 W1 10:00 > 11:00"], "leave": ["S001 10:00 > 11:00"]}, []),
    "or a part of it": (
        {"shifts": [DAY, "S002 W1 10:30 > 11:00"], "leave": ["S001 10:00 > 12:00"]},
        ["roster-gap W1 - 10:00-10:30", "roster-gap W1 - 11:00-12:00"]),
    "both on leave": (
        {"shifts": [DAY, "S002 W1 08:30 > 12:00"], "leave": ["S001 10:00 > 12:00", "S002 11:00 > 12:00"]},
        ["roster-gap W1 - 11:00-12:00"]),
    "a stand-in fills it": ({"shifts": [DAY], "leave": ["S001 00:00 > 4 00:00"], "swaps": ["S001 S002 08:30 > 17:30"]}, []),
    "no gap on a closure": ({"shifts": [DAY], "leave": ["S001 00:00 > 4 00:00"], "calendar": [closed("3")]}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", TASKS)
def test_gaps_and_conflicts_are_tasks(name: str) -> None:
    told, expected = TASKS[name]
    _, duty = roster(told)
    found = [*conflict_tasks(duty), *gap_tasks("W1", duty.at_window("W1"))]
    assert sorted(
        f"{t.kind} {t.window} {t.staff or '-'} {text(Interval(t.start, t.end or t.start))}" for t in found
    ) == expected  # fmt: skip


def test_segments_are_cut_where_the_people_change() -> None:
    _, duty = roster({"shifts": [DAY, "S002 W1 11:00 > 14:00", "S003 W1 14:00 > 15:00"]})
    cut = [f"{'+'.join(sorted(s.staff))} {text(s.time)}" for s in segments("W1", duty.at_window("W1"))]
    assert cut == [
        "S001 08:30-11:00", "S001+S002 11:00-12:00", "S002 12:00-13:00", "S001+S002 13:00-14:00",
        "S001+S003 14:00-15:00", "S001 15:00-17:30",
    ]  # fmt: skip
