"""The only form in which a photo taken by a person is kept: one place in it, and nobody's face.

There are no zones set up beforehand, so whoever took it marks the place that matters. Around it all is a few blocks;
inside it is a coarse veil, too coarse for writing on a screen or a face of a tenth of the place. Of heads that any of
the detectors finds, held upright or turned any way round, less is left. Where they find nobody, the veil in the place
is twice as coarse, because somebody may have been overlooked. Without a detector nothing is made of a photo.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import cast

import cv2
import numpy as np
from PIL import Image

from models.values.seeing import Box, Signal, WindowView
from vision.eyes import WHOLE_PICTURE, Eyes, View
from vision.heads import HEAD, HeadEllipse, head_of
from vision.jpeg import decode_at_least, encode
from vision.pictures import Picture
from vision.veil import block_px, cells, hide_head, smoothed, squares
from vision.views import area, common, overlap

PIXELS_MAX = 64_000_000
"""Telephones take 12 to 50 million. The decoder makes them smaller while it reads."""
SIDE_PX = 1280
"""Longer side in which heads are looked for. More finds smaller heads, whose faces the veil hides anyhow."""
SIDE_MIN_PX = 64
KEPT_SIDE_PX = 768
"""Longer side of what is kept."""
CELLS_ALONG = 64
"""Cells along the longer side of the place. A telephone on a desk is told from a cup; print is not read."""
CELL_MIN_PX = 4
"""Of the kept picture, however small the place."""
COARSER = 2
"""So many times larger are the cells where no detector is sure of anybody. Less shows more of a desk, and more of a
face that was overlooked."""
SURE = 0.4
"""Score of a person from which somebody was found. Heads are hidden from far lower scores on."""
PLACE_MIN = 0.05
"""Part of a side that a place has at least: less would show one thing so finely that it could be a face."""
OUTLINE_COLOUR, OUTLINE_PX, QUALITY = (60, 220, 255), 2, 80
HEAD_POINT_SURE, HEAD_POINTS_MIN = 0.5, 2
"""From which a head is where the detector says; a guessed one is hidden as well, over more of the picture."""
SAME_OVERLAP, SAME_WITHIN = 0.5, 0.8
"""From which two looks mean the same body. Lower lets one look's head stand for somebody beside it."""
ORIENTATION_TAG = 0x0112
TURNED_BY_EXIF = {3: cv2.ROTATE_180, 6: cv2.ROTATE_90_CLOCKWISE, 8: cv2.ROTATE_90_COUNTERCLOCKWISE}
LOOKED_AT = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
"""A detector knows people who stand upright, and nobody can rely on what a telephone says of how it was held."""
TILES = ((0.0, 0.0), (0.4, 0.0), (0.0, 0.4), (0.4, 0.4))
TILE = 0.6
"""Part of a side that each tile has: somebody small in the whole picture is larger in one of them."""


class TooSmall(ValueError):
    """Fewer than `SIDE_MIN_PX` on a side: no photo of anything."""


class PlaceOutside(ValueError):
    """The place is not in the picture, turned inside out, or too small."""


@dataclass(frozen=True, slots=True)
class VeiledPhoto:
    """JPEG bytes without metadata. `somebody`: whether a detector was sure of a person."""

    jpeg: bytes
    somebody: bool


def veiled_photo(body: bytes, place: Box | None, eyes: Sequence[Eyes]) -> VeiledPhoto:
    """What may be kept of a JPEG of which `place` matters; without one, the whole is but a few blocks.

    `place` in 0..1 of the picture held upright. `eyes` at least one detector of persons. Raises PlaceOutside,
    TooSmall, vision.jpeg.Broken for a damaged picture, and ValueError without a detector.
    """
    if not eyes:
        raise ValueError("without a detector no head can be hidden")
    if place is not None:
        _check(place)
    picture = _smaller(_upright(decode_at_least(body, SIDE_PX, PIXELS_MAX), _orientation(body)), SIDE_PX)
    if min(picture.shape[:2]) < SIDE_MIN_PX:
        raise TooSmall(f"a photo has {SIDE_MIN_PX} pixels or more on each side")
    heads = heads_in(picture, eyes)
    somebody = any(head.score >= SURE for head in heads)
    shown = _smaller(picture, KEPT_SIDE_PX)
    scale = shown.shape[1] / picture.shape[1]
    veiled = _veiled(shown, place, [_scaled(head.ellipse, scale) for head in heads], 1 if somebody else COARSER)
    return VeiledPhoto(encode(veiled, QUALITY), somebody)


@dataclass(frozen=True, slots=True)
class FoundHead:
    ellipse: HeadEllipse
    score: float
    """Of the person."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A person of one look, in the pixels of the picture that is kept upright."""

    look: int
    box: Box
    head: FoundHead
    sure: bool
    """Whether the head's own points were seen, and not only guessed from a body or a box."""


def heads_in(picture: Picture, eyes: Sequence[Eyes]) -> list[FoundHead]:
    """Every head that any detector finds in the picture, in any of its four turns or in a part of it; in its pixels."""
    found: list[_Found] = []
    numbers = count()
    for turn in LOOKED_AT:
        turned = picture if turn is None else cast(Picture, cv2.rotate(picture, turn))
        views = [View(turned, window) for window in (WHOLE_PICTURE, *parts())]
        looks = [signals for one in eyes for signals in one.look(views)]
        for persons in looks:
            number = next(numbers)
            found += [_found(person, number, turn, turned.shape[1], turned.shape[0]) for person in persons]
    return [one.head for one in _without_worse(found)]


