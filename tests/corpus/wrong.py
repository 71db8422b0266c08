"""What is no JPEG at all, or does not begin as one."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator

import numpy as np

from tests.corpus import base
from tests.corpus.kinds import RARE
from tests.corpus.sample import Fate, Sample, sample

FORMS = ("PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "JPEG2000", "AVIF", "ICO", "TGA", "PCX", "DDS", "SGI")
HEADS = {
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42",
    "jpeg xl in a box": b"\0\0\0\x0cJXL \r\n\x87\n",
    "html": b"<!DOCTYPE html><html><body>log in</body></html>",
    "xml": b'<?xml version="1.0"?><EventNotificationAlert/>',
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "pdf": b"%PDF-1.7\n",
    "elf": b"\x7fELF\x02\x01\x01",
    "exe": b"MZ\x90\0",
    "text": "没有图片".encode(),
    "line ends": b"\r\n\r\n",
}


def wrong() -> Iterator[Sample]:
    def no(name: str, body: bytes) -> Sample:
        return sample(f"wrong {name}", body, Fate.not_a_jpeg)

    jpeg = base.baseline()
    yield no("empty", b"")
    yield from (no(f"first {n} bytes", jpeg[:n]) for n in (1, 2))
    yield from (no(form, base.written(base.photo(), form)) for form in FORMS)
    yield from (no(name, head + bytes(200)) for name, head in HEADS.items())
    yield from (no(name, (RARE / f"{name}.jpg").read_bytes()) for name in ("jpeg-xl", "jpeg-xr"))
    yield no("json", json.dumps({"picture": None}).encode())
    yield no("gzip of a jpeg", gzip.compress(jpeg, mtime=0))
    yield no("zip of a jpeg", zipped(jpeg))
    for before in (b"\xef\xbb\xbf", b"\r\n", b"\0", b"\xff", b"--b\r\nContent-Type: image/jpeg\r\n\r\n"):
        yield no(f"a jpeg after {before[:8]!r}", before + jpeg)
    yield no("a jpeg backwards", jpeg[::-1])
    yield no("a jpeg as text", jpeg.hex().encode())
    yield no("swapped bytes", bytes(b for pair in zip(jpeg[1::2], jpeg[::2], strict=False) for b in pair))
    for seed in range(10):
        rest = np.random.default_rng(seed).integers(0, 255, 100 * 4**seed % 50_000, np.uint8).tobytes()
        yield no(f"noise {seed}", b"\0" + rest)


def zipped(jpeg: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("frame.jpg"), jpeg)
    return file.getvalue()
