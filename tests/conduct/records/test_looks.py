"""Runs of looks: however they arrive, what judging sees is the same."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.judging.occupancy import OccupancyLimits, timeline
from conduct.records.looks import LONGEST, Run, add_look
from models.values.occupancy import SEEN_FIRST, LookRun, WindowState

START = datetime(2026, 6, 3, 1, tzinfo=UTC)
LETTERS = {"s": WindowState.staffed, "a": WindowState.away_sign, "u": WindowState.unattended}


def at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def run(letter: str, *seconds: int) -> Run:
    return Run(LETTERS[letter], "person", tuple(at(s) for s in seconds))


def told(runs: tuple[Run, ...] | list[Run]) -> list[str]:
    letters = {state: letter for letter, state in LETTERS.items()}
    return [letters[r.state] + " " + " ".join(str(int((i - START).total_seconds())) for i in r.instants) for r in runs]


ROWS = {
    "the first": ([], ("s", 5), ["s 5"]),
    "one more of the same": ([run("s", 0, 5)], ("s", 10), ["s 0 5 10"]),
    "another state": ([run("s", 0, 5)], ("u", 10), ["s 0 5", "u 10"]),
    "a late one of the same within": ([run("s", 0, 10)], ("s", 5), ["s 0 5 10"]),
    "a late other one splits": ([run("s", 0, 5, 15)], ("u", 10), ["s 0 5", "u 10", "s 15"]),
    "the same again": ([run("s", 0, 5)], ("s", 5), ["s 0 5"]),
    "a person at the instant of nobody wins": ([run("u", 0, 5, 10)], ("s", 5), ["u 0", "s 5", "u 10"]),
    "nobody at the instant of a person loses": ([run("s", 0, 5, 10)], ("u", 5), ["s 0 5 10"]),
    "the sign at the only instant of nobody": ([run("u", 5)], ("a", 5), ["a 5"]),
    "late before the first": ([run("s", 5)], ("s", 0), ["s 0 5"]),
    "between two, joins the earlier": ([run("s", 0), run("s", 700)], ("s", 100), ["s 0 100", "s 700"]),
    "a run does not grow beyond ten minutes": ([run("s", 0, 600)], ("s", 601), ["s 0 600", "s 601"]),
}


@pytest.mark.parametrize("name", ROWS)
def test_one_more_look(name: str) -> None:
    near, (letter, second), expected = ROWS[name]
    assert told(add_look(near, at(second), LETTERS[letter], "person")) == expected


def arrive(looks: list[tuple[int, str]]) -> list[Run]:
    """Store looks one by one as `keep_look` does: the run around, else the neighbours."""
    runs: list[Run] = []
    for second, letter in looks:
        here = at(second)
        left = max((r for r in runs if r.first <= here), key=lambda r: r.first, default=None)
        if left is not None and here <= left.last:
            near = [left]
        else:
            right = min((r for r in runs if r.first > here), key=lambda r: r.first, default=None)
            near = [r for r in (left, right) if r is not None]
        after = add_look(near, here, LETTERS[letter], "person")
        runs = sorted([r for r in runs if r not in near] + list(after), key=lambda r: r.first)
    return runs


@given(st.lists(st.tuples(st.integers(0, 1500), st.sampled_from("sau")), min_size=1, max_size=40), st.randoms())
def test_any_order_ends_in_the_same(looks: list[tuple[int, str]], random: object) -> None:
    shuffled = looks + looks[::3]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    best: dict[int, WindowState] = {}
    for second, letter in looks:
        best[second] = min(LETTERS[letter], best.get(second, LETTERS[letter]), key=SEEN_FIRST.index)
    for runs in (arrive(looks), arrive(shuffled)):
        assert {i: r.state for r in runs for i in r.instants} == {at(s): state for s, state in best.items()}
        assert all(a.last < b.first for a, b in itertools.pairwise(runs))
        assert all(r.last - r.first <= LONGEST for r in runs)
        assert timeline(
            "W1",
            [LookRun("W1", r.state, r.instants) for r in runs],
            now=at(1600),
            limits=OccupancyLimits(confirm_s=10, max_gap_s=60),
        ) == timeline(
            "W1",
            [LookRun("W1", state, (at(s),)) for s, state in best.items()],
            now=at(1600),
            limits=OccupancyLimits(confirm_s=10, max_gap_s=60),
        )
