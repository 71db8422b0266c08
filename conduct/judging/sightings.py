"""All that cameras saw of one window in order of time, before rule 1 of the scenario contract. Pure.

Several cameras at one window become one: any that sees a person is right. Each says what it saw last until it looks
again, though not for longer than the gap after which a window is unknown; a camera that has no say is left out. With
one camera this is the list of its looks.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from models.values.occupancy import SEEN_FIRST, LookRun, WindowState

Seen = tuple[datetime, WindowState]
_RANK = {state: rank for rank, state in enumerate(SEEN_FIRST)}


def in_order(looks: Iterable[LookRun], *, now: datetime, max_gap: timedelta) -> list[Seen]:
    """The instants of all looks up to `now`, ascending, each once, with what the cameras together say at it."""
    cameras = _by_camera(looks, now)
    if not cameras:
        return []
    if len(cameras) == 1:
        return sorted(*(seen.items() for seen in cameras.values()))
    told = sorted((at, camera, state) for camera, seen in cameras.items() for at, state in seen.items())
    last: dict[str, Seen] = {}
    merged: dict[datetime, WindowState] = {}
    for at, camera, state in told:
        last[camera] = (at, state)
        # of one instant the last turn counts, when all that looked at it have had theirs
        merged[at] = min((said for since, said in last.values() if at - since <= max_gap), key=_RANK.__getitem__)
    return list(merged.items())


def _by_camera(looks: Iterable[LookRun], now: datetime) -> dict[str, dict[datetime, WindowState]]:
    """Each camera's instants; of several looks at one, a person seen beats the sign, the sign beats nothing."""
    cameras: dict[str, dict[datetime, WindowState]] = defaultdict(dict)
    for run in looks:
        best = cameras[run.camera]
        rank = _RANK[run.state]
        for at in run.instants:
            if at <= now:
                known = best.get(at)
                if known is None or rank < _RANK[known]:
                    best[at] = run.state
    return {camera: best for camera, best in cameras.items() if best}
