"""Away signs drawn with the Chinese font of the package that the tag sheets use."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from models.values.seeing import WindowView
from vision.eyes import View
from vision.pictures import Picture

LEFT, TOP, RIGHT, BOTTOM = 0.5, 0.5, 0.9, 0.9


def font() -> Path:
    package = find_spec("justmytype_intl_cjk")
    assert package is not None
    assert package.origin is not None
    return next(Path(package.origin).parent.rglob("NotoSansSC*.ttf"))


def sign(text: str, text_px: int, width_px: int, height_px: int, seed: int = 0) -> Picture:
    """Dark red text in the middle of a white board with a border, noise of a sensor over it; no text: a bare board."""
    from PIL import Image, ImageDraw, ImageFont

    board = Image.new("RGB", (width_px, height_px), (235, 235, 230))
    draw = ImageDraw.Draw(board)
    if text:
        letters = ImageFont.truetype(str(font()), text_px)
        letters.set_variation_by_axes([700])
        draw.multiline_text((width_px / 2, height_px / 2), text, (170, 20, 20), letters, "mm", align="center")
    draw.rectangle((0, 0, width_px - 1, height_px - 1), outline=(60, 60, 60))
    noise = np.random.default_rng(seed).normal(0, 4, (height_px, width_px, 3))
    return np.clip(np.asarray(board, np.float64)[..., ::-1] + noise, 0, 255).astype(np.uint8)


def view_of(board: Picture) -> View:
    """A picture in which the board fills the sign zone."""
    height, width = board.shape[:2]
    picture = np.full((height * 2, width * 2, 3), 120, np.uint8)
    picture[height : 2 * height, width : 2 * width] = board
    zone = ((0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0))
    window = WindowView(window="W1", tag_number=1, staff_zone=((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)), sign_zone=zone)
    return View(picture, window)
