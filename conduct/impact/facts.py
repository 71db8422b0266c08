"""All that an impact assessment goes by, read from the configuration, and its digest. Values only."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from conduct.keeping.retention import Retention


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """`share` of its picture that the zones of its windows take together, 0..1: nothing else is ever kept of it."""

    code: str
    name: str
    hall: str
    windows: tuple[str, ...]
    share: float
    interval_s: float
    hours: str
    """`08:30-17:30` by the hall's clock; empty where none are set."""
    stated: Mapping[str, str]
    """By topic."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that the assessment goes by, without any secret. What is not set up is None, empty or False."""

    stated: Mapping[str, str]
    cameras: tuple[CameraFacts, ...]
    halls: int
    windows: int
    people: int
    log_ins: Mapping[str, int]
    """In use, by role."""
    readers: int
    taught_windows: int
    retention: Retention
    evidence: str
    """`folder`, or `bucket` where pictures lie in a store that is reached over the network."""
    anchors_apart: bool
    """Whether the audit trail's head is noted in a folder of its own."""
    mail: bool
    webhook: bool
    secure_cookies: bool
    session_hours: float
    persons: str
    """Name of the person detector; empty for tags alone."""
    second: str
    attributes: bool
    site_signals: bool
    database: str
    """`sqlite` or `postgresql`."""
    pack: str
    lodge_days: int
    decide_days: int
    precision_floor: float
    second_share: float
    program: str
    """Version of this program."""


def digest_of(configuration: Configuration) -> str:
    """SHA-256 of the configuration's canonical form: the same set-up gives the same, whenever and by whom."""
    told = json.dumps(asdict(configuration), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode("ascii")).hexdigest()


def area_of(corners: Sequence[Sequence[float]]) -> float:
    """Of a polygon in 0..1."""
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
