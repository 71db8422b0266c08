"""Each rule of attire, badge, occupancy and attendance that a machine may find: when it fires, and when it does not.

What cannot fire from records stands in `OTHERWISE` with how it is found instead.
"""

from typing import Any

import pytest

from conduct.rules.pack import JUDGED_RULES, default_pack
from conduct.rules.rule import Found, Method
from tests.conduct.judging.test_judge import FULL, LAYER, WAIVER, day, worn
from tests.conduct.story import leave, punches, run, seen, shift, swap

Told = dict[str, Any]
AREAS = ("attire", "badge", "occupancy", "attendance")
CASES = {"fires", "does not fire", "unknown", "exempt", "boundary"}

SILENT = [{"reader": "R1", "alive_until": "2026-06-03T12:00:00+08:00"}]
CLOSED = [{"date": "2026-06-03", "kind": "closure"}]
STAFFED = seen("W1", "09:10", "staffed")


def in_out(came: str, went: str, **told: Any) -> Told:
    return day(punches=punches("1001", came, went), **told)


def empty(*stretches: str, **told: Any) -> Told:
    return day(*(seen("W1", each, "empty", 1) for each in stretches), STAFFED, **told)


def sign(*stretches: str, **told: Any) -> Told:
    return day(*(seen("W1", each, "sign", 1) for each in stretches), seen("W1", "10:00", "staffed"), **told)


def dressed(*sightings: Told, **told: Any) -> Told:
    return day(*sightings, **told)


ROWS: dict[str, list[tuple[str, str, Told, int]]] = {
    "late": [
        ("fires", "twenty minutes", in_out("08:50", "17:31"), 1),
        ("does not fire", "early", in_out("08:20", "17:31"), 0),
        ("unknown", "a reader was silent", in_out("08:50", "17:31", readers=SILENT), 0),
        ("unknown", "only the way out was punched", day(punches=punches("1001", "17:31")), 0),
        ("unknown", "rostered at two windows at once",
         in_out("08:50", "17:31", shifts=[shift("S001", "W1", "08:30 > 17:30"), shift("S001", "W2", "08:00 > 09:00")]), 0),
        ("exempt", "leave until then", in_out("10:04", "17:31", leave=[leave("S001", "08:00 > 10:00")]), 0),
        ("exempt", "the hall was closed", in_out("08:50", "17:31", calendar=CLOSED), 0),
        ("exempt", "the shift was given away by an approved swap",
         in_out("08:50", "17:31", swaps=[swap("S001", "S002", "3 00:00 > 4 00:00")]), 0),
        ("boundary", "the last instant of the grace", in_out("08:35", "17:31"), 0),
        ("boundary", "a second after it", in_out("08:35:01", "17:31"), 1),
    ],
    "early-leave": [
        ("fires", "an hour", in_out("08:25", "16:30"), 1),
        ("does not fire", "after the end", in_out("08:25", "17:31"), 0),
        ("unknown", "a reader was silent", in_out("08:25", "16:30", readers=SILENT), 0),
        ("unknown", "only the way in was punched", day(punches=punches("1001", "08:25")), 0),
        ("unknown", "punches may still come", in_out("08:25", "16:30", now="2026-06-03T21:00:00+08:00"), 0),
        ("exempt", "leave from then on", in_out("08:25", "15:00", leave=[leave("S001", "15:00 > 17:30")]), 0),
        ("exempt", "the hall was closed", in_out("08:25", "16:30", calendar=CLOSED), 0),
        ("boundary", "the first instant of the grace", in_out("08:25", "17:25"), 0),
        ("boundary", "a second before it", in_out("08:25", "17:24:59"), 1),
    ],
    "absent": [
        ("fires", "no punch all day", day(punches=[]), 1),
        ("does not fire", "came and went", day(), 0),
        ("does not fire", "one punch is a punch", day(punches=punches("1001", "13:00")), 0),
        ("unknown", "no reader is known", day(punches=[], readers=[]), 0),
        ("unknown", "a reader was silent", day(punches=[], readers=SILENT), 0),
        ("unknown", "the camera speaks for the person",
         day(seen("W1", "08:30 > 17:30", "staffed", 30), punches=[]), 0),
        ("exempt", "leave over the whole", day(punches=[], leave=[leave("S001", "3 00:00 > 4 00:00")]), 0),
        ("exempt", "the hall was closed", day(punches=[], calendar=CLOSED), 0),
        ("boundary", "seen at the window for four fifths of the duty",
         day(seen("W1", "08:30 > 15:54", "staffed", 30), seen("W1", "15:54 > 17:30", "empty", 30), punches=[]), 0),
        ("boundary", "for half a minute less",
         day(seen("W1", "08:30 > 15:53:30", "staffed", 30), seen("W1", "15:53:30 > 17:30", "empty", 30), punches=[]), 1),
        ("boundary", "a punch as early as one may come", day(punches=punches("1001", "06:30")), 0),
        ("boundary", "a second earlier", day(punches=punches("1001", "06:29:59")), 1),
    ],
    "window-unattended": [
        ("fires", "five minutes", empty("09:05 > 09:10"), 1),
        ("does not fire", "somebody was there", day(seen("W1", "09:00 > 09:10", "staffed")), 0),
        ("does not fire", "the sign stood there", day(seen("W1", "09:00 > 09:10", "sign"), STAFFED), 0),
        ("unknown", "nothing was seen", day(), 0),
        ("unknown", "what was seen was of no use", day(seen("W1", "09:00 > 09:10", "unusable"), STAFFED), 0),
        ("unknown", "the camera stopped within the grace", empty("09:00 > 09:01:59"), 0),
        ("exempt", "on a break", empty("12:00 > 12:30"), 0),
        ("exempt", "on approved leave", empty("09:05 > 09:10", leave=[leave("S001", "09:00 > 09:30")]), 0),
        ("exempt", "the hall was closed", empty("09:05 > 09:10", calendar=CLOSED, punches=[]), 0),
        ("exempt", "nobody is rostered there", empty("09:05 > 09:10", shifts=[shift("S001", None, "08:30 > 17:30")]), 0),
        ("boundary", "the grace exactly", empty("09:08 > 09:10"), 1),
        ("boundary", "a second less", empty("09:08:01 > 09:10"), 0),
    ],
    "away-too-long": [
        ("fires", "twenty minutes", sign("09:40 > 10:00"), 1),
        ("does not fire", "ten minutes", sign("09:50 > 10:00"), 0),
        ("unknown", "nothing was seen", day(), 0),
        ("unknown", "the camera was covered halfway", sign("09:40 > 09:50", "09:52 > 10:00"), 0),
        ("exempt", "on a break", day(seen("W1", "12:00 > 12:40", "sign", 5)), 0),
        ("exempt", "on approved leave", sign("09:40 > 10:00", leave=[leave("S001", "09:30 > 10:30")]), 0),
        ("boundary", "the limit exactly", sign("09:45 > 10:00"), 1),
        ("boundary", "a second less", sign("09:45:01 > 10:00"), 0),
    ],
    "uniform-season": [
        ("fires", "long sleeves in June", dressed(worn(sleeve="long")), 1),
        ("fires", "a jacket in June", dressed(worn(sleeve="short", outerwear="yes")), 1),
        ("does not fire", "short sleeves in June", dressed(worn(sleeve="short")), 0),
        ("unknown", "the sleeves could not be told", dressed(worn(outerwear="no")), 0),
        ("unknown", "the looks were not sure enough", dressed(worn(sleeve="long", confidence=0.69)), 0),
        ("unknown", "two people were seen", dressed({**worn(sleeve="long"), "people": 2}), 0),
        ("unknown", "two were on duty",
         dressed(worn(sleeve="long"), shifts=[shift("S001", "W1", "08:30 > 17:30"), shift("S002", "W1", "08:30 > 12:00")],
                 punches=FULL + punches("1002", "08:25", "12:01")), 0),
        ("unknown", "nobody had come yet", dressed(worn(sleeve="long"), punches=punches("1001", "17:31")), 0),
        ("exempt", "the uniform is waived", dressed(worn(sleeve="long"), exemptions=WAIVER), 0),
        ("exempt", "a layer more is allowed", dressed(worn(sleeve="long", outerwear="yes"), exemptions=LAYER), 0),
        ("boundary", "six looks over ten minutes", dressed(worn("09:00 > 09:12", 120, sleeve="long")), 1),
        ("boundary", "five looks", dressed(worn("09:00 > 09:12:30", 150, sleeve="long")), 0),
        ("boundary", "a second less than ten minutes", dressed(worn("09:00 > 09:11:55", 119.8, sleeve="long")), 0),
        ("boundary", "four of five looks", dressed(worn(sleeve="long"), worn("10:00 > 10:15", sleeve="short")), 1),
        ("boundary", "fewer", dressed(worn(sleeve="long"), worn("10:00 > 10:16", sleeve="short")), 0),
    ],
}  # fmt: skip

