"""A week looked over, as rows: what the roster says, and which gaps and conflicts come of it; and copying a week.

Times as in `tests.conduct.story`: 3 June 2026 is a Wednesday. A shift is `S001 W1 08:30 > 17:30`.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.values.interval import Interval
from models.values.roster import Shift
from roster.templates import instant
from roster.week import HallWeek, look_over, name_of_week, opening, week_days, week_named
from roster.week_copy import copy_week
from tests.conduct.story import SHANGHAI, at
from tests.roster.test_duty import closed, off, shift, swap, text

NOON = ["12:00 > 13:00"]
WHOLE = ("S001 W1 08:30 > 17:30", NOON)
WEDNESDAY = (date(2026, 6, 3),)


def week(told: dict[str, Any]) -> HallWeek:
    def shifts(name: str) -> tuple[Shift, ...]:
        return tuple(shift(each) if isinstance(each, str) else shift(*each) for each in told.get(name, ()))

    return HallWeek(
        SHANGHAI, told.get("days", WEDNESDAY), tuple(told.get("windows", ("W1",))), shifts("shifts"),
        *told.get("hours", ("08:30", "17:30")), swaps=tuple(swap(s) for s in told.get("swaps", ())),
        leave=tuple(off(each) for each in told.get("leave", ())), calendar=tuple(told.get("calendar", ())),
        elsewhere=shifts("elsewhere"), retired_windows=told.get("no_window", {}), retired_people=told.get("left", {}),
    )  # fmt: skip


def found(told: dict[str, Any]) -> list[str]:
    return [
        f"{i.kind} {i.window or '-'} {i.staff or '-'} {text(i.time)} {i.why.code}" for i in look_over(week(told)).issues
    ]


SATURDAY = {"days": (date(2026, 6, 6),)}
LOOKED_OVER: dict[str, tuple[dict[str, Any], list[str]]] = {
    "all is well": ({"shifts": [WHOLE]}, []),
    "nobody all day": ({}, ["gap W1 - 08:30-17:30 week.gap"]),
    "a gap at each end": (
        {"shifts": [("S001 W1 09:00 > 16:00", NOON)]}, ["gap W1 - 08:30-09:00 week.gap", "gap W1 - 16:00-17:30 week.gap"]),
    "two relieve each other": ({"shifts": ["S001 W1 08:30 > 13:00", "S002 W1 13:00 > 17:30"]}, []),
    "a minute between them": (
        {"shifts": ["S001 W1 08:30 > 13:00", "S002 W1 13:01 > 17:30"]}, ["gap W1 - 13:00-13:01 week.gap"]),
    "a break leaves no gap": ({"shifts": [WHOLE]}, []),
    "duty without a window fills none": (
        {"shifts": [("S001 - 08:30 > 17:30", NOON)]}, ["gap W1 - 08:30-17:30 week.gap"]),
    "no hours, no gaps": ({"hours": (None, None)}, []),
    "open past midnight": (
        {"hours": ("20:00", "04:00"), "shifts": ["S001 W1 20:00 > 4 01:00"]}, ["gap W1 - 4 01:00-4 04:00 week.gap"]),
    "yesterday's night reaches in": (
        {"hours": ("05:00", "08:00"), "shifts": ["S001 W1 2 23:00 > 06:00"]}, ["gap W1 - 06:00-08:00 week.gap"]),
    "a day of rest without anybody": (SATURDAY, []),
    "a day of rest on which somebody works": (
        {**SATURDAY, "windows": ("W1", "W2"), "shifts": [("S001 W1 6 08:30 > 6 17:30", ["6 12:00 > 6 13:00"])]},
        ["gap W2 - 6 08:30-6 17:30 week.gap"]),
    "a make-up workday": (
        {**SATURDAY, "calendar": [closed("6", "workday")]}, ["gap W1 - 6 08:30-6 17:30 week.gap"]),
    "a holiday without anybody": ({"calendar": [closed("3", "holiday")]}, []),
    "a closure": ({"shifts": [WHOLE], "calendar": [closed("3")]}, ["closed W1 S001 08:30-17:30 week.closed"]),
    "leave over the whole": (
        {"shifts": [WHOLE], "leave": ["S001 08:00 > 18:00"]},
        ["gap W1 - 08:30-17:30 week.gap-leave", "leave W1 S001 08:30-17:30 week.on-leave"]),
    "leave of one of two": (
        {"shifts": [WHOLE, ("S002 W1 08:30 > 17:30", NOON)], "leave": ["S001 08:00 > 18:00"]},
        ["leave W1 S001 08:30-17:30 week.on-leave"]),
    "leave is of who stands in": (
        {"shifts": [WHOLE], "swaps": ["S001 S002 08:30 > 17:30"], "leave": ["S001 08:00 > 18:00"]}, []),
    "two windows at once": (
        {"windows": (), "shifts": ["S001 W1 08:30 > 12:00", "S001 W2 11:00 > 14:00"]},
        ["twice W1 S001 11:00-12:00 week.two-windows"]),
    "two halls at once": (
        {"windows": (), "shifts": ["S001 W1 08:30 > 12:00"], "elsewhere": ["S001 H2/W1 11:00 > 14:00"]},
        ["twice W1 S001 11:00-12:00 week.two-windows"]),
    "a swap makes it so": (
        {"windows": (), "shifts": ["S001 W1 08:30 > 12:00", "S002 W2 08:30 > 12:00"], "swaps": ["S001 S002 08:30 > 12:00"]},
        ["twice W1 S002 08:30-12:00 week.two-windows"]),
    "twice at the same window": (
        {"windows": (), "shifts": ["S001 W1 08:30 > 12:00", "S001 W1 11:00 > 14:00"]},
        ["twice W1 S001 11:00-12:00 week.overlap"]),
    "twice, once without a window": (
        {"windows": (), "shifts": ["S001 W1 08:30 > 12:00", "S001 - 11:00 > 14:00"]},
        ["twice W1 S001 11:00-12:00 week.overlap"]),
    "one after the other": ({"windows": (), "shifts": ["S001 W1 08:30 > 12:00", "S001 - 12:00 > 14:00"]}, []),
    "too long without a break": (
        {"windows": (), "shifts": ["S001 W1 08:30 > 14:31"]}, ["long W1 S001 08:30-14:31 week.no-break"]),
    "just as long as it may be": ({"windows": (), "shifts": ["S001 W1 08:30 > 14:30"]}, []),
    "a break too late": (
        {"windows": (), "shifts": [("S001 W1 08:30 > 17:30", ["15:00 > 16:00"])]},
        ["long W1 S001 08:30-15:00 week.no-break"]),
    "leave is no work": (
        {"windows": (), "shifts": ["S001 W1 08:30 > 17:30"], "leave": ["S001 12:00 > 13:00"]},
        ["leave W1 S001 12:00-13:00 week.on-leave"]),
    "a window no longer in use": (
        {"windows": ("W1",), "shifts": [WHOLE], "no_window": {"W1": date(2026, 6, 3)}},
        ["window-retired W1 S001 08:30-17:30 week.window-retired"]),
    "a window in use until tomorrow": ({"shifts": [WHOLE], "no_window": {"W1": date(2026, 6, 4)}}, []),
    "somebody who left": (
        {"shifts": [WHOLE], "left": {"S001": date(2026, 6, 1)}}, ["person-retired W1 S001 08:30-17:30 week.person-retired"]),
    "the days around are not looked over": (
        {"windows": (), "shifts": ["S001 W1 2 08:30 > 2 18:30", "S001 W2 2 08:30 > 2 18:30"]}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKED_OVER)
def test_what_is_odd_in_a_week(name: str):
    told, expected = LOOKED_OVER[name]
    assert found(told) == expected


def test_what_is_odd_names_its_shifts():
    told = week({"windows": (), "shifts": ["S002 W3 08:30 > 09:00", "S001 W1 08:30 > 12:00", "S001 W2 11:00 > 14:00"]})
    look = look_over(told)
    assert [issue.shifts for issue in look.issues] == [(1, 2)]
    assert [len(look.of_shift(i)) for i in range(3)] == [0, 1, 1]


def test_when_a_hall_is_open():
    told = week({"calendar": [closed("4")]})
    assert opening(told, date(2026, 6, 3)) == Interval(at("08:30"), at("17:30"))
    assert opening(told, date(2026, 6, 4)) is None


@pytest.mark.parametrize(
    ("name", "monday"),
    [("2026-W23", date(2026, 6, 1)), ("2026-W01", date(2025, 12, 29)), ("2020-W53", date(2020, 12, 28))],
)
def test_weeks_by_their_names(name: str, monday: date):
    days = week_named(name)
    assert days == week_days(monday + timedelta(days=6))
    assert (days[0], len(days), name_of_week(days[3])) == (monday, 7, name)


@pytest.mark.parametrize("name", ["", "2026-W54", "2026-W0", "2026-23", "x-W1", "2026-W"])
def test_what_is_no_week(name: str):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever of int and date finds it
        week_named(name)


LATER = {"days": week_days(date(2026, 6, 8)), "windows": ("W1", "W2")}
COPIED: dict[str, tuple[list[Any], dict[str, Any], list[str]]] = {
    "as it was": ([WHOLE], {}, ["S001 W1 10 08:30-10 17:30 -"]),
    "what begins now is left": (["S001 W1 2 08:59 > 2 09:00"], {}, ["S001 W1 9 08:59-9 09:00 copy.begun"]),
    "somebody has a shift there": (
        [WHOLE], {"shifts": ["S001 W2 10 17:00 > 10 18:00"]}, ["S001 W1 10 08:30-10 17:30 copy.there-already"]),
    "or at another hall": (
        [WHOLE], {"elsewhere": ["S001 H2/W1 10 17:00 > 10 18:00"]}, ["S001 W1 10 08:30-10 17:30 copy.there-already"]),
    "somebody else's is no matter": ([WHOLE], {"shifts": ["S002 W1 10 08:30 > 10 18:00"]}, ["S001 W1 10 08:30-10 17:30 -"]),
    "on leave": ([WHOLE], {"leave": ["S001 10 12:00 > 10 13:00"]}, ["S001 W1 10 08:30-10 17:30 copy.on-leave"]),
    "closed": ([WHOLE], {"calendar": [closed("10")]}, ["S001 W1 10 08:30-10 17:30 copy.closed"]),
    "a holiday is not": ([WHOLE], {"calendar": [closed("10", "holiday")]}, ["S001 W1 10 08:30-10 17:30 -"]),
    "left meanwhile": ([WHOLE], {"left": {"S001": date(2026, 6, 10)}}, ["S001 W1 10 08:30-10 17:30 copy.person-retired"]),
    "no such window any more": (
        [WHOLE], {"no_window": {"W1": date(2026, 6, 1)}}, ["S001 W1 10 08:30-10 17:30 copy.window-retired"]),
}  # fmt: skip


@pytest.mark.parametrize("name", COPIED)
def test_copying_a_week(name: str):
    source, into, expected = COPIED[name]
    shifts = week({"shifts": source}).shifts
    copied = copy_week(shifts, week({**LATER, **into}), weeks=1, now=at("9 08:59"))
    assert [
        f"{c.shift.staff} {c.shift.window} {text(c.shift.time)} {c.left_out.code if c.left_out else '-'}"
        for c in copied
    ] == expected


def test_a_copy_keeps_the_wall_clock_and_its_breaks():
    berlin = ZoneInfo("Europe/Berlin")

    def wall(day: date, minutes: int) -> datetime:
        return instant(day, minutes, berlin)

    before, after = date(2026, 3, 25), date(2026, 4, 1)
    told = Shift(
        "S1", None, Interval(wall(before, 510), wall(before, 1050)), (Interval(wall(before, 720), wall(before, 780)),)
    )
    into = HallWeek(berlin, week_days(after), (), ())
    (copied,) = copy_week([told], into, weeks=1, now=wall(before, 0))
    assert copied.shift.time == Interval(wall(after, 510), wall(after, 1050))
    assert copied.shift.breaks == (Interval(wall(after, 720), wall(after, 780)),)
    assert copied.day == after
