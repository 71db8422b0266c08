"""The last looks at many windows at once, no more of each run than a timeline hangs on."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.cameras.unusable import Uncounted, uncounted_between
from conduct.records.looks import LONGEST, MICROSECOND
from models.tables import LookRunRow
from models.values.occupancy import LookRun, WindowState


@dataclass(frozen=True, slots=True)
class RecentRun:
    """A run of looks that count; `instants` are all of them, or as many as tell the same timeline."""

    camera_id: UUID
    state: WindowState
    evidence: str
    looks: int
    instants: tuple[datetime, ...]

    def as_run(self, window: str) -> LookRun:
        return LookRun(window, self.state, self.instants, str(self.camera_id))


def recent_runs(
    session: Session, max_gaps: Mapping[UUID, timedelta], start: datetime, now: datetime
) -> dict[UUID, list[RecentRun]]:
    """By window the runs that touch `start` to `now`; `max_gaps` says for each window when it is unknown."""
    uncounted = uncounted_between(session, start - LONGEST, now + MICROSECOND)
    rows = session.exec(
        select(LookRunRow).where(
            col(LookRunRow.window_id).in_(list(max_gaps)),
            LookRunRow.first >= start - LONGEST,
            LookRunRow.first <= now,
        )
    ).all()  # fmt: skip
    by_window: dict[UUID, list[LookRunRow]] = defaultdict(list)
    for row in rows:
        by_window[row.window_id].append(row)
    return {
        id_: list(_counted(stored, uncounted, max_gaps[id_], now)) for id_, stored in by_window.items()
    }  # fmt: skip


def _counted(
    stored: Sequence[LookRunRow], uncounted: Uncounted, max_gap: timedelta, now: datetime
) -> Iterable[RecentRun]:
    alone = len({row.camera_id for row in stored}) == 1
    for row in stored:
        offsets = array("Q")
        offsets.frombytes(row.offsets_us)
        # where several cameras look, what one said last counts until it looks again: every look of it matters
        thin = alone and row.last <= now and not uncounted.by_camera.get(row.camera_id)
        kept = thinned(offsets, max_gap // MICROSECOND) if thin else offsets
        instants = tuple(row.first + timedelta(microseconds=each) for each in kept)
        if not thin:
            instants = tuple(at for at in uncounted.counted(row.camera_id, instants) if at <= now)
        if instants:
            looks = len(offsets) if thin else len(instants)
            yield RecentRun(row.camera_id, row.state, row.evidence, looks, instants)


def thinned(offsets_us: Sequence[int], max_gap_us: int) -> Sequence[int]:
    """The first and last of ascending instants and as few between as make the same gaps over `max_gap_us`; pure."""
    kept, here, last = [0], 0, len(offsets_us) - 1
    while here < last:
        reached = bisect_right(offsets_us, offsets_us[here] + max_gap_us, here + 1) - 1
        here = max(reached, here + 1)
        kept.append(here)
    return [offsets_us[i] for i in kept]
