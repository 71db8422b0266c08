"""What a camera is set to look at, and what was seen there. No pixels, no OpenCV: vendors stay at the edge."""

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]
Polygon = tuple[Point, ...]
"""Corners in 0..1 of the picture's width and height, in order, not closed."""

Box = tuple[float, float, float, float]
"""left, top, right, bottom in 0..1 of the whole picture."""


@dataclass(frozen=True, slots=True)
class WindowView:
    """One service window as one camera sees it: the zones drawn in that camera's picture."""

    window: str
    tag_number: int
    """Window n's away sign is AprilTag 36h11 number 2n, its seat tag 2n + 1."""
    staff_zone: Polygon
    sign_zone: Polygon | None = None
    customer_zone: Polygon | None = None
    seat_tag: bool = True
    """Whether a seat tag is fixed behind this window's clerk."""
    sign_text: bool = False
    """Whether its away sign is an old one, without a tag, that has to be read."""


SIGN_WORDS = (
    "暂停服务", "暂停办理", "暂停营业", "暂停受理", "暂时离开", "暂离", "离岗", "离席", "请稍候", "请稍后",
)  # fmt: skip
"""What away signs say that have no tag."""


class SignalKind(StrEnum):
    person = "person"
    sign_tag = "sign_tag"
    seat_tag = "seat_tag"
    sign_text = "sign_text"
    """An away sign read as text, in halls that keep their old signs."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that one detector found."""

    kind: SignalKind
    score: float
    box: Box
    keypoints: tuple[tuple[float, float, float], ...] | None = None
    """(x, y, confidence) in 0..1 of the whole picture, COCO order, where the model has them."""


class Unusable(StrEnum):
    """Why a look tells nothing about a window."""

    dark = "dark"
    blurred = "blurred"
    covered = "covered"
    no_detector = "no-detector"
    hidden_tag_nobody = "hidden-tag-nobody"
    taught_contradicts_tag = "taught-contradicts-tag"
    """What the window was taught and its seat tag say the opposite."""
    sign_unread = "sign-unread"
    """Nobody is there, and whether the away sign is out could not be read."""
    moved = "moved"
    """The camera no longer shows what it was set up to show."""
    clock_off = "clock-off"
    """The camera's clock is off, so that nobody knows when this was."""


class EvidenceKind(StrEnum):
    """By what a sighting was decided."""

    person = "person"
    sign_tag = "sign-tag"
    seat_tag = "seat-tag"
    tag_hidden = "tag-hidden"
    nobody = "nobody"
    sign_text = "sign-text"
    taught = "taught"
    """By what this window was taught, where neither a person nor a tag decides."""
    none = "none"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one look says of one window; `unusable` says why it says nothing."""

    people: int
    sign: bool
    evidence: EvidenceKind
    unusable: Unusable | None
    why: str

    @property
    def usable(self) -> bool:
        return self.unusable is None
