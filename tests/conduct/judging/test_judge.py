"""Stories of a hall's day and what they end in, rule by rule of the scenario contract."""

from typing import Any

import pytest

from tests.conduct.story import (
    attendance,
    leave,
    punches,
    run,
    seen,
    shift,
    states,
    story,
    swap,
    tasks,
    violations,
)

DAY = shift("S001", "W1", "08:30 > 17:30", "12:00 > 13:00")
FULL = punches("1001", "08:25", "17:31")


def day(*sightings: dict[str, Any], **told: Any) -> dict[str, Any]:
    """王芳 on time at W1, staffed but for what is told."""
    return story(**{"shifts": [DAY], "punches": FULL, "sightings": list(sightings), **told})


OCCUPANCY = {
    "empty for the grace exactly is a violation": (
        day(seen("W1", "09:00 > 09:10", "staffed"), seen("W1", "09:10 > 09:12", "empty"), seen("W1", "09:12", "staffed")),
        ["window-unattended S001 09:10 > 09:12"],
    ),
    "a second less is none": (
        day(seen("W1", "09:00 > 09:10", "staffed"), seen("W1", "09:10:01 > 09:12", "empty", 1),
            seen("W1", "09:12", "staffed")),
        [],
    ),
    "the sign up to its limit is nothing, at the limit a violation": (
        day(seen("W1", "09:00 > 09:15", "sign"), seen("W1", "09:15", "staffed"), seen("W1", "10:00 > 10:14:55", "sign"),
            seen("W1", "10:14:55", "staffed")),
        ["away-too-long S001 09:00 > 09:15"],
    ),
    "an empty desk outside duty time is nobody's": (
        day(seen("W1", "07:00 > 08:29", "empty"), seen("W1", "17:31 > 19:00", "empty")),
        [],
    ),
    "a break clips an episode, and each piece is judged on its own": (
        day(seen("W1", "11:59 > 13:05", "empty"), seen("W1", "13:05", "staffed")),
        ["window-unattended S001 13:00 > 13:05"],
    ),
    "a gap ends an episode: two short ones are not one long one": (
        day(seen("W1", "09:00 > 09:01:05", "empty"), seen("W1", "09:03 > 09:04:05", "empty")),
        [],
    ),
    "a flicker shorter than confirm_s is taken in": (
        day(seen("W1", "09:00 > 09:05", "empty"), seen("W1", "09:05", "staffed"), seen("W1", "09:05:05 > 09:08", "empty"),
            seen("W1", "09:08", "staffed")),
        ["window-unattended S001 09:00 > 09:08"],
    ),
    "unusable looks are as if they had not come": (
        day(seen("W1", "09:00 > 09:10", "unusable"), seen("W1", "09:00 > 09:10", "empty", 50),
            seen("W1", "09:10", "staffed")),
        ["window-unattended S001 09:00 > 09:10"],
    ),
    "nobody is on duty at a window without a shift": (
        day(seen("W2", "09:00 > 12:00", "empty")),
        [],
    ),
    "what goes on at now has no end yet": (
        day(seen("W1", "09:00 > 09:05", "empty"), now="2026-06-03T09:05:30+08:00", punches=punches("1001", "08:25")),
        ["window-unattended S001 09:00 > ..."],
    ),
    "a state that goes on after the duty ended has an end": (
        day(seen("W1", "17:20 > 17:35", "empty"), now="2026-06-03T17:35:00+08:00", punches=punches("1001", "08:25")),
        ["window-unattended S001 17:20 > 17:30"],
    ),
    "duty that goes on while nothing is seen has an end": (
        day(seen("W1", "09:00 > 09:05", "empty"), now="2026-06-03T09:10:00+08:00", punches=punches("1001", "08:25")),
        ["window-unattended S001 09:00 > 09:04:55"],
    ),
    "two on duty: nobody is named": (
        day(seen("W1", "09:00 > 09:05", "empty"), seen("W1", "09:05", "staffed"),
            shifts=[DAY, shift("S002", "W1", "08:30 > 12:00")]),
        ["window-unattended - 09:00 > 09:05", "absent S002 08:30 > 12:00"],
    ),
    "a handover cuts an episode between two people": (
        day(seen("W1", "11:55 > 12:05", "empty"), seen("W1", "12:05", "staffed"),
            shifts=[shift("S001", "W1", "08:30 > 12:00"), shift("S002", "W1", "12:00 > 17:30")],
            punches=punches("1001", "08:25", "12:01") + punches("1002", "11:55", "17:31")),
        ["window-unattended S001 11:55 > 12:00", "window-unattended S002 12:00 > 12:05"],
    ),
    "one piece is one violation, however many looks": (
        day(seen("W1", "09:00 > 11:00", "empty", 1), seen("W1", "11:00", "staffed")),
        ["window-unattended S001 09:00 > 11:00"],
    ),
    "a closure: off, no duty, no violation": (
        day(seen("W1", "09:00 > 11:00", "empty"), punches=[], calendar=[{"date": "2026-06-03", "kind": "closure"}]),
        [],
    ),
    "a holiday changes nothing of a rostered shift": (
        day(seen("W1", "09:00 > 09:05", "empty"), seen("W1", "09:05", "staffed"),
            calendar=[{"date": "2026-06-03", "kind": "holiday"}]),
        ["window-unattended S001 09:00 > 09:05"],
    ),
    "leave in the middle is no duty": (
        day(seen("W1", "09:00 > 11:00", "empty"), leave=[leave("S001", "09:00 > 11:00")]),
        [],
    ),
    "leave that was only asked for changes nothing": (
        day(seen("W1", "09:00 > 11:00", "empty"), seen("W1", "11:00", "staffed"),
            leave=[leave("S001", "09:00 > 11:00", "requested")]),
        ["window-unattended S001 09:00 > 11:00"],
    ),
    "a reader silent and a punch missing: unknown, nobody named": (
        day(seen("W1", "09:00 > 11:00", "empty"), seen("W1", "11:00", "staffed"), punches=[],
            readers=[{"reader": "R1", "alive_until": "2026-06-03T21:30:00+08:00"}]),
        ["window-unattended - 09:00 > 11:00"],
    ),
    "rostered at two windows at once: on duty at neither": (
        day(seen("W1", "09:00 > 09:30", "empty"), seen("W2", "09:00 > 09:30", "empty"),
            shifts=[DAY, shift("S001", "W2", "08:30 > 10:00")]),
        [],
    ),
    "a forgotten punch does not take the name away": (
        day(seen("W1", "09:00 > 09:05", "empty"), seen("W1", "09:05", "staffed"), punches=punches("1001", "08:25")),
        ["window-unattended S001 09:00 > 09:05"],
    ),
}  # fmt: skip

