"""The one picture in a multipart body, however a camera wraps it and the network cuts it up."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message

from api.intake.body import Body, Gone, TooMuch
from api.intake.multipart import MultipartMalformed, NoPicture, SeveralPictures, read_picture

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8 + b"\r\n--not-the-boundary\r\n\xff\xd9"
OTHER = b"\xff\xd8\xff\xdb other \xff\xd9"
XML = b"<EventNotificationAlert/>"
TYPE = "multipart/form-data; boundary=MIME_boundary"


def part(content: bytes, headers: Sequence[str] = ('Content-Disposition: form-data; name="f"',)) -> bytes:
    return b"--MIME_boundary\r\n" + "".join(f"{line}\r\n" for line in headers).encode() + b"\r\n" + content + b"\r\n"


def form(*parts: bytes, end: bytes = b"--MIME_boundary--\r\n") -> bytes:
    return b"".join(parts) + end


def read(content: bytes, piece_bytes: int = 1 << 16, content_type: str = TYPE, most: int = 10_000) -> bytes:
    pieces = [content[at : at + piece_bytes] for at in range(0, len(content), piece_bytes)] or [b""]
    messages = iter(
        [
            *({"type": "http.request", "body": piece, "more_body": True} for piece in pieces[:-1]),
            {"type": "http.request", "body": pieces[-1], "more_body": False},
        ]
    )

    async def receive() -> Message:
        return next(messages)

    return asyncio.run(read_picture(Body(receive), content_type, most))


@pytest.mark.parametrize("piece_bytes", [1, 2, 3, 7, 64, 1 << 16])
@pytest.mark.parametrize(
    "content",
    [
        form(part(PICTURE)),
        form(part(XML, ['Content-Disposition: form-data; name="MoveDetection.xml"']), part(PICTURE)),
        form(part(PICTURE), part(XML)),
        form(part(PICTURE, ["Content-Type: image/jpeg", "Content-Length: 5"])),
        form(part(PICTURE, [])),
        form(part(b""), part(b"\xff"), part(PICTURE)),
        b"\r\n" + form(part(PICTURE)),
    ],
    ids=["alone", "after XML", "before XML", "no disposition", "no headers", "after empty ones", "leading line"],
)
def test_the_picture_is_found(content: bytes, piece_bytes: int) -> None:
    assert read(content, piece_bytes) == PICTURE


def test_a_quoted_boundary() -> None:
    assert read(form(part(PICTURE)), content_type='multipart/form-data; boundary="MIME_boundary"') == PICTURE


@pytest.mark.parametrize(
    ("content", "content_type", "error"),
    [
        (form(part(XML)), TYPE, NoPicture),
        (form(part(b"\x89PNG\r\n\x1a\n")), TYPE, NoPicture),
        (form(part(PICTURE), part(OTHER)), TYPE, SeveralPictures),
        (b"", TYPE, MultipartMalformed),
        (PICTURE, TYPE, MultipartMalformed),
        (part(PICTURE), TYPE, MultipartMalformed),
        (part(PICTURE)[:-40], TYPE, MultipartMalformed),
        (form(part(PICTURE)), "multipart/form-data", MultipartMalformed),
        (form(part(PICTURE)), "multipart/form-data; boundary=", MultipartMalformed),
        (form(part(PICTURE)), "multipart/form-data; boundary=other", MultipartMalformed),
        (form(part(PICTURE)), "multipart/form-data; boundary=" + "b" * 1000, MultipartMalformed),
        (form(*[part(XML)] * 17), TYPE, MultipartMalformed),
        (form(part(PICTURE, ["X: " + "x" * 100_000])), TYPE, (MultipartMalformed, TooMuch)),
    ],
)
def test_refused(content: bytes, content_type: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(content, content_type=content_type)


def test_a_picture_may_be_as_large_as_allowed_and_no_larger() -> None:
    assert read(form(part(PICTURE)), most=len(PICTURE)) == PICTURE
    with pytest.raises(TooMuch):
        read(form(part(PICTURE)), most=len(PICTURE) - 1)


def test_what_comes_beside_the_picture_is_bounded_too() -> None:
    with pytest.raises(TooMuch):
        read(form(part(b"x" * 80_000), part(PICTURE)))


def test_a_sender_that_goes_away() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    with pytest.raises(Gone):
        asyncio.run(read_picture(Body(receive), TYPE, 10_000))
