"""Of runs no more is read than a timeline hangs on, and it is the same timeline."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.judging.occupancy import OccupancyLimits, timeline
from conduct.records.recent_looks import thinned
from models.values.occupancy import LookRun, WindowState

START = datetime(2026, 6, 3, 1, tzinfo=UTC)
STATES = [WindowState.staffed, WindowState.away_sign, WindowState.unattended]
runs = st.lists(st.tuples(st.sampled_from(STATES), st.lists(st.integers(1, 90), min_size=1, max_size=20)), max_size=8)


@pytest.mark.parametrize(
    ("offsets", "kept"),
    [
        ([0], [0]),
        ([0, 5], [0, 5]),
        ([0, 5, 10, 15, 20], [0, 10, 20]),
        ([0, 5, 30, 35], [0, 5, 30, 35]),
        ([0, 11, 22], [0, 11, 22]),
        ([0, 3, 6, 9, 12, 40, 41, 42], [0, 9, 12, 40, 42]),
    ],
)
def test_what_is_kept_of_instants_with_gaps_up_to_ten(offsets: list[int], kept: list[int]) -> None:
    assert thinned(offsets, 10) == kept


@given(told=runs, after_s=st.integers(0, 200), max_gap_s=st.integers(1, 60), confirm_s=st.integers(0, 120))
def test_the_timeline_is_the_same(
    told: list[tuple[WindowState, list[int]]], after_s: int, max_gap_s: int, confirm_s: int
) -> None:
    limits = OccupancyLimits(confirm_s=confirm_s, max_gap_s=max_gap_s)
    whole: list[LookRun] = []
    thin: list[LookRun] = []
    second = 0
    for state, steps in told:
        seconds = [second := second + step for step in steps]
        whole.append(LookRun("W1", state, at(seconds), "c"))
        thin.append(LookRun("W1", state, at(thinned(seconds, max_gap_s)), "c"))
    now = START + timedelta(seconds=second + after_s)
    assert timeline("W1", thin, now=now, limits=limits) == timeline("W1", whole, now=now, limits=limits)


def at(seconds: list[int]) -> tuple[datetime, ...]:
    return tuple(START + timedelta(seconds=each) for each in seconds)
