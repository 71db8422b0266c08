"""All windows of one frame in one call: quality, tags, persons, and what they say together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.values.seeing import Sighting, Signal, Unusable, WindowView
from vision.eyes import PersonEyes, View
from vision.fuse import PERSON_SCORE_MIN, FuseSetup, fuse
from vision.markers import MarkerEyes
from vision.pictures import Picture
from vision.quality import QualityLimits, grey_of, picture_fault
from vision.views import crop_around
from vision.weights import WeightsUnusable


@dataclass(frozen=True, slots=True)
class LookLimits:
    """Everything in looking that is a matter of degree."""

    quality: QualityLimits = field(default_factory=QualityLimits)
    person_score_min: float = PERSON_SCORE_MIN


@dataclass(frozen=True, slots=True)
class Look:
    """What one frame says of one window, with what a still of it needs."""

    window: str
    sighting: Sighting
    signals: tuple[Signal, ...]
    """Everything found around this window, also persons that do not count."""
    heads_known: bool
    """Whether a detector with keypoints looked, so that a still may show more than the tags."""


@dataclass(frozen=True, slots=True)
class Detectors:
    """Which detectors are at work, and why one is not."""

    markers: bool
    persons: bool
    persons_missing_because: str | None
    keypoints: bool


class Looker:
    """Looks at frames. Belongs to one thread: that which calls `start`, or `look` first."""

    def __init__(
        self,
        persons: PersonEyes | None = None,
        limits: LookLimits | None = None,
        persons_missing_because: str = "no weights are set",
    ) -> None:
        """`persons`: the person detector, not yet proven; None to work on tags alone, for the reason given."""
        self._limits = limits or LookLimits()
        self._markers = MarkerEyes()
        self._persons = persons
        self._missing_because = persons_missing_because
        self._started = False

    def start(self) -> Detectors:
        """Proves the person detector in this thread, once. Unusable weights are left out, and the answer says why."""
        if not self._started:
            self._started = True
            if self._persons is not None:
                try:
                    self._persons.prove()
                except WeightsUnusable as reason:
                    self._persons, self._missing_because = None, str(reason)
        persons = self._persons
        return Detectors(
            markers=True,
            persons=persons is not None,
            persons_missing_because=None if persons is not None else self._missing_because,
            keypoints=persons is not None and persons.gives_keypoints,
        )

    def look(self, picture: Picture, windows: Sequence[WindowView]) -> list[Look]:
        """One look per window, in order; `picture` is height x width x 3, blue-green-red.

        Raises ValueError for a zone that lies outside of the picture.
        """
        self.start()
        views = [View(picture, window) for window in windows]
        tags = self._markers.look(views)
        persons = self._persons.look(views) if self._persons is not None else [()] * len(views)
        return [
            self._judged(view, (*seen_tags, *seen_persons))
            for view, seen_tags, seen_persons in zip(views, tags, persons, strict=True)
        ]

    def _judged(self, view: View, signals: tuple[Signal, ...]) -> Look:
        setup = FuseSetup(
            view=view.window,
            person_detector=self._persons is not None,
            fault=self._fault(view),
            person_score_min=self._limits.person_score_min,
        )
        return Look(
            window=view.window.window,
            sighting=fuse(signals, setup),
            signals=signals,
            heads_known=self._persons is not None and self._persons.gives_keypoints,
        )

    def _fault(self, view: View) -> Unusable | None:
        crop = crop_around(view.window.staff_zone, view.width_px, view.height_px)
        grey = grey_of(view.picture[crop.top : crop.bottom, crop.left : crop.right])
        return picture_fault(grey, self._limits.quality)
