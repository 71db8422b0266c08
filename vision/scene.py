"""A drawn counter hall of four windows for the demo: real tags, real people, no camera.

People are rectangles cut from the two photographs that the ultralytics package carries (AGPL-3.0), because a person
detector finds these at .9 and people cut along their outline worse. The same arguments give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Polygon, WindowView
from vision.jpeg import decode, encode
from vision.pictures import Picture
from vision.tags import tag_image

WIDTH_PX, HEIGHT_PX = 1280, 720
WINDOWS = ("W1", "W2", "W3", "W4")
BAY_PX = 320
TAG_PX = 80
"""A tag with its quiet zone; the black square is 64 px of it."""
QUALITY = 88

_WALL, _FLOOR, _DESK, _FRONT = (186, 204, 212), (120, 128, 132), (150, 180, 200), (96, 120, 140)
_DARK, _CHAIR, _PILLAR, _WHITE = (60, 50, 45), (110, 70, 40), (140, 150, 158), (245, 245, 245)
_WALL_FOOT_PX, _DESK_TOP_PX, _DESK_EDGE_PX, _FRONT_FOOT_PX = 430, 430, 505, 650
_CHAIR_BOX = (90, 205, 230, 440)
_SEAT_TAG_AT = (120, 235)
_SIGN_TAG_AT = (236, 392)
_PERSON_BOX = (68, 158, 238, 452)
_CUSTOMER_BOX = (12, 478, 152, 720)
_STAFF_ZONE = (56, 120, 256, 445)
_SIGN_ZONE = (214, 372, 316, 506)
_CUSTOMER_ZONE = (6, 506, 314, 719)

_KNOCKED_PX = (90, 36)

_CUTS = (
    ("zidane.jpg", (748, 20, 1128, 677)),
    ("bus.jpg", (44, 392, 240, 731)),
    ("bus.jpg", (216, 404, 350, 636)),
    ("zidane.jpg", (330, 190, 725, 720)),
)
PEOPLE = len(_CUTS)
"""How many different people there are; a person's index counts from 0."""


class Condition(StrEnum):
    """What may be wrong with the picture."""

    good = "good"
    dark = "dark"
    covered = "covered"
    blurred = "blurred"
    moved = "moved"
    """The camera was knocked: it sees the hall from a little further left and above."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What is to be seen at one window."""

    person: int | None = None
    """Which of the people sits there, or nobody."""
    sign: bool = False
    """Whether the away sign stands on the desk."""
    customer: int | None = None
    """Which of the people stands before the desk, on the customers' side."""


class Scene:
    """The hall. Raises FileNotFoundError when the ultralytics package or its photographs are missing."""

    def __init__(self) -> None:
        self._hall = _hall()
        self._people = _people()
        self._noise = np.random.default_rng(36).normal(0, 2.0, (HEIGHT_PX, WIDTH_PX, 3)).round().astype(np.int16)

    def views(self) -> tuple[WindowView, ...]:
        """The zones of the four windows W1 to W4, whose tag numbers are 1 to 4."""
        return tuple(
            WindowView(
                window=code,
                tag_number=index + 1,
                staff_zone=_zone(_STAFF_ZONE, index),
                sign_zone=_zone(_SIGN_ZONE, index),
                customer_zone=_zone(_CUSTOMER_ZONE, index),
            )
            for index, code in enumerate(WINDOWS)
        )

    def frame(self, occupants: Mapping[str, Seat], tick: int = 0, condition: Condition = Condition.good) -> bytes:
        """A JPEG of 1280 x 720 px. A window not named is empty and without sign; `tick` moves the noise.

        Raises KeyError for a window that is none of W1 to W4, IndexError for a person there is not.
        """
        if unknown := set(occupants) - set(WINDOWS):
            raise KeyError(f"no window {', '.join(sorted(unknown))} in this scene")
        picture = self._hall.copy()
        for index, code in enumerate(WINDOWS):
            self._fill(picture, index, occupants.get(code, Seat()))
        return encode(self._noisy(_spoilt(picture, condition), tick), QUALITY)

    def _fill(self, picture: Picture, index: int, seat: Seat) -> None:
        left = index * BAY_PX
        if seat.person is not None:
            _lay(picture, self._person(seat.person), _PERSON_BOX, left)
        _desk(picture, left)
        if seat.sign:
            _sign(picture, left, index + 1)
        if seat.customer is not None:
            _lay(picture, self._person(seat.customer), _CUSTOMER_BOX, left)

    def _person(self, number: int) -> Picture:
        if not 0 <= number < PEOPLE:
            raise IndexError(f"there are people 0 to {PEOPLE - 1}, not {number}")
        return self._people[number]

    def _noisy(self, picture: Picture, tick: int) -> Picture:
        rows, columns = (tick * 37) % HEIGHT_PX, (tick * 61) % WIDTH_PX
        moved = np.roll(self._noise, (rows, columns), axis=(0, 1))
        return np.clip(picture.astype(np.int16) + moved, 0, 255).astype(np.uint8)


