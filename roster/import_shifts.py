"""What a roster table would change: shifts of people at windows. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.values.interval import Interval
from models.values.local_time import local_day, local_stamp, local_time
from models.values.why import Why, why
from roster.cells import (
    ONE_DAY,
    CellRefused,
    WallTime,
    breaks_of,
    code_of,
    day_of,
    instant,
    moment_of,
    wall_instant,
)
from roster.importing import (
    BadCell,
    Changed,
    HeaderRefused,
    Kind,
    Placed,
    Plan,
    Refused,
    Row,
    in_order,
    open_rows,
)
from roster.sheets import SheetRow

LONGEST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class RosterShift:
    """A shift as stored or told; `zone` is its hall's."""

    staff: str
    hall: str
    zone: ZoneInfo
    window: str | None
    time: Interval
    breaks: tuple[Interval, ...] = ()

    @property
    def day(self) -> date:
        return local_day(self.time.start, self.zone)

    @property
    def label(self) -> str:
        return f"{self.staff} {self.day}"

    @property
    def key(self) -> tuple[str, datetime, str, str | None]:
        """No two stored shifts share it."""
        return self.staff, self.time.start, self.hall, self.window

    def shown(self) -> dict[str, str]:
        breaks = (f"{local_time(b.start, self.zone)}-{local_time(b.end, self.zone)}" for b in self.breaks)
        return {
            "hall": self.hall,
            "window": self.window or "",
            "start": local_stamp(self.time.start, self.zone),
            "end": local_stamp(self.time.end, self.zone),
            "breaks": "; ".join(breaks),
        }


@dataclass(frozen=True, slots=True)
class KnownHall:
    """A hall with the windows that are in use."""

    zone: ZoneInfo
    windows: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    hall: str
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownRoster:
    """Halls and people that whoever imports may roster."""

    halls: Mapping[str, KnownHall]
    people: Mapping[str, KnownPerson]


@dataclass(frozen=True, slots=True)
class ShiftsRead:
    """The good rows, and what is wrong with the others."""

    shifts: tuple[Placed[RosterShift], ...]
    bad: tuple[BadCell, ...]
    start_title: str = "start"
    """How the table heads the column of starts."""

    @property
    def span(self) -> Interval | None:
        """From the first start to the last end."""
        times = [placed.value.time for placed in self.shifts]
        return Interval(min(t.start for t in times), max(t.end for t in times)) if times else None


def read_shifts(rows: Iterable[SheetRow], known: KnownRoster, *, hall: str | None) -> ShiftsRead:
    """The table's shifts. With `hall` it is that hall's: rows that name none belong to it, others are bad.

    Without, a row that names no hall belongs to the hall of its person.
    """
    shifts: list[Placed[RosterShift]] = []
    bad: list[BadCell] = []
    title = "start"
    try:
        for row in open_rows(rows, Kind.roster):
            title = row.title("start")
            shift = _shift(row, known, hall)
            if shift is not None and not row.bad:
                shifts.append(Placed(row.number, shift))
            bad += row.bad
    except HeaderRefused as refused:
        return ShiftsRead((), refused.cells)
    return ShiftsRead(tuple(shifts), tuple(bad), title)


def plan_shifts(read: ShiftsRead, stored: Iterable[RosterShift]) -> Plan[RosterShift] | Refused:
    """Shifts made and changed, against all that is stored of these people around that time; none is taken away.

    A row is the stored shift of the same person, start, hall and window; or else the only one of that day and hall
    which it overlaps, so that a shift can be moved or given another window. Whatever else overlaps is bad: no hall
    takes another's shift over.
    """
    rows_of, stored_of = _by_person(read.shifts), _by_person(Placed(0, shift) for shift in stored)
    made: list[Placed[RosterShift]] = []
    changed: list[Changed[RosterShift]] = []
    bad, same = list(read.bad), 0
    for staff, rows in rows_of.items():
        before = [placed.value for placed in stored_of.get(staff, ())]
        replaced = _matched(rows, before)
        kept = [Placed(0, shift) for shift in before if shift not in replaced.values()]
        bad += _overlaps([*rows, *kept], read.start_title)
        for placed in rows:
            old = replaced.get(placed.row)
            if old is None:
                made.append(placed)
            elif old == placed.value:
                same += 1
            else:
                changed.append(Changed(placed.row, old, placed.value))
    return in_order(bad) if bad else Plan(tuple(made), tuple(changed), same)


def _shift(row: Row, known: KnownRoster, only_hall: str | None) -> RosterShift | None:
    number = row.must("number", code_of)
    person = known.people.get(number) if number else None
    if number and person is None:
        row.refuse("number", why("import.no-person", number=number))
    code = _hall(row, known, only_hall, person)
    day = row.may("day", day_of)
    start, end = row.must("start", moment_of), row.must("end", moment_of)
    window, breaks = row.may("window", code_of), row.may("breaks", breaks_of) or ()
    if code is None:
        return None
    hall = known.halls[code]
    if window is not None and window not in hall.windows:
        row.refuse("window", why("import.no-window", window=window, hall=code))
    if row.bad or number is None or person is None or start is None or end is None:
        return None
    time = _time(row, day, start, end, hall.zone)
    if time is None:
        return None
    if person.retired_at is not None and time.end > person.retired_at:
        row.refuse("number", why("import.retired", number=number, day=local_day(person.retired_at, hall.zone)))
    return RosterShift(number, code, hall.zone, window, time, _breaks(row, breaks, time, hall.zone))


