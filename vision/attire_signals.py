"""Badges and desk plates, where a site brings an ultralytics model with classes for them. Pure.

Only ever "seen" or "unknown": that a camera does not see a badge is no sign that there is none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SignalLimits:
    """When the site's model is believed, and how often it is asked."""

    score_min: float = 0.5
    """Higher sees fewer badges; lower takes a phone on a desk for a plate."""
    every_s: float = 60.0
    """One look of each window in so many seconds of captured time. Shorter costs a whole input of the model each."""


class SiteSignal(StrEnum):
    badge = "badge"
    desk_plate = "desk-plate"


class SignalState(StrEnum):
    seen = "seen"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class SignalMap:
    """Which class of the site's model stands for which signal."""

    by_class: tuple[tuple[str, SiteSignal], ...] = ()

    @staticmethod
    def of(given: Mapping[str, str], classes: Collection[str]) -> "SignalMap":
        """From class names to signals' names, checked against the classes that the model knows.

        Raises ValueError naming everything that is wrong.
        """
        signals = {signal.value for signal in SiteSignal}
        faults = [f"the model knows no class '{name}'" for name in given if name not in classes]
        unknown = [signal for signal in given.values() if signal not in signals]
        faults += [f"'{signal}' is no signal; there are {', '.join(sorted(signals))}" for signal in unknown]
        if faults:
            raise ValueError("; ".join(faults))
        return SignalMap(tuple(sorted((name, SiteSignal(signal)) for name, signal in given.items())))

    def states(
        self, found: Iterable[tuple[str, float]], limits: SignalLimits | None = None
    ) -> dict[SiteSignal, SignalState]:
        """Each signal's state, from detections' class names and scores 0..1 at one window."""
        score_min = (limits or SignalLimits()).score_min
        known = dict(self.by_class)
        seen = {known[name] for name, score in found if name in known and score >= score_min}
        return {signal: SignalState.seen if signal in seen else SignalState.unknown for signal in SiteSignal}
