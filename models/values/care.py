"""How a camera is doing: what one frame tells of it, and what may be the matter."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.values.seeing import Unusable
from models.values.why import Why


class CameraCondition(StrEnum):
    """What may be the matter with a camera. One that is well has none of these."""

    offline = "offline"
    clock_skew = "clock-skew"
    frozen = "frozen"
    covered = "covered"
    defocused = "defocused"
    dark = "dark"
    moved = "moved"


@dataclass(frozen=True, slots=True)
class Observation:
    """What one frame tells of the camera that took it: small numbers, and nothing of what is in the picture."""

    captured_at: datetime
    received_at: datetime
    fingerprint: int
    """Of the picture: the very same picture has the same."""
    kept: float | None = None
    """Which part of the reference's edges is still there, 0..1; None while there is no reference."""
    fault: Unusable | None = None
    """What is wrong with the picture at most of the camera's windows: dark, covered or blurred."""
    open: bool = True
    """Whether the hall was open when it was captured."""


@dataclass(frozen=True, slots=True)
class WatchedCamera:
    """What is known of a camera beforehand."""

    code: str
    timezone: ZoneInfo
    interval_s: float
    """How often a frame is expected."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch through which something was the matter with a camera; no `end` while it goes on."""

    condition: CameraCondition
    start: datetime
    end: datetime | None
    why: Why
    unusable_from: datetime | None = None
    """From when on looks by this camera do not count, where its frames cannot tell that one by one."""


@dataclass(frozen=True, slots=True)
class CareLimits:
    """When something is the matter with a camera.

    What is promised is that it is noticed within half a minute or, of a camera that is expected seldom, two intervals.
    """

    promised_s: float = 30.0
    promised_intervals: float = 2.0
    deciding_s: float = 6.0
    """How long it may take from the frame, or its absence, to the decision. More keeps the promise on a slow machine;
    less lets a camera that stutters catch up."""
    stands_s: float = 10.0
    """So long a picture must be dark, covered, defocused or of something else for that to be the camera's condition.
    Shorter makes a task of whoever wipes the lens; longer breaks the promise. It must be at most `promised_s` less a
    frame's interval and `deciding_s`."""
    kept_min: float = 0.5
    """Part of the reference's edges that must still be there. A camera turned by a fiftieth of its picture keeps less
    than .4, one before which people crowd more than .8. Lower overlooks smaller turns; higher calls it moved when the
    light is poor."""
    same_pictures_min: int = 3
    """So many of the very same picture make a camera frozen. Two may be one that was sent again; more longer let pass
    looks at a picture that no longer tells anything. Of a camera of which fewer are expected in time, these are enough.
    """
    clock_off_s: float = 30.0
    """Difference between captured and received beyond which the clock is off. Lower calls slow lines clocks; higher
    judges people by times that are wrong."""
    clock_steady_s: float = 2.0
    """Frames are late because of the clock when all are equally late, to this many seconds; a backlog that is being
    delivered grows less late from frame to frame. More takes backlogs for clocks, less slow lines for backlogs."""
    clock_over_s: float = 8.0
    """Over how long frames must be equally late. Shorter takes chance for a clock; longer breaks the promise."""
    early_frames_min: int = 3
    """So many frames in a row must come before they were captured. Fewer takes one odd frame for a clock; more breaks
    the promise. Of a camera that is expected seldom, two."""

    def promised(self, camera: WatchedCamera) -> timedelta:
        """Within how long after it began something is to be noticed."""
        return timedelta(seconds=max(self.promised_s, self.promised_intervals * camera.interval_s))

    def silent(self, camera: WatchedCamera) -> timedelta:
        """After how long without a frame, or without another picture, the camera has a condition."""
        return self.promised(camera) - timedelta(seconds=self.deciding_s)

    def same_pictures(self, camera: WatchedCamera) -> int:
        """How many of the very same picture it takes: no more than come while the promise can be kept, at least two."""
        return min(self.same_pictures_min, 1 + int(self.silent(camera).total_seconds() / camera.interval_s))

    def early_frames(self, camera: WatchedCamera) -> int:
        """How many frames in a row must come before they were captured: no more than come in time, at least two."""
        in_time = int(self.promised(camera).total_seconds() / camera.interval_s)
        return max(2, min(self.early_frames_min, in_time))
