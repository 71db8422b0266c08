"""What a frame tells of the camera that took it, from what looking at it decoded and found anyhow."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.values.seeing import Unusable
from vision.edges import Edges, edges_of
from vision.fingerprint import fingerprint
from vision.look import Look
from vision.shot import Shot

FAULTS = (Unusable.dark, Unusable.covered, Unusable.blurred)
"""What is wrong with a picture, and not with a window."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """`edges` is None where no zone is drawn, so that there are no surroundings to watch."""

    fingerprint: int
    fault: Unusable | None
    edges: Edges | None


def measure(shot: Shot, looks: Sequence[Look]) -> Measured:
    """`looks` are those at the frame's windows. Raises vision.jpeg.Broken."""
    return Measured(
        fingerprint=fingerprint(shot.body),
        fault=fault_of(looks),
        edges=edges_of(shot.smallest()) if shot.windows else None,
    )


def fault_of(looks: Sequence[Look]) -> Unusable | None:
    """What is wrong with the camera: that which is wrong at most windows, if at more than half something is.

    One dark window among many has its lamp out; that is no fault of the camera.
    """
    found = [look.sighting.unusable for look in looks if look.sighting.unusable in FAULTS]
    if len(found) * 2 <= len(looks):
        return None
    counted = Counter(found)
    return max(FAULTS, key=lambda fault: counted[fault])