CROSS_CHECK = {
    "late: the empty desk before the in is counted once": (
        day(seen("W1", "08:30 > 09:15", "empty"), seen("W1", "09:15", "staffed"), punches=punches("1001", "09:10", "17:31")),
        ["late S001 08:30 > 09:10", "window-unattended S001 08:30 > 09:10 explained late",
         "window-unattended S001 09:10 > 09:15"],
    ),
    "in within the grace: the empty desk before it is not judged": (
        day(seen("W1", "08:30 > 08:36", "empty"), seen("W1", "08:36", "staffed"), punches=punches("1001", "08:35", "17:31")),
        [],
    ),
    "left early: the piece after out is explained, listed only where it reaches its limit": (
        day(seen("W1", "16:50 > 17:30", "empty"), seen("W1", "17:30", "empty"), punches=punches("1001", "08:25", "17:00")),
        ["window-unattended S001 16:50 > 17:00", "early-leave S001 17:00 > 17:30",
         "window-unattended S001 17:00 > 17:30 explained early-leave"],
    ),
    "out within the grace: the piece after it is not judged": (
        day(seen("W1", "17:20 > 17:31", "empty"), punches=punches("1001", "08:25", "17:26")),
        ["window-unattended S001 17:20 > 17:26"],
    ),
    "absent: every piece is explained": (
        day(seen("W1", "09:00 > 10:00", "empty"), seen("W1", "12:30 > 14:00", "empty"), seen("W1", "14:00", "staffed"),
            punches=[]),
        ["absent S001 08:30 > 17:30", "window-unattended S001 09:00 > 09:59:55 explained absent",
         "window-unattended S001 13:00 > 14:00 explained absent"],
    ),
    "late and early: both pieces, and what lies between": (
        day(seen("W1", "08:30 > 11:30", "sign"), seen("W1", "11:30", "staffed"), punches=punches("1001", "09:00", "11:00")),
        ["away-too-long S001 08:30 > 09:00 explained late", "late S001 08:30 > 09:00",
         "away-too-long S001 09:00 > 11:00", "away-too-long S001 11:00 > 11:30 explained early-leave",
         "early-leave S001 11:00 > 17:30"],
    ),
    "an explained piece under its limit is not listed": (
        day(seen("W1", "08:30 > 08:31", "empty"), seen("W1", "08:31", "staffed"), punches=punches("1001", "08:50", "17:31")),
        ["late S001 08:30 > 08:50"],
    ),
}  # fmt: skip

