"""All that judging takes: the facts of a hall's days, as they came."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from models.values.occupancy import AttireLook, LookRun
from models.values.roster import CalendarDay, Leave, Person, Punch, Reader, Shift, Swap


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one hall over a stretch of days. Order and repetition carry no meaning, but for `swaps`:
    of several that hold one shift, the first given counts."""

    timezone: ZoneInfo
    windows: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    shifts: tuple[Shift, ...] = ()
    swaps: tuple[Swap, ...] = ()
    leave: tuple[Leave, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    readers: tuple[Reader, ...] = ()
    punches: tuple[Punch, ...] = ()
    looks: tuple[LookRun, ...] = ()
    attire: tuple[AttireLook, ...] = field(default=())
    elsewhere: tuple[Shift, ...] = ()
    """What these people work in other halls, after swaps there: judged there, and only kept from clashing here."""
