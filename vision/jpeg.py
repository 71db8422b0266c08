"""JPEG bytes from a camera: a check of the header that costs microseconds, and a strict decode."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast

import numpy as np
import simplejpeg

from vision.jpeg_markers import Frame, HeaderLost, frame_of, scans_at_most
from vision.pictures import Grey, Picture

PIXELS_MAX = 12_000_000
END_OF_IMAGE = b"\xff\xd9"
END_SEARCHED_BYTES = 1024
START_OF_IMAGE = b"\xff\xd8\xff"
CODINGS = {0xC0: "baseline", 0xC1: "extended", 0xC2: "progressive", 0xC9: "arithmetic", 0xCA: "arithmetic progressive"}
"""By the number of their frame header. Others must not come near the decoder: of a lossless picture (0xC3) that is
asked for in small, it writes the whole, beyond the memory set aside."""
BITS = 8
SCANS_MAX = 100
"""A progressive picture has about ten. Each costs a walk over the whole picture, and ten million bytes have room for
two hundred thousand: half an hour."""


class Refused(ValueError):
    """A picture not taken in. `code` is stable and part of the API, `status` the HTTP status that fits it."""

    code: ClassVar[str]
    status: ClassVar[int]


class NotAJpeg(Refused):
    """Empty, or does not begin as a JPEG does."""

    code = "not-a-jpeg"
    status = 415


class HeaderUnreadable(Refused):
    """Begins as a JPEG, but no size can be read from its header, or it is of a kind that is not decoded here."""

    code = "header-unreadable"
    status = 422


class TooManyPixels(Refused):
    """The header claims more pixels than are decoded here."""

    code = "too-many-pixels"
    status = 413


class EndMissing(Refused):
    """No end-of-image marker in the last KiB: cut off on its way."""

    code = "end-missing"
    status = 422


class Broken(ValueError):
    """The header passed, but the picture cannot be decoded whole."""

    code: ClassVar[str] = "broken"


@dataclass(frozen=True, slots=True)
class Header:
    """What a JPEG's header claims; nothing was decoded to learn it."""

    width_px: int
    height_px: int
    colour_space: str
    """As simplejpeg names it: YCbCr, Gray, RGB, CMYK, YCCK."""

    @property
    def pixels(self) -> int:
        return self.width_px * self.height_px


def inspect(body: bytes, pixels_max: int = PIXELS_MAX) -> Header:
    """The header of a JPEG, checked in this order: is a JPEG, header readable, size, end present.

    Raises NotAJpeg, HeaderUnreadable, TooManyPixels or EndMissing. Decodes nothing: a 378-byte JPEG can claim
    65500 x 65500 pixels, 12 GB in a decoder.
    """
    if not body.startswith(START_OF_IMAGE):
        raise NotAJpeg("The body is empty." if not body else "The body does not begin as a JPEG does.")
    _coding(body)
    header = _header(body)
    if header.pixels > pixels_max:
        raise TooManyPixels(
            f"The header claims {header.width_px} x {header.height_px} pixels; at most {pixels_max} are taken."
        )
    if END_OF_IMAGE not in body[-END_SEARCHED_BYTES:]:
        raise EndMissing(f"No end-of-image marker in the last {END_SEARCHED_BYTES} bytes: the picture is cut off.")
    return header


def decode(body: bytes, pixels_max: int = PIXELS_MAX) -> Picture:
    """The picture of a JPEG: height x width x 3, blue-green-red. EXIF orientation is ignored.

    Raises Broken for any damage that libjpeg reports, also what it could have painted over, and for what `inspect`
    refuses.
    """
    header = _decodable(body, pixels_max)
    try:
        if header.colour_space in {"CMYK", "YCCK"}:
            return _decode_inks(body)
        return simplejpeg.decode_jpeg(body, colorspace="BGR", strict=True)
    except (ValueError, RuntimeError) as error:
        raise Broken(f"The picture is damaged: {error}") from error


