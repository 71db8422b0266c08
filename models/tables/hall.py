"""Halls, their windows and cameras, and what each camera sees of each window."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.tables.base import Table, id_field, json_field, points_to

Corners = list[list[float]]


class HallRow(Table, table=True):
    id: UUID = id_field()
    code: str = Field(unique=True)
    name: str
    timezone: str
    opens: str | None = None
    """Local wall time, `HH:MM`; nothing is looked at outside the hall's hours."""
    closes: str | None = None
    retired_at: datetime | None = None
    """Its windows, cameras and readers retire with it, at the same instant, and come back with it."""


class WindowRow(Table, table=True):
    __table_args__ = (UniqueConstraint("hall_id", "code"), UniqueConstraint("hall_id", "tag_number"))

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    code: str
    name: str = ""
    tag_number: int
    """Window n's away sign is AprilTag 2n, its seat tag 2n + 1."""
    seat_tag: bool = True
    sign_text: bool = False
    """Whether its away sign is an old one, without a tag, that has to be read."""
    retired_at: datetime | None = None


class CameraRow(Table, table=True):
    id: UUID = id_field()
    hall_id: UUID = points_to("hall")
    code: str = Field(unique=True)
    name: str = ""
    interval_s: float = 5
    """How often a frame is expected."""
    set_up_at: datetime | None = None
    """When somebody last said that it hangs right: its reference is taken of later pictures."""
    retired_at: datetime | None = None


class CameraViewRow(Table, table=True):
    """One window's zones in one camera's picture, in 0..1; a change makes a new version."""

    __table_args__ = (UniqueConstraint("camera_id", "window_id", "version"),)

    id: UUID = id_field()
    camera_id: UUID = points_to("camera", index=False)
    window_id: UUID = points_to("window")
    version: int
    staff_zone: Corners = json_field()
    sign_zone: Corners | None = json_field(default=None, nullable=True)
    customer_zone: Corners | None = json_field(default=None, nullable=True)
    valid_from: datetime
    valid_until: datetime | None = None


class HallColoursRow(Table, table=True):
    """What a hall's coats and shirts look like in some months, as shares of colours. No picture is kept."""

    id: UUID = id_field()
    hall_id: UUID = points_to("hall")
    months: list[int] = json_field()
    """1 to 12, in the hall's time."""
    colours: dict[str, list[list[float]]] = json_field()
    taught_at: datetime
    taught_by: str
    retired_at: datetime | None = None
