"""What a look at a window comes to, and everything in looking that is a matter of degree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from models.values.seeing import Sighting, Signal
from vision.attire import AttireLimits, AttireSeen
from vision.attire_signals import SignalLimits, SignalState, SiteSignal
from vision.fuse import TaughtLimits
from vision.markers import MarkerLimits
from vision.outerwear import TaughtColours
from vision.persons import PersonLimits
from vision.quality import QualityLimits
from vision.second import SecondLimits
from vision.sign_text import TextLimits
from vision.taught import TaughtWindow
from vision.tiling import TileLimits
from vision.unchanged import ChangeLimits


@dataclass(frozen=True, slots=True)
class LookLimits:
    """Every threshold of looking; `staff-conduct looking` prints them with what each trades."""

    quality: QualityLimits = field(default_factory=QualityLimits)
    persons: PersonLimits = field(default_factory=PersonLimits)
    second: SecondLimits = field(default_factory=SecondLimits)
    tiles: TileLimits = field(default_factory=TileLimits)
    markers: MarkerLimits = field(default_factory=MarkerLimits)
    change: ChangeLimits = field(default_factory=ChangeLimits)
    taught: TaughtLimits = field(default_factory=TaughtLimits)
    sign_text: TextLimits = field(default_factory=TextLimits)
    attire: AttireLimits = field(default_factory=AttireLimits)
    signals: SignalLimits = field(default_factory=SignalLimits)


@dataclass(frozen=True, slots=True)
class TaughtHere:
    """What one camera's windows were taught, as plain numbers."""

    windows: Mapping[str, TaughtWindow] = field(default_factory=lambda: MappingProxyType({}))
    """By the window's code; only those that are to be used."""
    colours: TaughtColours | None = None
    """The hall's coats and shirts of the season."""


NOTHING_TAUGHT = TaughtHere()


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
    attire: AttireSeen | None = None
    """The clothes of the one person at the clerk's place; None where nobody looked at clothes this time."""
    site_signals: Mapping[SiteSignal, SignalState] | None = None
    """Badge and desk plate by the site's own model; None where that did not look this time."""
    features: tuple[float, ...] | None = None
    """The look's numbers (vision.features), where no sure person decides."""


@dataclass(frozen=True, slots=True)
class Detectors:
    """Which detectors are at work, and why one that was asked for is not."""

    markers: bool
    persons: bool
    persons_missing_because: str | None
    keypoints: bool
    attributes: bool = False
    site_signals: bool = False
    missing: tuple[str, ...] = ()
    """Why each of the others that was asked for does not look."""
    persons_name: str | None = None
    """What the person detector is, where one is at work."""
