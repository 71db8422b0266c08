"""What is typed into the forms of the roster, and what it means. Nothing is stored here."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from api.auth.access import Person
from api.roster.asking import hall_named, staff_named, window_named
from conduct.review.violations import Refused
from conduct.schedule.shifts import NewShift
from models.values.interval import Interval
from models.values.roster import Shift
from roster.templates import BadTemplate, instant, shift_template, shifts_on

LENGTH_MAX = 200
DAYS_OFF = frozenset({"-", "休"})


@dataclass(frozen=True, slots=True)
class TypedShift:
    """A shift as its form has it: by the hall's clock, an end that is not after the start on the next day."""

    staff: str = ""
    window: str = ""
    day: str = ""
    start: str = ""
    end: str = ""
    breaks: str = ""
    reason: str = ""


def meant(session: Session, person: Person, hall_code: str, typed: TypedShift) -> NewShift:
    """The shift that is meant. Raises Refused, and Problem for what may not be named."""
    hall = hall_named(session, person, hall_code)
    shift = shift_typed(typed, ZoneInfo(hall.timezone))
    return NewShift(
        hall,
        staff_named(session, typed.staff.strip()),
        window_named(session, hall.id, typed.window or None),
        shift.time,
        shift.breaks,
    )


def shift_typed(typed: TypedShift, zone: ZoneInfo) -> Shift:
    """Its time and breaks, by the same reading as kinds of day have. Raises Refused."""
    day = day_typed(typed.day)
    try:
        template = shift_template("-", [[typed.start, typed.end]], pairs_typed(typed.breaks))
        found = shifts_on(template, day, zone, staff=typed.staff, window=None)
    except BadTemplate as bad:
        raise Refused(bad.code, str(bad)) from None
    if not found:
        raise Refused("bad-time", "the clocks jump over it")
    return found[0]


def pairs_typed(typed: str) -> list[list[str]]:
    """`08:30-12:00; 13:00-17:30`; whether they are times is seen later."""
    parts = (part.strip().split("-") for part in typed.replace("–", "-").replace("；", ";").split(";"))
    return [[each.strip() for each in pair] for pair in parts if pair != [""]]


def cycle_typed(typed: str) -> list[str | None]:
    """`D D - -`: codes of kinds of day, a day off where none is."""
    return [None if each in DAYS_OFF else each for each in typed.replace("–", "-").split()]


def day_typed(typed: str) -> date:
    """Raises Refused `bad-day`."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused("bad-day", "not a day") from None


def span_typed(start: str, end: str, zone: ZoneInfo) -> Interval:
    """Two `2026-06-03T08:30` of the hall's clock. Raises Refused `bad-instant`."""
    return Interval(instant_typed(start, zone), instant_typed(end, zone))


def instant_typed(typed: str, zone: ZoneInfo) -> datetime:
    """`2026-06-03T08:30` of the hall's clock. Raises Refused `bad-instant`."""
    try:
        wall = datetime.fromisoformat(typed)
    except ValueError:
        raise Refused("bad-instant", "not a time with its day") from None
    if wall.tzinfo is not None:
        raise Refused("bad-instant", "the hall's clock is meant")
    return instant(wall.date(), wall.hour * 60 + wall.minute, zone)


def needs_reason(typed_reason: str, *starts: datetime, now: datetime) -> str:
    """The reason for a change; the past is not changed without one. Raises Refused `reason-missing`."""
    reason = typed_reason.strip()
    if not reason and any(start <= now for start in starts):
        raise Refused("reason-missing", "the past is changed for a reason")
    return reason
