"""Writing below a still what it is a picture of: in the picture, so that it cannot be parted from it."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vision.fonts import chinese_font
from vision.jpeg import decode, encode
from vision.still import QUALITY

WIDTH_MIN_PX = 320
"""A narrower still is set in the middle of a dark band this wide, for its words to fit."""
FONT_MAX_PX, FONT_MIN_PX = 20, 11
WEIGHT = 500
MARGIN_PX = 8
LINE_HEIGHT = 1.4
BAND, INK = (24, 26, 28), (245, 245, 240)


def captioned(still: bytes, lines: Sequence[str]) -> bytes:
    """The still, a JPEG, with lines of Chinese and Latin letters on a dark band below it; as JPEG.

    A line that is too long even in the smallest letters is cut off at the edge. Raises vision.jpeg.Broken for a damaged
    still and vision.fonts.FontMissing.
    """
    picture = decode(still)[..., ::-1]
    height, width = picture.shape[:2]
    whole_width = max(width, WIDTH_MIN_PX)
    font = _fitting(tuple(lines), whole_width - 2 * MARGIN_PX)
    step = round(font.size * LINE_HEIGHT)
    canvas = Image.new("RGB", (whole_width, height + len(lines) * step + MARGIN_PX), BAND)
    canvas.paste(Image.fromarray(np.ascontiguousarray(picture)), ((whole_width - width) // 2, 0))
    draw = ImageDraw.Draw(canvas)
    for number, line in enumerate(lines):
        draw.text((MARGIN_PX, height + MARGIN_PX // 2 + (number + 0.5) * step), line, INK, font, "lm")
    return encode(np.asarray(canvas)[..., ::-1], QUALITY)


def _fitting(lines: tuple[str, ...], width_px: int) -> ImageFont.FreeTypeFont:
    """The largest letters in which every line fits."""
    sizes = range(FONT_MAX_PX, FONT_MIN_PX, -1)
    fitting = (size for size in sizes if max(_font(size).getlength(line) for line in lines) <= width_px)
    return _font(next(fitting, FONT_MIN_PX))


@lru_cache(maxsize=FONT_MAX_PX)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(chinese_font()), size_px)
    font.set_variation_by_axes([WEIGHT])
    return font
