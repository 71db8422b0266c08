"""What else could explain a case: said beside every one, so that nobody decides on the machine's word alone. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.cases.around import Around
from conduct.keeping.still_choice import SHOWN_BY_RULE
from models.values.interval import Interval
from models.values.local_time import local_time
from models.values.occupancy import StateSpan, WindowState
from models.values.why import Why, why

NEAR = timedelta(minutes=10)
"""A break, leave or unseen stretch so close to a case may have spilled over into it."""
SEEN_AT_LEAST = timedelta(seconds=30)
ABOUT_A_WINDOW = ("window-unattended", "away-too-long")
ABOUT_A_PUNCH = ("late", "early-leave", "absent")


@dataclass(frozen=True, slots=True)
class Wording:
    """People by their names and instants by the hall's clock."""

    names: Mapping[str, str]
    zone: ZoneInfo

    def name(self, staff: str) -> str:
        return self.names.get(staff) or staff

    def clock(self, at: datetime) -> str:
        return local_time(at, self.zone)

    def stretch(self, code: str, time: Interval, **facts: str) -> Why:
        return why(code, start=self.clock(time.start), end=self.clock(time.end), **facts)


def doubts(around: Around, rule: str, wording: Wording) -> tuple[Why, ...]:
    """People first, then times; empty when nothing speaks against the case."""
    return (*_people(around, rule, wording), *_off_duty(around, wording), *_seen(around, rule, wording))


def _people(around: Around, rule: str, wording: Wording) -> Iterator[Why]:
    on_duty = [s.duty for s in around.shifts if s.on_duty and s.duty.window == around.window]
    if around.staff is None:
        yield Why("doubt.nobody-named")
    if rule in ABOUT_A_WINDOW and len({s.staff for s in on_duty}) > 1:
        yield why("doubt.several", staff=", ".join(wording.name(s) for s in sorted({s.staff for s in on_duty})))
    for shift in on_duty:
        if shift.swapped_from:
            yield why("doubt.swap", staff=wording.name(shift.staff), from_staff=wording.name(shift.swapped_from))
    if around.staff and rule in ABOUT_A_WINDOW:
        own = [p.at for p in around.punches if p.staff == around.staff]
        if not own:
            yield why("doubt.no-punch", staff=wording.name(around.staff))
        for at in own:
            if around.case.holds(at):
                yield why("doubt.punch", staff=wording.name(around.staff), at=wording.clock(at))


def _off_duty(around: Around, wording: Wording) -> Iterator[Why]:
    near = Interval(around.case.start - NEAR, around.case.end + NEAR)
    for shift in around.shifts:
        name = wording.name(shift.duty.staff)
        for code, times in (("doubt.leave", shift.duty.on_leave), ("doubt.break", shift.breaks)):
            for time in times:
                if time.clip(near):
                    yield wording.stretch(code, time, staff=name)


def _seen(around: Around, rule: str, wording: Wording) -> Iterator[Why]:
    near = Interval(around.case.start - NEAR, around.case.end + NEAR)
    for span in around.states:
        # what nobody saw explains only what was found by seeing
        if rule in SHOWN_BY_RULE and span.state == WindowState.unknown and span.time.clip(near):
            yield wording.stretch("doubt.unknown", span.time)
        if rule in ABOUT_A_PUNCH and _speaks_for_presence(span, around.case):
            yield wording.stretch("doubt.staffed", span.time.clip(around.case), window=span.window)


def _speaks_for_presence(span: StateSpan, case: Interval) -> bool:
    return span.state == WindowState.staffed and span.time.clip(case).length >= SEEN_AT_LEAST
