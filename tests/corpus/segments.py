"""A JPEG taken apart into its segments, so that each can be changed, and put together again."""

import struct
from dataclasses import dataclass, replace

SOI, EOI, SOS, DQT, DHT, DRI, DNL, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xDC, 0xFE
APP0, APP1, APP2, APP14 = 0xE0, 0xE1, 0xE2, 0xEE
FRAMES = frozenset({*range(0xC0, 0xD0)} - {DHT, 0xC8, 0xCC})
SEGMENT_MAX = 65_533
START, END = b"\xff\xd8", b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Segment:
    marker: int
    payload: bytes
    scan: bytes = b""
    """Entropy-coded bytes after a SOS."""

    @property
    def raw(self) -> bytes:
        return bytes((0xFF, self.marker)) + struct.pack(">H", len(self.payload) + 2) + self.payload + self.scan


def parse(jpeg: bytes) -> list[Segment]:
    """All segments between the start and the end of a sound JPEG."""
    segments, at = list[Segment](), 2
    while jpeg[at + 1] != EOI:
        assert jpeg[at] == 0xFF
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        payload, at = jpeg[at + 4 : at + 2 + length], at + 2 + length
        end = at
        if marker == SOS:
            while jpeg[end] != 0xFF or jpeg[end + 1] == 0 or 0xD0 <= jpeg[end + 1] <= 0xD7:
                end += 1
        segments.append(Segment(marker, payload, jpeg[at:end]))
        at = end
    return segments


def build(segments: list[Segment]) -> bytes:
    return START + b"".join(segment.raw for segment in segments) + END


def frame_of(segments: list[Segment]) -> Segment:
    return next(segment for segment in segments if segment.marker in FRAMES)


def with_frame(segments: list[Segment], payload: bytes | None = None, marker: int | None = None) -> list[Segment]:
    """The same with another frame header."""
    old = frame_of(segments)
    new = replace(
        old, payload=old.payload if payload is None else payload, marker=old.marker if marker is None else marker
    )
    return [new if segment is old else segment for segment in segments]


def claiming(segments: list[Segment], width: int, height: int) -> list[Segment]:
    payload = frame_of(segments).payload
    return with_frame(segments, payload[:1] + struct.pack(">HH", height, width) + payload[5:])


def before_frame(segments: list[Segment], *more: Segment) -> list[Segment]:
    at = segments.index(frame_of(segments))
    return [*segments[:at], *more, *segments[at:]]


def without(segments: list[Segment], marker: int) -> list[Segment]:
    return [segment for segment in segments if segment.marker != marker]
