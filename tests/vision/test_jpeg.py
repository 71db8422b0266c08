import struct
import time

import cv2
import numpy as np
import pytest
import simplejpeg

from tests.corpus.bombs import scanned
from tests.corpus.kinds import RARE
from tests.shared import photograph
from vision.jpeg import (
    Broken,
    EndMissing,
    HeaderUnreadable,
    NotAJpeg,
    Refused,
    TooManyPixels,
    decode,
    decode_small,
    encode,
    inspect,
)
from vision.pictures import Picture

PLAIN = photograph("bus.jpg")
CMYK = simplejpeg.encode_jpeg(
    np.random.default_rng(1).integers(0, 255, (64, 96, 4), np.uint8), 90, "CMYK", colorsubsampling="444"
)


def claiming(width: int, height: int) -> bytes:
    """A small JPEG whose header claims another size."""
    body = bytearray(cv2.imencode(".jpg", np.zeros((8, 8, 3), np.uint8))[1].tobytes())
    at = body.index(b"\xff\xc0")
    body[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(body)


def png() -> bytes:
    return cv2.imencode(".png", np.zeros((8, 8, 3), np.uint8))[1].tobytes()


def reencoded(*flags: int) -> bytes:
    return cv2.imencode(".jpg", decode(PLAIN), list(flags))[1].tobytes()


@pytest.mark.parametrize(
    ("body", "error", "code", "status"),
    [
        pytest.param(b"", NotAJpeg, "not-a-jpeg", 415, id="empty"),
        pytest.param(png(), NotAJpeg, "not-a-jpeg", 415, id="png"),
        pytest.param(b"\xff\xd8", NotAJpeg, "not-a-jpeg", 415, id="two bytes"),
        pytest.param(b"\xff\xd8\xff" + b"\x00" * 500, HeaderUnreadable, "header-unreadable", 422, id="no header"),
        pytest.param(PLAIN[:40], HeaderUnreadable, "header-unreadable", 422, id="cut in the header"),
        pytest.param(claiming(65500, 65500), TooManyPixels, "too-many-pixels", 413, id="bomb"),
        pytest.param(claiming(4000, 3001), TooManyPixels, "too-many-pixels", 413, id="just over"),
        pytest.param(claiming(65500, 65500)[:-2], TooManyPixels, "too-many-pixels", 413, id="size before end"),
        pytest.param(PLAIN[: len(PLAIN) // 2], EndMissing, "end-missing", 422, id="half"),
        pytest.param(PLAIN + b"\x00" * 1024, EndMissing, "end-missing", 422, id="end too far from the end"),
    ],
)
def test_refuses(body: bytes, error: type[Refused], code: str, status: int) -> None:
    with pytest.raises(error) as caught:
        inspect(body)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert str(caught.value).endswith((".", '"')) or ":" in str(caught.value)
    with pytest.raises(Broken):
        decode(body)


@pytest.mark.parametrize("name", ["lossless-8-bit", "lossless-16-bit", "twelve-bit"])
def test_what_the_decoder_must_not_see_is_refused_before_it(name: str) -> None:
    """Of the first, asked for in small, it writes beyond the memory set aside."""
    body = (RARE / f"{name}.jpg").read_bytes()
    with pytest.raises(HeaderUnreadable, match="is not decoded here"):
        inspect(body)
    for look in (decode, lambda each: decode_small(each, 4)):
        with pytest.raises(Broken):
            look(body)


@pytest.mark.parametrize(("scans", "taken"), [(10, True), (100, True), (101, False), (5000, False)])
def test_scans_without_end_are_not_begun(scans: int, taken: bool) -> None:
    body = scanned(400, 300, scans)
    inspect(body)
    if taken:
        assert decode(body).shape == (300, 400, 3)
        return
    for look in (decode, lambda each: decode_small(each, 4)):
        with pytest.raises(Broken, match=f"has {scans} scans"):
            look(body)


@pytest.mark.parametrize(
    ("body", "size"),
    [
        pytest.param(PLAIN, (810, 1080), id="plain"),
        pytest.param(PLAIN + b"\x00" * 1000, (810, 1080), id="padded"),
        pytest.param(claiming(4000, 3000), (4000, 3000), id="just 12 million"),
        pytest.param(CMYK, (96, 64), id="cmyk"),
    ],
)
def test_header(body: bytes, size: tuple[int, int]) -> None:
    header = inspect(body)
    assert (header.width_px, header.height_px) == size


def test_inspect_decodes_nothing() -> None:
    big = cv2.imencode(".jpg", np.random.default_rng(1).integers(0, 255, (3000, 4000, 3), np.uint8))[1].tobytes()
    began = time.perf_counter()
    for _ in range(20):
        inspect(big)
    assert (time.perf_counter() - began) / 20 < 0.005


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PLAIN, id="baseline"),
        pytest.param(reencoded(cv2.IMWRITE_JPEG_PROGRESSIVE, 1), id="progressive"),
        pytest.param(cv2.imencode(".jpg", cv2.cvtColor(decode(PLAIN), cv2.COLOR_BGR2GRAY))[1].tobytes(), id="grey"),
        pytest.param(reencoded(cv2.IMWRITE_JPEG_RST_INTERVAL, 4), id="restarts"),
    ],
)
def test_decodes_as_opencv_does(body: bytes) -> None:
    picture = decode(body)
    other = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    assert other is not None
    assert picture.shape == other.shape == (1080, 810, 3)
    assert np.abs(picture.astype(int) - other.astype(int)).mean() < 2


def test_decodes_inks() -> None:
    assert decode(CMYK).shape == (64, 96, 3)


def test_ignores_exif_orientation() -> None:
    turned = b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"
    exif = b"Exif\x00\x00" + turned
    body = PLAIN[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + PLAIN[2:]
    by_orientation = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    assert by_orientation is not None
    assert by_orientation.shape == (810, 1080, 3), "the test's EXIF must count elsewhere"
    assert decode(body).shape == (1080, 810, 3)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PLAIN[:60_000] + PLAIN[-2:], id="middle missing"),
        pytest.param(PLAIN[:60_000] + b"\xff\xd0" * 200 + PLAIN[60_400:], id="wrong markers"),
        pytest.param(CMYK[: len(CMYK) // 2] + CMYK[-2:], id="inks missing"),
    ],
)
def test_damage_is_broken(body: bytes) -> None:
    inspect(body)
    with pytest.raises(Broken) as caught:
        decode(body)
    assert caught.value.code == "broken"


def test_encode_round_trip() -> None:
    picture: Picture = decode(PLAIN)
    again = decode(encode(picture, 95))
    assert again.shape == picture.shape
    assert np.abs(again.astype(int) - picture.astype(int)).mean() < 3
