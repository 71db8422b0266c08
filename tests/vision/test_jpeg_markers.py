"""The kind of coding and the number of scans, read from the bytes alone."""

import struct

import pytest

from tests.corpus import base
from tests.corpus.segments import APP1, COM, SEGMENT_MAX, Segment, before_frame, build, parse
from tests.corpus.segments import frame_of as frame_segment
from vision.jpeg_markers import SEGMENTS_MAX, HeaderLost, frame_of, scans_at_most

PLAIN = base.baseline()
SEGMENTS = parse(PLAIN)
FRAME = frame_segment(SEGMENTS).raw


@pytest.mark.parametrize(
    ("body", "marker", "scans"),
    [
        pytest.param(PLAIN, 0xC0, 1, id="baseline"),
        pytest.param(base.progressive(), 0xC2, 10, id="progressive"),
        pytest.param(base.restarts(), 0xC0, 1, id="restarts"),
        pytest.param(PLAIN + base.progressive(), 0xC0, 11, id="another picture behind counts"),
        pytest.param(build(before_frame(SEGMENTS, Segment(COM, b"\xff\xda" * 500))), 0xC0, 1, id="a comment before does not"),
        pytest.param(build(before_frame(SEGMENTS, Segment(APP1, PLAIN[:SEGMENT_MAX]))), 0xC0, 1, id="nor a thumbnail"),
        pytest.param(PLAIN.replace(FRAME, b"\xff" * 99 + FRAME), 0xC0, 1, id="fill bytes"),
        pytest.param(PLAIN.replace(FRAME, b"rubbish\xff\0\xff\0" + FRAME), 0xC0, 1, id="rubbish, which libjpeg skips"),
        pytest.param(PLAIN.replace(FRAME, b"\xff\xd3" + FRAME), 0xC0, 1, id="a restart where none is"),
        pytest.param(PLAIN.replace(FRAME, b"\xff\xfe\0\0" + FRAME), 0xC0, 1, id="a length of 0, which libjpeg takes for 2"),
    ],
)  # fmt: skip
def test_frame(body: bytes, marker: int, scans: int) -> None:
    frame = frame_of(body)
    assert (frame.marker, frame.bits) == (marker, 8)
    assert scans_at_most(body, frame) == scans


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\xff\xd8\xff", "ends before"),
        (b"\xff\xd8\xff\xd9", "ends before"),
        (b"\xff\xd8" + b"\xff" * 10_000, "ends before"),
        (PLAIN[: PLAIN.index(FRAME) + 4], "cut off"),
        (PLAIN.replace(FRAME, FRAME * 2), "twice"),
        (PLAIN.replace(FRAME, b""), "before the frame header"),
        (PLAIN.replace(FRAME, b"\xff\xfe\xff\xff" + FRAME), "ends before"),
        (PLAIN.replace(FRAME, b"\0" * 5000 + FRAME), "ends before"),
        (b"\xff\xd8" + b"\xff\xfe\0\2" * SEGMENTS_MAX + PLAIN[2:], "more than 5000"),
    ],
)
def test_lost(body: bytes, words: str) -> None:
    with pytest.raises(HeaderLost, match=words):
        frame_of(body)


@pytest.mark.parametrize("marker", [0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF])
def test_a_kind_in_disguise_is_seen(marker: int) -> None:
    """Behind a thumbnail of another kind, fill bytes and a segment without length: what libjpeg would decode."""
    frame = FRAME[:1] + bytes((marker,)) + FRAME[2:]
    thumbnail = b"\xff\xe1" + struct.pack(">H", len(FRAME) + 2) + FRAME
    assert frame_of(PLAIN.replace(FRAME, thumbnail + b"\xff\xff\xff\x01" + frame)).marker == marker
