"""All windows of some frames in one call: what the detectors say of each, or the last look where nothing changed.

Several frames share the inputs of the person detector.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from models.values.occupancy import ATTIRE_SLOT
from models.values.seeing import WindowView
from vision.attire import tells
from vision.attributes import AttributeEyes
from vision.eyes import WHOLE_PICTURE, PersonEyes, View
from vision.features import features_of
from vision.look import Detectors, Look, LookLimits
from vision.markers import MarkerEyes
from vision.overview import FoundTag, Survey
from vision.pictures import Picture
from vision.reuse import Asked, Reuse
from vision.second import SecondEyes
from vision.shot import Shot
from vision.sign_text import SignReader
from vision.site_eyes import SiteEyes
from vision.slots import Slots
from vision.weights import WeightsUnusable
from vision.window_eyes import Glance, WindowEyes


class Looker:
    """Looks at frames. Belongs to one thread: that which calls `start`, or `look` first."""

    def __init__(
        self,
        persons: PersonEyes | None = None,
        limits: LookLimits | None = None,
        persons_missing_because: str = "no weights are set",
        *,
        second: PersonEyes | None = None,
        attributes: AttributeEyes | None = None,
        site: SiteEyes | None = None,
        sign_reader: SignReader | None = None,
        missing: Sequence[str] = (),
    ) -> None:
        """`persons`: the person detector, not yet proven; None to work on tags alone, for the reason given.

        `second`: another, asked where the first finds nobody sure. `missing`: why others that were asked for are not
        among these.
        """
        limits = limits or LookLimits()
        reader = sign_reader or SignReader(limits=limits.sign_text)
        self._eyes = WindowEyes(limits, MarkerEyes(limits.markers), persons, attributes, site, reader)
        self._reuse = Reuse(limits.change)
        self._second = second
        self._clothes, self._plates = Slots(ATTIRE_SLOT), Slots(timedelta(seconds=limits.signals.every_s))
        self._persons_missing_because, self._missing = persons_missing_because, list(missing)
        self._started = False

    @property
    def limits(self) -> LookLimits:
        """By which it looks."""
        return self._eyes.limits

    def start(self) -> Detectors:
        """Proves the detectors in this thread, once. What is unusable is left out, and the answer says why."""
        eyes = self._eyes
        if not self._started:
            self._started = True
            if (why := _fault_of(eyes.persons)) is not None:
                eyes.persons, self._persons_missing_because = None, why
            self._join_second()
            if (why := _fault_of(eyes.attributes)) is not None:
                eyes.attributes = None
                self._missing.append(why)
            if (why := _fault_of(eyes.site)) is not None:
                eyes.site = None
                self._missing.append(why)
        return Detectors(
            markers=True,
            persons=eyes.persons is not None,
            persons_missing_because=None if eyes.persons is not None else self._persons_missing_because,
            keypoints=eyes.persons is not None and eyes.persons.gives_keypoints,
            attributes=eyes.attributes is not None,
            site_signals=eyes.site is not None,
            missing=tuple(self._missing),
            persons_name=eyes.persons.name if eyes.persons is not None else None,
        )

    def _join_second(self) -> None:
        if self._second is None:
            return
        if (why := _fault_of(self._second)) is not None:
            self._missing.append(why)
        elif self._eyes.persons is None:
            self._eyes.persons = self._second
        else:
            self._eyes.persons = SecondEyes(
                self._eyes.persons, self._second, self._eyes.limits.second, self._eyes.limits.persons
            )

    def look(self, picture: Picture, windows: Sequence[WindowView]) -> list[Look]:
        """One look per window, in order; `picture` is height x width x 3, blue-green-red.

        Raises ValueError for a zone that lies outside of the picture.
        """
        self.start()
        return self._eyes.look([Glance(View(picture, window), window.window) for window in windows])

    def look_many(self, shots: Sequence[Shot]) -> list[list[Look]]:
        """For each frame one look per window, in order; frames of one camera in the order of their capture.

        Raises vision.jpeg.Broken for a damaged frame and ValueError for a zone outside of its picture; then nothing of
        these frames is remembered.
        """
        self.start()
        asked = self._reuse.asked(shots)
        sorted_out = self._reuse.sort_out(shots, asked)
        looks: dict[int, Look] = {index: replace(look, again=True) for index, look in sorted_out.older}
        looks |= self._really(shots, asked, sorted_out.real)
        # an unusable look stands for nothing, so what leant on one is looked at too
        unsure = [index for index, on in sorted_out.standing if not looks[on].sighting.usable]
        looks |= self._really(shots, asked, unsure)
        for index, on in sorted_out.standing:
            if index not in looks:
                looks[index] = replace(looks[on], again=True)
        ordered = [looks[index] for index in range(len(asked))]
        self._reuse.remember(shots, asked, ordered)
        told: list[list[Look]] = [[] for _ in shots]
        for one, look in zip(asked, ordered, strict=True):
            told[one.shot].append(look)
        return told

    def survey(self, picture: Picture) -> Survey:
        """Who and which tags are anywhere in a whole picture, whatever zones there are."""
        from vision.photo import parts
        from vision.quality import grey_of

        self.start()
        height, width = picture.shape[:2]
        tags = tuple(
            FoundTag(number, tuple((x / width, y / height) for x, y in corners))
            for number, corners in self._eyes.markers.read(grey_of(picture))
        )
        persons = self._eyes.persons
        if persons is None:
            return Survey(None, tags)
        found = persons.look([View(picture, place) for place in (WHOLE_PICTURE, *parts())])
        return Survey(tuple(signal for signals in found for signal in signals), tags)

    def features(self, picture: Picture, window: WindowView, look: Look) -> tuple[float, ...]:
        """A look's numbers, also where a sure person decided it: what teaching a window needs of it."""
        eyes = self._eyes
        view = View(picture, window)
        if look.features is not None and not look.again:
            return look.features
        return features_of(view, look.signals, eyes.persons is not None, eyes.limits.persons)

    def _really(self, shots: Sequence[Shot], asked: Sequence[Asked], which: Sequence[int]) -> dict[int, Look]:
        looks = self._eyes.look([self._glance(shots[asked[index].shot], asked[index].window) for index in which])
        for index, look in zip(which, looks, strict=True):
            shot = shots[asked[index].shot]
            if shot.at is not None and look.attire is not None and tells(look.attire.attire):
                self._clothes.told(_key(shot, asked[index].window), shot.at)
            if shot.at is not None and look.site_signals is not None:
                self._plates.told(_key(shot, asked[index].window), shot.at)
        return dict(zip(which, looks, strict=True))

    def _glance(self, shot: Shot, window: WindowView) -> Glance:
        key = _key(shot, window)
        return Glance(
            View(shot.whole, window, shot.grey),
            key,
            shot.taught,
            clothes=shot.at is None or self._clothes.is_open(key, shot.at),
            site_signals=shot.at is None or self._plates.is_open(key, shot.at),
        )


def _key(shot: Shot, window: WindowView) -> str:
    return f"{shot.camera} {window.window}"


def _fault_of(eyes: PersonEyes | AttributeEyes | SiteEyes | None) -> str | None:
    try:
        if eyes is not None:
            eyes.prove()
    except WeightsUnusable as reason:
        return str(reason)
    return None
