"""Where JPEGs lie in a stretch of bytes, by their own structure: whatever stands around them need not be well formed.

Every segment of a JPEG says how long it is, and in the coded picture between them 0xFF is followed only by few values.
So a JPEG's end is found without a boundary or a length from outside, and the thumbnail in its metadata is not taken
for another picture.
"""

import re
from dataclasses import dataclass

SOI, EOI = b"\xff\xd8\xff", b"\xff\xd9"
SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of the segment that holds height and width."""
SCAN = 0xDA
SEGMENTS = frozenset({*range(0xC0, 0xD0), *range(0xDA, 0xF0), 0xFE})
"""Markers that a length follows."""
FILL = re.compile(rb"\xff*(?=\xff)")
"""What may stand before a marker."""
AFTER_CODED = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
"""What can end a stretch of coded picture."""
SEGMENTS_MAX = 1000
TRIES_MAX = 256
"""So many beginnings are followed in one body; more are no accident."""
WITHIN_MAX = 8
"""And so many within one header."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A JPEG from `start` up to `end`; one that is not `whole` ends where it was cut off, as far as can be told."""

    start: int
    end: int
    whole: bool
    pixels: int
    """As its header claims; 0 where it was cut off within that."""


@dataclass(slots=True)
class _Walk:
    """How far a JPEG could be followed."""

    sound_until: int
    """Up to here its segments followed on each other."""
    begun: bool = False
    scan_at: int | None = None
    """Where its coded picture begins, if its size was told before."""
    end: int | None = None
    pixels: int = 0


def jpegs_in(body: bytes) -> list[Stretch]:
    """The JPEGs in a body in their order; none within another."""
    found: list[Stretch] = []
    at = 0
    for _ in range(TRIES_MAX):
        start = body.find(SOI, at)
        if start < 0:
            break
        walk = _walk(body, start)
        at = walk.end or walk.scan_at or walk.sound_until
        if walk.end is not None:
            found.append(Stretch(_real_start(body, start, walk), walk.end, True, walk.pixels))
        elif walk.begun:
            following = body.find(SOI, at)
            pixels = walk.pixels if walk.scan_at else 0
            found.append(Stretch(start, following if following >= 0 else len(body), False, pixels))
    return found


def _real_start(body: bytes, start: int, walk: _Walk) -> int:
    """Where a whole picture really begins: what stood before it may by chance read as the beginning of its header.

    A thumbnail in the header ends before its picture does.
    """
    assert walk.scan_at is not None
    within = start
    for _ in range(WITHIN_MAX):
        within = body.find(SOI, within + 1, walk.scan_at)
        if within < 0:
            break
        if _walk(body, within).end == walk.end:
            start = within
    return start


def _walk(body: bytes, start: int) -> _Walk:
    walk = _Walk(sound_until=start + 2)
    at = start + 2
    for _ in range(SEGMENTS_MAX):
        at = _past_fill(body, at)
        marker = _marker(body, at)
        if marker is None:
            break
        walk.begun, walk.sound_until = True, at
        following = at + 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        if following < at + 4 or following > len(body):
            break
        if marker in SIZES:
            walk.pixels = _pixels(body[at + 4 : following])
        if marker == SCAN:
            if not walk.pixels or not _is_scan(body[at + 4 : following]):
                break
            walk.scan_at = walk.scan_at or following
            coded_until = _end_of_coded(body, following)
            if coded_until is None:
                break
            if body[coded_until] == EOI[1]:
                walk.end = coded_until + 1
                return walk
            following = coded_until - 1
        at = following
    if walk.scan_at is not None:
        walk.end = _end_of_damaged(body, walk.scan_at)
    return walk


def _pixels(frame: bytes) -> int:
    """Height times width, of a segment that tells them; 0 of one that cannot be."""
    if len(frame) < 6 or len(frame) != 6 + 3 * frame[5]:
        return 0
    return int.from_bytes(frame[1:3], "big") * int.from_bytes(frame[3:5], "big")


def _is_scan(scan: bytes) -> bool:
    return len(scan) >= 4 and len(scan) == 4 + 2 * scan[0]


def _past_fill(body: bytes, at: int) -> int:
    fill = FILL.match(body, at)
    return fill.end() if fill else at


def _marker(body: bytes, at: int) -> int | None:
    """The marker of the segment that begins here."""
    if at + 1 >= len(body) or body[at] != 0xFF:
        return None
    return body[at + 1] if body[at + 1] in SEGMENTS else None


def _end_of_coded(body: bytes, at: int) -> int | None:
    """Where the marker after a stretch of coded picture has its second byte, if it is an end or another segment."""
    for match in AFTER_CODED.finditer(body, at):
        value = body[match.end() - 1]
        if value == SOI[1]:
            return None
        if value == EOI[1] or value in SEGMENTS:
            return match.end() - 1
    return None


def _end_of_damaged(body: bytes, at: int) -> int | None:
    """The end of a picture with damage in its coded part: the first one before another begins."""
    following = body.find(SOI, at)
    end = body.find(EOI, at, following if following >= 0 else len(body))
    return end + len(EOI) if end >= 0 else None
