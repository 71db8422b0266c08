"""JPEGs are found by their own structure: their thumbnails are not, and one cut off hides no other."""

import struct
import time
from collections.abc import Callable

import pytest

from api.intake.pushes.jpegs import jpegs_in
from tests.api.conftest import picture_bytes
from tests.api.intake.pushes.bodies import cut_out

VIEW, OTHER = picture_bytes(1), picture_bytes(2)
PIXELS = 320 * 240


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_thumbnail(jpeg: bytes) -> bytes:
    return jpeg[:2] + segment(0xE1, b"Exif\0\0" + bytes(20) + cut_out()) + jpeg[2:]


def spans(body: bytes) -> list[tuple[bytes, bool, int]]:
    return [(body[each.start : each.end], each.whole, each.pixels) for each in jpegs_in(body)]


WHOLE: dict[str, bytes] = {
    "plain": VIEW,
    "with a thumbnail": with_thumbnail(VIEW),
    "with a comment that looks like an end": VIEW[:2] + segment(0xFE, b"\xff\xd9\xff\xd9") + VIEW[2:],
    "with fill before its markers": VIEW[:2] + b"\xff\xff" + VIEW[2:-2] + b"\xff\xff" + VIEW[-2:],
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(("before", "after"), [(b"", b""), (b"\r\n\r\n", b"\r\n--b--\r\n"), (b"\xff\xd8\xff", b"\xff\xd9"), (b"\xff\xd8\xff\xe0\xff\xff", b"\xff")])  # fmt: skip
def test_a_whole_one_is_found_to_the_byte(name: str, before: bytes, after: bytes) -> None:
    jpeg = WHOLE[name]
    assert (jpeg, True, PIXELS) in spans(before + jpeg + after)


def test_progressive_and_grey_ones_too() -> None:
    pillow = pytest.importorskip("PIL.Image")
    from io import BytesIO

    for mode, options in (("RGB", {"progressive": True}), ("L", {}), ("CMYK", {}), ("RGB", {"restart_marker_rows": 1})):
        written = BytesIO()
        pillow.effect_noise((320, 240), 90).convert(mode).save(written, "JPEG", **options)
        jpeg = written.getvalue()
        assert spans(b"--b\n\n" + jpeg + b"\n--b--") == [(jpeg, True, PIXELS)], (mode, options)


@pytest.mark.parametrize("kept", [20, 200, 700, 5000, len(VIEW) - 2])
@pytest.mark.parametrize("boundary", [b"\r\n--b\r\n\r\n", b"\n", b""])
def test_one_cut_off_hides_no_other(kept: int, boundary: bytes) -> None:
    found = spans(VIEW[:kept] + boundary + OTHER + b"\r\n--b--")
    assert [each for each in found if each[1]] == [(OTHER, True, PIXELS)]
    assert found[0][1] is False


def test_what_reads_as_a_header_before_a_picture_is_no_part_of_it() -> None:
    """Both were found by chance, by the test that mangles."""
    header = b"\xff\xd8\xff\xdb\x00\x10" + bytes(12)
    assert spans(header + VIEW) == [(VIEW, True, PIXELS)]
    assert spans(b"\xff\xd8\xff\xc0\x00\x02\x00\x00\x02" + VIEW)[-1] == (VIEW, True, PIXELS)


def test_a_thumbnail_is_no_picture_even_when_its_picture_is_cut_off() -> None:
    whole = with_thumbnail(VIEW)
    for kept in (len(cut_out()) + 600, len(cut_out()) + 5000):
        ((_, is_whole, _),) = spans(whole[:kept])
        assert not is_whole


def test_damage_in_the_coded_part_hides_neither_the_end_nor_the_next() -> None:
    for fake in (b"\xff\xc4\xff\xff", b"\xff\xe1\x00\x01", b"\xff\x01", b"\xff\xd8"):
        damaged = VIEW[:9000] + fake + VIEW[9000 + len(fake) :]
        assert [each[1] for each in spans(damaged + b"--b" + OTHER)] == [True, True], fake
        assert spans(damaged + b"--b" + OTHER)[1][0] == OTHER


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"\xff\xd8\xff\xe0\x00\x06\xff\xd8" * 1_000_000,
        lambda: b"\xff" * 10_000_000,
        lambda: b"\xff\xd8" + b"\xff" * 10_000_000,
        lambda: (VIEW[:700] + b"\xff\xc4\xff\xff" * 10) * 9_000,
        lambda: b"\xff\xd8\xff\xe0\x00\x02" * 1_500_000,
    ],
    ids=["nested", "fill", "fill after a beginning", "fake segments", "beginnings"],
)
def test_what_is_made_to_take_long_does_not(make: Callable[[], bytes]) -> None:
    body = make()
    began = time.process_time()
    jpegs_in(body)
    assert time.process_time() - began < 20
