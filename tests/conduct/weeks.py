"""Made-up weeks of a hall: night shifts, split days, partial leave, swaps, clock changes, silent readers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from conduct.judging.facts import Facts
from models.values.interval import Interval
from models.values.occupancy import LookRun, WindowState
from models.values.roster import Badge, CalendarDay, DayKind, Leave, Person, Punch, Reader, Shift, Swap

STAFF = ("S001", "S002", "S003")
WINDOWS = ("W1", "W2")
ZONES_AND_MONDAYS = (
    ("Asia/Shanghai", date(2026, 6, 1)),
    ("Europe/Berlin", date(2026, 3, 23)),
    ("Europe/Berlin", date(2026, 10, 19)),
    ("America/New_York", date(2026, 3, 2)),
    ("Australia/Lord_Howe", date(2026, 3, 30)),
)
SHIFTS = (
    (("08:30", "17:30", ("12:00", "13:00")),),
    (("08:30", "12:00", None), ("14:00", "18:00", None)),
    (("22:00", "06:00", ("02:00", "02:30")),),
    (("20:00", "08:00", None),),
    (("00:00", "00:00", None),),
)
STATES = (WindowState.staffed, WindowState.staffed, WindowState.unattended, WindowState.away_sign)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Week:
    facts: Facts
    """Punches and looks in order of time, a run for each look."""
    now: datetime

    def delivered(self, random: Random) -> Facts:
        """The same facts as they may come: shuffled, and some of them again."""
        return replace(
            self.facts,
            punches=_shuffled(self.facts.punches, random),
            looks=_shuffled(self.facts.looks, random),
        )


T = TypeVar("T")


def _shuffled(facts: tuple[T, ...], random: Random) -> tuple[T, ...]:
    again = list(facts) + [f for f in facts if random.random() < 0.2]
    random.shuffle(again)
    return tuple(again)


def make_week(seed: int) -> Week:
    random = Random(seed)
    zone_name, monday = random.choice(ZONES_AND_MONDAYS)
    zone = ZoneInfo(zone_name)
    shifts = tuple(_shifts(random, zone, monday))
    end = _at(zone, monday + timedelta(days=8), "12:00")
    now = end if random.random() < 0.7 else _at(zone, monday + timedelta(days=random.randrange(1, 7)), "10:17")
    heard = end if random.random() < 0.7 else _at(zone, monday + timedelta(days=random.randrange(1, 8)), "09:00")
    facts = Facts(
        timezone=zone,
        windows=WINDOWS,
        people=tuple(Person(staff=no, badges=(Badge(f"10{no[1:]}"),)) for no in STAFF),
        shifts=shifts,
        swaps=tuple(_swaps(random, shifts)),
        leave=tuple(_leave(random, shifts)),
        calendar=(CalendarDay(monday + timedelta(days=random.randrange(7)), DayKind.closure),)
        if random.random() < 0.2
        else (),
        readers=(Reader("R1", end), Reader("R2", heard)),
        punches=tuple(sorted(_punches(random, shifts), key=lambda p: p.at)),
        looks=tuple(sorted(_looks(random, shifts), key=lambda r: (r.first, r.window))),
    )
    return Week(facts, now)


def _at(zone: ZoneInfo, day: date, wall: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(wall), zone).astimezone(UTC)


def _shifts(random: Random, zone: ZoneInfo, monday: date) -> Iterator[Shift]:
    for n in range(7):
        day = monday + timedelta(days=n)
        for staff in STAFF:
            if random.random() < 0.45:
                continue
            window = random.choice((*WINDOWS, *WINDOWS, None))
            for start, end, rest in random.choice(SHIFTS):
                first, last = _at(zone, day, start), _at(zone, day, end)
                if last <= first:
                    last = _at(zone, day + timedelta(days=1), end)
                breaks: tuple[Interval, ...] = ()
                if rest:
                    pause = [_at(zone, day, wall) for wall in rest]
                    if pause[0] < first:
                        pause = [_at(zone, day + timedelta(days=1), wall) for wall in rest]
                    breaks = (Interval(pause[0], pause[1]),)
                yield Shift(staff, window, Interval(first, last), breaks)


def _swaps(random: Random, shifts: tuple[Shift, ...]) -> Iterator[Swap]:
    for shift in shifts:
        if random.random() < 0.1:
            yield Swap(shift.staff, random.choice(STAFF), shift.time)


def _leave(random: Random, shifts: tuple[Shift, ...]) -> Iterator[Leave]:
    for shift in shifts:
        if random.random() < 0.15:
            minutes = int(shift.time.length / MINUTE)
            start = shift.time.start + MINUTE * random.randrange(-30, minutes)
            yield Leave(shift.staff, Interval(start, start + MINUTE * random.randrange(1, minutes + 60)))


def _punches(random: Random, shifts: tuple[Shift, ...]) -> Iterator[Punch]:
    for shift in shifts:
        badge = f"10{shift.staff[1:]}"
        for near, bias in ((shift.time.start, -4), (shift.time.end, 4)):
            if random.random() < 0.85:
                at = near + timedelta(seconds=random.gauss(bias * 60, 400))
                yield Punch(badge, at.replace(microsecond=0), "R1")
                if random.random() < 0.2:
                    yield Punch(badge, at.replace(microsecond=0) + timedelta(seconds=random.randrange(120)), "R2")
    yield Punch("9999", shifts[0].time.start if shifts else datetime(2026, 6, 1, tzinfo=UTC), "R1")


def _looks(random: Random, shifts: tuple[Shift, ...]) -> Iterator[LookRun]:
    """A look a minute around duty, in stretches of one state, with gaps."""
    for window in WINDOWS:
        known: set[datetime] = set()
        for shift in shifts:
            if shift.window != window:
                continue
            at, end = shift.time.start - 20 * MINUTE, shift.time.end + 20 * MINUTE
            while at < end:
                state = random.choice(STATES)
                for _ in range(random.choice((1, 2, 5, 20, 60, 120))):
                    if at < end and at not in known:
                        known.add(at)
                        yield LookRun(window, state, (at,))
                    at += MINUTE
                if random.random() < 0.08:
                    at += MINUTE * random.randrange(2, 40)