def _spoilt(picture: Picture, condition: Condition) -> Picture:
    if condition is Condition.dark:
        return (picture * 0.06).astype(np.uint8)
    if condition is Condition.covered:
        shade = np.linspace(70, 110, WIDTH_PX, dtype=np.float32)[None, :, None]
        return np.broadcast_to(shade, picture.shape).astype(np.uint8)
    if condition is Condition.blurred:
        return cast(Picture, cv2.GaussianBlur(picture, (0, 0), 9))
    if condition is Condition.moved:
        right, down = _KNOCKED_PX
        beside = cv2.copyMakeBorder(picture, down, 0, right, 0, cv2.BORDER_REFLECT)
        return cast(Picture, beside[:HEIGHT_PX, :WIDTH_PX])
    return picture


def _zone(box: tuple[int, int, int, int], index: int) -> Polygon:
    left, top, right, bottom = box
    x1, x2 = (left + index * BAY_PX) / WIDTH_PX, (right + index * BAY_PX) / WIDTH_PX
    y1, y2 = top / HEIGHT_PX, bottom / HEIGHT_PX
    return (x1, y1), (x2, y1), (x2, y2), (x1, y2)


def _lay(picture: Picture, person: Picture, box: tuple[int, int, int, int], bay_left: int) -> None:
    left, top, right, bottom = box
    fitted = cv2.resize(person, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    picture[top:bottom, bay_left + left : bay_left + right] = fitted


def _people() -> tuple[Picture, ...]:
    return tuple(_photograph(name)[top:bottom, left:right] for name, (left, top, right, bottom) in _CUTS)


@lru_cache(maxsize=2)
def _photograph(name: str) -> Picture:
    # found without importing the package, which would bring in torch
    package = find_spec("ultralytics")
    if package is None or package.origin is None:
        raise FileNotFoundError("the package ultralytics, which carries the photographs, is not installed")
    return decode((Path(package.origin).parent / "assets" / name).read_bytes())


def _hall() -> Picture:
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), _WALL, np.uint8)
    _grain(picture)
    cv2.rectangle(picture, (0, 0), (WIDTH_PX, 34), (150, 110, 70), cv2.FILLED)
    for index, code in enumerate(WINDOWS):
        _bay(picture, index * BAY_PX, code, index + 1)
    cv2.rectangle(picture, (WIDTH_PX - 7, 34), (WIDTH_PX, _FRONT_FOOT_PX), _PILLAR, cv2.FILLED)
    cv2.rectangle(picture, (0, _FRONT_FOOT_PX), (WIDTH_PX, HEIGHT_PX), _FLOOR, cv2.FILLED)
    for x in range(-400, WIDTH_PX + 400, 80):
        cv2.line(picture, (x, HEIGHT_PX), (WIDTH_PX // 2 + (x - WIDTH_PX // 2) * 3 // 4, _FRONT_FOOT_PX), _FRONT, 1)
    return picture


def _grain(picture: Picture) -> None:
    """Plaster and panel joints: a bare wall without any texture looks like a covered lens."""
    random = np.random.default_rng(2026)
    coarse = random.normal(0, 9, (HEIGHT_PX // 8, WIDTH_PX // 8)).astype(np.float32)
    plaster = cv2.resize(coarse, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_LINEAR)[..., None]
    picture[:] = np.clip(picture + plaster, 0, 255).astype(np.uint8)
    for y in range(90, _WALL_FOOT_PX, 85):
        cv2.line(picture, (0, y), (WIDTH_PX, y), (150, 165, 172), 2)


def _bay(picture: Picture, left: int, code: str, number: int) -> None:
    cv2.rectangle(picture, (left - 7, 34), (left + 7, _FRONT_FOOT_PX), _PILLAR, cv2.FILLED)
    cv2.rectangle(picture, (left + 100, 44), (left + 220, 96), _DARK, cv2.FILLED)
    cv2.putText(picture, code, (left + 128, 84), cv2.FONT_HERSHEY_DUPLEX, 1.2, (120, 230, 255), 2, cv2.LINE_AA)
    _poster(picture, left + 262, 150)
    x1, y1, x2, y2 = _CHAIR_BOX
    cv2.rectangle(picture, (left + x1, y1), (left + x2, y2), _CHAIR, cv2.FILLED)
    cv2.rectangle(picture, (left + x1, y1), (left + x2, y2), _DARK, 3)
    for x in range(x1 + 20, x2, 20):
        cv2.line(picture, (left + x, y1), (left + x, y2), (95, 58, 32), 1)
    _paste_tag(picture, 2 * number + 1, left + _SEAT_TAG_AT[0], _SEAT_TAG_AT[1])


def _poster(picture: Picture, left: int, top: int) -> None:
    cv2.rectangle(picture, (left, top), (left + 44, top + 66), _WHITE, cv2.FILLED)
    cv2.rectangle(picture, (left, top), (left + 44, top + 66), _DARK, 1)
    for row in range(5):
        cv2.line(picture, (left + 6, top + 12 + row * 11), (left + 38 - row * 4, top + 12 + row * 11), (90, 90, 200), 2)


def _desk(picture: Picture, left: int) -> None:
    right = left + BAY_PX
    cv2.rectangle(picture, (left + 8, _DESK_TOP_PX), (right - 8, _DESK_EDGE_PX), _DESK, cv2.FILLED)
    for y in range(_DESK_TOP_PX + 12, _DESK_EDGE_PX, 14):
        cv2.line(picture, (left + 8, y), (right - 8, y + 3), (138, 168, 190), 1)
    cv2.rectangle(picture, (left + 8, _DESK_EDGE_PX), (right - 8, _FRONT_FOOT_PX), _FRONT, cv2.FILLED)
    cv2.line(picture, (left + 8, _DESK_EDGE_PX), (right - 8, _DESK_EDGE_PX), _WHITE, 3)
    for x in range(left + 70, right - 8, 62):
        cv2.line(picture, (x, _DESK_EDGE_PX + 8), (x, _FRONT_FOOT_PX), (70, 92, 112), 2)
    cv2.rectangle(picture, (left + 16, 418), (left + 62, 484), _DARK, cv2.FILLED)
    cv2.rectangle(picture, (left + 20, 422), (left + 58, 466), (200, 160, 90), cv2.FILLED)


def _sign(picture: Picture, left: int, number: int) -> None:
    x, y = left + _SIGN_TAG_AT[0], _SIGN_TAG_AT[1]
    cv2.rectangle(picture, (x - 4, y - 4), (x + TAG_PX - 4, y + TAG_PX + 20), _WHITE, cv2.FILLED)
    _paste_tag(picture, 2 * number, x - 4, y - 4)
    cv2.putText(picture, "AWAY", (x + 4, y + 92), cv2.FONT_HERSHEY_DUPLEX, 0.65, (40, 40, 200), 2, cv2.LINE_AA)
    cv2.rectangle(picture, (x - 4, y - 4), (x + TAG_PX - 4, y + TAG_PX + 20), _DARK, 1)


def _paste_tag(picture: Picture, tag: int, left: int, top: int) -> None:
    picture[top : top + TAG_PX, left : left + TAG_PX] = _tag(tag)[..., None]


@lru_cache(maxsize=16)
def _tag(tag: int) -> NDArray[np.uint8]:
    return tag_image(tag, TAG_PX)
