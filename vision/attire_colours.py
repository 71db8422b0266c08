"""The colours of a person's arms against those of face and chest, by keypoints. Numbers only; nothing is kept.

Of the face one colour is taken, the median around the nose and beside it: skin under the light of this place, now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Point, Signal
from vision.pictures import Picture

NOSE, EYES, HEAD = 0, (1, 2), range(5)
SHOULDERS, HIPS = (5, 6), (11, 12)
ARMS = ((5, 7, 9), (6, 8, 10))
"""Shoulder, elbow, wrist."""
ALONG_FOREARM = (0.2, 0.35, 0.5, 0.65, 0.8)
"""From elbow to wrist; the first and the last fifth belong to other parts."""
ALONG_UPPER_ARM = (0.15, 0.3, 0.45)
"""From shoulder to elbow: a short sleeve may end below."""
DOWN_CHEST, ACROSS_CHEST = (0.25, 0.4, 0.55), (-0.25, 0.0, 0.25)
SOFTENER = 4.0
"""Distance of two colours below which they are alike for a camera; keeps a ratio of small ones from jumping."""

NO_FOREARM = "No forearm can be seen from elbow to wrist."

Colour = tuple[float, float, float]
"""CIE L*a*b*: lightness 0..100, then two colour axes of about -100..100."""
_Lab = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ColourLimits:
    """What must be visible for colours to be compared. Set by eye on the crops of `tests.eval.attire`."""

    point_confidence_min: float = 0.5
    """Lower takes guessed wrists behind a counter for seen ones; higher gives up arms in motion."""
    head_span_px_min: float = 8.0
    """Between the points of the head that lie farthest apart. Lower averages skin with hair; higher gives up people
    far from the camera."""
    arm_px_min: float = 12.0
    """Forearm's length. Lower takes sleeve and background into one sample."""
    lightness_weight: float = 0.5
    """Of lightness against colour, 0..1. Higher takes a shadow for another cloth; lower white for grey."""
    skin_lightness_min: float = 15.0
    """Higher gives up dim halls and dark skin in good light; lower compares noise."""
    skin_lightness_max: float = 93.0
    """Higher compares burnt-out faces; lower gives up faces by a window."""
    skin_chroma_min: float = 4.0
    """Lower compares in pictures without colour (night mode), where skin and cloth differ by lightness alone."""
    skin_cloth_min: float = 7.0
    """How far the chest must lie from skin in colour. Lower takes beige sleeves for arms; higher gives up pale ones."""


@dataclass(frozen=True, slots=True)
class ArmMarks:
    """One arm's samples, each -1 (the colour of this person's face) .. 1 (the colour of the chest or no skin)."""

    forearm: tuple[float, ...]
    """From elbow to wrist."""
    upper: tuple[float, ...]
    """From the shoulder down; empty where the shoulder cannot be seen."""


def arms_of(picture: Picture, person: Signal, limits: ColourLimits | None = None) -> tuple[ArmMarks, ...] | str:
    """The samples of the arms that can be seen, one or two; else in words why there are none.

    `picture` is height x width x 3, blue-green-red; the person's keypoints are in 0..1 of it.
    """
    limits = limits or ColourLimits()
    sampler = _sampler(picture, person, limits)
    if sampler is None:
        return "The detector gives no sure keypoints."
    if not any(_forearm(sampler, arm, limits) for arm in ARMS):
        return NO_FOREARM
    skin = _skin(sampler, limits)
    if isinstance(skin, str):
        return skin
    chest = _chest(sampler)
    if not chest:
        return "The chest cannot be seen."
    if min(_apart(skin, cloth, limits) for cloth in chest) < limits.skin_cloth_min:
        return "The clothes are too much like skin in colour."
    marks = [_arm(sampler, arm, skin, chest, limits) for arm in ARMS]
    return tuple(mark for mark in marks if mark is not None) or NO_FOREARM


@dataclass(frozen=True, slots=True, eq=False)
class _Sampler:
    """A picture and the sure keypoints in its pixels. Only the patches asked for are turned into L*a*b*."""

    picture: Picture
    points: dict[int, Point]

    def colour(self, at: Point, radius_px: float) -> Colour | None:
        """The median colour of a square around a point; None outside of the picture."""
        x, y = at
        radius = max(1.0, radius_px)
        height, width = self.picture.shape[:2]
        if not (0 <= x < width and 0 <= y < height):
            return None
        patch = self.picture[
            int(max(0.0, y - radius)) : int(y + radius) + 1, int(max(0.0, x - radius)) : int(x + radius) + 1
        ]
        lab = cast(_Lab, cv2.cvtColor(patch.astype(np.float32) / 255, cv2.COLOR_BGR2LAB))
        return _median(lab.reshape(-1, 3))

    def seen(self, numbers: Sequence[int]) -> list[Point]:
        return [self.points[number] for number in numbers if number in self.points]

    @property
    def head_span_px(self) -> float:
        head = self.seen(HEAD)
        return max((dist(one, other) for one in head for other in head), default=0.0)


