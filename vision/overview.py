"""The only form in which a whole picture of a camera is shown: to draw zones on, with nobody to be recognised.

No zones are known yet where it is needed, so nothing may lean on them. All of it is means of cells, as many along the
longer side whatever the camera's size; counters, screens and chairs can still be told from each other. People who were
found are coarser still, from head to foot. Where no detector looked, all is so coarse that even somebody who stands
near has few cells to the face. It is made in memory and written nowhere.
"""

from dataclasses import dataclass

from models.values.seeing import Point, Signal
from vision.heads import HeadEllipse, head_of
from vision.jpeg import encode
from vision.pictures import Picture
from vision.veil import block_px, cells, hide_head, smoothed, squares

SIDE_PX = 960
"""Longer side as sent."""
CELLS_ALONG = 48
"""Cells along the longer side where a detector looked for people. Whom it overlooks is small: a head of a fifteenth of
the picture, already a near one, is about three cells across. More shows a desk more sharply, and a missed face."""
CELLS_ALONG_UNLOOKED = 36
"""The same where none looked: a head of a tenth of the picture is less than four cells across."""
BESIDE = 0.1
"""Part of a person's own sides by which the coarser region is larger: boxes cut hands and hair off."""
QUALITY = 80


@dataclass(frozen=True, slots=True)
class FoundTag:
    """A tag somewhere in the picture, with its four corners in 0..1."""

    number: int
    corners: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in a whole picture."""

    persons: tuple[Signal, ...] | None
    """None where no detector of persons is at work."""
    tags: tuple[FoundTag, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """JPEG bytes without metadata, and the shape of the picture that they were made of."""

    jpeg: bytes
    width_px: int
    height_px: int
    survey: Survey


def overview(picture: Picture, survey: Survey) -> Overview:
    """What may be shown of a whole picture (height x width x 3, blue-green-red)."""
    height, width = picture.shape[:2]
    along = CELLS_ALONG if survey.persons is not None else CELLS_ALONG_UNLOOKED
    scale = SIDE_PX / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    few = cells(picture, max(height, width) / along)
    shown = smoothed(few, size)
    blocks = squares(cells(picture, block_px(width, height)), size)
    for person in survey.persons or ():
        head = head_of(person, *size)
        left, top, right, bottom = _region(person, head, size)
        shown[top:bottom, left:right] = blocks[top:bottom, left:right]
        hide_head(shown, head)
    return Overview(encode(shown, QUALITY), width, height, survey)


def _region(person: Signal, head: HeadEllipse, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The person and their head with a margin, in whole pixels of a picture of that size."""
    width, height = size
    left, top, right, bottom = person.box
    beside, above = (right - left) * BESIDE, (bottom - top) * BESIDE
    return (
        max(0, int(min((left - beside) * width, head.x_px - head.half_width_px))),
        max(0, int(min((top - above) * height, head.y_px - head.half_height_px))),
        min(width, round(max((right + beside) * width, head.x_px + head.half_width_px)) + 1),
        min(height, round(max((bottom + above) * height, head.y_px + head.half_height_px)) + 1),
    )
