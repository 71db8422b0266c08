"""The segments of a JPEG, walked as libjpeg walks them, for what must be known before it is let near a decoder."""

import re
from dataclasses import dataclass

MARKER = re.compile(rb"\xff([^\x00\xff])")
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
SEGMENTS_MAX = 5000
"""Before the first scan. Cameras send ten or twenty; ten million bytes can hold two million."""

GAP_BYTES_MAX = 4096
"""Of what is no marker between two segments. None should be there at all."""


class HeaderLost(ValueError):
    """No frame header before the first scan, or the end of the bytes before that; one line that says what is wrong."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What kind of coding the frame header announces."""

    marker: int
    """0xC0 to 0xCF, as the standard numbers them."""
    bits: int
    scans_from: int
    """Where the first scan begins."""


def frame_of(body: bytes) -> Frame:
    """The frame of a JPEG that begins as one. Takes microseconds. Raises HeaderLost."""
    at, found = 2, None
    for _ in range(SEGMENTS_MAX):
        match = MARKER.search(body, at, at + GAP_BYTES_MAX)
        if match is None or match[1][0] == END_OF_IMAGE:
            raise HeaderLost("it ends before its first scan")
        marker, at = match[1][0], match.end()
        if marker in ALONE:
            continue
        length = int.from_bytes(body[at : at + 2], "big")
        if marker == START_OF_SCAN:
            if found is None:
                raise HeaderLost("a scan comes before the frame header")
            return Frame(*found, scans_from=match.start())
        if marker in FRAMES:
            if found is not None or at + 2 >= len(body):
                raise HeaderLost("the frame header comes twice" if found else "the frame header is cut off")
            found = marker, body[at + 2]
        at += max(2, length)
    raise HeaderLost(f"more than {SEGMENTS_MAX} segments come before its first scan")


def scans_at_most(body: bytes, frame: Frame) -> int:
    """How many scans a JPEG has; too many where pictures or the like stand behind it."""
    return body.count(b"\xff\xda", frame.scans_from)
