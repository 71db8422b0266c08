"""How each vendor's cameras speak: what they call a time, and by which words a message of theirs is known."""

from dataclasses import dataclass
from enum import StrEnum


class Vendor(StrEnum):
    axis = "axis"
    hikvision = "hikvision"
    dahua = "dahua"
    uniview = "uniview"


@dataclass(frozen=True, slots=True)
class Dialect:
    vendor: Vendor
    times: tuple[str, ...]
    """XML elements or JSON members that tell when; heeded only with an offset."""
    words: tuple[bytes, ...]
    """Whatever holds one of these is a message that was understood, also without a picture."""


DIALECTS: dict[Vendor, Dialect] = {
    Vendor.axis: Dialect(Vendor.axis, times=(), words=()),
    Vendor.hikvision: Dialect(
        Vendor.hikvision,
        times=("dateTime", "time"),
        words=(b"EventNotificationAlert", b'"eventType"', b"event_log", b"alarmResult", b"heartBeat"),
    ),
    Vendor.dahua: Dialect(
        Vendor.dahua,
        times=("AccurateTime", "SnapTime", "StartTime", "Time"),
        words=(b'"Events"', b'"EventBaseInfo"', b'"Code"', b'"Picture"', b"Heartbeat"),
    ),
    Vendor.uniview: Dialect(
        Vendor.uniview,
        times=("Time", "PassTime", "AlarmTime"),
        words=(b'"AlarmInfo"', b'"StructureInfo"', b'"Reference"', b'"AlarmType"'),
    ),
}
