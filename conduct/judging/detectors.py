"""What judging finds by itself: under which names, from what, and by which limits. Pure.

A pack cannot attach judging to anything else: a rule is found by judging when it stands here, and only then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conduct.rules.rule import Found, Method, Occasion, Severity, Source, When
from models.values.findings import AttendanceStatus
from models.values.occupancy import WindowState
from models.values.roster import ExemptionKind


@dataclass(frozen=True, slots=True)
class Detector:
    """`when` is what the code looks at. A pack says the same, and may narrow what is in `narrows`."""

    method: Method
    sources: tuple[Source, ...]
    when: When
    limits: tuple[str, ...]
    """Which limits a pack may give with the rule instead of among all."""
    narrows: tuple[str, ...] = ()

    def as_told(self) -> Mapping[str, Any]:
        """What a rule that says no more than its norms and points leaves out."""
        return {
            "method": self.method,
            "source": self.sources,
            "found": Found.detector,
            "severity": Severity.moderate,
            "when": self.when.model_dump(),
        }


def _attendance(limit: str | None, *kept: AttendanceStatus) -> Detector:
    return Detector(
        Method.A,
        (Source.badge, Source.roster),
        When(on=Occasion.shift, attendance=kept),
        (limit,) if limit else (),
    )


def _occupancy(limit: str, shown: WindowState) -> Detector:
    return Detector(
        Method.A, (Source.camera, Source.badge, Source.roster), When(on=Occasion.duty, window=shown), (limit,)
    )


DETECTORS: Mapping[str, Detector] = {
    "late": _attendance("late_grace_min", AttendanceStatus.late, AttendanceStatus.late_and_early),
    "early-leave": _attendance("early_grace_min", AttendanceStatus.early_leave, AttendanceStatus.late_and_early),
    "absent": _attendance(None, AttendanceStatus.absent),
    "window-unattended": _occupancy("unattended_grace_s", WindowState.unattended),
    "away-too-long": _occupancy("away_limit_s", WindowState.away_sign),
    "uniform-season": Detector(
        Method.S,
        (Source.camera, Source.roster),
        When(on=Occasion.duty, window=WindowState.staffed, exempt=(ExemptionKind.uniform_waiver,)),
        ("attire_min_minutes", "attire_min_looks", "attire_share", "attire_confidence"),
        narrows=("seasons",),
    ),
}
