"""A person drawn with a few flat colours, and where a pose model would see the joints."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from models.values.seeing import Signal, SignalKind, WindowView
from vision.pictures import Picture

Bgr = tuple[int, int, int]
WIDTH_PX, HEIGHT_PX = 320, 240
SKIN: Bgr = (120, 150, 205)
BLUE: Bgr = (150, 80, 40)
WALL: Bgr = (200, 205, 200)
JOINTS = (
    (160, 40), (150, 34), (170, 34), (142, 36), (178, 36), (125, 80), (195, 80), (105, 130), (215, 130), (100, 185),
    (220, 185), (135, 185), (185, 185), (135, 235), (185, 235), (135, 239), (185, 239),
)  # fmt: skip
"""COCO's 17, in pixels."""
ARMS = ((5, 7, 9), (6, 8, 10))
VIEW = WindowView("W1", 0, ((0.1, 0.0), (0.9, 0.0), (0.9, 1.0), (0.1, 1.0)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """`sleeve`: how far down each arm cloth reaches: 0 none, 1 to the elbow, 2 to the wrist."""

    sleeve: tuple[float, float] = (2.0, 2.0)
    skin: Bgr = SKIN
    cloth: Bgr = BLUE
    light: float = 1.0
    hidden: frozenset[int] = field(default_factory=frozenset)
    """Joints that the pose model is not sure of."""

    def picture(self) -> Picture:
        drawn = np.full((HEIGHT_PX, WIDTH_PX, 3), WALL, np.uint8)
        cv2.rectangle(drawn, (125, 72), (195, 230), self.cloth, -1)
        cv2.ellipse(drawn, (160, 40), (22, 28), 0, 0, 360, self.skin, -1)
        for arm, covered in zip(ARMS, self.sleeve, strict=True):
            shoulder, elbow, wrist = (np.array(JOINTS[joint]) for joint in arm)
            for start, end, part in ((shoulder, elbow, covered), (elbow, wrist, covered - 1)):
                stop = start + (end - start) * min(1.0, max(0.0, part))
                line(drawn, start, end, self.skin)
                if part > 0:
                    line(drawn, start, stop, self.cloth)
        return (drawn * self.light).astype(np.uint8)

    def person(self, score: float = 0.9, shift_px: int = 0) -> Signal:
        keypoints = tuple(
            ((x + shift_px) / WIDTH_PX, y / HEIGHT_PX, 0.1 if number in self.hidden else 0.95)
            for number, (x, y) in enumerate(JOINTS)
        )
        box = ((95 + shift_px) / WIDTH_PX, 10 / HEIGHT_PX, (225 + shift_px) / WIDTH_PX, 1.0)
        return Signal(SignalKind.person, score, box, keypoints)


def line(picture: Picture, start: np.ndarray, end: np.ndarray, colour: Bgr) -> None:
    ends = [tuple(int(value) for value in point) for point in (start, end)]
    cv2.line(picture, ends[0], ends[1], colour, 16)
