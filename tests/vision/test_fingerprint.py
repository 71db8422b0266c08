"""The very same picture has the same number, whatever is written beside it."""

import io

import pytest

from tests.shared import photograph
from vision.fingerprint import fingerprint
from vision.jpeg import encode
from vision.scene import Scene, Seat

SCENE = Scene()
BODY = SCENE.frame({"W1": Seat(person=0)}, tick=3)


def with_segment(body: bytes, marker: int, content: bytes) -> bytes:
    return body[:2] + bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2) + content + body[2:]


@pytest.mark.parametrize("marker", [0xE1, 0xEF, 0xFE])
def test_what_is_written_beside_the_picture_is_left_out(marker: int) -> None:
    told = {fingerprint(with_segment(BODY, marker, f"2026:06:03 09:00:{n:02}".encode())) for n in range(9)}
    assert told == {fingerprint(BODY)}


def test_every_other_picture_has_another() -> None:
    assert len({fingerprint(SCENE.frame({}, tick=n)) for n in range(50)}) == 50


def test_another_quality_is_another_picture() -> None:
    from vision.jpeg import decode

    picture = decode(BODY)
    assert fingerprint(encode(picture, 85)) != fingerprint(encode(picture, 86))


@pytest.mark.parametrize("body", [b"", b"\xff\xd8\xff", b"\xff\xd8" + b"\xff" * 9, BODY[:30], b"GIF89a" * 9, bytes(99)])
def test_what_is_no_jpeg_has_a_number_too(body: bytes) -> None:
    assert 0 <= fingerprint(body) < 2**32
    assert fingerprint(body + b"x") != fingerprint(body)


def test_progressive_and_photographed() -> None:
    from PIL import Image

    plain = photograph("bus.jpg")
    written = io.BytesIO()
    Image.open(io.BytesIO(plain)).save(written, "JPEG", progressive=True)
    assert fingerprint(written.getvalue()) != fingerprint(plain)
    assert fingerprint(written.getvalue()) == fingerprint(with_segment(written.getvalue(), 0xE1, b"x"))
