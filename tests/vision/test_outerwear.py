"""Coats by taught colours: drawn chests by rows; in doubt unknown."""

import json

import cv2
import numpy as np
import pytest

from models.values.occupancy import Outerwear
from tests.vision.attire_drawn import Bgr, Drawn
from vision.outerwear import OuterwearLimits, TaughtColours, chest_of, decide, distance, histogram, outerwear_of
from vision.pictures import Picture

NAVY: Bgr = (90, 45, 25)
WHITE: Bgr = (225, 225, 225)
RED: Bgr = (40, 30, 200)


def cloth(colour: Bgr, light: float = 1.0, seed: int = 0, side_px: int = 40) -> Picture:
    """A flat colour with a camera's noise."""
    noise = np.random.default_rng(seed).normal(0, 6, (side_px, side_px, 3))
    return np.clip(np.array(colour) * light + noise, 0, 255).astype(np.uint8)


def taught() -> TaughtColours:
    return TaughtColours.from_pictures([cloth(NAVY), cloth(NAVY, 1.4, 1)], [cloth(WHITE), cloth(WHITE, 0.8, 1)])


ROWS = {
    "the coat": (cloth(NAVY, 1.0, 5), Outerwear.yes, "taught coat"),
    "the coat in other light": (cloth(NAVY, 1.2, 5), Outerwear.yes, "taught coat"),
    "the shirt": (cloth(WHITE, 0.9, 5), Outerwear.no, "taught shirt"),
    "never taught": (cloth(RED, 1.0, 5), Outerwear.unknown, "Nothing like it"),
    "half and half": (np.hstack([cloth(NAVY, 1.0, 5), cloth(WHITE, 1.0, 5)]), Outerwear.unknown, "equally near"),
    "dark": (cloth(NAVY, 0.2, 5), Outerwear.unknown, "light is too bad"),
    "a few pixels": (cloth(NAVY, 1.0, 5, 8), Outerwear.unknown, "cannot be seen"),
    "hidden": (None, Outerwear.unknown, "cannot be seen"),
}  # fmt: skip


@pytest.mark.parametrize(("chest", "outerwear", "words"), ROWS.values(), ids=ROWS)
def test_by_taught_colours(chest: Picture | None, outerwear: Outerwear, words: str) -> None:
    seen = outerwear_of(chest, taught())
    assert seen.outerwear == outerwear, seen.why
    assert words in seen.why
    assert (seen.confidence >= 0.7) == (outerwear is not Outerwear.unknown)


def test_nothing_taught_is_always_unknown() -> None:
    assert outerwear_of(cloth(NAVY), None).outerwear is Outerwear.unknown


DISTANCES = {
    "just past the margin": (0.30, 0.46, Outerwear.yes),
    "just short of it": (0.30, 0.44, Outerwear.unknown),
    "the other way": (0.50, 0.30, Outerwear.no),
    "far from both": (0.76, 1.0, Outerwear.unknown),
}


@pytest.mark.parametrize(("coat", "shirt", "outerwear"), DISTANCES.values(), ids=DISTANCES)
def test_deciding_by_distance(coat: float, shirt: float, outerwear: Outerwear) -> None:
    assert decide(coat, shirt, OuterwearLimits()).outerwear == outerwear


UNTEACHABLE = {
    "no shirt": ([cloth(NAVY)], [], "both with the coat and without"),
    "no coat": ([], [cloth(NAVY)], "both with the coat and without"),
    "too small": ([cloth(NAVY, side_px=5)], [cloth(WHITE)], "12 px or more"),
    "alike": ([cloth(NAVY)], [cloth(NAVY, seed=1)], "look alike"),
}


@pytest.mark.parametrize(("coats", "shirts", "words"), UNTEACHABLE.values(), ids=UNTEACHABLE)
def test_what_cannot_be_taught(coats: list[Picture], shirts: list[Picture], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TaughtColours.from_pictures(coats, shirts)


def test_taught_colours_are_numbers_that_come_back() -> None:
    colours = taught()
    assert TaughtColours.from_numbers(json.loads(json.dumps(colours.as_numbers()))) == colours
    for broken in ({}, {"coats": [], "shirts": []}, {"coats": [[1.0]], "shirts": [[1.0]]}):
        with pytest.raises(ValueError, match="taught colour"):
            TaughtColours.from_numbers(broken)


def test_distance_runs_from_same_to_nothing_in_common() -> None:
    navy, white = histogram(cloth(NAVY)), histogram(cloth(WHITE))
    assert distance(navy, navy) == pytest.approx(0, abs=1e-4)
    assert distance(navy, white) > 0.9
    assert sum(navy) == pytest.approx(1)


def test_the_chest_lies_between_shoulders_and_hips() -> None:
    drawn = Drawn()
    chest = chest_of(drawn.picture(), drawn.person())
    assert chest is not None
    assert cv2.mean(chest)[:3] == pytest.approx(drawn.cloth, abs=1)
    hipless = Drawn(hidden=frozenset({11}))
    assert chest_of(hipless.picture(), hipless.person()) is None
