"""All windows of some frames in one call: quality, tags, persons, and what they say together.

Several frames share the inputs of the person detector, and a window in which nothing changed keeps its last look.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from models.values.seeing import Sighting, Signal, Unusable, WindowView
from vision.eyes import PersonEyes, View
from vision.fuse import PERSON_SCORE_MIN, FuseSetup, fuse
from vision.markers import MarkerEyes, MarkerLimits
from vision.memory import Memory
from vision.persons import is_at_staff_place
from vision.pictures import Picture
from vision.quality import QualityLimits, picture_fault
from vision.shot import Shot
from vision.unchanged import ChangeLimits, Seen, factor_for, part_of
from vision.views import crop_around
from vision.weights import WeightsUnusable


@dataclass(frozen=True, slots=True)
class LookLimits:
    """Everything in looking that is a matter of degree."""

    quality: QualityLimits = field(default_factory=QualityLimits)
    person_score_min: float = PERSON_SCORE_MIN
    markers: MarkerLimits = field(default_factory=MarkerLimits)
    change: ChangeLimits = field(default_factory=ChangeLimits)


@dataclass(frozen=True, slots=True)
class Look:
    """What one frame says of one window, with what a still of it needs."""

    window: str
    sighting: Sighting
    signals: tuple[Signal, ...]
    """Everything found around this window, also persons that do not count."""
    heads_known: bool
    """Whether a detector with keypoints looked, so that a still may show more than the tags."""
    again: bool = False
    """Whether this is an earlier look that still stands. A still must not be made of it: a head may have moved a
    little from where it was found."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One window of one of the frames, and what it looks like in small, where looks may be reused."""

    shot: int
    window: WindowView
    seen: Seen | None


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
        self._markers = MarkerEyes(self._limits.markers)
        self._memory: Memory[Look | None] = Memory(self._limits.change)
        self._restless: set[str] = set()
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
        return self._look_at([View(picture, window) for window in windows])

    def look_many(self, shots: Sequence[Shot]) -> list[list[Look]]:
        """For each frame one look per window, in order; frames of one camera in the order of their capture.

        Raises vision.jpeg.Broken for a damaged frame and ValueError for a zone outside of its picture; then nothing of
        these frames is remembered.
        """
        asked = [one for number, shot in enumerate(shots) for one in self._asked(number, shot)]
        looks: list[Look | None] = [None] * len(asked)
        real, standing = self._sorted_out(shots, asked, looks)
        self._really(shots, asked, real, looks)
        # an unusable look stands for nothing, so what leant on one is looked at too
        unsure = [index for index, on in standing if not _usable(looks[on])]
        self._really(shots, asked, unsure, looks)
        for index, on in standing:
            looks[index] = looks[index] or _again(looks[on])
        self._remember(shots, asked, looks)
        told: list[list[Look]] = [[] for _ in shots]
        for one, look in zip(asked, looks, strict=True):
            assert look is not None
            told[one.shot].append(look)
        return told

    def _asked(self, number: int, shot: Shot) -> list[_Asked]:
        if shot.camera is None or shot.at is None or not shot.windows or self._limits.change.reuse_s <= 0:
            return [_Asked(number, window, None) for window in shot.windows]
        # where much moved last time the whole picture will be needed, and decoding it twice would be waste
        restless = shot.camera in self._restless or not any(
            self._memory.known((shot.camera, window.window)) for window in shot.windows
        )
        small = shot.small(factor_for(shot.windows, *shot.size, self._limits.change), decoded_whole=restless)
        if small is None:
            return [_Asked(number, window, None) for window in shot.windows]
        return [_Asked(number, window, Seen(window, shot.at, part_of(small, window))) for window in shot.windows]

    def _sorted_out(
        self, shots: Sequence[Shot], asked: Sequence[_Asked], looks: list[Look | None]
    ) -> tuple[list[int], list[tuple[int, int]]]:
        """Which are to be looked at for real, and which stand on which of those; fills in what stands on older ones."""
        now: Memory[int] = Memory(self._limits.change)
        real: list[int] = []
        standing: list[tuple[int, int]] = []
        for index, one in enumerate(asked):
            place = (shots[one.shot].camera or "", one.window.window)
            if one.seen is not None and now.known(place):
                on = now.standing(place, one.seen)
                if on is not None:
                    standing.append((index, on))
                    continue
            elif one.seen is not None and (last := self._memory.standing(place, one.seen)) is not None:
                looks[index] = _again(last)
                continue
            real.append(index)
            if one.seen is not None:
                now.keep(place, one.seen, index)
        return real, standing

    def _really(
        self, shots: Sequence[Shot], asked: Sequence[_Asked], which: Sequence[int], looks: list[Look | None]
    ) -> None:
        views = [View(shots[asked[i].shot].whole, asked[i].window, shots[asked[i].shot].grey) for i in which]
        for index, look in zip(which, self._look_at(views), strict=True):
            looks[index] = look

    def _remember(self, shots: Sequence[Shot], asked: Sequence[_Asked], looks: Sequence[Look | None]) -> None:
        moved: dict[str, list[bool]] = {}
        for one, look in zip(asked, looks, strict=True):
            camera = shots[one.shot].camera
            if camera is None or one.seen is None or look is None:
                continue
            moved.setdefault(camera, []).append(not look.again)
            if not look.again:
                self._memory.keep((camera, one.window.window), one.seen, look if look.sighting.usable else None)
        for camera, changed in moved.items():
            (self._restless.add if all(changed) else self._restless.discard)(camera)

    def _look_at(self, views: Sequence[View]) -> list[Look]:
        self.start()
        faults = [self._fault(view) for view in views]
        # what is found in a picture that says nothing would not count
        sound = [view for view, fault in zip(views, faults, strict=True) if fault is None]
        found = self._persons.look(sound) if self._persons is not None else [()] * len(sound)
        persons = iter(found)
        tags = iter(self._markers.look([self._for_tags(view, seen) for view, seen in zip(sound, found, strict=True)]))
        return [
            self._judged(view, fault, (*next(tags), *next(persons)) if fault is None else ())
            for view, fault in zip(views, faults, strict=True)
        ]

    def _for_tags(self, view: View, persons: Sequence[Signal]) -> View:
        # a person at the clerk's place counts whatever the seat tag says, and hides it: the dearest search of all
        least = self._limits.person_score_min
        if any(person.score >= least and is_at_staff_place(person, view.window) for person in persons):
            return View(view.picture, replace(view.window, seat_tag=False), view.grey)
        return view

    def _judged(self, view: View, fault: Unusable | None, signals: tuple[Signal, ...]) -> Look:
        setup = FuseSetup(
            view=view.window,
            person_detector=self._persons is not None,
            fault=fault,
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
        return picture_fault(view.grey_in(crop), self._limits.quality)


def _usable(look: Look | None) -> bool:
    return look is not None and look.sighting.usable


def _again(look: Look | None) -> Look | None:
    return None if look is None else replace(look, again=True)