ATTENDANCE = {
    "on time": (FULL, ["S001 present 08:25 17:31"], []),
    "at the end of the grace": (punches("1001", "08:35", "17:25"), ["S001 present 08:35 17:25"], []),
    "a second after it": (
        punches("1001", "08:35:01", "17:30"), ["S001 late 08:35:01 17:30 late 6"], ["late S001 08:30 > 08:35:01"]),
    "a second too early": (
        punches("1001", "08:30", "17:24:59"), ["S001 early_leave 08:30 17:24:59 early 6"],
        ["early-leave S001 17:24:59 > 17:30"]),
    "both": (
        punches("1001", "09:30", "16:30"), ["S001 late_and_early 09:30 16:30 late 60 early 60"],
        ["late S001 08:30 > 09:30", "early-leave S001 16:30 > 17:30"]),
    "never": ([], ["S001 absent - -"], ["absent S001 08:30 > 17:30"]),
    "only in": (punches("1001", "08:25"), ["S001 missing_out 08:25 -"], []),
    "only out": (punches("1001", "17:31"), ["S001 missing_in - 17:31"], []),
    "halfway is in": (punches("1001", "13:00"), ["S001 missing_out 13:00 -"], []),
    "twice within a minute is once, at the first": (
        punches("1001", "08:25:00", "08:25:59"), ["S001 missing_out 08:25 -"], []),
    "a minute apart is in and out": (
        punches("1001", "08:25", "08:26"), ["S001 early_leave 08:25 08:26 early 544"], ["early-leave S001 08:26 > 17:30"]),
    "both ends of the punch window belong": (
        punches("1001", "06:30", "21:30"), ["S001 present 06:30 21:30"], []),
    "outside it nothing does": (
        punches("1001", "06:29:59", "21:30:01"), ["S001 absent - -"], ["absent S001 08:30 > 17:30"]),
    "a strange badge is nobody": (punches("9999", "08:25", "17:31"), ["S001 absent - -"], ["absent S001 08:30 > 17:30"]),
    "repeated and shuffled": (
        punches("1001", "17:31", "08:25", "08:25", "12:01", "17:31"), ["S001 present 08:25 17:31"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", OCCUPANCY)
def test_occupancy(name: str) -> None:
    told, expected = OCCUPANCY[name]
    assert sorted(violations(run(told))) == sorted(expected)


@pytest.mark.parametrize("name", CROSS_CHECK)
def test_cross_check(name: str) -> None:
    told, expected = CROSS_CHECK[name]
    assert sorted(violations(run(told))) == sorted(expected)


@pytest.mark.parametrize("name", ATTENDANCE)
def test_attendance(name: str) -> None:
    told, expected, found = ATTENDANCE[name]
    out = run(day(punches=told))
    assert attendance(out) == expected
    assert violations(out) == found


STATUS = {
    "before the punch window is over: due": (
        {"now": "2026-06-03T21:29:59+08:00", "punches": punches("1001", "08:50")}, ["S001 due 08:50 -"]),
    "when it is over and the reader was heard after: judged": (
        {"now": "2026-06-03T21:31:00+08:00", "punches": punches("1001", "08:50")}, ["S001 missing_out 08:50 -"]),
    "no reader at all: unknown": ({"readers": [], "punches": punches("1001", "09:50", "17:31")}, ["S001 unknown 09:50 17:31"]),
    "no reader, but all is well: present": ({"readers": []}, ["S001 present 08:25 17:31"]),
    "one of two readers silent: unknown": (
        {"punches": [], "readers": [{"reader": "R1", "alive_until": "2026-06-04T02:00:00+08:00"},
                                    {"reader": "R2", "alive_until": "2026-06-03T12:00:00+08:00"}]},
        ["S001 unknown - -"]),
    "a conflict in the shift: unknown": (
        {"shifts": [DAY, shift("S001", "W2", "17:00 > 18:00")], "punches": []},
        ["S001 unknown - -", "S001 unknown - -"]),
    "leave over the whole": ({"leave": [leave("S001", "3 00:00 > 4 00:00")], "punches": []}, ["S001 leave - -"]),
    "leave at the start moves it": (
        {"leave": [leave("S001", "08:00 > 10:00")], "punches": punches("1001", "10:04", "17:31")},
        ["S001 present 10:04 17:31"]),
    "leave at the end moves it": (
        {"leave": [leave("S001", "15:00 > 17:30")], "punches": punches("1001", "08:25", "14:50")},
        ["S001 early_leave 08:25 14:50 early 10"]),
    "two leaves that meet cover the whole": (
        {"leave": [leave("S001", "08:30 > 12:00"), leave("S001", "12:00 > 17:30")], "punches": []}, ["S001 leave - -"]),
    "a closure": ({"calendar": [{"date": "2026-06-03", "kind": "closure"}], "punches": []}, ["S001 off - -"]),
    "a swap gives the shift to the other": (
        {"swaps": [swap("S001", "S002", "3 00:00 > 4 00:00")], "punches": punches("1002", "08:20", "17:40")},
        ["S002 present 08:20 17:40"]),
    "of several swaps the first given": (
        {"swaps": [swap("S001", "S003", "08:30 > 17:00"), swap("S001", "S002", "3 00:00 > 4 00:00"),
                   swap("S001", "S003", "3 00:00 > 4 00:00")],
         "punches": punches("1002", "08:20", "17:40")},
        ["S002 present 08:20 17:40"]),
    "the camera speaks for one who did not punch": (
        {"punches": [], "sightings": [seen("W1", "08:30 > 15:54", "staffed"), seen("W1", "15:54 > 17:30", "empty")]},
        ["S001 missed_punch - -"]),
    "but not under the share": (
        {"punches": [], "sightings": [seen("W1", "08:30 > 15:50", "staffed"), seen("W1", "15:50 > 17:30", "empty")]},
        ["S001 absent - -"]),
    "and not where a colleague was on duty too": (
        {"punches": punches("1002", "08:25", "09:31"), "sightings": [seen("W1", "08:30 > 17:30", "staffed")],
         "shifts": [DAY, shift("S002", "W1", "08:30 > 09:30")]},
        ["S001 absent - -", "S002 present 08:25 09:31"]),
    "a punch between two shifts goes to the nearer": (
        {"shifts": [shift("S001", "W1", "08:30 > 12:00"), shift("S001", "W1", "14:00 > 18:00")],
         "punches": punches("1001", "08:29", "12:10", "13:10", "18:02")},
        ["S001 present 08:29 12:10", "S001 present 13:10 18:02"]),
    "on a tie to the earlier": (
        {"shifts": [shift("S001", "W1", "08:30 > 12:00"), shift("S001", "W1", "14:00 > 18:00")],
         "punches": punches("1001", "08:29", "13:00", "14:00", "18:02")},
        ["S001 present 08:29 13:00", "S001 present 14:00 18:02"]),
    "a night shift belongs to the day on which it starts": (
        {"shifts": [shift("S001", "W1", "22:00 > 4 06:00")], "punches": punches("1001", "21:50", "4 06:10"),
         "calendar": [{"date": "2026-06-04", "kind": "closure"}], "now": "2026-06-04T12:00:00+08:00"},
        ["S001 present 21:50 4 06:10"]),
}  # fmt: skip


@pytest.mark.parametrize("name", STATUS)
def test_status(name: str) -> None:
    told, expected = STATUS[name]
    assert attendance(run(day(**told))) == expected


TASKS = {
    "a missing punch": ({"punches": punches("1001", "08:25")}, ["missed-punch W1 S001 08:30 > 17:30"]),
    "leave leaves a gap, looked through its break": (
        {"leave": [leave("S001", "3 00:00 > 4 00:00")], "punches": []}, ["roster-gap W1 - 08:30 > 17:30"]),
    "leave for a part": (
        {"leave": [leave("S001", "10:00 > 11:00")]}, ["roster-gap W1 - 10:00 > 11:00"]),
    "no gap while a colleague is there": (
        {"leave": [leave("S001", "3 00:00 > 4 00:00")], "shifts": [DAY, shift("S002", "W1", "08:30 > 12:00")],
         "punches": punches("1002", "08:25", "12:01")},
        ["roster-gap W1 - 12:00 > 17:30"]),
    "two windows at once": (
        {"shifts": [DAY, shift("S001", "W2", "08:00 > 10:00")]},
        ["roster-conflict W1 S001 08:30 > 10:00", "roster-conflict W2 S001 08:30 > 10:00"]),
    "an unattributed violation": (
        {"shifts": [DAY, shift("S002", "W1", "08:30 > 12:00")], "punches": FULL + punches("1002", "08:25", "12:01"),
         "sightings": [seen("W1", "09:00 > 09:05", "empty"), seen("W1", "09:05", "staffed")]},
        ["unattributed W1 - 09:00 > 09:05"]),
}  # fmt: skip


@pytest.mark.parametrize("name", TASKS)
def test_tasks(name: str) -> None:
    told, expected = TASKS[name]
    out = run(day(**told))
    assert tasks(out) == expected
    if "unattributed" not in name:
        assert not violations(out)


def worn(time: str = "09:00 > 10:00", every_s: float = 60, **attire: Any) -> dict[str, Any]:
    return seen("W1", time, "staffed", every_s, **attire)


WINTER = {
    "shifts": [shift("S001", "W1", "1-20 08:30 > 1-20 17:30")],
    "punches": punches("1001", "1-20 08:25", "1-20 17:31"),
    "month": "2026-01",
}
MAY = {
    "shifts": [shift("S001", "W1", "5-20 08:30 > 5-20 17:30")],
    "punches": punches("1001", "5-20 08:25", "5-20 17:31"),
}
LAYER = [{"kind": "extra_layer", "from": "2026-06-03", "to": "2026-06-03"}]
WAIVER = [{"kind": "uniform_waiver", "from": "2026-06-01", "to": "2026-06-30"}]
FOUND = ["uniform-season S001 09:00 > 09:59"]

ATTIRE = {
    "long sleeves in June": ({"sightings": [worn(sleeve="long")]}, FOUND),
    "short sleeves in June": ({"sightings": [worn(sleeve="short")]}, []),
    "no sleeves in June": ({"sightings": [worn(sleeve="none")]}, FOUND),
    "a jacket in June": ({"sightings": [worn(sleeve="short", outerwear="yes")]}, FOUND),
    "a jacket with a layer allowed": (
        {"sightings": [worn(sleeve="unknown", outerwear="yes")], "exemptions": LAYER}, []),
    "long sleeves with a layer allowed": ({"sightings": [worn(sleeve="long")], "exemptions": LAYER}, []),
    "no sleeves with a layer allowed": ({"sightings": [worn(sleeve="none")], "exemptions": LAYER}, FOUND),
    "waived": ({"sightings": [worn(sleeve="long")], "exemptions": WAIVER}, []),
    "unknown decides nothing": ({"sightings": [worn(sleeve="unknown", outerwear="no")]}, []),
    "under the confidence decides nothing": ({"sightings": [worn(sleeve="long", confidence=0.69)]}, []),
    "five looks are too few": ({"sightings": [worn("09:00 > 10:00", 720, sleeve="long")]}, []),
    "six looks over ten minutes are enough": (
        {"sightings": [worn("09:00 > 09:12", 120, sleeve="long")]}, ["uniform-season S001 09:00 > 09:10"]),
    "six looks in less are not": ({"sightings": [worn("09:00 > 09:11:54", 119, sleeve="long")]}, []),
    "four of five contradict": (
        {"sightings": [worn("09:00 > 10:00", 60, sleeve="long"), worn("10:00 > 10:15", 60, sleeve="short")]}, FOUND),
    "fewer do not": (
        {"sightings": [worn("09:00 > 10:00", 60, sleeve="long"), worn("10:00 > 10:16", 60, sleeve="short")]}, []),
    "differing looks at one instant are none": (
        {"sightings": [worn(sleeve="long"), worn(sleeve="short")]}, []),
    "the same look twice is one": ({"sightings": [worn(sleeve="long"), worn(sleeve="long")]}, FOUND),
    "two people seen": ({"sightings": [{**worn(sleeve="long"), "people": 2}]}, []),
    "two people on duty": (
        {"sightings": [worn(sleeve="long")], "shifts": [DAY, shift("S002", "W1", "08:30 > 12:00")],
         "punches": FULL + punches("1002", "08:25", "12:01")}, []),
    "nobody in yet: it may be somebody else": (
        {"sightings": [worn(sleeve="long")], "punches": punches("1001", "17:31")}, []),
    "only looks from in to out": (
        {"sightings": [worn(sleeve="long")], "punches": punches("1001", "08:33", "09:30")},
        ["uniform-season S001 09:00 > 09:29", "early-leave S001 09:30 > 17:30"]),
    "long sleeves in May": (
        {**MAY, "sightings": [worn("5-20 09:00 > 5-20 10:00", sleeve="long")]}, []),
    "short sleeves in May": (
        {**MAY, "sightings": [worn("5-20 09:00 > 5-20 10:00", sleeve="short")]}, ["uniform-season S001 20 09:00 > 20 09:59"]),
    "no jacket in January": (
        {**WINTER, "sightings": [worn("1-20 09:00 > 1-20 10:00", sleeve="long", outerwear="no")]},
        ["uniform-season S001 20 09:00 > 20 09:59"]),
    "a jacket in January": (
        {**WINTER, "sightings": [worn("1-20 09:00 > 1-20 10:00", outerwear="yes")]}, []),
    "a jacket that cannot be told in January": (
        {**WINTER, "sightings": [worn("1-20 09:00 > 1-20 10:00", sleeve="short")]}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTIRE)
def test_attire(name: str) -> None:
    told, expected = ATTIRE[name]
    assert violations(run(day(**told))) == expected


def test_states_are_clear_about_gaps_and_single_looks() -> None:
    out = run(
        day(seen("W1", "09:00", "empty"), seen("W1", "09:02", "staffed"), seen("W1", "09:03:01 > 09:04", "sign", 59))
    )
    assert states(out) == [
        "unattended 09:00 > 09:00",
        "unknown 09:00 > 09:02",
        "staffed 09:02 > 09:02",
        "unknown 09:02 > 09:03:01",
        "away_sign 09:03:01 > 09:03:01",
        "unknown 09:03:01 > 4 02:00",
    ]


def test_a_review_decides_only_what_it_names() -> None:
    sightings = [seen("W1", "09:00 > 09:05", "empty"), seen("W1", "09:05", "staffed"),
                 seen("W1", "10:00 > 10:05", "empty"), seen("W1", "10:05", "staffed"),
                 seen("W1", "11:00 > 11:05", "empty"), seen("W1", "11:05", "staffed")]  # fmt: skip
    reviews = [
        {"rule": "window-unattended", "window": "W1", "at": "2026-06-03T09:05:00+08:00", "verdict": "confirm"},
        {"rule": "window-unattended", "staff": "S001", "at": "2026-06-03T10:01:00+08:00", "verdict": "dismiss"},
        {"rule": "window-unattended", "window": "W1", "at": "2026-06-03T09:05:00+08:00", "verdict": "excuse"},
        {"rule": "away-too-long", "window": "W1", "at": "2026-06-03T11:01:00+08:00", "verdict": "confirm"},
    ]
    out = run(day(*sightings, reviews=reviews))
    assert violations(out) == [
        "window-unattended S001 09:00 > 09:05 confirmed",
        "window-unattended S001 10:00 > 10:05 dismissed",
        "window-unattended S001 11:00 > 11:05",
    ]
    assert [(a["staff"], a["score"], len(a["lines"])) for a in out["appraisal"]] == [("S001", 98, 1)]
