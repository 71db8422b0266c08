"""Rotations: a cycle of kinds of day repeated over the calendar, and the shifts that it gives its members. Pure.

Where a rotation follows the calendar:

- A public holiday is a day off.
- A make-up workday is worked by everybody. Whom the cycle gives that day off works the kind of day that the cycle
  gives them last before it: the pattern of the week that the day makes up for. Only a Saturday or Sunday is made up
  for; a Monday to Friday marked as workday is a day like any other, which is how an official holiday is overruled.

A rotation with work at night follows no calendar: somebody relieves somebody every night of the year. A closure has no
shifts, whatever the rotation. A day marked more than once goes by the last mark, but a closure among them holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from models.values.roster import CalendarDay, DayKind, Shift
from models.values.why import Why, why
from roster.templates import ShiftTemplate, shifts_on

SATURDAY = 5


class BadRotation(ValueError):
    """What cannot be a rotation; `code` is stable, the message one line in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Rotation:
    """A cycle of template codes, one a day, None for a day off; it begins on `anchor` and repeats both ways."""

    cycle: tuple[str | None, ...]
    anchor: date
    timezone: ZoneInfo
    follows_calendar: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """Who works a rotation, so many days ahead in its cycle, first and last day included."""

    staff: str
    window: str | None
    first_day: date
    last_day: date | None = None
    offset_days: int = 0

    def belongs_on(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What a member does on a day, and why; no template is a day off."""

    member: Member
    day: date
    template: str | None
    why: Why
    as_in_cycle: bool
    """Whether it is what the cycle alone would give."""


def at_night(rotation: Rotation, templates: Mapping[str, ShiftTemplate]) -> bool:
    """Whether any kind of day in the cycle has work at night. Raises BadRotation for a code without a template."""
    return any(_template(code, templates).at_night for code in rotation.cycle if code is not None)


def plan(
    rotation: Rotation,
    members: Iterable[Member],
    templates: Mapping[str, ShiftTemplate],
    calendar: Sequence[CalendarDay],
    first_day: date,
    last_day: date,
) -> tuple[PlannedDay, ...]:
    """Each member's days from the first to the last, both included. Raises BadRotation."""
    if not rotation.cycle:
        raise BadRotation("empty-cycle", "a rotation's cycle has at least one day")
    follows = rotation.follows_calendar and not at_night(rotation, templates)
    marks = {c.day: c.kind for c in calendar} if follows else dict[date, DayKind]()
    marks |= {c.day: c.kind for c in calendar if c.kind == DayKind.closure}
    days = [first_day + timedelta(days=i) for i in range((last_day - first_day).days + 1)]
    return tuple(
        _planned(rotation, member, day, marks.get(day)) for member in members for day in days if member.belongs_on(day)
    )


def fill(
    rotation: Rotation,
    members: Iterable[Member],
    templates: Mapping[str, ShiftTemplate],
    calendar: Sequence[CalendarDay],
    first_day: date,
    last_day: date,
) -> tuple[Shift, ...]:
    """The shifts of the days from the first to the last, both included. Raises BadRotation."""
    planned = plan(rotation, members, templates, calendar, first_day, last_day)
    return tuple(shift for each in planned for shift in shifts_of(each, rotation, templates))


def shifts_of(planned: PlannedDay, rotation: Rotation, templates: Mapping[str, ShiftTemplate]) -> tuple[Shift, ...]:
    """One planned day's shifts, none for a day off. Raises BadRotation."""
    if planned.template is None:
        return ()
    member, template = planned.member, _template(planned.template, templates)
    return shifts_on(template, planned.day, rotation.timezone, staff=member.staff, window=member.window)


def _planned(rotation: Rotation, member: Member, day: date, mark: DayKind | None) -> PlannedDay:
    place = _place(rotation, member, day)
    given = rotation.cycle[place]
    if mark == DayKind.closure:
        return PlannedDay(member, day, None, why("rotation.closure", day=day), given is None)
    if mark == DayKind.holiday:
        return PlannedDay(member, day, None, why("rotation.holiday", day=day), given is None)
    if mark == DayKind.workday and given is None and day.weekday() >= SATURDAY:
        made_up = _last_worked(rotation, place)
        if made_up is not None:
            return PlannedDay(member, day, made_up, why("rotation.make-up", day=day, template=made_up), False)
    if given is None:
        return PlannedDay(member, day, None, why("rotation.day-off", n=place + 1, days=len(rotation.cycle)), True)
    reason = why("rotation.cycle", n=place + 1, days=len(rotation.cycle), template=given)
    return PlannedDay(member, day, given, reason, True)


def _place(rotation: Rotation, member: Member, day: date) -> int:
    return ((day - rotation.anchor).days + member.offset_days) % len(rotation.cycle)


def _last_worked(rotation: Rotation, place: int) -> str | None:
    """The kind of day given last before a place in the cycle, which has no beginning."""
    before = (rotation.cycle[(place - back) % len(rotation.cycle)] for back in range(1, len(rotation.cycle)))
    return next((code for code in before if code is not None), None)


def _template(code: str, templates: Mapping[str, ShiftTemplate]) -> ShiftTemplate:
    template = templates.get(code)
    if template is None:
        raise BadRotation("unknown-template", f"there is no shift template {code}")
    return template
