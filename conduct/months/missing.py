"""What a month lacks before it can be locked, each with its reason in words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.values.why import Why, why


@dataclass(frozen=True, slots=True)
class MissingLimits:
    camera_gap_min: float = 60
    """A camera that gave nothing for less than this many minutes of a month is not worth a line. Lower shows more and
    is read less; none of it ever counts against anybody."""


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What is open of a hall's month."""

    hall: str
    open_reviews: int = 0
    oldest_review: date | None = None
    running_appeals: int = 0
    open_corrections: int = 0
    stale_days: int = 0
    first_stale_day: date | None = None
    shifts_unknown: int = 0
    """Shifts of which it is not known how they were kept."""
    camera_gaps: tuple[tuple[str, int], ...] = ()
    """Cameras by code, each with the minutes of the month in which it gave nothing that could be used."""
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class MonthFacts:
    month: str
    drafted: bool
    halls: tuple[HallFacts, ...]
    years_without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """`kind` is stable. What `may_stand` is past mending: whoever locks the month may accept it, in words."""

    kind: str
    why: Why
    hall: str | None = None
    may_stand: bool = False


def what_is_missing(facts: MonthFacts, limits: MissingLimits | None = None) -> list[Missing]:
    """Everything that stands between a month and its lock; what can still be done comes before what may stand."""
    found = [*_of_month(facts), *(m for hall in facts.halls for m in _of_hall(hall, limits or MissingLimits()))]
    return sorted(found, key=lambda missing: missing.may_stand)


def blocking(missing: Sequence[Missing], *, gaps_accepted: bool) -> list[Missing]:
    """What of it keeps a month from being locked."""
    return [each for each in missing if not (each.may_stand and gaps_accepted)]


def _of_month(facts: MonthFacts) -> Iterator[Missing]:
    going_on = [hall.hall for hall in facts.halls if not hall.is_over]
    if going_on:
        yield Missing("not-over", why("missing.not-over", month=facts.month, halls=", ".join(going_on)))
    if not facts.drafted:
        yield Missing("not-drafted", why("missing.not-drafted", month=facts.month))
    for year in facts.years_without_calendar:
        yield Missing("calendar-year", why("missing.calendar-year", year=year))


def _of_hall(of: HallFacts, limits: MissingLimits) -> Iterator[Missing]:
    hall = of.hall
    if of.open_reviews:
        reason = why("missing.open-review", n=of.open_reviews, hall=hall, since=of.oldest_review)
        yield Missing("open-review", reason, hall)
    if of.running_appeals:
        yield Missing("running-appeal", why("missing.running-appeal", n=of.running_appeals, hall=hall), hall)
    if of.open_corrections:
        yield Missing("open-correction", why("missing.open-correction", n=of.open_corrections, hall=hall), hall)
    if of.stale_days:
        reason = why("missing.stale-day", n=of.stale_days, hall=hall, day=of.first_stale_day)
        yield Missing("stale-day", reason, hall)
    if of.shifts_unknown:
        reason = why("missing.reader-gap", n=of.shifts_unknown, hall=hall)
        yield Missing("reader-gap", reason, hall, may_stand=True)
    for camera, minutes in of.camera_gaps:
        if minutes >= limits.camera_gap_min:
            reason = why("missing.camera-gap", camera=camera, hall=hall, minutes=minutes)
            yield Missing("camera-gap", reason, hall, may_stand=True)
