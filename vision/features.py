"""A look at one window as 51 coarse numbers, taken before any picture is blurred or dropped."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Signal, SignalKind
from vision.eyes import View
from vision.persons import PersonLimits, is_at_staff_place
from vision.pictures import Picture
from vision.views import crop_around

FEATURES_VERSION = 1
"""Numbers of different versions are never compared; raise it with any change of what they mean."""

GRID = 3
CELL_PX = 16
TURNS = 6
HALVES = ("upper", "lower")
SIDE_PX = GRID * CELL_PX
DECIMALS = 4

_CELLS = tuple(f"{row}{column}" for row in range(GRID) for column in range(GRID))
FEATURE_NAMES = (
    *(f"{kind}-{cell}" for kind in ("bright", "blue", "red", "edges") for cell in _CELLS),
    *(f"turn-{half}-{turn}" for half in HALVES for turn in range(TURNS)),
    "person",
    "seat-tag",
    "sign-tag",
)
PERSON, SEAT_TAG, SIGN_TAG = (FEATURE_NAMES.index(name) for name in ("person", "seat-tag", "sign-tag"))
NO_DETECTOR = -1.0
NO_SEAT_TAG = -1.0

Levels = NDArray[np.float32]
Plane = NDArray[np.floating]


def features_of(
    view: View, signals: Sequence[Signal], person_detector: bool, limits: PersonLimits | None = None
) -> tuple[float, ...]:
    """What a look at one window comes to, in the order of FEATURE_NAMES, rounded to four decimals.

    Of the staff zone's upright box, shrunk to 48 x 48 px: nine cells each of brightness, two colour differences and
    edge strength, all relative to the box as a whole, so that the light of the day counts little; six directions of
    gradients in its upper and lower half (shares of 1). Then the best score of a person at the clerk's place (0 for
    none, -1 without a detector), the seat tag (1 seen, 0 hidden, -1 not fitted) and the sign tag (1 seen, 0 not).

    No picture can be got back from them: nine relative levels of a place, and no pixel, face or outline among them.
    Raises ValueError for a zone that lies outside of the picture.
    """
    crop = crop_around(view.window.staff_zone, view.width_px, view.height_px, margin=0.0)
    levels = _shrunk(view.picture[crop.top : crop.bottom, crop.left : crop.right])
    numbers = (*_of_picture(levels), *_of_signals(view, signals, person_detector, limits))
    return tuple(round(float(number), DECIMALS) for number in numbers)


def _of_picture(levels: Levels) -> tuple[float, ...]:
    blue, green, red = levels[..., 0], levels[..., 1], levels[..., 2]
    bright = 0.114 * blue + 0.587 * green + 0.299 * red
    down, across = cast(tuple[Plane, Plane], np.gradient(bright))
    steep = np.hypot(across, down)
    return (
        *_relative(bright),
        *_relative(blue - bright),
        *_relative(red - bright),
        *_shares(_cells(steep)),
        *(share for half in (slice(None, SIDE_PX // 2), slice(SIDE_PX // 2, None))
          for share in _turns(across[half], down[half], steep[half])),
    )  # fmt: skip


def _of_signals(
    view: View, signals: Sequence[Signal], person_detector: bool, limits: PersonLimits | None
) -> tuple[float, float, float]:
    kinds = {signal.kind for signal in signals}
    best = max(
        (one.score for one in signals if one.kind is SignalKind.person and is_at_staff_place(one, view.window, limits)),
        default=0.0,
    )
    seat = float(SignalKind.seat_tag in kinds) if view.window.seat_tag else NO_SEAT_TAG
    return (best if person_detector else NO_DETECTOR, seat, float(SignalKind.sign_tag in kinds))


def _shrunk(crop: Picture) -> Levels:
    import cv2

    small = cv2.resize(crop, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    return cast(Levels, small.astype(np.float32))


def _cells(plane: Plane) -> Plane:
    return plane.reshape(GRID, CELL_PX, GRID, CELL_PX).mean(axis=(1, 3)).reshape(-1)


def _relative(plane: Plane) -> Plane:
    """Each cell's distance from the mean of all, in the plane's own spread; zeros for a flat plane."""
    spread = float(plane.std())
    return (_cells(plane) - plane.mean()) / (spread if spread > 1.0 else np.inf)


def _shares(amounts: Plane) -> Plane:
    whole = float(amounts.sum())
    return amounts / whole if whole > 0 else np.zeros_like(amounts)


def _turns(across: Plane, down: Plane, steep: Plane) -> Plane:
    """How the gradients' strength spreads over directions, opposite ones taken as one."""
    turn = (np.arctan2(down, across) % np.pi) / np.pi * TURNS
    amounts = np.bincount(np.minimum(turn.astype(int), TURNS - 1).ravel(), steep.ravel(), minlength=TURNS)
    return _shares(amounts.astype(np.float64))
