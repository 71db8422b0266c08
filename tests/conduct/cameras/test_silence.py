"""Offline, and a clock that is off: what is told by when frames come."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.cameras.silence import RECENT, Heard, clock_skew, heard_again_at, never_was, offline
from conduct.words import say
from models.values.care import CameraCondition, Episode, Observation
from models.values.why import Why
from tests.conduct.cameras.test_conditions import camera, second

LONG_AGO = -100_000
Frames = Sequence[tuple[float, float]]
"""When each was captured and received, in seconds."""


@pytest.mark.parametrize(
    ("heard", "watched", "now", "interval_s", "since"),
    [
        (None, LONG_AGO, 1000, 5, None),  # nothing ever came: it is not at work yet
        ((0, 0), LONG_AGO, 23.9, 5, None),
        ((0, 0), LONG_AGO, 24, 5, 0),
        ((0, 0), LONG_AGO, 113, 60, None),
        ((0, 0), LONG_AGO, 114, 60, 0),
        ((0, 0), 990, 1000, 5, None),  # the hall has just opened, or the service just started
        ((0, 0), 976, 1000, 5, 0),
        ((0, 950), LONG_AGO, 970, 5, None),  # a backlog is being delivered
        ((0, 950), LONG_AGO, 974, 5, 0),
    ],
)
def test_offline(
    heard: tuple[float, float] | None, watched: float, now: float, interval_s: float, since: float | None
) -> None:
    told = Heard(*map(second, heard)) if heard else None
    found = offline(told, camera(interval_s), watched_since=second(watched), now=second(now))
    assert found == (
        None if since is None else found and Episode(CameraCondition.offline, second(since), None, found.why)
    )
    if since is not None:
        assert found is not None
        assert found.start == second(since)
        assert say(found.why).startswith("no picture of camera lobby-1 since 2026-06-03 09:00:00")


@pytest.mark.parametrize("interval_s", [1, 5, 10, 15, 20, 60, 300])
def test_silence_is_noticed_within_half_a_minute_or_two_intervals(interval_s: float) -> None:
    for asked_s in range(0, int(max(30, 2 * interval_s)) + 1, 2):
        now = second(asked_s)
        if offline(Heard(second(0), second(0.1)), camera(interval_s), watched_since=second(LONG_AGO), now=now):
            return
    pytest.fail("not noticed")


@pytest.mark.parametrize(
    ("frames", "end"),
    [
        ([(100, 100)], 100),
        ([(15, 100), (20, 100), (95, 100)], 15),  # a backlog: the line was down, not the camera
        ([(-50, 100)], 100),  # captured before it went off, by a clock that was put back
        ([(-50, 100), (90, 101)], 90),
    ],
)
def test_when_a_camera_is_heard_again(frames: Frames, end: float) -> None:
    heard = [Heard(second(captured), second(received)) for captured, received in frames]
    assert heard_again_at(second(10), heard) == second(end)


@pytest.mark.parametrize(("end", "was"), [(None, True), (5, False), (23.9, False), (24, True), (600, True)])
def test_a_gap_that_late_pictures_filled_never_was(end: float | None, was: bool) -> None:
    episode = Episode(CameraCondition.offline, second(0), None if end is None else second(end), Why("x"))
    assert never_was(episode, camera()) is not was


def frames_of(told: Frames) -> list[Observation]:
    return [Observation(second(captured), second(received), n) for n, (captured, received) in enumerate(told)]


def steady(late_s: float, count: int = 8, step: float = 5, jitter: Sequence[float] = (0.0,)) -> Frames:
    return [(i * step - late_s + jitter[i % len(jitter)], i * step) for i in range(count)]


SKEW: dict[str, tuple[Frames, str | None]] = {
    "in time": (steady(0.3), None),
    "a slow line": (steady(12), None),
    "just within": (steady(30), None),
    "behind": (steady(600), "camera.clock-behind"),
    "behind, on a line that is not even": (steady(600, jitter=(0.0, 1.5, 0.4)), "camera.clock-behind"),
    "ahead, which no line can be": (steady(-45), "camera.clock-ahead"),
    "ahead, by one picture": (steady(-45, count=1), None),
    "ahead, by one picture among good ones": ([*steady(0), (3600, 36)], None),
    "ahead, by one picture that is sent again and again": ([*steady(0), *((3600, 36 + i) for i in range(5))], None),
    "ahead, by two pictures": ([*steady(0), (3600, 36), (3605, 41)], None),
    "ahead, by three pictures": ([*steady(0), (3600, 36), (3605, 41), (3700, 46)], "camera.clock-ahead"),
    "ahead, by three pictures with a good one between": ([*steady(0), (3600, 36), (40, 40), (3605, 41), (3610, 46)], None),
    "ahead by a little, then by much": ([*steady(0), (70, 36), (3605, 41), (9999, 46)], "camera.clock-ahead"),
    "behind by hours, seldom expected": (steady(7200, count=2, step=60), "camera.clock-behind"),
    "one late picture": ([*steady(0), (-400, 36)], None),
    "a backlog as fast as it goes": ([(i * 5, 3600 + i * 0.1) for i in range(8)], None),
    "a backlog at twice the pace": ([(i * 5, 3600 + i * 2.5) for i in range(8)], None),
    "a backlog, then live": ([*((i * 5, 3600 + i * 0.1) for i in range(7)), (3601, 3601)], None),
    "two late pictures at once": ([*steady(0), (-400, 36), (-401, 36.1)], None),
    "put back while it ran": ([*steady(0, count=4), *((15 - 600 + i * 5, 20 + i * 5) for i in range(3))], "camera.clock-behind"),
    "and put right again": ([*steady(600, count=6), (30, 30)], None),
    "nothing came": ([], None),
}  # fmt: skip


@pytest.mark.parametrize("name", SKEW)
def test_clocks(name: str) -> None:
    told, code = SKEW[name]
    found = clock_skew(frames_of(told), camera())
    assert (found.why.code if found else None) == code


def test_a_clock_is_off_since_its_frames_came_so_and_until_one_comes_in_time() -> None:
    seen = frames_of([*steady(0, count=4), *((15 - 600 + i * 5, 20 + i * 5) for i in range(3))])
    began = clock_skew(seen, camera())
    assert began is not None
    assert (began.start, began.end) == (second(20), None)
    assert "605 s behind" in say(began.why)
    assert clock_skew([*seen, *frames_of([(-400, 36)])], camera(), known=began) == began
    ended = clock_skew([*seen, *frames_of([(35, 35), (40, 40)])], camera(), known=began)
    assert ended is not None
    assert (ended.start, ended.end) == (second(20), second(35))
    assert clock_skew([], camera(), known=began) == began


@pytest.mark.parametrize("interval_s", [0.3, 1, 5, 10, 12, 15, 20, 60, 300])
@pytest.mark.parametrize("off_s", [-3600, 3600])
def test_a_clock_is_noticed_within_half_a_minute_or_two_intervals(interval_s: float, off_s: float) -> None:
    good = [(i * interval_s, i * interval_s) for i in range(10)]
    bad = [(i * interval_s + off_s, i * interval_s) for i in range(10, 150)]
    last_good = good[-1][0]
    seen = [o for o in frames_of([*good, *bad]) if o.received_at <= second(last_good + max(30, 2 * interval_s))]
    assert clock_skew(seen[-RECENT:], camera(interval_s)) is not None


@pytest.mark.parametrize("interval_s", [12, 20, 60, 300])
def test_one_odd_frame_of_a_slow_camera_is_no_clock(interval_s: float) -> None:
    seen = frames_of([*steady(0, step=interval_s), (8 * interval_s + 3600, 8 * interval_s)])
    assert clock_skew(seen, camera(interval_s)) is None


@given(st.sampled_from(sorted(SKEW)), st.randoms())
def test_the_order_in_which_frames_are_told_carries_no_meaning(name: str, random: object) -> None:
    seen = frames_of(SKEW[name][0])
    shuffled = seen + seen[::2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert clock_skew(shuffled, camera()) == clock_skew(seen, camera())
