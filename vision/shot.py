"""One frame of a camera as it came, decoded only as far as somebody looks."""

from datetime import datetime
from functools import cached_property

from models.values.seeing import WindowView
from vision.jpeg import decode, decode_small, inspect
from vision.look import NOTHING_TAUGHT, TaughtHere
from vision.pictures import Grey, Picture


class Shot:
    """A JPEG with where and when it was taken and which windows are in it.

    `small` and `whole` are decoded when first asked for, and once; both raise vision.jpeg.Broken for a damaged picture.
    """

    def __init__(
        self,
        body: bytes,
        windows: tuple[WindowView, ...],
        camera: str | None = None,
        at: datetime | None = None,
        taught: TaughtHere = NOTHING_TAUGHT,
    ) -> None:
        """`camera` and `at` (captured): None where this frame has nothing to do with any other."""
        self.body, self.windows, self.camera, self.at, self.taught = body, windows, camera, at, taught
        self._small: dict[int, Grey | None] = {}

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, from the header. Raises vision.jpeg.Refused."""
        header = inspect(self.body)
        return header.width_px, header.height_px

    @property
    def pixels(self) -> int:
        """How many the whole picture has."""
        return self.size[0] * self.size[1]

    def check(self) -> None:
        """Raises vision.jpeg.Refused for a header that is not to be decoded."""
        _ = self.size

    def small(self, factor: int, decoded_whole: bool = False) -> Grey | None:
        """The picture in grey, each side `factor` (1, 2, 4, 8) times smaller; None where it cannot be had so.

        `decoded_whole`: the whole is needed anyhow, so it is made from that. One that was had before is had again.
        """
        if factor not in self._small:
            self._small[factor] = self._shrunk(factor) if decoded_whole else decode_small(self.body, factor)
        return self._small[factor]

    def _shrunk(self, factor: int) -> Grey:
        from vision.quality import shrunk_by

        return shrunk_by(self.grey, factor)

    def smallest(self) -> Grey:
        """The picture in grey in whatever size it was decoded, the whole if in none."""
        decoded = [small for small in self._small.values() if small is not None]
        return min(decoded, key=len) if decoded else self.grey

    @cached_property
    def whole(self) -> Picture:
        """The whole picture: height x width x 3, blue-green-red."""
        return decode(self.body)

    @cached_property
    def grey(self) -> Grey:
        """The whole picture in grey."""
        from vision.quality import grey_of

        return grey_of(self.whole)
