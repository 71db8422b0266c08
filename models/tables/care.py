"""How each camera is doing. No table holds a picture."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from models.tables.base import Table, choice, id_field, index_where, json_field, points_to
from models.values.care import CameraCondition


class CameraTraceRow(Table, table=True):
    """What the frames of a camera told of it in ten minutes: a few small numbers a frame."""

    __table_args__ = (UniqueConstraint("camera_id", "start"),)

    id: UUID = id_field()
    camera_id: UUID = points_to("camera", index=False)
    start: datetime
    """A whole multiple of ten minutes since 1970."""
    observations: bytes
    """14 bytes each, ascending by captured time; see conduct.cameras.trace."""


class CameraEpisodeRow(Table, table=True):
    """A stretch through which something was the matter with a camera; no `end` while it goes on."""

    __table_args__ = (
        Index("ix_camera_episode_camera_id_start", "camera_id", "start"),
        index_where("ix_camera_episode_going_on", "camera_id", where='"end" IS NULL'),
        index_where("ix_camera_episode_unusable_from", "unusable_from", where="unusable_from IS NOT NULL"),
    )

    id: UUID = id_field()
    camera_id: UUID = points_to("camera", index=False)
    condition: CameraCondition = choice(CameraCondition)
    start: datetime
    end: datetime | None = None
    unusable_from: datetime | None = None
    """From here to the end this camera's looks do not count, though they were stored."""
    why: dict[str, Any] = json_field()
    noticed_at: datetime
    task_id: UUID | None = points_to("task", nullable=True)


class CameraReferenceRow(Table, table=True):
    """The edges around a camera's zones when it hangs as it was set up; nobody can be seen in them."""

    __table_args__ = (Index("ix_camera_reference_camera_id_valid_from", "camera_id", "valid_from"),)

    id: UUID = id_field()
    camera_id: UUID = points_to("camera", index=False)
    zones: str
    """The set of zones that it was taken for."""
    edges: bytes
    valid_from: datetime
    """When the last of its pictures was captured."""
    retired_at: datetime | None = None
    """When somebody said that the camera hangs right as it hangs now, so that another is taken."""
