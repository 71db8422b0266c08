"""All that looks at a window, in order: quality, persons, tags, sign text, what was taught, clothes.

Dear questions are asked only where cheaper ones leave them open.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.values.seeing import Signal, SignalKind, Unusable
from vision.attire import AttireSeen, attire_of
from vision.attire_signals import SignalState, SiteSignal
from vision.attributes import AttributeEyes
from vision.eyes import PersonEyes, View
from vision.features import features_of
from vision.fuse import FuseSetup, fuse
from vision.look import NOTHING_TAUGHT, Look, LookLimits, TaughtHere
from vision.markers import MarkerEyes
from vision.persons import people_at
from vision.quality import picture_fault
from vision.sign_text import SignReader, SignState, TextUnusable
from vision.site_eyes import SiteEyes
from vision.views import crop_around

log = logging.getLogger(__name__)

Signals = tuple[Signal, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """One window in one picture, with what was taught of it and what is to be looked at besides."""

    view: View
    key: str
    """Tells windows of all cameras apart."""
    taught: TaughtHere = NOTHING_TAUGHT
    clothes: bool = True
    site_signals: bool = True


@dataclass(slots=True)
class WindowEyes:
    """The detectors together. Belongs to one thread; what is unusable is to be taken out before the first look."""

    limits: LookLimits
    markers: MarkerEyes
    persons: PersonEyes | None = None
    attributes: AttributeEyes | None = None
    site: SiteEyes | None = None
    sign_reader: SignReader | None = None

    def look(self, glances: Sequence[Glance]) -> list[Look]:
        """One look for each, in order. Raises ValueError for a zone that lies outside of its picture."""
        faults = [self._fault(one.view) for one in glances]
        # what is found in a picture that says nothing would not count
        sound = [one for one, fault in zip(glances, faults, strict=True) if fault is None]
        views = [one.view for one in sound]
        found = self.persons.look(views) if self.persons is not None else [()] * len(views)
        tags = self.markers.look([self._for_tags(view, seen) for view, seen in zip(views, found, strict=True)])
        signals = iter([(*some, *others) for some, others in zip(tags, found, strict=True)])
        return [
            self._look_at(one, next(signals)) if fault is None else self._said(one, fault, (), sign_unread=False)
            for one, fault in zip(glances, faults, strict=True)
        ]

    def _fault(self, view: View) -> Unusable | None:
        crop = crop_around(view.window.staff_zone, view.width_px, view.height_px)
        return picture_fault(view.grey_in(crop), self.limits.quality)

    def _for_tags(self, view: View, persons: Sequence[Signal]) -> View:
        # a person at the clerk's place counts whatever the seat tag says, and hides it: the dearest search of all
        if people_at(view.window, persons, self.limits.persons):
            return View(view.picture, replace(view.window, seat_tag=False), view.grey)
        return view

    def _look_at(self, one: Glance, signals: Signals) -> Look:
        text, unread = self._sign_text(one, signals)
        signals = (*signals, *text)
        look = self._said(one, None, signals, sign_unread=unread)
        if not look.sighting.usable:
            return look
        return replace(look, attire=self._attire(one, signals), site_signals=self._site_signals(one))

    def _said(self, one: Glance, fault: Unusable | None, signals: Signals, *, sign_unread: bool) -> Look:
        features = self._features(one, signals) if fault is None else None
        classifier = one.taught.windows.get(one.view.window.window)
        setup = FuseSetup(
            view=one.view.window,
            person_detector=self.persons is not None,
            fault=fault,
            persons=self.limits.persons,
            taught=classifier.staffed_probability(features) if classifier is not None and features else None,
            taught_limits=self.limits.taught,
            sign_unread=sign_unread,
        )
        return Look(
            window=one.view.window.window,
            sighting=fuse(signals, setup),
            signals=signals,
            heads_known=self.persons is not None and self.persons.gives_keypoints,
            features=features,
        )

    def _features(self, one: Glance, signals: Signals) -> tuple[float, ...] | None:
        sure = self.limits.taught.person_sure
        if any(person.score >= sure for person in people_at(one.view.window, signals, self.limits.persons)):
            return None
        return features_of(one.view, signals, self.persons is not None, self.limits.persons)

    def _sign_text(self, one: Glance, signals: Signals) -> tuple[Signals, bool]:
        """What is read, and whether a sign that may be there could not be. A person beats the sign, a tag the text."""
        window = one.view.window
        if not window.sign_text or window.sign_zone is None:
            return (), False
        if any(signal.kind is SignalKind.sign_tag for signal in signals):
            return (), False
        if people_at(window, signals, self.limits.persons):
            return (), False
        if self.sign_reader is None:
            return (), True
        try:
            read = self.sign_reader.look(one.view, one.key)
        except TextUnusable as reason:
            log.warning("%s; windows with such a sign are unknown while nobody is there", reason)
            self.sign_reader = None
            return (), True
        return (read.signal,) if read.signal is not None else (), read.state is SignState.unread

    def _attire(self, one: Glance, signals: Signals) -> AttireSeen | None:
        if not one.clothes or self.persons is None or not self.persons.gives_keypoints:
            return None
        return attire_of(
            one.view.picture, one.view.window, signals,
            attributes=self.attributes, taught=one.taught.colours,
            limits=self.limits.attire, persons=self.limits.persons,
        )  # fmt: skip

    def _site_signals(self, one: Glance) -> Mapping[SiteSignal, SignalState] | None:
        if self.site is None or not one.site_signals:
            return None
        return self.site.look([one.view])[0]
