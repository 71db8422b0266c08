"""From what size on a tag is read, by blur and by angle: drawn in a wall of noise, 40 of each."""

import cv2
import numpy as np

from tests.eval.table import Row
from vision.markers import MarkerEyes
from vision.tags import tag_image

SIZES_PX = (16, 20, 24, 28, 32, 36, 40, 48, 56, 64)
OF_EACH = 40
SHARE = 0.95
BLURS_PX = (0.0, 1.0, 1.5)
ANGLES = (0, 30, 45, 60)


def tag_rows() -> list[Row]:
    """For each blur and angle, the smallest side of the black square from which on 95 % are read."""
    eyes = MarkerEyes()
    return [
        Row("tags", f"blur {blur:g} px, {angle}° aside", _figures(eyes, blur, angle))
        for blur in BLURS_PX
        for angle in ANGLES
    ]


def _figures(eyes: MarkerEyes, blur_px: float, angle: int) -> str:
    shares = {size: _share_read(eyes, size, blur_px, angle) for size in SIZES_PX}
    enough = [size for size in SIZES_PX if all(shares[larger] >= SHARE for larger in SIZES_PX if larger >= size)]
    smallest = f"from {min(enough)} px on" if enough else f"not at {max(SIZES_PX)} px"
    some = ", ".join(f"{size} px {shares[size]:.0%}" for size in (20, 24, 32, 40))
    return f"{smallest}; {some} of {OF_EACH}"


def _share_read(eyes: MarkerEyes, size_px: int, blur_px: float, angle: int) -> float:
    random = np.random.default_rng((size_px, int(blur_px * 10), angle))
    read = 0
    for _ in range(OF_EACH):
        number = int(random.integers(587))
        read += [found for found, _ in eyes.read(_wall(number, size_px, blur_px, angle, random))] == [number]
    return read / OF_EACH


def _wall(number: int, size_px: int, blur_px: float, angle: int, random: np.random.Generator) -> np.ndarray:
    """A tag whose black square is that high, turned aside by an angle, drawn at eight times the size and shrunk."""
    fine, side = 8, size_px * 10 / 8
    tag = tag_image(number, 320)
    half = side / 2
    narrow, lens = np.cos(np.radians(angle)), np.sin(np.radians(angle)) * side / 2 / (6 * side)
    middle = 2 * side + random.uniform(0, 1, 2)
    corners = np.array(
        [
            (x * half * narrow / (1 + x * lens), y * half / (1 + x * lens))
            for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]
    )
    goal = ((corners + middle) * fine).astype(np.float32)
    source = np.array([(0, 0), (320, 0), (320, 320), (0, 320)], np.float32)
    edge = int(4 * side) + 1
    wall = cv2.warpPerspective(
        tag, cv2.getPerspectiveTransform(source, goal), (edge * fine, edge * fine), borderValue=170
    )
    small = cv2.resize(wall, (edge, edge), interpolation=cv2.INTER_AREA).astype(np.float64)
    if blur_px > 0:
        small = cv2.GaussianBlur(small, (0, 0), blur_px)
    return np.clip(small * 0.8 + 20 + random.normal(0, 3, small.shape), 0, 255).astype(np.uint8)