def _found(person: Signal, look: int, turn: int | None, width_px: int, height_px: int) -> _Found:
    head = _generous(head_of(person, width_px, height_px), person, width_px, height_px)
    left, top, right, bottom = person.box
    whole = HeadEllipse(
        (left + right) / 2 * width_px, (top + bottom) / 2 * height_px,
        (right - left) / 2 * width_px, (bottom - top) / 2 * height_px,
    )  # fmt: skip
    sure = sum(point[2] >= HEAD_POINT_SURE for point in (person.keypoints or ())[: len(HEAD)]) >= HEAD_POINTS_MIN
    return _Found(
        look=look,
        box=_box_of(_turned_back(whole, turn, width_px, height_px)),
        head=FoundHead(_turned_back(head, turn, width_px, height_px), person.score),
        sure=sure,
    )


def _without_worse(found: Sequence[_Found]) -> list[_Found]:
    """Without the guesses of one look at people whose heads another look saw better.

    Two people of one look are two people, however near to each other.
    """
    kept: list[_Found] = []
    for one in sorted(found, key=lambda each: (not each.sure, -each.head.score)):
        known = (other for other in kept if other.sure and other.look != one.look)
        if not any(_same_body(one.box, other.box) for other in known):
            kept.append(one)
    return kept


def _same_body(one: Box, other: Box) -> bool:
    shared = area(common(one, other))
    return overlap(one, other) >= SAME_OVERLAP or shared >= SAME_WITHIN * min(area(one), area(other))


def _box_of(ellipse: HeadEllipse) -> Box:
    return (
        ellipse.x_px - ellipse.half_width_px, ellipse.y_px - ellipse.half_height_px,
        ellipse.x_px + ellipse.half_width_px, ellipse.y_px + ellipse.half_height_px,
    )  # fmt: skip


def parts() -> list[WindowView]:
    """Overlapping parts of a picture, each a place in which somebody small is larger."""

    def tile(left: float, top: float) -> WindowView:
        right, bottom = left + TILE, top + TILE
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return WindowView(window="part", tag_number=0, staff_zone=corners, seat_tag=False)

    return [tile(left, top) for left, top in TILES]


def _generous(head: HeadEllipse, person: Signal, width_px: int, height_px: int) -> HeadEllipse:
    """At least as large as the upper sixth of the box: keypoints of somebody seen from behind are guessed."""
    left, top, right, bottom = person.box
    least = min((right - left) * width_px / 4, (bottom - top) * height_px / 8)
    return HeadEllipse(head.x_px, head.y_px, max(head.half_width_px, least), max(head.half_height_px, 1.25 * least))


def _turned_back(head: HeadEllipse, turn: int | None, width_px: int, height_px: int) -> HeadEllipse:
    """An ellipse of a turned picture of that size, in the picture as it was."""
    x, y, across, down = head.x_px, head.y_px, head.half_width_px, head.half_height_px
    if turn == cv2.ROTATE_90_CLOCKWISE:
        return HeadEllipse(y, width_px - x, down, across)
    if turn == cv2.ROTATE_180:
        return HeadEllipse(width_px - x, height_px - y, across, down)
    if turn == cv2.ROTATE_90_COUNTERCLOCKWISE:
        return HeadEllipse(height_px - y, x, down, across)
    return head


def _scaled(head: HeadEllipse, by: float) -> HeadEllipse:
    return HeadEllipse(head.x_px * by, head.y_px * by, head.half_width_px * by, head.half_height_px * by)


def _veiled(picture: Picture, place: Box | None, heads: Sequence[HeadEllipse], coarser: float) -> Picture:
    height, width = picture.shape[:2]
    block = block_px(width, height)
    if place is None:
        return squares(cells(picture, block), (width, height))
    left, top, right, bottom = _pixels(place, width, height)
    cell = coarser * max(CELL_MIN_PX, max(right - left, bottom - top) / CELLS_ALONG)
    fine = smoothed(cells(picture, cell), (width, height))
    for head in heads:
        hide_head(fine, head)
    kept = squares(cells(fine, block), (width, height))
    kept[top:bottom, left:right] = fine[top:bottom, left:right]
    cv2.rectangle(kept, (left, top), (right - 1, bottom - 1), OUTLINE_COLOUR, OUTLINE_PX)
    return kept


def _pixels(place: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top, right, bottom = place
    return int(left * width), int(top * height), round(right * width), round(bottom * height)


def _check(place: Box) -> None:
    left, top, right, bottom = place
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise PlaceOutside("the place is not within the picture")
    if right - left < PLACE_MIN or bottom - top < PLACE_MIN:
        raise PlaceOutside(f"each side of the place is at least {PLACE_MIN:g} of the picture's")


def _smaller(picture: Picture, side_px: int) -> Picture:
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cast(Picture, cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _upright(picture: Picture, orientation: int) -> Picture:
    turn = TURNED_BY_EXIF.get(orientation)
    return picture if turn is None else cast(Picture, cv2.rotate(picture, turn))


def _orientation(body: bytes) -> int:
    """How the telephone says it was held; 1, upright, where it says nothing that can be read."""
    try:
        with Image.open(io.BytesIO(body)) as opened:
            return int(opened.getexif().get(ORIENTATION_TAG, 1))
    except Exception:  # noqa: BLE001 - whatever stands in there, the picture itself was decoded
        return 1


def as_place(numbers: Sequence[float]) -> Box:
    """Four numbers as a place: left, top, right, bottom. Raises PlaceOutside."""
    if len(numbers) != 4 or not all(np.isfinite(numbers)):
        raise PlaceOutside("a place is told by left, top, right and bottom")
    left, top, right, bottom = numbers
    place = (left, top, right, bottom)
    _check(place)
    return place
