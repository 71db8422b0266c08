"""The rostered world as facts: people, shifts, leave, swaps, calendar, readers and punches.

All instants are aware UTC; days are dates in the hall's time zone. People and windows go by their
codes (staff number, window code), never by database ids: ids are no part of what is judged.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from models.values.interval import Interval


class ExemptionKind(StrEnum):
    extra_layer = "extra_layer"
    uniform_waiver = "uniform_waiver"


class DayKind(StrEnum):
    holiday = "holiday"
    workday = "workday"
    closure = "closure"


@dataclass(frozen=True, slots=True)
class Exemption:
    """What is granted, first and last day included. Why it is granted is nobody's business here."""

    kind: ExemptionKind
    first_day: date
    last_day: date

    def holds_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge's number and when it is somebody's: from `since` on and before `until`; None leaves that end open."""

    number: str
    since: datetime | None = None
    until: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff as judging knows them."""

    staff: str
    name: str = ""
    badges: tuple[Badge, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    without_badge: tuple[Interval, ...] = ()
    """Time in which they are known to have had none, so that a punch that is missing says nothing."""

    def exempt(self, kind: ExemptionKind, day: date) -> bool:
        return any(e.kind == kind and e.holds_on(day) for e in self.exemptions)


@dataclass(frozen=True, slots=True)
class Shift:
    """A rostered stretch of work; `window` is None where it carries no window duty."""

    staff: str
    window: str | None
    time: Interval
    breaks: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Leave:
    """Approved absence; what is not approved never reaches judging."""

    staff: str
    time: Interval


@dataclass(frozen=True, slots=True)
class Swap:
    """An approved exchange: shifts of `from_staff` wholly within `time` are worked by `to_staff`."""

    from_staff: str
    to_staff: str
    time: Interval


@dataclass(frozen=True, slots=True)
class CalendarDay:
    day: date
    kind: DayKind


NEVER_HEARD = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reader:
    """A badge reader and the instant up to which all it saw is known to have arrived, or NEVER_HEARD."""

    reader: str
    alive_until: datetime


@dataclass(frozen=True, slots=True)
class Punch:
    badge: str
    at: datetime
    reader: str = ""
