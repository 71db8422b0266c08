"""Punches given to shifts, and what each shift's attendance is, as rows."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models.values.findings import AttendanceOutcome
from models.values.roster import Badge, Person, Punch, Reader
from roster.attendance import AttendanceLimits, Presence, assign, begun_minutes, evaluate, presence_of
from tests.conduct.story import at, clock
from tests.roster.test_duty import closed, roster

LIMITS = AttendanceLimits(late_grace_min=5, early_grace_min=5, punch_before_min=120, punch_after_min=240)
DAY = "S001 W1 08:30 > 17:30"
SPLIT = ["S001 W1 08:00 > 12:00", "S001 W1 14:00 > 18:00"]

GIVEN: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "one shift": ({"shifts": [DAY]}, "08:25 17:31", ["08:25 17:31"]),
    "the punch window holds both its ends": ({"shifts": [DAY]}, "06:30 21:30", ["06:30 21:30"]),
    "and nothing beyond": ({"shifts": [DAY]}, "06:29:59 21:30:01", [""]),
    "to the nearer of two": ({"shifts": SPLIT}, "07:55 12:05 13:55 18:01", ["07:55 12:05", "13:55 18:01"]),
    "at the middle the earlier": ({"shifts": SPLIT}, "13:00 13:00:01", ["13:00", "13:00:01"]),
    "inside a shift it is at no distance": ({"shifts": ["S001 W1 08:00 > 12:00", "S001 W1 12:30 > 18:00"]}, "12:01 12:30", ["12:01", "12:30"]),
    "shifts that touch: the earlier one's end": ({"shifts": ["S001 W1 08:00 > 12:00", "S001 W2 12:00 > 18:00"]}, "12:00 12:00:01", ["12:00", "12:00:01"]),
    "shifts over one another: the earlier start": ({"shifts": ["S001 W1 10:00 > 16:00", "S001 W1 08:00 > 12:00"]}, "09:00 11:00 13:00", ["13:00", "09:00 11:00"]),
    "of one start the one that ends first": ({"shifts": ["S001 W1 08:00 > 12:00", "S001 W1 08:00 > 10:00"]}, "07:55 09:00 11:00", ["11:00", "07:55 09:00"]),
    "a short one within a long one": ({"shifts": ["S001 W1 08:00 > 18:00", "S001 W1 12:00 > 13:00"]}, "12:30", ["12:30", ""]),
    "a night": ({"shifts": ["S001 W1 22:00 > 4 06:00", "S001 W1 4 12:00 > 4 20:00"]}, "21:50 4 06:10 4 09:59:59 4 10:00", ["21:50 4 06:10 4 09:59:59", "4 10:00"]),
    "an early one after a long one whose window is over": (
        {"shifts": ["S001 W1 00:00 > 06:00", "S001 W1 05:00 > 05:30", "S001 W1 16:00 > 20:00"]}, "10:00 13:59 14:00", ["10:00", "", "14:00"]),
    "leave moves what is near": ({"shifts": SPLIT, "leave": ["S001 11:00 > 12:00"]}, "12:30 12:30:01", ["12:30", "12:30:01"]),
    "leave over a whole shift leaves its punches to the other": ({"shifts": SPLIT, "leave": ["S001 08:00 > 12:00"]}, "11:59 12:00", ["", "12:00"]),
    "so does a closure": ({"shifts": ["S001 W1 2 20:00 > 2 23:00", "S001 W1 01:00 > 05:00"], "calendar": [closed("2")]}, "2 23:00 00:00", ["", "2 23:00 00:00"]),
}  # fmt: skip


def times(text: str) -> list[datetime]:
    """`08:25 4 06:10`: a number is the day of the time behind it."""
    words = text.split()
    return [
        at(f"{'' if ':' in before else before} {word}".strip())
        for before, word in zip(["0:", *words], words, strict=False)
        if ":" in word
    ]


@pytest.mark.parametrize("name", GIVEN)
def test_which_shift_a_punch_belongs_to(name: str) -> None:
    told, punched, expected = GIVEN[name]
    _, duty = roster(told)
    given = assign(duty.shifts, sorted(times(punched)), LIMITS)
    assert [" ".join(clock(p.isoformat()) for p in given.get(s.index, ())) for s in duty.shifts] == expected


PRESENCE: dict[str, tuple[str, str | None, str | None]] = {
    "": ("none", None, None),
    "first and last": ("08:25 09:00 17:31", "08:25", "17:31"),
    "a minute apart": ("08:25 08:26", "08:25", "08:26"),
    "less than a minute: one, in, at the first": ("08:25 08:25:30 08:25:59", "08:25", None),
    "nearer to the end: out, at the first": ("17:29 17:29:40", None, "17:29"),
    "at the middle: in": ("13:00", "13:00", None),
    "a second later: out": ("13:00:01", None, "13:00:01"),
    "both nearer to the end are in and out all the same": ("16:00 17:00", "16:00", "17:00"),
}


@pytest.mark.parametrize("name", PRESENCE)
def test_in_and_out(name: str) -> None:
    punched, came, went = PRESENCE[name]
    _, duty = roster({"shifts": [DAY]})
    expected = Presence(at(came) if came else None, at(went) if went else None)
    assert presence_of(duty.shifts[0], times("" if punched == "none" else punched)) == expected


OUTCOMES: dict[str, tuple[dict[str, Any], str, str]] = {
    "on time": ({}, "08:25 17:31", "present 08:25 17:31 why present"),
    "within the grace": ({}, "08:35 17:25", "present 08:35 17:25 why present"),
    "late by a second over it": ({}, "08:35:01 17:30", "late 08:35:01 17:30 6 0 why late"),
    "early by a second over it": ({}, "08:30 17:24:59", "early_leave 08:30 17:24:59 0 6 why early-leave"),
    "both": ({}, "08:40 17:00", "late_and_early 08:40 17:00 10 30 why late-and-early"),
    "minutes only of what the status says": ({}, "08:34 17:00", "early_leave 08:34 17:00 0 30 why early-leave"),
    "never": ({}, "", "absent - - why absent"),
    "no out": ({}, "08:25", "missing_out 08:25 - why missing-out"),
    "no in": ({}, "17:31", "missing_in - 17:31 why missing-in"),
    "leave at the start moves what is late": ({"leave": ["S001 08:30 > 10:00"]}, "10:06 17:31", "late 10:06 17:31 6 0 why late"),
    "leave at the end moves what is early": ({"leave": ["S001 15:00 > 18:00"]}, "08:25 15:00", "present 08:25 15:00 why present"),
    "leave in the middle moves nothing": ({"leave": ["S001 09:00 > 10:00"]}, "10:00 17:31", "late 10:00 17:31 90 0 why late"),
    "leave over the whole": ({"leave": ["S001 08:00 > 18:00"]}, "08:25 17:31", "leave - - why leave"),
    "closed": ({"calendar": [closed("3")]}, "08:25 17:31", "off - - why off"),
    "due until the punch window is over": ({"now": "21:29:59"}, "08:40", "due 08:40 - why due"),
    "then decided": ({"now": "21:30", "heard": "21:30:01"}, "08:40 17:31", "late 08:40 17:31 10 0 why late"),
    "a punch after now is none": ({"now": "21:30", "heard": "21:30:01"}, "08:25 21:30 ", "present 08:25 21:30 why present"),
    "a reader not heard after it": ({"heard": "21:30"}, "", "unknown - - why reader-silent"),
    "present all the same": ({"heard": "09:00"}, "08:25 17:31", "present 08:25 17:31 why present"),
    "late not": ({"heard": "21:30"}, "09:00 17:31", "unknown 09:00 17:31 why reader-silent"),
    "no reader": ({"heard": None}, "", "unknown - - why no-reader"),
    "the most silent of two counts": ({"heard": "4 02:00", "other": "21:30"}, "", "unknown - - why reader-silent"),
    "in conflict": ({"shifts": [DAY, "S001 W2 17:00 > 18:00"]}, "08:40 18:00", "unknown 08:40 - why conflict"),
    "a stranger's badge": ({"badge": "7777"}, "08:25 17:31", "absent - - why absent"),
    "a second badge": ({"badge": "1009"}, "08:25 17:31", "present 08:25 17:31 why present"),
}  # fmt: skip


def told(outcome: AttendanceOutcome) -> str:
    inout = [clock(t.isoformat()) if t else "-" for t in (outcome.came, outcome.went)]
    minutes = [str(outcome.late_min), str(outcome.early_min)] if outcome.late_min or outcome.early_min else []
    return " ".join([outcome.status, *inout, *minutes, "why", outcome.why.code.removeprefix("attendance.")])


@pytest.mark.parametrize("name", OUTCOMES)
def test_outcomes(name: str) -> None:
    given, punched, expected = OUTCOMES[name]
    _, duty = roster({"shifts": [DAY], **given})
    heard = [given.get("heard", "4 02:00"), given.get("other")]
    outcomes = evaluate(
        duty, [Person("S001", badges=(Badge("1001"), Badge("1009")))], [Punch(given.get("badge", "1001"), t) for t in times(punched)],
        [Reader(f"R{i}", at(h)) for i, h in enumerate(heard) if h], now=at(given.get("now", "4 02:00")), limits=LIMITS,
    )  # fmt: skip
    assert told(outcomes[0]) == expected
    assert outcomes[0].shift_start == at("08:30")


def test_who_stands_in_punches() -> None:
    _, duty = roster({"shifts": [DAY], "swaps": ["S001 S002 08:00 > 18:00"]})
    people = [Person("S001", badges=(Badge("1001"),)), Person("S002", badges=(Badge("1002"),))]
    punches = [Punch("1001", at("08:25")), Punch("1002", at("08:45")), Punch("1002", at("17:31"))]
    outcomes = evaluate(duty, people, punches, [Reader("R", at("4 02:00"))], now=at("4 02:00"), limits=LIMITS)
    assert (outcomes[0].staff, told(outcomes[0])) == ("S002", "late 08:45 17:31 15 0 why late")


@pytest.mark.parametrize(("late_s", "minutes"), [(0, 0), (0.000001, 1), (60, 1), (60.000001, 2), (3600, 60)])
def test_begun_minutes(late_s: float, minutes: int) -> None:
    assert begun_minutes(timedelta(seconds=late_s)) == minutes
