"""What is given up when there is no room: first what is hardly missed, then the oldest."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.agent.thinning import Kept, to_drop

NOON = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)


def frame(second: float, camera: str = "a", size_bytes: int = 10) -> Kept:
    return Kept(camera, NOON + timedelta(seconds=second), size_bytes)


def seconds(frames: tuple[Kept, ...]) -> list[float]:
    return [(each.captured_at - NOON).total_seconds() for each in frames]


FIVES = [frame(second) for second in range(0, 30, 5)]


@pytest.mark.parametrize(
    ("frames", "needed_bytes", "dropped"),
    [
        pytest.param(FIVES, 0, [], id="enough room"),
        pytest.param([], 10, [], id="nothing to give up"),
        pytest.param(FIVES, 1, [5], id="the first that lies between two within 10 s"),
        pytest.param(FIVES, 11, [5, 15], id="the next"),
        pytest.param(FIVES, 21, [5, 15, 0], id="thinned out: then the oldest"),
        pytest.param(FIVES, 999, [5, 15, 0, 10, 20, 25], id="all"),
        pytest.param([frame(0), frame(10), frame(20)], 1, [0], id="thin already: the oldest"),
        pytest.param([frame(0), frame(9), frame(20)], 1, [0], id="no gap may open beyond 10 s"),
        pytest.param([frame(0), frame(1), frame(2), frame(3), frame(11)], 25, [1, 2, 0], id="several in a row, but 3 to 11 needs both"),
        pytest.param(list(reversed(FIVES)), 1, [5], id="however they lie"),
        pytest.param([frame(0), frame(1, "b"), frame(2)], 1, [0], id="another camera's frames are no neighbours"),
        pytest.param([frame(0), frame(2, "b"), frame(4), frame(5, "b"), frame(6), frame(7, "b")], 11, [4, 5], id="each camera by itself, oldest first"),
        pytest.param([frame(0, size_bytes=3), frame(20, size_bytes=30)], 5, [0, 20], id="until it is enough"),
    ],
)  # fmt: skip
def test_given_up(frames: list[Kept], needed_bytes: int, dropped: list[float]) -> None:
    assert seconds(to_drop(frames, needed_bytes)) == dropped


@given(
    steps=st.lists(st.tuples(st.floats(0.2, 30), st.sampled_from("ab"), st.integers(1, 50)), max_size=40),
    needed_bytes=st.integers(0, 2000),
)
def test_room_is_made_and_while_thinning_no_gap_opens(steps: list[tuple[float, str, int]], needed_bytes: int) -> None:
    at, frames = 0.0, list[Kept]()
    for step_s, camera, size in steps:
        at += step_s
        frames.append(frame(at, camera, size))
    dropped = to_drop(frames, needed_bytes)
    freed = sum(each.size_bytes for each in dropped)
    assert freed >= min(needed_bytes, sum(each.size_bytes for each in frames))
    assert len(set(dropped)) == len(dropped)
    if dropped:
        assert freed - dropped[-1].size_bytes < needed_bytes, "no more than is needed"
    gone = set(dropped)
    for camera in "ab":
        own = [each for each in frames if each.camera == camera]
        left = [each for each in own if each not in gone]
        if not own or not left or own[0] in gone:
            continue
        assert left[-1] == own[-1]
        for one, following in pairwise(left):
            between = [each for each in own if one.captured_at < each.captured_at < following.captured_at]
            assert not between or following.captured_at - one.captured_at <= timedelta(seconds=10)
