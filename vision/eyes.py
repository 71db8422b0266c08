"""What every detector is to its caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from models.values.seeing import Signal, WindowView
from vision.pictures import Grey, Picture
from vision.views import Crop

WHOLE_PICTURE = WindowView(
    window="whole picture", tag_number=0, staff_zone=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)), seat_tag=False
)
"""Everything as one place, for pictures in which no window is drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One window in one picture: the whole picture and where in it to look."""

    picture: Picture
    window: WindowView
    grey: Grey | None = None
    """The same picture in grey, where it was made before: several eyes need it."""

    def grey_in(self, crop: Crop) -> Grey:
        """A part of the picture in grey, height x width."""
        if self.grey is None:
            from vision.quality import grey_of

            return grey_of(self.picture[crop.top : crop.bottom, crop.left : crop.right])
        return self.grey[crop.top : crop.bottom, crop.left : crop.right]

    @property
    def width_px(self) -> int:
        return self.picture.shape[1]

    @property
    def height_px(self) -> int:
        return self.picture.shape[0]


class Eyes(Protocol):
    """A detector. It says what it found and decides nothing."""

    def look(self, views: Sequence[View]) -> list[tuple[Signal, ...]]:
        """For each view, in order, what was found; boxes and points in 0..1 of the whole picture."""
        ...


class PersonEyes(Eyes, Protocol):
    """A detector of persons, which needs weights and so can be unusable."""

    @property
    def name(self) -> str:
        """What people are told that it is: where its weights lie."""
        ...

    @property
    def gives_keypoints(self) -> bool:
        """Whether every person comes with 17 keypoints in COCO order; known once `prove` has passed."""
        ...

    def prove(self) -> None:
        """One look at a made-up picture. Raises WeightsUnusable with the reason in one line."""
        ...
