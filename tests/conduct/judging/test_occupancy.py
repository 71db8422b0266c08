"""Rules 1 to 4 against a slow reading of the contract, word for word."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conduct.judging.occupancy import OccupancyLimits, Seen, smooth, timeline
from models.values.occupancy import SEEN_FIRST, LookRun, StateSpan, WindowState

START = datetime(2026, 6, 3, 1, tzinfo=UTC)
LIMITS = OccupancyLimits(confirm_s=10, max_gap_s=60)
STATES = (WindowState.unattended, WindowState.away_sign, WindowState.staffed)

looks = st.lists(st.tuples(st.integers(0, 400), st.sampled_from(STATES)), max_size=60)


def second(n: int) -> datetime:
    return START + timedelta(seconds=n)


def run_of(n: int, state: WindowState) -> LookRun:
    return LookRun("W1", state, (second(n),))


def slowly(runs: Sequence[Seen], confirm: timedelta) -> list[Seen]:
    """Rule 3 as it is written: look for the earliest short run of each state in turn, and begin again."""
    now = list(runs)
    while True:
        for state in STATES:
            short = (
                i
                for i in range(1, len(now) - 1)
                if now[i][1] == state and now[i - 1][1] == now[i + 1][1] and now[i + 1][0] - now[i][0] < confirm
            )
            found = next(short, None)
            if found is not None:
                del now[found : found + 2]
                break
        else:
            return now


@given(st.lists(st.tuples(st.integers(1, 15), st.sampled_from(STATES)), min_size=1, max_size=40))
def test_smoothing_is_the_slow_reading(steps: list[tuple[int, WindowState]]) -> None:
    runs: list[Seen] = []
    at = 0
    for length, state in steps:
        if not runs or runs[-1][1] != state:
            runs.append((second(at), state))
        at += length
    confirm = timedelta(seconds=LIMITS.confirm_s)
    assert smooth(runs, confirm) == slowly(runs, confirm)


@given(looks, st.randoms())
def test_order_repetition_and_bundling_change_nothing(seen: list[tuple[int, WindowState]], random: object) -> None:
    one_by_one = [run_of(n, s) for n, s in seen]
    shuffled = one_by_one + one_by_one[: len(seen) // 2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    bundled = [
        LookRun("W1", state, tuple(sorted({second(n) for n, s in seen if s == state})))
        for state in STATES
        if any(s == state for _, s in seen)
    ]
    now = second(500)
    expected = timeline("W1", one_by_one, now=now, limits=LIMITS)
    assert timeline("W1", shuffled, now=now, limits=LIMITS) == expected
    assert timeline("W1", bundled, now=now, limits=LIMITS) == expected


@given(looks, st.integers(0, 500))
def test_states_cover_from_the_first_look_to_now(seen: list[tuple[int, WindowState]], until: int) -> None:
    now = second(until)
    spans = timeline("W1", [run_of(n, s) for n, s in seen], now=now, limits=LIMITS)
    known = sorted(n for n, _ in seen if n <= until)
    if not known:
        assert spans == ()
        return
    assert spans[0].start == second(known[0])
    assert spans[-1].end == now
    for left, right in itertools.pairwise(spans):
        assert left.end == right.start
        assert left.state != right.state
    for span in spans:
        if span.state == WindowState.unknown:
            assert span.length > timedelta(seconds=LIMITS.max_gap_s)
            assert not any(span.start < second(n) < span.end for n in known)


def test_at_one_instant_a_person_beats_the_sign_and_the_sign_beats_nothing() -> None:
    for best, *rest in (SEEN_FIRST, SEEN_FIRST[1:]):
        spans = timeline("W1", [run_of(0, s) for s in (*rest, best)], now=second(0), limits=LIMITS)
        assert spans == (StateSpan("W1", best, second(0), second(0), goes_on=True),)