OTHERWISE: dict[str, Found] = {
    "uniform-worn": Found.inspection,
    "uniform-mixed": Found.inspection,
    "badge-worn": Found.inspection,
    "badge-place": Found.inspection,
    "desk-plate": Found.inspection,
    "extra-layer": Found.product,
    "dress-in-appraisal": Found.product,
    "leave-asked-first": Found.product,
    "round-the-clock": Found.waiting,
}


@pytest.mark.parametrize(
    ("rule", "told", "found"),
    [
        pytest.param(rule, row[2], row[3], id=f"{rule}: {row[0]}: {row[1]}")
        for rule, rows in ROWS.items()
        for row in rows
    ],
)
def test_a_row(rule: str, told: Told, found: int) -> None:
    assert len([v for v in run(told)["violations"] if v["rule"] == rule]) == found


def test_every_rule_that_judging_finds_has_every_kind_of_row() -> None:
    assert set(ROWS) == set(JUDGED_RULES)
    for rule, rows in ROWS.items():
        assert {case for case, *_ in rows} == CASES, rule


def test_every_other_rule_of_these_areas_says_how_it_is_found() -> None:
    pack = default_pack()
    others = {
        name: rule.found
        for name, rule in pack.rules.items()
        if rule.area in AREAS and rule.method in (Method.A, Method.S) and name not in ROWS
    }
    assert others == OTHERWISE
    for name, found in others.items():
        assert (pack.reason(pack.rules[name]) is not None) == (found != Found.inspection), name
