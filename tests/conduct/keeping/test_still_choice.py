"""Which stills of a case are chosen: rows of a case and the stills there are, told as seconds of the case's clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from conduct.keeping.still_choice import Episode, Taken, choose, contradicting, missing
from models.values.evidence import MOMENTS, Shown, StillKind

BEFORE, BEGIN, MIDDLE, END = MOMENTS
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
NOW = START + timedelta(hours=5)
NORTH, SOUTH = UUID(int=1), UUID(int=2)
STAFFED, SIGN, EMPTY, CLOTHES = Shown.staffed, Shown.away_sign, Shown.unattended, Shown.clothes


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def taken(second: float, shown: Shown = EMPTY, camera: UUID = NORTH) -> Taken:
    return Taken(camera, at(second), shown)


def empties(*seconds: float) -> list[Taken]:
    return [taken(second) for second in seconds]


EVERY_TEN = empties(*range(0, 300, 10))
FIVE_MIN = Episode(EMPTY, START, at(300))
GOES_ON = Episode(EMPTY, START, None)
WORN = Episode(CLOTHES, START, at(900))

CHOSEN: Mapping[str, tuple[Episode, list[Taken], Mapping[StillKind, float]]] = {
    "one of each": (
        FIVE_MIN, [taken(-40, STAFFED), taken(-12, STAFFED), *EVERY_TEN, taken(300, STAFFED)],
        {BEFORE: -12, BEGIN: 0, MIDDLE: 150, END: 290},
    ),
    "in any order": (FIVE_MIN, [*reversed(EVERY_TEN), taken(-12, STAFFED)], {BEFORE: -12, BEGIN: 0, MIDDLE: 150, END: 290}),
    "before may be the away sign": (FIVE_MIN, [taken(-60, STAFFED), taken(-5, SIGN), *empties(0)], {BEFORE: -5, BEGIN: 0}),
    "before never shows the same": (FIVE_MIN, empties(-5, 0), {BEGIN: 0}),
    "before never shows clothes": (FIVE_MIN, [taken(-5, CLOTHES), *empties(0)], {BEGIN: 0}),
    "before not at the start": (FIVE_MIN, [taken(0, STAFFED)], {}),
    "before ten minutes ago": (FIVE_MIN, [taken(-600, STAFFED)], {BEFORE: -600}),
    "before longer ago": (FIVE_MIN, [taken(-601, STAFFED)], {}),
    "nothing": (FIVE_MIN, [], {}),
    "only what lies within": (FIVE_MIN, empties(-10, 310), {}),
    "both edges are within": (FIVE_MIN, empties(0, 300), {BEGIN: 0, END: 300}),
    "late in the first third": (FIVE_MIN, empties(100), {BEGIN: 100}),
    "just after the first third": (FIVE_MIN, empties(101), {MIDDLE: 101}),
    "a late one is the end and not the begin": (FIVE_MIN, empties(250), {END: 250}),
    "the one nearest the middle": (FIVE_MIN, empties(110, 149, 160), {MIDDLE: 149}),
    "others at the window do not show it": (FIVE_MIN, [taken(50, STAFFED), taken(150, SIGN)], {}),
    "going on, only the begin": (GOES_ON, [taken(-12, STAFFED), *EVERY_TEN], {BEFORE: -12, BEGIN: 0}),
    "going on, the begin not seen": (GOES_ON, empties(8000), {}),
    "the away sign": (Episode(SIGN, START, at(900)), [taken(0, SIGN), taken(890, SIGN), taken(10)], {BEGIN: 0, END: 890}),
    "clothes": (WORN, [taken(second, CLOTHES) for second in (0, 300, 450, 880)], {BEGIN: 0, MIDDLE: 450, END: 880}),
    "clothes have no before": (WORN, [taken(-30, STAFFED), taken(5, CLOTHES)], {BEGIN: 5}),
    "the camera that saw more": (
        FIVE_MIN, [taken(0), taken(150), taken(290), taken(-1, STAFFED, SOUTH), taken(1, EMPTY, SOUTH)],
        {BEFORE: -1, BEGIN: 0, MIDDLE: 150, END: 290},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOSEN)
def test_chosen(name: str) -> None:
    episode, stills, wanted = CHOSEN[name]
    choice = choose(episode, stills, {}, now=NOW)
    assert {kind: (one.at - START).total_seconds() for kind, one in choice.keep.items()} == wanted
    assert choice.drop == {}


LATER: Mapping[str, tuple[Episode, Mapping[StillKind, float], list[Taken], Mapping[StillKind, float], Mapping[StillKind, str]]] = {
    "what is there stays": (FIVE_MIN, {BEFORE: -12, BEGIN: 20, MIDDLE: 120, END: 210}, EVERY_TEN, {}, {}),
    "what was missing is added": (FIVE_MIN, {BEGIN: 0}, empties(0, 140, 290), {MIDDLE: 140, END: 290}, {}),
    "a case that grew gets a new end": (
        Episode(EMPTY, START, at(900)), {BEGIN: 0, MIDDLE: 450, END: 290}, empties(890), {END: 890}, {END: "still.shown-better"},
    ),
    "it keeps the old one while there is none better": (Episode(EMPTY, START, at(900)), {BEGIN: 0, END: 290}, [], {}, {}),
    "a case that shrank loses what lies outside": (FIVE_MIN, {BEGIN: 0, END: 590}, [], {}, {END: "still.outside-case"}),
    "and gets what lies within": (FIVE_MIN, {BEGIN: 0, END: 590}, empties(280), {END: 280}, {END: "still.outside-case"}),
    "a case that began earlier": (
        Episode(EMPTY, at(-100), at(300)), {BEFORE: -12, BEGIN: 0}, [taken(-110, STAFFED)], {BEFORE: -110},
        {BEFORE: "still.outside-case"},
    ),
    "a case that began later": (
        Episode(EMPTY, at(200), at(300)), {BEFORE: -12, BEGIN: 0, END: 290}, empties(210), {BEGIN: 210},
        {BEGIN: "still.outside-case"},
    ),
    "ended, the begin stays": (FIVE_MIN, {BEGIN: 0}, [], {}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", LATER)
def test_later(name: str) -> None:
    episode, there, stills, keep, drop = LATER[name]
    kept = {kind: taken(second) for kind, second in there.items()}
    choice = choose(episode, stills, kept, now=NOW)
    assert {kind: (one.at - START).total_seconds() for kind, one in choice.keep.items()} == keep
    assert {kind: why.code for kind, why in choice.drop.items()} == drop


@pytest.mark.parametrize(
    ("after_s", "kinds"),
    [
        pytest.param(0, [BEGIN], id="just over"),
        pytest.param(119, [BEGIN], id="frames may still come that make it longer"),
        pytest.param(120, [BEGIN, MIDDLE, END], id="settled"),
    ],
)
def test_middle_and_end_wait_until_a_case_is_settled(after_s: float, kinds: list[StillKind]) -> None:
    now = at(300 + after_s)
    assert list(choose(FIVE_MIN, EVERY_TEN, {}, now=now).keep) == kinds
    codes = {why.code for kind, why in missing(FIVE_MIN, [BEGIN], now).items() if kind is not BEFORE}
    assert codes == {"still.not-taken" if len(kinds) == 3 else "still.not-yet"}


def test_clothes_do_not_wait() -> None:
    stills = [taken(second, CLOTHES) for second in (0, 450, 880)]
    assert list(choose(WORN, stills, {}, now=at(900)).keep) == [BEGIN, MIDDLE, END]


def test_the_camera_of_what_is_kept_goes_on() -> None:
    stills = [taken(150), taken(290), *(taken(second, EMPTY, SOUTH) for second in (1, 151, 291))]
    choice = choose(FIVE_MIN, stills, {BEGIN: taken(0)}, now=NOW)
    assert {one.camera_id for one in choice.keep.values()} == {NORTH}
    alone = choose(FIVE_MIN, [taken(291, EMPTY, SOUTH)], {BEGIN: taken(0)}, now=NOW)
    assert [one.camera_id for one in alone.keep.values()] == [SOUTH], "better another camera's end than none"


def test_choosing_twice_changes_nothing() -> None:
    stills = [taken(-12, STAFFED), *EVERY_TEN]
    once = choose(FIVE_MIN, stills, {}, now=NOW)
    again = choose(FIVE_MIN, stills, once.keep, now=NOW)
    assert (again.keep, again.drop) == ({}, {})


@pytest.mark.parametrize(
    ("episode", "there", "codes"),
    [
        pytest.param(FIVE_MIN, list(MOMENTS), {}, id="all there"),
        pytest.param(FIVE_MIN, [BEGIN], {BEFORE: "not-taken", MIDDLE: "not-taken", END: "not-taken"}, id="over"),
        pytest.param(GOES_ON, [BEGIN], {BEFORE: "not-taken", MIDDLE: "not-yet", END: "not-yet"}, id="going on"),
        pytest.param(WORN, [], {BEGIN: "not-taken", MIDDLE: "not-taken", END: "not-taken"}, id="clothes"),
    ],
)
def test_missing(episode: Episode, there: list[StillKind], codes: Mapping[StillKind, str]) -> None:
    assert {kind: why.code.removeprefix("still.") for kind, why in missing(episode, there, NOW).items()} == codes


@pytest.mark.parametrize(
    ("stills", "looks", "shown"),
    [
        pytest.param([0], [(0, True)], [0], id="the very look"),
        pytest.param([0], [(0, False)], [], id="a look that agrees"),
        pytest.param([0], [], [], id="no look"),
        pytest.param([10], [(0, True), (15, False)], [], id="the nearer look counts"),
        pytest.param([10], [(5, True), (30, False)], [10], id="and here too"),
        pytest.param([30], [(0, True)], [30], id="half a minute off"),
        pytest.param([31], [(0, True)], [], id="farther off"),
    ],
)
def test_contradicting(stills: list[float], looks: list[tuple[float, bool]], shown: list[float]) -> None:
    found = contradicting([taken(second, CLOTHES) for second in stills], [(at(second), told) for second, told in looks])
    assert [(one.at - START).total_seconds() for one in found] == shown