def decode_at_least(body: bytes, side_px: int, pixels_max: int = PIXELS_MAX) -> Picture:
    """As `decode`, made smaller by the decoder where the longer side stays at `side_px` or more: a photo of 50 million
    pixels need not be held whole. The same damage is found; raises Broken."""
    header = _decodable(body, pixels_max)
    try:
        if header.colour_space in {"CMYK", "YCCK"}:
            return _decode_inks(body)
        share = min(1.0, side_px / max(header.width_px, header.height_px))
        sides = {"min_height": round(header.height_px * share), "min_width": round(header.width_px * share)}
        return simplejpeg.decode_jpeg(body, colorspace="BGR", strict=True, **sides)
    except (ValueError, RuntimeError) as error:
        raise Broken(f"The picture is damaged: {error}") from error


def decode_small(body: bytes, factor: int, pixels_max: int = PIXELS_MAX) -> Grey | None:
    """The picture of a JPEG in grey (height x width), each side `factor` times smaller: 1, 2, 4 or 8.

    Costs less than half of a whole decode, and finds the same damage: raises Broken as `decode` does. None for the
    few pictures in inks, which cannot be had small.
    """
    header = _decodable(body, pixels_max)
    if header.colour_space in {"CMYK", "YCCK"}:
        return None
    try:
        sides = {"min_height": header.height_px // factor, "min_width": header.width_px // factor}
        small = simplejpeg.decode_jpeg(body, colorspace="GRAY", fastdct=True, strict=True, **sides)
    except (ValueError, RuntimeError) as error:
        raise Broken(f"The picture is damaged: {error}") from error
    return small[..., 0]


def jpeg_files(folder: Path) -> tuple[Path, ...]:
    """The JPEG files of a folder by their endings, in order of names."""
    return tuple(sorted(file for file in folder.glob("*") if file.suffix.lower() in {".jpg", ".jpeg"}))


def encode(picture: Picture, quality: int = 85) -> bytes:
    """JPEG bytes of a picture (height x width x 3, blue-green-red), without any metadata."""
    return simplejpeg.encode_jpeg(np.ascontiguousarray(picture), quality, "BGR", "420")


def _decodable(body: bytes, pixels_max: int) -> Header:
    """Raises Broken."""
    try:
        header = inspect(body, pixels_max)
        scans = scans_at_most(body, _coding(body))
    except Refused as refused:
        raise Broken(str(refused)) from refused
    if scans > SCANS_MAX:
        raise Broken(f"The picture has {scans} scans; at most {SCANS_MAX} are decoded.")
    return header


def _coding(body: bytes) -> Frame:
    """Raises HeaderUnreadable."""
    try:
        frame = frame_of(body)
    except HeaderLost as lost:
        raise HeaderUnreadable(f"The JPEG header cannot be read: {lost}.") from lost
    if frame.marker not in CODINGS or frame.bits != BITS:
        raise HeaderUnreadable(
            f"Its coding (frame {frame.marker:#x}, {frame.bits} bits) is not decoded here; {BITS} bits are, and"
            f" {', '.join(CODINGS.values())}."
        )
    return frame


def _header(body: bytes) -> Header:
    try:
        height, width, colour_space, _subsampling = simplejpeg.decode_jpeg_header(body)
    except (ValueError, RuntimeError) as error:
        raise HeaderUnreadable(f"The JPEG header cannot be read: {error}") from error
    return Header(int(width), int(height), str(colour_space))


def _decode_inks(body: bytes) -> Picture:
    # simplejpeg gives inks only, and OpenCV paints over damage: the first finds damage, the second makes the colours
    simplejpeg.decode_jpeg(body, colorspace="CMYK", strict=True)
    import cv2

    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    picture = cast(Any, cv2.imdecode(np.frombuffer(body, np.uint8), flags))
    if picture is None:
        raise ValueError("OpenCV cannot decode this CMYK picture")
    return picture
