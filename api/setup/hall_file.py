"""The TOML file that tells of halls: windows, cameras with their zones, readers, staff and shifts."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.setup.faults import first_fault
from api.setup.zones import check_zone


class HallFileError(ValueError):
    """A file that cannot be applied; the message names the place and the reason, one line."""


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name!r}") from error


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""What is printed, typed and put into addresses."""
Part = Annotated[float, Field(ge=0, le=1)]


def _drawn(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    check_zone(corners)
    return corners


Zone = Annotated[list[tuple[Part, Part]], Field(min_length=3, max_length=32), AfterValidator(_drawn)]
"""Corners in 0..1 of the picture's width and height."""
WallTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WindowTold(Told):
    code: Code
    name: str = ""
    tag: Annotated[int, Field(ge=0, le=292)]
    """AprilTag 36h11 has 587 tags; window n uses 2n and 2n + 1."""
    seat_tag: bool = True
    sign_text: bool = False
    """Whether its away sign is an old one, without a tag, that has to be read."""


class ViewTold(Told):
    window: Code
    staff_zone: Zone
    sign_zone: Zone | None = None
    customer_zone: Zone | None = None


class CameraTold(Told):
    code: Code
    name: str = ""
    interval_s: Annotated[float, Field(gt=0)] = 5
    views: tuple[ViewTold, ...] = ()


class ReaderTold(Told):
    code: Code


class StaffTold(Told):
    no: Code
    name: str
    badges: tuple[str, ...] = ()


class ShiftTold(Told):
    """Times without an offset are the hall's."""

    staff: Code
    window: Code | None = None
    start: datetime
    end: datetime
    breaks: tuple[tuple[datetime, datetime], ...] = ()


class HallTold(Told):
    code: Code
    name: str
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    opens: WallTime | None = None
    closes: WallTime | None = None
    windows: tuple[WindowTold, ...] = ()
    cameras: tuple[CameraTold, ...] = ()
    readers: tuple[ReaderTold, ...] = ()
    staff: tuple[StaffTold, ...] = ()
    shifts: tuple[ShiftTold, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _once("window", [w.code for w in self.windows])
        _once("tag", [str(w.tag) for w in self.windows])
        _once("camera", [c.code for c in self.cameras])
        _once("staff", [s.no for s in self.staff])
        for shift in self.shifts:
            if self.instant(shift.end) <= self.instant(shift.start):
                raise ValueError(f"the shift of {shift.staff} at {shift.start} ends before it starts")
        return self

    def instant(self, at: datetime) -> datetime:
        """A time of the file in UTC."""
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.timezone))).astimezone(UTC)


class HallsTold(Told):
    halls: Annotated[tuple[HallTold, ...], Field(min_length=1)]


def _once(what: str, codes: list[str]) -> None:
    twice = {c for c in codes if codes.count(c) > 1}
    if twice:
        raise ValueError(f"{what} {', '.join(sorted(twice))} stands there twice")


def parse_hall_file(text: str) -> HallsTold:
    try:
        return HallsTold.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise HallFileError(f"not TOML: {error}") from error
    except ValidationError as error:
        raise HallFileError(first_fault(error)) from error


def read_hall_file(file: Path) -> HallsTold:
    return parse_hall_file(file.read_text("utf-8"))
