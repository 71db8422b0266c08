"""Rotations as rows: a cycle, a member, a calendar, and who works what on which day."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.values.roster import CalendarDay, DayKind
from roster.rotation import BadRotation, Member, Rotation, fill, plan
from roster.templates import shift_template

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEMPLATES = {
    code: shift_template(code, [segment.split(">") for segment in segments])
    for code, segments in {
        "day": ["08:30>17:30"], "long": ["08:00>20:00"], "split": ["08:00>12:00", "14:00>18:00"],
        "night": ["20:00>08:00"], "guard": ["08:00>08:00"],
    }.items()
}  # fmt: skip
OFFICE: tuple[str | None, ...] = ("day",) * 5 + (None, None)
MONDAY = date(2026, 6, 1)
FIRST, LAST = date(2026, 6, 15), date(2026, 6, 28)


def on(day: str, kind: str) -> CalendarDay:
    return CalendarDay(date.fromisoformat(day), DayKind(kind))


DRAGON_BOAT = [on("2026-06-19", "holiday"), on("2026-06-20", "holiday"), on("2026-06-21", "holiday")]
MADE_UP = on("2026-06-27", "workday")

GIVEN: dict[str, tuple[dict[str, Any], list[CalendarDay], str]] = {
    "an office week": ({}, [], "ddddd--ddddd--"),
    "a holiday is off": ({}, DRAGON_BOAT, "dddd---ddddd--"),
    "a make-up Saturday is worked as the day before it": ({}, [MADE_UP], "ddddd--dddddd-"),
    "a make-up Sunday looks further back": ({}, [on("2026-06-21", "workday")], "ddddd-dddddd--"),
    "as the cycle, which has no beginning, says last": (
        {"cycle": (None, None, "long", "day", "long", "day", "split"), "anchor": date(2026, 6, 27)}, [MADE_UP],
        "ldlds--ldldss-"),
    "a workday from Monday to Friday is like any other": ({"cycle": ("day", None)}, [on("2026-06-16", "workday")], "d-d-d-d-d-d-d-"),
    "a make-up workday that the cycle works anyhow": ({"cycle": ("long",)}, [MADE_UP], "llllllllllllll"),
    "nobody makes up in a cycle of days off": ({"cycle": (None,)}, [MADE_UP], "--------------"),
    "one that does not follow the calendar": ({"follows": False}, [*DRAGON_BOAT, MADE_UP], "ddddd--ddddd--"),
    "a closure holds for it too": ({"follows": False}, [on("2026-06-17", "closure")], "dd-dd--ddddd--"),
    "a closure beside another mark holds, whichever comes first": (
        {}, [on("2026-06-27", "closure"), MADE_UP, on("2026-06-17", "workday"), on("2026-06-17", "closure")], "dd-dd--ddddd--"),
    "of other marks the last": ({}, [*DRAGON_BOAT, on("2026-06-19", "workday")], "ddddd--ddddd--"),
    "nights go on through holidays, whatever is said": (
        {"cycle": ("day", "night", None), "follows": True}, DRAGON_BOAT, "dn-dn-dn-dn-dn"),
    "24 hours too": ({"cycle": ("guard", None)}, DRAGON_BOAT, "g-g-g-g-g-g-g-"),
    "but not on a closure": ({"cycle": ("guard", None)}, [on("2026-06-19", "closure")], "g-g---g-g-g-g-"),
    "days ahead": ({"cycle": ("day", "night", None), "offset": 1}, [], "n-dn-dn-dn-dn-"),
    "days behind": ({"cycle": ("day", "night", None), "offset": -1}, [], "-dn-dn-dn-dn-d"),
    "more days ahead than the cycle has": ({"cycle": ("day", "night", None), "offset": 31}, [], "n-dn-dn-dn-dn-"),
    "an anchor that is yet to come": ({"cycle": ("day", "long", None), "anchor": date(2026, 6, 30)}, [], "dl-dl-dl-dl-dl"),
    "from a day on": ({"first": date(2026, 6, 18)}, [], "   dd--ddddd--"),
    "up to a day": ({"last": date(2026, 6, 18)}, [], "dddd          "),
    "not at all": ({"first": date(2026, 7, 1)}, [], " " * 14),
}  # fmt: skip


def told(name: str) -> tuple[Rotation, Member, list[CalendarDay]]:
    given, calendar, _ = GIVEN[name]
    cycle = given.get("cycle", OFFICE)
    anchor = given.get("anchor", FIRST)
    rotation = Rotation(cycle, anchor, SHANGHAI, given.get("follows", True))
    return (
        rotation,
        Member("S001", "W1", given.get("first", MONDAY), given.get("last"), given.get("offset", 0)),
        calendar,
    )


@pytest.mark.parametrize("name", GIVEN)
def test_what_a_member_works(name: str) -> None:
    rotation, member, calendar = told(name)
    days = {p.day: p.template for p in plan(rotation, [member], TEMPLATES, calendar, FIRST, LAST)}
    fortnight = [FIRST + timedelta(days=i) for i in range(14)]
    assert "".join(" " if d not in days else (days[d] or "-")[0] for d in fortnight) == GIVEN[name][2]


@pytest.mark.parametrize("name", GIVEN)
def test_shifts_are_those_of_the_plan(name: str) -> None:
    rotation, member, calendar = told(name)
    plans = plan(rotation, [member], TEMPLATES, calendar, FIRST, LAST)
    shifts = fill(rotation, [member], TEMPLATES, calendar, FIRST, LAST)
    worked = [(p.day, s) for p in plans if p.template for s in TEMPLATES[p.template].segments]
    assert [(s.time.start.astimezone(SHANGHAI).date(), s.time.length) for s in shifts] == [
        (day, timedelta(minutes=segment.end_min - segment.start_min)) for day, segment in worked
    ]
    assert {(s.staff, s.window) for s in shifts} <= {("S001", "W1")}


WHY = {
    "2026-06-18": ("rotation.cycle", True), "2026-06-19": ("rotation.holiday", False),
    "2026-06-20": ("rotation.holiday", True), "2026-06-22": ("rotation.closure", False),
    "2026-06-27": ("rotation.make-up", False), "2026-06-28": ("rotation.day-off", True),
}  # fmt: skip


def test_each_day_says_why() -> None:
    calendar = [*DRAGON_BOAT, MADE_UP, on("2026-06-22", "closure")]
    days = plan(Rotation(OFFICE, MONDAY, SHANGHAI), [Member("S001", None, MONDAY)], TEMPLATES, calendar, FIRST, LAST)
    by_day = {str(p.day): (p.why.code, p.as_in_cycle) for p in days}
    assert {day: by_day[day] for day in WHY} == WHY
    assert dict(next(p for p in days if str(p.day) == "2026-06-17").why.facts) == {
        "n": "3",
        "days": "7",
        "template": "day",
    }


def test_members_are_filled_one_after_another() -> None:
    members = [Member("S001", "W1", MONDAY), Member("S002", "W2", MONDAY, offset_days=1)]
    shifts = fill(Rotation(("guard", None), FIRST, SHANGHAI), members, TEMPLATES, [], FIRST, FIRST + timedelta(days=3))
    assert [(s.staff, s.window, s.time.start.astimezone(SHANGHAI).day) for s in shifts] == [
        ("S001", "W1", 15), ("S001", "W1", 17), ("S002", "W2", 16), ("S002", "W2", 18)
    ]  # fmt: skip


@pytest.mark.parametrize(("cycle", "code"), [((), "empty-cycle"), (("day", "evening"), "unknown-template")])
def test_what_is_no_rotation(cycle: tuple[str, ...], code: str) -> None:
    with pytest.raises(BadRotation) as raised:
        fill(Rotation(cycle, MONDAY, SHANGHAI), [Member("S001", "W1", MONDAY)], TEMPLATES, [], FIRST, LAST)
    assert raised.value.code == code
