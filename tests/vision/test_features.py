from dataclasses import replace

import numpy as np
import pytest

from models.values.seeing import Signal, SignalKind
from tests.vision.people import SEAT_TAG, SIGN_TAG, VIEW, person
from vision.eyes import View
from vision.features import FEATURE_NAMES, GRID, features_of
from vision.pictures import Picture

OUTSIDE = person((0.0, 0.6, 0.1, 0.9), score=0.95)


def picture(seed: int = 0) -> Picture:
    """Coarse shades, so that shrinking leaves something."""
    small = np.random.default_rng(seed).integers(40, 200, (18, 32, 3), np.uint8)
    return np.kron(small, np.ones((20, 20, 1), np.uint8))


def named(view: View, signals: tuple[Signal, ...] = (), detector: bool = True) -> dict[str, float]:
    return dict(zip(FEATURE_NAMES, features_of(view, signals, detector), strict=True))


@pytest.mark.parametrize(
    ("signals", "detector", "seat_tag", "expected"),
    [
        pytest.param((), True, True, (0.0, 0.0, 0.0), id="nothing found"),
        pytest.param((), False, True, (-1.0, 0.0, 0.0), id="no detector"),
        pytest.param((), True, False, (0.0, -1.0, 0.0), id="no seat tag fitted"),
        pytest.param((SEAT_TAG, SIGN_TAG), True, True, (0.0, 1.0, 1.0), id="both tags"),
        pytest.param((person(score=0.3), person(score=0.2)), True, True, (0.3, 0.0, 0.0), id="the best, though low"),
        pytest.param((OUTSIDE, person(score=0.2)), True, True, (0.2, 0.0, 0.0), id="not who is elsewhere"),
        pytest.param((OUTSIDE,), True, True, (0.0, 0.0, 0.0), id="only somebody elsewhere"),
        pytest.param(
            (Signal(SignalKind.sign_text, 0.8, (0, 0, 1, 1)),), True, True, (0.0, 0.0, 0.0), id="text is none"
        ),
    ],
)
def test_signals(signals: tuple[Signal, ...], detector: bool, seat_tag: bool, expected: tuple[float, ...]) -> None:
    told = named(View(picture(), replace(VIEW, seat_tag=seat_tag)), signals, detector)
    assert tuple(told[name] for name in ("person", "seat-tag", "sign-tag")) == expected


def test_few_coarse_numbers_that_fit_into_json() -> None:
    numbers = features_of(View(picture(), VIEW), (), person_detector=True)
    assert len(numbers) == len(FEATURE_NAMES) == len(set(FEATURE_NAMES)) == 51
    assert all(type(number) is float and number == round(number, 4) for number in numbers)
    told = named(View(picture(), VIEW))
    for kind in ("edges", "turn-upper", "turn-lower"):
        assert sum(value for name, value in told.items() if name.startswith(kind)) == pytest.approx(1, abs=0.001)


def test_only_the_staff_zone_counts() -> None:
    inside, outside = picture(), picture()
    inside[100:140, 300:340] = 255
    outside[250:340, 300:340] = 255
    plain = features_of(View(picture(), VIEW), (), person_detector=True)
    assert features_of(View(outside, VIEW), (), person_detector=True) == plain
    assert features_of(View(inside, VIEW), (), person_detector=True) != plain


def test_the_light_of_the_day_counts_little() -> None:
    dim = (picture() * 0.6 + 20).astype(np.uint8)
    lit, dimmed, other = (
        np.array(features_of(View(each, VIEW), (), person_detector=True)) for each in (picture(), dim, picture(1))
    )
    assert np.abs(lit - dimmed).max() < 0.05
    assert np.abs(lit - other).max() > 0.5


def test_a_flat_picture_has_no_spread_to_compare_with() -> None:
    flat = View(np.full((360, 640, 3), 90, np.uint8), VIEW)
    assert set(features_of(flat, (), person_detector=True)) == {0.0}


def test_brightness_lies_where_it_is() -> None:
    shades = np.full((360, 640, 3), 60, np.uint8)
    # the zone is 0.35..0.65 by 0.1..0.55: its upper left ninth
    shades[36:90, 224:288] = 220
    told = named(View(shades, VIEW))
    assert max((name for name in told if name.startswith("bright")), key=lambda name: told[name]) == "bright-00"
    assert told["bright-00"] > 2 > 0 > told[f"bright-{GRID - 1}{GRID - 1}"]


@pytest.mark.parametrize(
    ("axis", "turn"), [pytest.param(1, 0, id="upright stripes"), pytest.param(0, 3, id="lying stripes")]
)
def test_edges_turn_as_they_do(axis: int, turn: int) -> None:
    along = np.arange(640 if axis else 360) // 16 % 2 * 150
    shades = np.zeros((360, 640, 3), np.uint8) + (along[None, :, None] if axis else along[:, None, None])
    told = named(View(shades.astype(np.uint8), VIEW))
    for half in ("upper", "lower"):
        assert told[f"turn-{half}-{turn}"] > 0.9