def _hall(row: Row, known: KnownRoster, only_hall: str | None, person: KnownPerson | None) -> str | None:
    bad_before = len(row.bad)
    told = row.may("hall", code_of)
    if len(row.bad) > bad_before:
        return None
    if told is not None and only_hall is not None and told != only_hall:
        row.refuse("hall", why("import.other-hall", hall=only_hall))
        return None
    code = told or only_hall or (person.hall if person else None)
    if code is not None and code not in known.halls:
        row.refuse("hall", why("import.no-hall", hall=code))
        return None
    return code


def _time(
    row: Row, day: date | None, start: WallTime | datetime, end: WallTime | datetime, zone: ZoneInfo
) -> Interval | None:
    if isinstance(start, timedelta) and day is None:
        row.refuse("day", why("import.empty"))
        return None
    if isinstance(start, timedelta) and start >= ONE_DAY:
        row.refuse("start", why("import.not-a-time", given=start))
        return None
    begun = _placed(row, "start", day, start, zone)
    if begun is None:
        return None
    if day is not None and local_day(begun, zone) != day:
        row.refuse("start", why("import.other-day", day=day))
        return None
    first = local_day(begun, zone)
    if isinstance(end, timedelta) and end < ONE_DAY and end <= _since_midnight(begun, zone):
        first += ONE_DAY
    ended = _placed(row, "end", first, end, zone)
    if ended is None:
        return None
    if ended <= begun:
        row.refuse("end", why("import.ends-first"))
        return None
    if ended - begun > LONGEST:
        row.refuse("end", why("import.too-long", hours_max=LONGEST // timedelta(hours=1)))
        return None
    return Interval(begun, ended)


def _placed(row: Row, column: str, day: date | None, moment: WallTime | datetime, zone: ZoneInfo) -> datetime | None:
    try:
        if isinstance(moment, datetime):
            return instant(moment, zone)
        assert day is not None
        return wall_instant(day, moment, zone)
    except CellRefused as refused:
        row.refuse(column, refused.why)
        return None


def _breaks(
    row: Row, told: Sequence[tuple[WallTime, WallTime]], time: Interval, zone: ZoneInfo
) -> tuple[Interval, ...]:
    """Each at its first time after the shift's start."""
    found: list[Interval] = []
    for clock_start, clock_end in told:
        start = _after(row, time.start, clock_start, zone)
        end = _after(row, start, clock_end, zone) if start else None
        if start is None or end is None:
            return ()
        if not time.covers(Interval(start, end)):
            row.refuse("breaks", why("import.break-outside", start=local_time(start, zone), end=local_time(end, zone)))
        found.append(Interval(start, end))
    found.sort()
    if any(later.start < earlier.end for earlier, later in pairwise(found)):
        row.refuse("breaks", why("import.breaks-overlap"))
    return tuple(found)


def _after(row: Row, start: datetime, clock: WallTime, zone: ZoneInfo) -> datetime | None:
    day = local_day(start, zone)
    if clock < ONE_DAY and clock < _since_midnight(start, zone):
        day += ONE_DAY
    return _placed(row, "breaks", day, clock, zone)


def _since_midnight(at: datetime, zone: ZoneInfo) -> WallTime:
    local = at.astimezone(zone)
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)


def _by_person(shifts: Iterable[Placed[RosterShift]]) -> dict[str, list[Placed[RosterShift]]]:
    found: dict[str, list[Placed[RosterShift]]] = defaultdict(list)
    for placed in shifts:
        found[placed.value.staff].append(placed)
    return found


def _matched(rows: Sequence[Placed[RosterShift]], stored: Sequence[RosterShift]) -> dict[int, RosterShift]:
    """One person's stored shifts by the number of the row that tells of them."""
    by_key = {shift.key: shift for shift in stored}
    found: dict[int, RosterShift] = {}
    for placed in rows:
        exact = by_key.pop(placed.value.key, None)
        if exact is not None:
            found[placed.row] = exact
    wanted: dict[int, RosterShift] = {}
    for placed in rows:
        new = placed.value
        here = [old for old in by_key.values() if (old.day, old.hall) == (new.day, new.hall)]
        near = [old for old in here if old.time.clip(new.time)]
        if placed.row not in found and len(near) == 1:
            wanted[placed.row] = near[0]
    times_wanted = Counter(shift.key for shift in wanted.values())
    return found | {row: shift for row, shift in wanted.items() if times_wanted[shift.key] == 1}


def _overlaps(shifts: Sequence[Placed[RosterShift]], title: str) -> list[BadCell]:
    """Of one person's shifts, stored ones with row 0, each that begins before an earlier one has ended."""
    bad: list[BadCell] = []
    ordered = sorted(shifts, key=lambda placed: placed.value.time)
    reaching = ordered[0]
    for placed in ordered[1:]:
        if placed.value.time.start < reaching.value.time.end:
            earlier, later = sorted((placed, reaching), key=lambda each: each.row)
            if later.row:
                bad.append(BadCell(later.row, title, _overlap_with(earlier)))
        if placed.value.time.end > reaching.value.time.end:
            reaching = placed
    return bad


def _overlap_with(other: Placed[RosterShift]) -> Why:
    if other.row:
        return why("import.overlaps-row", row=other.row)
    told = other.value.shown()
    return why("import.overlaps-stored", start=told["start"], end=told["end"], hall=told["hall"])