def _sampler(picture: Picture, person: Signal, limits: ColourLimits) -> _Sampler | None:
    height, width = picture.shape[:2]
    sure = {
        number: (x * width, y * height)
        for number, (x, y, confidence) in enumerate(person.keypoints or ())
        if confidence >= limits.point_confidence_min
    }
    return _Sampler(picture, sure) if sure else None


def _median(colours: NDArray[np.floating]) -> Colour:
    """Of n x 3 values. Numpy's own takes fifteen times as long for so few."""
    ordered = np.sort(colours, axis=0)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return float(middle[0]), float(middle[1]), float(middle[2])


def _skin(sampler: _Sampler, limits: ColourLimits) -> Colour | str:
    span = sampler.head_span_px
    if NOSE not in sampler.points or len(sampler.seen(HEAD)) < 3 or span < limits.head_span_px_min:
        return "The face cannot be seen, so this person's skin colour is not known."
    nose = sampler.points[NOSE]
    places = [nose, *(_between(eye, nose, 0.5) for eye in sampler.seen(EYES))]
    colours = [colour for place in places if (colour := sampler.colour(place, 0.2 * span)) is not None]
    if not colours:
        return "The face lies outside of the picture."
    lightness, a, b = _median(np.array(colours))
    if not limits.skin_lightness_min <= lightness <= limits.skin_lightness_max:
        return "The light is too bad to compare colours."
    if (a**2 + b**2) ** 0.5 < limits.skin_chroma_min:
        return "The picture has no colour."
    return lightness, a, b


def _chest(sampler: _Sampler) -> list[Colour]:
    shoulders = sampler.seen(SHOULDERS)
    if not shoulders:
        return []
    hips, span = sampler.seen(HIPS), sampler.head_span_px
    width = dist(*shoulders) if len(shoulders) == 2 else 0.0
    top = _middle(shoulders)
    end = _middle(hips) if hips else (top[0], top[1] + 1.2 * max(width, 2 * span))
    sideways = max(width, span)
    places = [_between(top, end, part) for part in DOWN_CHEST]
    return [
        colour
        for x, y in places
        for across in ACROSS_CHEST
        if (colour := sampler.colour((x + across * sideways, y), 0.25 * span)) is not None
    ]


def _arm(
    sampler: _Sampler, arm: tuple[int, int, int], skin: Colour, chest: list[Colour], limits: ColourLimits
) -> ArmMarks | None:
    ends = _forearm(sampler, arm, limits)
    if ends is None:
        return None
    elbow, wrist = ends
    shoulder = sampler.points.get(arm[0])

    def along(start: Point, end: Point, parts: Sequence[float]) -> tuple[float, ...]:
        colours = [sampler.colour(_between(start, end, part), 0.08 * dist(start, end)) for part in parts]
        return tuple(_mark(colour, skin, chest, limits) for colour in colours if colour is not None)

    forearm = along(elbow, wrist, ALONG_FOREARM)
    upper = along(shoulder, elbow, ALONG_UPPER_ARM) if shoulder is not None else ()
    return ArmMarks(forearm, upper) if len(forearm) == len(ALONG_FOREARM) else None


def _forearm(sampler: _Sampler, arm: tuple[int, int, int], limits: ColourLimits) -> tuple[Point, Point] | None:
    """Elbow and wrist, where both are sure and far enough apart."""
    elbow, wrist = (sampler.points.get(number) for number in arm[1:])
    if elbow is None or wrist is None or dist(elbow, wrist) < limits.arm_px_min:
        return None
    return elbow, wrist


def _mark(colour: Colour, skin: Colour, chest: list[Colour], limits: ColourLimits) -> float:
    from_skin = _apart(colour, skin, limits)
    from_cloth = min(_apart(colour, cloth, limits) for cloth in chest)
    return (from_skin - from_cloth) / (from_skin + from_cloth + SOFTENER)


def _apart(one: Colour, other: Colour, limits: ColourLimits) -> float:
    lighter, redder, yellower = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    return ((limits.lightness_weight * lighter) ** 2 + redder**2 + yellower**2) ** 0.5


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)
