"""What a camera pushed: its pictures, when they were taken if it says so, and what is to be said of the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.intake.pushes.dialects import Dialect
from api.intake.pushes.encoded import encoded_jpegs_in
from api.intake.pushes.jpegs import SOI, jpegs_in
from api.intake.pushes.told_time import told_time

FRAMES_MAX = 16
OTHER_PICTURES = re.compile(rb"\x89PNG\r\n|GIF8[79]a|RIFF.{4}WEBP|iVBORw0KGgo|R0lGOD|UklGR", re.DOTALL)
FRAMING = re.compile(rb"^[ \t]*(?:--.*|content-[a-z-]+:.*)$", re.MULTILINE | re.IGNORECASE)
"""Lines of a multipart body that belong to no part."""


class Oddity(StrEnum):
    """Why a push gave less than it should have. Stable: kept and counted by these."""

    cut_off = "cut-off"
    not_a_jpeg = "not-a-jpeg"
    not_understood = "not-understood"
    too_many_pictures = "too-many-pictures"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came out of a body. `why` says it in words, for the log."""

    frames: tuple[bytes, ...]
    """Whole JPEGs of the camera's view, in their order."""
    broken: tuple[bytes, ...]
    """Pictures of its view that are not whole, or no JPEGs."""
    at: datetime | None
    """When, with an offset; None where that was not told."""
    oddity: Oddity | None
    why: str


@dataclass(frozen=True, slots=True)
class _Picture:
    jpeg: bytes
    whole: bool
    pixels: int


def read_push(body: bytes, dialect: Dialect) -> Pushed:
    """Reads a body of any form: a bare picture, multipart however broken, XML, JSON with base64, cut off anywhere."""
    pictures, rest = _pictures_and_rest(body)
    at = told_time(rest, dialect.times)
    if pictures:
        return _pushed(pictures, at)
    if body.startswith(SOI) or OTHER_PICTURES.search(rest):
        return Pushed((), (body,), at, Oddity.not_a_jpeg, "a picture that is no JPEG")
    if not FRAMING.sub(b"", rest).strip():
        return Pushed((), (), at, None, "a sign of life")
    if any(word in rest for word in dialect.words):
        return Pushed((), (), at, None, "a message without a picture")
    return Pushed((), (), at, Oddity.not_understood, "nothing that is understood")


def _pushed(pictures: Sequence[_Picture], at: datetime | None) -> Pushed:
    # Faces, figures and number plates cut out of the view come beside it, and are smaller. What is to be seen at a
    # window can be told from the whole view alone, and nothing here looks at faces.
    view_pixels = max(picture.pixels for picture in pictures)
    views = [picture for picture in pictures if picture.pixels == view_pixels]
    frames = tuple(view.jpeg for view in views if view.whole)
    broken = tuple(view.jpeg for view in views if not view.whole)[:FRAMES_MAX]
    said = f"{len(frames)} whole, {len(broken)} cut off, {len(pictures) - len(views)} cut out of the view"
    if len(frames) > FRAMES_MAX:
        return Pushed(frames[:FRAMES_MAX], broken, at, Oddity.too_many_pictures, said)
    return Pushed(frames, broken, at, Oddity.cut_off if broken else None, said)


def _pictures_and_rest(body: bytes) -> tuple[list[_Picture], bytes]:
    """The pictures, plain or in base64, and the body without those of them whose end is known."""
    plain = jpegs_in(body)
    pictures = [_Picture(body[each.start : each.end], each.whole, each.pixels) for each in plain]
    rest = _without(body, [(each.start, each.end) for each in plain if each.whole])
    encoded = encoded_jpegs_in(rest)
    pictures += [
        _Picture(each.decoded[each.found.start : each.found.end], each.found.whole, each.found.pixels)
        for each in encoded
        if each.found is not None
    ]
    return pictures, _without(rest, [(each.start, each.end) for each in encoded])


def _without(body: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    kept: list[bytes] = []
    at = 0
    for start, end in spans:
        kept.append(body[at:start])
        at = end
    return b"".join([*kept, body[at:]])
