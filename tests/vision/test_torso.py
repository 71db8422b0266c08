"""Whose clothes may be shown, and no head with them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from models.values.seeing import Signal
from tests.vision.people import STAFF, VIEW, person
from vision.torso import torso_of

WIDTH, HEIGHT = 1000, 1000
SURE = person(keypoints=True)
HEAD, SHOULDERS, HIPS = range(5), (5, 6), (11, 12)


def with_points(who: Signal, changed: dict[int, tuple[float, float, float]]) -> Signal:
    points = who.keypoints
    assert points is not None
    return replace(who, keypoints=tuple(changed.get(i, point) for i, point in enumerate(points)))


def unsure(numbers: Sequence[int]) -> Signal:
    points = SURE.keypoints
    assert points is not None
    return with_points(SURE, {i: (points[i][0], points[i][1], 0.3) for i in numbers})


def test_a_torso_lies_below_the_shoulders() -> None:
    torso = torso_of([SURE], VIEW, WIDTH, HEIGHT)
    assert torso is not None
    assert SURE.keypoints is not None
    shoulder_y = SURE.keypoints[5][1]
    assert min(y for _, y in torso.outline) == pytest.approx(shoulder_y)
    assert max(y for _, y in torso.outline) > SURE.keypoints[11][1]
    assert torso.cell_px == pytest.approx(0.7 * 0.2 * WIDTH / 14)


@pytest.mark.parametrize(
    "signals",
    [
        pytest.param([], id="nobody"),
        pytest.param([person()], id="without keypoints"),
        pytest.param([person(keypoints=True, sure=0.4)], id="no sure point"),
        pytest.param([unsure(HEAD)], id="the head unsure"),
        pytest.param([unsure(range(1, 5))], id="one point of the head alone"),
        pytest.param([unsure((5,))], id="one shoulder"),
        pytest.param([with_points(SURE, {0: (0.5, 0.34, 0.9)})], id="the nose below the shoulders"),
        pytest.param([SURE, person((0.45, 0.22, 0.63, 0.52), keypoints=True)], id="two at the place"),
        pytest.param([replace(SURE, score=0.3)], id="a doubtful person"),
        pytest.param([person((0.1, 0.2, 0.3, 0.5), keypoints=True)], id="somebody elsewhere"),
    ],
)
def test_no_torso(signals: list[Signal]) -> None:
    assert torso_of(signals, VIEW, WIDTH, HEIGHT) is None


def test_hips_behind_the_counter_are_guessed_from_the_shoulders() -> None:
    torso = torso_of([unsure(HIPS)], VIEW, WIDTH, HEIGHT)
    assert torso is not None
    left, top, right, _ = STAFF
    across = 0.7 * (right - left)
    assert max(y for _, y in torso.outline) == pytest.approx(top + 0.35 * 0.3 + (1.3 + 0.2) * across, abs=0.001)


def test_a_raised_hand_does_not_bring_the_head_in() -> None:
    waving = with_points(SURE, {9: (0.5, 0.15, 0.9), 7: (0.6, 0.2, 0.9)})
    torso = torso_of([waving], VIEW, WIDTH, HEIGHT)
    assert torso is not None
    assert SURE.keypoints is not None
    assert min(y for _, y in torso.outline) >= SURE.keypoints[5][1] - 1e-6
