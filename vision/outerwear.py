"""Whether a person wears the uniform's coat, from colours that the hall taught for the season. Pure but for arithmetic.

No model here tells a jacket from a shirt; without taught colours the answer is always unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.values.occupancy import Outerwear
from models.values.seeing import Signal
from vision.pictures import Picture
from vision.views import bounds

SHOULDERS, HIPS = (5, 6), (11, 12)
LIGHTNESS_BINS, COLOUR_BINS = 6, 8
COLOUR_REACH = 64.0
"""The outermost bins take what lies farther out on the two colour axes of L*a*b*."""
SMOOTHING = (0.25, 0.5, 0.25)
"""Spread over neighbouring bins, so that another lamp doesn't make another coat."""

Histogram = tuple[float, ...]
"""Shares of 6 x 8 x 8 bins of lightness and two colour axes, summing to 1."""
_Bins = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OuterwearLimits:
    """When taught colours decide. Not calibrated: no labelled hall exists here; chosen to be silent in doubt."""

    margin_min: float = 0.15
    """By how much nearer the one garment must be than the other, 0..1. Higher is silent more often; lower guesses
    between a dark suit and a dark shirt."""
    distance_max: float = 0.75
    """The farthest that a garment may lie from anything taught, 0..1. Higher decides on clothes never shown; lower
    gives up other light."""
    side_px_min: int = 12
    """A chest smaller than that on a side isn't judged."""
    lightness_min: float = 8.0
    """Median lightness, 0..100, below which a dark coat and a dark place are the same."""


@dataclass(frozen=True, slots=True)
class TaughtColours:
    """What a hall's coats and shirts look like in one season, as plain numbers. No picture is kept."""

    coats: tuple[Histogram, ...]
    shirts: tuple[Histogram, ...]

    @staticmethod
    def from_pictures(
        coats: Sequence[Picture], shirts: Sequence[Picture], limits: OuterwearLimits | None = None
    ) -> "TaughtColours":
        """From crops of chests in the uniform's coat and without it, each height x width x 3, blue-green-red.

        Raises ValueError where one of the two is missing, a crop is too small, or a coat and a shirt look alike, since
        then colour cannot decide.
        """
        limits = limits or OuterwearLimits()
        if not coats or not shirts:
            raise ValueError("outerwear needs pictures both with the coat and without it")
        if any(min(crop.shape[:2]) < limits.side_px_min for crop in (*coats, *shirts)):
            raise ValueError(f"a taught crop needs {limits.side_px_min} px or more on each side")
        taught = TaughtColours(tuple(map(histogram, coats)), tuple(map(histogram, shirts)))
        nearest = min(distance(coat, shirt) for coat in taught.coats for shirt in taught.shirts)
        if nearest < limits.margin_min:
            raise ValueError(f"a coat and a shirt look alike (distance {nearest:.2f}, needed {limits.margin_min:.2f})")
        return taught

    @staticmethod
    def from_numbers(told: Mapping[str, Sequence[Sequence[float]]]) -> "TaughtColours":
        """The opposite of `as_numbers`. Raises ValueError for anything else."""
        size = LIGHTNESS_BINS * COLOUR_BINS**2
        if set(told) != {"coats", "shirts"} or not all(told.values()):
            raise ValueError("taught colours are coats and shirts, one or more of each")
        if any(len(one) != size or min(one) < 0 or abs(sum(one) - 1) > 0.01 for each in told.values() for one in each):
            raise ValueError(f"a taught colour is {size} shares that sum to 1")
        coats, shirts = (tuple(tuple(float(x) for x in one) for one in told[name]) for name in ("coats", "shirts"))
        return TaughtColours(coats, shirts)

    def as_numbers(self) -> dict[str, list[list[float]]]:
        """For a JSON column."""
        return {"coats": [list(one) for one in self.coats], "shirts": [list(one) for one in self.shirts]}


@dataclass(frozen=True, slots=True)
class OuterwearSeen:
    """What is said of the coat, how sure it is (0..1; 0 for unknown), and why."""

    outerwear: Outerwear
    confidence: float
    why: str


