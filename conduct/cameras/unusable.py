"""When a camera's looks do not count though they were stored: through the stretches in which it was frozen.

That a picture was the same for too long is known only with those around it, some of which may come late; so the looks
are kept, and left out whenever they are read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from models.tables import CameraEpisodeRow
from models.values.interval import Interval

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Uncounted:
    """The stretches through which each camera's looks do not count."""

    by_camera: Mapping[UUID, Sequence[Interval]] = field(default_factory=dict[UUID, Sequence[Interval]])

    def counted(self, camera_id: UUID, instants: tuple[datetime, ...]) -> tuple[datetime, ...]:
        """Those of a camera's looks that do count."""
        stretches = self.by_camera.get(camera_id)
        if not stretches:
            return instants
        return tuple(at for at in instants if not any(each.holds(at) for each in stretches))


def uncounted_between(session: Session, start: datetime, end: datetime) -> Uncounted:
    """For looks from `start` up to `end`."""
    rows = session.exec(
        select(CameraEpisodeRow.camera_id, CameraEpisodeRow.unusable_from, CameraEpisodeRow.end).where(
            col(CameraEpisodeRow.unusable_from).is_not(None),
            col(CameraEpisodeRow.unusable_from) < end,
            or_(col(CameraEpisodeRow.end).is_(None), col(CameraEpisodeRow.end) > start),
        )
    ).all()
    stretches: dict[UUID, list[Interval]] = defaultdict(list)
    for camera_id, since, until in rows:
        assert since is not None
        stretches[camera_id].append(Interval(since, until or FOREVER))
    return Uncounted(stretches)
