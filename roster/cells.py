"""What people write into cells, read as numbers, names, days, times and breaks. Pure; each raises CellRefused."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.values.why import Why, why
from roster.sheets import Cell

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
TEXT_CHARACTERS_MAX = 64
BETWEEN = re.compile(r"[;；、,，\n]+")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
BREAK = re.compile(r"([0-9:]+) ?(?:-|–|—|~|至|到) ?([0-9:]+)")
RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]")
YEARS = range(2000, 2100)
ONE_DAY = timedelta(days=1)
CLOCK_MAX = 2 * ONE_DAY
HALF_A_SECOND = timedelta(seconds=0.5)
YES = frozenset({"是", "已离职", "离职", "yes", "y", "true", "1"})
NO = frozenset({"否", "在职", "no", "n", "false", "0"})

WallTime = timedelta
"""Since the local midnight of a shift's day; 24 hours and more are on the next one."""


class CellRefused(ValueError):
    """A cell that cannot be read; `why` tells the reason."""

    def __init__(self, code: str, **facts: object) -> None:
        self.why: Why = why(code, **facts)
        super().__init__(f"{code}: {dict(self.why.facts)}")


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def text_of(cell: Cell) -> str:
    """Words on one line. A whole number is the text that a spreadsheet took for one."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise CellRefused("import.not-a-text")
    text = " ".join(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).split())
    # Among what cannot be printed are NUL and lone surrogates, which a database would refuse together with all else.
    if not text.isprintable() or len(text) > TEXT_CHARACTERS_MAX:
        raise CellRefused("import.text-too-long", characters_max=TEXT_CHARACTERS_MAX)
    return text


def code_of(cell: Cell) -> str:
    """A staff number or the code of a hall or window."""
    text = _plain(text_of(cell))
    if not CODE.fullmatch(text):
        raise CellRefused("import.not-a-code", given=text)
    return text


def badges_of(cell: Cell) -> tuple[str, ...]:
    """Badge numbers, each once, in their order."""
    if not isinstance(cell, str):
        return (text_of(cell),)
    parts = (_plain(text_of(part)) for part in BETWEEN.split(cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def day_of(cell: Cell) -> date:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _in_our_time(cell)
    text = _plain(_shown(cell))
    found = DAY.fullmatch(text)
    if not found:
        raise CellRefused("import.not-a-day", given=text)
    try:
        return _in_our_time(date(*(int(part) for part in found.groups() if part is not None)))
    except ValueError:
        raise CellRefused("import.not-a-day", given=text) from None


def moment_of(cell: Cell) -> WallTime | datetime:
    """A wall time, or a whole date and time (naive when it has no offset)."""
    if isinstance(cell, datetime):
        _in_our_time(cell.date())
        return (cell + HALF_A_SECOND).replace(microsecond=0)
    if isinstance(cell, time):
        return _whole(datetime.combine(date.min, cell) - datetime.combine(date.min, time()))
    if isinstance(cell, timedelta):
        return _clock_within(_whole(cell))
    text = _plain(_shown(cell))
    return _clock(text) if CLOCK.fullmatch(text) else _date_and_time(text)


def breaks_of(cell: Cell) -> tuple[tuple[WallTime, WallTime], ...]:
    """`12:00-13:00; 18:00-18:30`."""
    found: list[tuple[WallTime, WallTime]] = []
    for part in BETWEEN.split(_shown(cell)):
        text = _plain(" ".join(part.split()))
        if not text:
            continue
        ends = BREAK.fullmatch(text)
        if not ends:
            raise CellRefused("import.not-breaks", given=text)
        found.append((_clock(ends[1]), _clock(ends[2])))
    return tuple(found)


def retired_of(cell: Cell) -> bool | date:
    """Yes, no, or the first day on which the person is no longer there."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, str | int | float):
        text = _plain(text_of(cell)).casefold()
        if text in YES or text in NO:
            return text in YES
    try:
        return day_of(cell)
    except CellRefused:
        raise CellRefused("import.not-yes-or-no", given=cell) from None


def instant(at: datetime, zone: ZoneInfo) -> datetime:
    """In UTC; a time without an offset is the zone's, the first of the two where clocks went back."""
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    found = at.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != at:
        raise CellRefused("import.time-skipped", given=at.strftime("%Y-%m-%d %H:%M"))
    return found


def wall_instant(day: date, clock: WallTime, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()) + clock, zone)


def _plain(text: str) -> str:
    """With the plain forms of full-width letters, digits and colons."""
    return unicodedata.normalize("NFKC", text).strip()


def _shown(cell: Cell) -> str:
    return text_of(cell) if not isinstance(cell, str) else cell


def _in_our_time(day: date) -> date:
    if day.year not in YEARS:
        raise CellRefused("import.not-a-day", given=day)
    return day


def _whole(clock: timedelta) -> timedelta:
    return timedelta(seconds=round(clock.total_seconds()))


def _clock_within(clock: timedelta) -> WallTime:
    if not timedelta() <= clock <= CLOCK_MAX:
        raise CellRefused("import.not-a-time", given=clock)
    return clock


def _clock(text: str) -> WallTime:
    found = CLOCK.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 60, 0)
    if minutes > 59 or seconds > 59:
        raise CellRefused("import.not-a-time", given=text)
    return _clock_within(timedelta(hours=hours, minutes=minutes, seconds=seconds))


def _date_and_time(text: str) -> datetime:
    day, _, clock = text.rpartition(" ")
    if DAY.fullmatch(day) and CLOCK.fullmatch(clock):
        return datetime.combine(day_of(day), time()) + _clock(clock)
    try:
        at = datetime.fromisoformat(text if RFC_3339.match(text) else "")
    except ValueError:
        raise CellRefused("import.not-a-time", given=text) from None
    _in_our_time(at.date())
    return at.replace(microsecond=0)
