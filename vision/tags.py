"""The printed tags: AprilTag 36h11. Tag 2n is window n's away sign, tag 2n + 1 its seat tag."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import typst
from numpy.typing import NDArray

from vision.fonts import FontMissing, chinese_font
from vision.pictures import Grey

TAGS = 587
TAG_NUMBER_MAX = (TAGS - 2) // 2
MODULES = 8
"""Six rows of code in a black border one module wide."""
QUIET_MODULES = 1
MODULES_WITH_QUIET = MODULES + 2 * QUIET_MODULES

TEMPLATE = Path(__file__).with_name("tags.typ")
PIXELS_NEEDED = 40
PRINTED_MM = 140
"""Side of the black square as printed; with its quiet zone 175 mm, what fits on A4."""
VIEW_WIDTH_PER_DISTANCE = 2.0
"""A lens with 90 degrees across sees twice as wide as it is far."""
DISTANCES_M = (2, 3, 4, 5, 6, 8)
RESOLUTIONS_PX = ((1280, 720), (1920, 1080), (2560, 1440), (3840, 2160))


class TagSheetFailed(RuntimeError):
    """The sheet could not be set; the message says why in one line."""


def tag_image(number: int, px: int) -> Grey:
    """Tag `number` with its white quiet zone, `px` x `px` pixels, 0 or 255.

    The modules are all of one size, and the quiet zone takes what is left. Raises ValueError for a number that the
    family does not have or fewer than 10 pixels.
    """
    if px < MODULES_WITH_QUIET:
        raise ValueError(f"a tag with its quiet zone needs {MODULES_WITH_QUIET} pixels or more, not {px}")
    module = px // MODULES_WITH_QUIET
    black = np.kron(_modules(number), np.ones((module, module), np.uint8))
    image = np.full((px, px), 255, np.uint8)
    edge = (px - black.shape[0]) // 2
    image[edge : edge + black.shape[0], edge : edge + black.shape[1]] = black
    return image


def tag_svg(number: int) -> str:
    """Tag `number` with its white quiet zone as SVG, one unit a module. Raises ValueError as `tag_image`."""
    # one path for all modules: squares drawn one by one show hairlines between them
    path = "".join(
        f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h1v1h-1z" for y, x in np.argwhere(_modules(number) == 0).tolist()
    )
    side = MODULES_WITH_QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def tag_sheet_pdf(hall: str, windows: Sequence[tuple[str, int]]) -> bytes:
    """A PDF for printing: for each (window code, tag number) two A4 pages, the away sign and the seat tag.

    With what to do with them in Chinese and English. Raises ValueError for a number without tags or used twice,
    TagSheetFailed when the font package is missing or typst reports anything, a warning too.
    """
    return _set(hall, windows, "pdf")[0]


def tag_sheet_png(hall: str, windows: Sequence[tuple[str, int]], ppi: float = 96.0) -> list[bytes]:
    """The same pages as PNG pictures, one each. Raises as `tag_sheet_pdf`."""
    return _set(hall, windows, "png", ppi)


def side_needed_mm(distance_m: float, width_px: int) -> int:
    """How large the black square must be printed to be 40 px wide, seen through a lens of 90 degrees across."""
    return round(PIXELS_NEEDED * VIEW_WIDTH_PER_DISTANCE * distance_m * 1000 / width_px)


def _set(hall: str, windows: Sequence[tuple[str, int]], form: str, ppi: float | None = None) -> list[bytes]:
    data = json.dumps(_data(hall, windows), ensure_ascii=False)
    try:
        made, warnings = typst.Compiler(
            TEMPLATE, font_paths=[_font_folder()], ignore_system_fonts=True, sys_inputs={"data": data}
        ).compile_with_warnings(format="png" if form == "png" else "pdf", ppi=ppi)
    except typst.TypstError as error:
        raise TagSheetFailed(f"typst cannot set the sheet: {error.message}") from error
    if warnings:
        raise TagSheetFailed("typst warns: " + "; ".join(warning.message for warning in warnings))
    if made is None:
        raise TagSheetFailed("typst made nothing")
    return made if isinstance(made, list) else [made]


def _data(hall: str, windows: Sequence[tuple[str, int]]) -> dict[str, object]:
    if not windows:
        raise ValueError("a sheet needs a window or more")
    numbers = [number for _code, number in windows]
    if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise ValueError(f"tag numbers used twice: {', '.join(map(str, twice))}")
    for number in numbers:
        if not 0 <= number <= TAG_NUMBER_MAX:
            raise ValueError(f"tag numbers go from 0 to {TAG_NUMBER_MAX}, not {number}")
    return {
        "hall": hall,
        "printed_mm": PRINTED_MM,
        "quiet_ratio": MODULES_WITH_QUIET / MODULES,
        "pixels_needed": PIXELS_NEEDED,
        "resolutions": [f"{width} × {height}" for width, height in RESOLUTIONS_PX],
        "sizes": [
            {"distance_m": distance, "sides_mm": [side_needed_mm(distance, width) for width, _ in RESOLUTIONS_PX]}
            for distance in DISTANCES_M
        ],
        "pages": [
            {"window": code, "kind": kind, "tag": tag, "svg": tag_svg(tag)}
            for code, number in windows
            for kind, tag in (("sign", 2 * number), ("seat", 2 * number + 1))
        ],
    }


def _modules(number: int) -> NDArray[np.uint8]:
    if not 0 <= number < TAGS:
        raise ValueError(f"tags go from 0 to {TAGS - 1}, not {number}")
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h11)
    return cast(NDArray[np.uint8], cv2.aruco.generateImageMarker(dictionary, number, MODULES))


def _font_folder() -> Path:
    try:
        return chinese_font().parent
    except FontMissing as missing:
        raise TagSheetFailed(str(missing)) from missing
