"""Thinning as rows: seconds at which frames were captured, and those that are looked at."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.plan import PlanLimits, Waiting, plan

NOW = datetime(2026, 6, 3, 2, tzinfo=UTC)
LIMITS = PlanLimits(look_every_s=10, max_gap_s=60)
LOBBY, DOOR = UUID(int=1), UUID(int=2)


def frame(captured_s: float, *, waited_s: float = 60, camera: UUID = LOBBY) -> Waiting:
    number = int(captured_s * 1000) + 10_000_000 * camera.int
    return Waiting(
        UUID(int=number + 2**40), camera, NOW + timedelta(seconds=captured_s), NOW - timedelta(seconds=waited_s)
    )


def seconds(frames: tuple[Waiting, ...]) -> list[float]:
    return [(f.captured_at - NOW).total_seconds() for f in frames]


ROWS = {
    "on schedule all are looked at": ([-9, -6, -3], 9, {}, [-9, -6, -3]),
    "behind, one of each ten seconds": (range(-30, 0, 2), 60, {}, [-30, -20, -10, -2]),
    "the newest is never left out": ([-8, -4, -1], 60, {}, [-8, -1]),
    "a gap that was there stays as it was": ([-50, -47, -20, -18], 60, {}, [-50, -47, -20, -18]),
    "what was looked at before counts": ([-8, -6, -4], 60, {LOBBY: -12}, [-4]),
}


@pytest.mark.parametrize("name", ROWS)
def test_thinning(name: str) -> None:
    captured, waited_s, looked, expected = ROWS[name]
    until = {camera: NOW + timedelta(seconds=s) for camera, s in looked.items()}
    frames = [frame(s, waited_s=waited_s) for s in captured]
    planned = plan(frames, until, now=NOW, limits=LIMITS)
    assert seconds(planned.look) == expected
    assert {f.id for f in planned.look} | {f.id for f in planned.superseded} == {f.id for f in frames}


def test_live_goes_before_backlog_and_each_in_order_of_capture() -> None:
    frames = [frame(s, waited_s=1) for s in (-900, -3600, -2, -59)]
    assert seconds(plan(frames, {}, now=NOW, limits=LIMITS).look) == [-59, -2, -3600, -900]


def test_one_camera_s_backlog_is_thinned_by_its_own_times() -> None:
    frames = [frame(s, camera=c) for s in (-6, -4, -2) for c in (LOBBY, DOOR)]
    planned = plan(frames, {DOOR: NOW - timedelta(seconds=11)}, now=NOW, limits=LIMITS)
    assert sorted((f.camera_id.int, s) for f, s in zip(planned.look, seconds(planned.look), strict=True)) == [
        (1, -6), (1, -2), (2, -2),
    ]  # fmt: skip


@given(st.sets(st.integers(-3600, 0), min_size=1), st.floats(1, 120), st.floats(1, 120))
def test_thinning_never_opens_a_gap_longer_than_allowed(captured: set[int], every_s: float, gap_s: float) -> None:
    limits = PlanLimits(look_every_s=every_s, max_gap_s=gap_s)
    looked = sorted(seconds(plan([frame(s) for s in captured], {}, now=NOW, limits=limits).look))
    had = sorted(captured)
    assert (looked[0], looked[-1]) == (had[0], had[-1])
    for left, right in itertools.pairwise(looked):
        between = [s for s in had if left < s < right]
        assert right - left <= min(every_s, gap_s) or not between
