"""The sound pictures that the corpus spoils: a photograph in every form that a package writes."""

import io
from functools import cache
from typing import Any

import numpy as np
import simplejpeg
from PIL import Image

from tests.shared import photograph

SIZE = (240, 320)
"""Width and height in pixels; small, so that a fault hits something that matters."""


@cache
def photo(size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.open(io.BytesIO(photograph("bus.jpg"))).convert("RGB").resize(size)


def written(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


@cache
def baseline() -> bytes:
    return written(photo(), quality=80)


@cache
def progressive() -> bytes:
    return written(photo(), quality=80, progressive=True)


@cache
def restarts() -> bytes:
    return written(photo(), quality=80, restart_marker_blocks=4)


@cache
def grey() -> bytes:
    return written(photo().convert("L"), quality=80)


@cache
def inks() -> bytes:
    """CMYK as Adobe writes it."""
    return written(photo().convert("CMYK"), quality=80)


@cache
def subsampled(how: str) -> bytes:
    return simplejpeg.encode_jpeg(np.asarray(photo()), 80, "RGB", how)


KINDS = {"baseline": baseline, "progressive": progressive, "restarts": restarts, "grey": grey, "inks": inks}