def outerwear_of(
    chest: Picture | None, taught: TaughtColours | None, limits: OuterwearLimits | None = None
) -> OuterwearSeen:
    """Whether a chest (height x width x 3, blue-green-red; None where it cannot be seen) wears the coat."""
    limits = limits or OuterwearLimits()
    if taught is None:
        return _unknown("No colours of coats are taught for this season.")
    if chest is None or min(chest.shape[:2]) < limits.side_px_min:
        return _unknown("The chest cannot be seen well enough.")
    if float(np.median(_lab(chest)[..., 0])) < limits.lightness_min:
        return _unknown("The light is too bad to compare colours.")
    seen = histogram(chest)
    from_coat = min(distance(seen, coat) for coat in taught.coats)
    from_shirt = min(distance(seen, shirt) for shirt in taught.shirts)
    return decide(from_coat, from_shirt, limits)


def decide(from_coat: float, from_shirt: float, limits: OuterwearLimits) -> OuterwearSeen:
    """By the distances, 0..1, from the nearest taught coat and shirt."""
    words = f"distance from a taught coat {from_coat:.2f}, from a shirt {from_shirt:.2f}"
    if min(from_coat, from_shirt) > limits.distance_max:
        return _unknown(f"Nothing like it was taught ({words}).")
    if abs(from_coat - from_shirt) < limits.margin_min:
        return _unknown(f"Coat and shirt are about equally near ({words}).")
    # a margin just reached gives 0.7, the default of `attire_confidence`; twice the margin and more up to 1
    confidence = min(1.0, 0.7 + 0.3 * (abs(from_coat - from_shirt) - limits.margin_min) / limits.margin_min)
    if from_coat < from_shirt:
        return OuterwearSeen(Outerwear.yes, confidence, f"Looks like the taught coat ({words}).")
    return OuterwearSeen(Outerwear.no, confidence, f"Looks like the taught shirt ({words}).")


def chest_of(picture: Picture, person: Signal, point_confidence_min: float = 0.5) -> Picture | None:
    """The part of a picture between shoulders and hips, without its edges; None where a corner cannot be seen."""
    height, width = picture.shape[:2]
    points = person.keypoints or ()
    corners = [points[number] for number in (*SHOULDERS, *HIPS) if number < len(points)]
    if len(corners) < 4 or any(confidence < point_confidence_min for _x, _y, confidence in corners):
        return None
    left, top, right, bottom = bounds([(x * width, y * height) for x, y, _confidence in corners])
    across, down = 0.15 * (right - left), 0.1 * (bottom - top)
    chest = picture[int(top + down) : int(bottom - down), int(left + across) : int(right - across)]
    return chest if chest.size else None


def histogram(crop: Picture) -> Histogram:
    """The colours of a crop (height x width x 3, blue-green-red) as shares of bins, blurred over neighbours."""
    pixels = _lab(crop).reshape(-1, 3)
    lightness = np.clip(pixels[:, 0] / 100 * LIGHTNESS_BINS, 0, LIGHTNESS_BINS - 1).astype(int)
    colour = np.clip((pixels[:, 1:] / COLOUR_REACH + 1) / 2 * COLOUR_BINS, 0, COLOUR_BINS - 1).astype(int)
    bins: _Bins = np.zeros((LIGHTNESS_BINS, COLOUR_BINS, COLOUR_BINS))
    np.add.at(bins, (lightness, colour[:, 0], colour[:, 1]), 1.0)
    for axis in range(3):
        bins = _blurred(bins, axis)
    return tuple(float(share) for share in (bins / bins.sum()).reshape(-1))


def distance(one: Histogram, other: Histogram) -> float:
    """Hellinger's, 0 (the same) .. 1 (nothing in common)."""
    common = sum((a * b) ** 0.5 for a, b in zip(one, other, strict=True))
    return max(0.0, 1 - common) ** 0.5


def _blurred(bins: _Bins, axis: int) -> _Bins:
    padded = np.moveaxis(np.pad(bins, [(1, 1) if a == axis else (0, 0) for a in range(3)], mode="edge"), axis, 0)
    before, here, after = SMOOTHING
    return np.moveaxis(padded[:-2] * before + padded[1:-1] * here + padded[2:] * after, 0, axis)


def _lab(crop: Picture) -> NDArray[np.float32]:
    return cast(NDArray[np.float32], cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_BGR2LAB))


def _unknown(why: str) -> OuterwearSeen:
    return OuterwearSeen(Outerwear.unknown, 0.0, why)
