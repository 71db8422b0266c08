"""The one picture of a multipart body, whatever its part is called and whatever else is sent along."""

import logging
from typing import TYPE_CHECKING, cast

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.intake.body import Body, TooMuch

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

# It logs every callback at DEBUG, header values among them.
logging.getLogger("python_multipart").setLevel(logging.ERROR)

PICTURE_BEGINS = b"\xff\xd8\xff"
BESIDE_THE_PICTURE_BYTES_MAX = 65_536
PARTS_MAX = 16


class MultipartMalformed(ValueError):
    """No multipart body, or cut off, or with too many parts."""


class NoPicture(ValueError):
    """No part begins as a JPEG does."""


class SeveralPictures(ValueError):
    """More than one part begins as a JPEG does."""


class _Parts:
    """Keeps the parts that begin as a JPEG, and of all others nothing."""

    def __init__(self, picture_bytes_max: int) -> None:
        self.pictures: list[bytes] = []
        self.ended = False
        self._picture_bytes_max = picture_bytes_max
        self._part = bytearray()
        self._foreign = False
        self._parts = 0

    def begin(self) -> None:
        self._part = bytearray()
        self._foreign = False
        self._parts += 1
        if self._parts > PARTS_MAX:
            raise MultipartMalformed(f"It has more than {PARTS_MAX} parts.")

    def take(self, data: bytes, start: int, end: int) -> None:
        if self._foreign:
            return
        self._part += data[start:end]
        if len(self._part) >= len(PICTURE_BEGINS) and not self._part.startswith(PICTURE_BEGINS):
            self._foreign = True
            self._part = bytearray()
        if len(self._part) > self._picture_bytes_max:
            raise TooMuch

    def close(self) -> None:
        if self._part.startswith(PICTURE_BEGINS):
            self.pictures.append(bytes(self._part))
            if len(self.pictures) > 1:
                raise SeveralPictures("It carries more than one JPEG; send each as a frame of its own.")

    def end(self) -> None:
        self.ended = True


async def read_picture(body: Body, content_type: str, picture_bytes_max: int) -> bytes:
    """The JPEG part of a multipart body.

    Raises MultipartMalformed, NoPicture, SeveralPictures, TooMuch (the picture, or all that comes with it), Gone.
    """
    parts = _Parts(picture_bytes_max)
    parser = _parser(content_type, parts)
    taken_bytes = 0
    async for piece in body.pieces():
        taken_bytes += len(piece)
        if taken_bytes > picture_bytes_max + BESIDE_THE_PICTURE_BYTES_MAX:
            raise TooMuch
        try:
            parser.write(piece)
        except FormParserError as error:
            raise MultipartMalformed(f"It is not well formed: {error}.") from None
    if not parts.ended:
        raise MultipartMalformed("It ends before its last boundary.")
    if not parts.pictures:
        raise NoPicture("No part begins as a JPEG does.")
    return parts.pictures[0]


def _parser(content_type: str, parts: _Parts) -> MultipartParser:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise MultipartMalformed("Its Content-Type names no boundary.")
    callbacks = {
        "on_part_begin": parts.begin,
        "on_part_data": parts.take,
        "on_part_end": parts.close,
        "on_end": parts.end,
    }
    try:
        return MultipartParser(boundary, cast("MultipartCallbacks", callbacks))
    except FormParserError as error:
        raise MultipartMalformed(f"{error}.") from None
