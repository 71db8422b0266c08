"""Pictures that are sound, however unusual: all are to be taken, and nearly all looked at."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from tests.corpus import base
from tests.corpus.sample import Fate, Sample, sample
from tests.corpus.segments import (
    APP0,
    APP1,
    APP2,
    APP14,
    COM,
    DHT,
    SEGMENT_MAX,
    Segment,
    before_frame,
    build,
    parse,
    without,
)

RARE = Path(__file__).with_name("rare")


def sound() -> Iterator[Sample]:
    yield from (sample(f"sound {name}", make(), Fate.looked) for name, make in base.KINDS.items())
    yield from (
        sample(f"sound {how}", base.subsampled(how), Fate.looked) for how in ("444", "422", "440", "420", "411")
    )
    for quality in (1, 10, 50, 100):
        yield sample(f"sound quality {quality}", base.written(base.photo(), quality=quality), Fate.looked)
    yield sample("sound optimized", base.written(base.photo(), optimize=True), Fate.looked)
    yield sample("sound progressive 444", base.written(base.photo(), progressive=True, subsampling=0), Fate.looked)
    yield sample("sound rgb", base.written(base.photo(), keep_rgb=True), Fate.looked)
    yield sample("sound ycck", ycck(), Fate.looked)
    yield sample("sound inks progressive", base.written(base.photo().convert("CMYK"), progressive=True), Fate.looked)
    for size in ((16, 16), (33, 17)):
        yield sample(f"sound {size[0]} x {size[1]}", base.written(base.photo().resize(size)), Fate.looked)
    for size in ((1, 1), (1, 8), (8, 1), (7, 9), (1, 4000), (4000, 1), (65_500, 8), (8, 65_500)):
        yield sample(f"sound {size[0]} x {size[1]}", base.written(base.photo().resize(size)), *SMALL)
    for large in ((4000, 3000), (3000, 4000)):
        flat = Image.new("RGB", large, (90, 120, 90))
        yield sample(
            f"sound flat {large[0]} x {large[1]}", base.written(flat, progressive=large[0] > large[1]), Fate.looked
        )
    for file in sorted(RARE.glob("arithmetic*.jpg")):
        yield sample(f"sound {file.stem}", file.read_bytes(), Fate.looked)


SMALL = (Fate.looked, Fate.broken)
"""Where a window has no pixel there is nothing to look at."""


def rare() -> Iterator[Sample]:
    """Kinds that no decoder here has: taken and found broken, or refused at once."""
    for name in ("twelve-bit", "lossless-8-bit", "lossless-16-bit", "jpeg-ls"):
        yield sample(f"rare {name}", (RARE / f"{name}.jpg").read_bytes(), Fate.broken, Fate.refused)


def ycck() -> bytes:
    """Inks with their first three as luminance and colour, which only the Adobe segment tells."""
    segments = parse(base.inks())
    adobe = next(s for s in segments if s.marker == APP14)
    told = Segment(APP14, adobe.payload[:-1] + b"\x02")
    return build([told if s is adobe else s for s in segments])


def dressed() -> Iterator[Sample]:
    """The same picture with all that may stand before it."""
    plain = parse(base.baseline())
    for orientation in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 65_535):
        yield sample(f"exif orientation {orientation}", build(before_frame(plain, exif(orientation))), Fate.looked)
    for size in (0, 1, 2, 100, SEGMENT_MAX):
        for marker in (APP0, APP1, APP2, APP14, 0xEF, COM):
            filler = Segment(marker, bytes(size))
            yield sample(f"segment {marker:#x} of {size} bytes", build(before_frame(plain, filler)), Fate.looked)
    for count in (10, 120):
        many = [Segment(APP1, b"Exif\0\0" + bytes(SEGMENT_MAX - 6))] * count
        yield sample(f"{count} full exif segments", build(before_frame(plain, *many)), Fate.looked)
    yield sample("2000 comments", build(before_frame(plain, *[Segment(COM, b"x")] * 2000)), Fate.looked)
    thumbnail = base.written(base.photo((64, 48)))
    yield sample("thumbnail", build(before_frame(plain, exif(1, thumbnail))), Fate.looked)
    nested = thumbnail
    for depth in range(1, 6):
        nested = build(before_frame(parse(thumbnail), exif(6, nested)))
        yield sample(f"thumbnails nested {depth} deep", build(before_frame(plain, exif(1, nested))), Fate.looked)
    yield sample("jfif thumbnail", build(before_frame(plain, Segment(APP0, b"JFXX\0\x10" + thumbnail))), Fate.looked)
    yield sample("no jfif", build(without(plain, APP0)), Fate.looked)
    tables = [Segment(DHT, part) for part in split_tables(plain)]
    yield sample("tables one by one", build(before_frame(without(plain, DHT), *tables)), Fate.looked)
    yield sample("fill bytes", fill_bytes(base.baseline()), Fate.looked)
    mpo = io.BytesIO()
    base.photo().save(mpo, "MPO", save_all=True, append_images=[base.photo((64, 48))])
    yield sample("several pictures in one (MPO)", mpo.getvalue(), Fate.looked)


def exif(orientation: int, thumbnail: bytes = b"") -> Segment:
    entries = struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0)
    first = b"II*\0" + struct.pack("<IH", 8, 1) + entries
    if not thumbnail:
        return Segment(APP1, b"Exif\0\0" + first + struct.pack("<I", 0))
    second = (
        struct.pack("<H", 2) + struct.pack("<HHII", 0x201, 4, 1, 56) + struct.pack("<HHII", 0x202, 4, 1, len(thumbnail))
    )
    return Segment(APP1, b"Exif\0\0" + first + struct.pack("<I", 26) + second + struct.pack("<I", 0) + thumbnail)


def split_tables(segments: list[Segment]) -> list[bytes]:
    """Each Huffman table by itself."""
    found = list[bytes]()
    for segment in segments:
        rest = segment.payload if segment.marker == DHT else b""
        while rest:
            length = 17 + sum(rest[1:17])
            found.append(rest[:length])
            rest = rest[length:]
    return found


def fill_bytes(jpeg: bytes) -> bytes:
    """Any marker may be preceded by any number of 0xFF."""
    return jpeg[:2] + b"".join(b"\xff" * 50 + segment.raw for segment in parse(jpeg)) + b"\xff" * 50 + b"\xff\xd9"


def noise(seed: int, size: tuple[int, int] = base.SIZE) -> bytes:
    """A picture of nothing, a different one for each seed."""
    return base.written(Image.fromarray(np.random.default_rng(seed).integers(0, 255, (*size[::-1], 3), np.uint8)))
