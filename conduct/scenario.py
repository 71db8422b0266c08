"""Reading a scenario file: one JSON file that tells a whole stretch of hall life.

Everything is checked here, at the edge: unknown keys, naive times, people and windows that are not
listed. What comes out are the very facts and policy that the service judges by.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from conduct.judging.facts import Facts
from conduct.rules.policy import Limits, Points, Policy
from models.values.interval import Interval
from models.values.occupancy import Attire, AttireLook, LookRun, Outerwear, Sleeve, WindowState
from models.values.roster import (
    Badge,
    CalendarDay,
    DayKind,
    Exemption,
    ExemptionKind,
    Leave,
    Person,
    Punch,
    Reader,
    Shift,
    Swap,
)


class ScenarioError(ValueError):
    """A scenario that cannot be judged; the message names the place and the reason, one line."""


YEARS = range(1970, 2201)


def _instant(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError(f"a year from {YEARS.start} to {YEARS.stop - 1} is expected")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_instant)]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name!r}") from error


class Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FromTo(Told):
    from_: Instant = Field(alias="from")
    to: Instant

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to < self.from_:
            raise ValueError("it ends before it begins")
        return self

    @property
    def time(self) -> Interval:
        return Interval(self.from_, self.to)


class FormulaTold(Told):
    base: Points | None = None
    points: dict[str, Points] | None = None
    caps: dict[str, Points] | None = None
    free_first: dict[str, Annotated[int, Field(ge=0)]] | None = None
    grades: dict[str, float] | None = None


class PolicyTold(Limits):
    appraisal: FormulaTold = FormulaTold()

    def over(self, policy: Policy) -> Policy:
        """`policy` with everything that was told here put in its place; nothing is in watch mode in a scenario."""
        limits = {name: getattr(self, name) for name in self.model_fields_set - {"appraisal"}}
        told = {name: getattr(self.appraisal, name) for name in self.appraisal.model_fields_set}
        formula = {name: value for name, value in told.items() if value is not None}
        if "points" in formula:
            formula["escalation"] = {}  # it goes with the points that it raises
        return policy.model_copy(
            update={
                "limits": policy.limits.model_copy(update=limits),
                "formula": policy.formula.model_copy(update=formula),
                "watch": frozenset[str](),
            }
        )


class CalendarTold(Told):
    date: date
    kind: DayKind


class ExemptionTold(Told):
    kind: ExemptionKind
    from_: date = Field(alias="from")
    to: date


class StaffTold(Told):
    no: str
    name: str = ""
    badge: str | None = None
    exemptions: tuple[ExemptionTold, ...] = ()

    def person(self) -> Person:
        return Person(
            staff=self.no,
            name=self.name,
            badges=(Badge(self.badge),) if self.badge is not None else (),
            exemptions=tuple(Exemption(e.kind, e.from_, e.to) for e in self.exemptions),
        )


class ShiftTold(Told):
    staff: str
    window: str | None = None
    start: Instant
    end: Instant
    breaks: tuple[tuple[Instant, Instant], ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError("a shift ends after it starts")
        if any(end < start for start, end in self.breaks):
            raise ValueError("a break ends before it begins")
        return self


class LeaveTold(FromTo):
    staff: str
    status: str


class SwapTold(Told):
    from_staff: str
    to_staff: str
    start: Instant
    end: Instant
    status: str


class ReaderTold(Told):
    reader: str
    alive_until: Instant


class PunchTold(Told):
    badge: str
    at: Instant
    reader: str = ""


class AttireTold(Told):
    sleeve: Sleeve = Sleeve.unknown
    outerwear: Outerwear = Outerwear.unknown
    confidence: float = 0


class SightingTold(Told):
    window: str
    at: Instant | None = None
    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None
    every_s: Annotated[float, Field(gt=0)] | None = None
    people: Annotated[int, Field(ge=0)] = 0
    sign: bool = False
    usable: bool = True
    attire: AttireTold | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        stretch = (self.from_, self.to, self.every_s)
        if (self.at is None) == (None in stretch) or (self.at is not None and any(x is not None for x in stretch)):
            raise ValueError("a sighting has either `at`, or `from`, `to` and `every_s`")
        return self

    @property
    def state(self) -> WindowState:
        if self.people:
            return WindowState.staffed
        return WindowState.away_sign if self.sign else WindowState.unattended

    def instants(self, now: datetime) -> Iterator[datetime]:
        """When it was seen, as far as that is not later than `now`."""
        if self.at is not None:
            if self.at <= now:
                yield self.at
            return
        yield from _every(self.from_ or now, self.to or now, timedelta(seconds=self.every_s or 1), now)


def _every(start: datetime, end: datetime, step: timedelta, now: datetime) -> Iterator[datetime]:
    for n in count():
        at = start + n * step
        if at >= end or at > now:
            return
        yield at


class ReviewTold(Told):
    rule: str
    window: str | None = None
    staff: str | None = None
    at: Instant
    verdict: Literal["confirm", "dismiss", "excuse"]

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if self.window is None and self.staff is None:
            raise ValueError("a review names a `window` or a `staff`")
        return self


class ScenarioTold(Told):
    timezone: Annotated[str, AfterValidator(lambda name: _zone(name).key)]
    now: Instant
    month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None
    policy: PolicyTold = PolicyTold()
    calendar: tuple[CalendarTold, ...] = ()
    windows: tuple[str, ...] = ()
    staff: tuple[StaffTold, ...] = ()
    shifts: tuple[ShiftTold, ...] = ()
    leave: tuple[LeaveTold, ...] = ()
    swaps: tuple[SwapTold, ...] = ()
    readers: tuple[ReaderTold, ...] = ()
    punches: tuple[PunchTold, ...] = ()
    sightings: tuple[SightingTold, ...] = ()
    reviews: tuple[ReviewTold, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    facts: Facts
    policy: Policy
    now: datetime
    month: str
    reviews: tuple[ReviewTold, ...]


def read_scenario(text: str | bytes, pack: Policy) -> Scenario:
    """Read a scenario; `pack` is judged by except where the scenario's own `policy` says otherwise."""
    try:
        told = ScenarioTold.model_validate_json(text)
    except ValidationError as error:
        raise ScenarioError(_first_fault(error)) from error
    _check_listed(told)
    zone = ZoneInfo(told.timezone)
    return Scenario(
        facts=_facts(told, zone),
        policy=told.policy.over(pack),
        now=told.now,
        month=told.month or told.now.astimezone(zone).strftime("%Y-%m"),
        reviews=told.reviews,
    )


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"]) or "scenario"
    if fault["type"] == "extra_forbidden":
        return f"{place}: unknown key {fault['loc'][-1]!r}"
    return f"{place}: {fault['msg']}"


def _check_listed(told: ScenarioTold) -> None:
    staff, windows = {s.no for s in told.staff}, set(told.windows)
    badges = [s.badge for s in told.staff if s.badge is not None]
    for what, codes in (("staff", [s.no for s in told.staff]), ("windows", told.windows), ("badge", badges)):
        for code, times in Counter(codes).items():
            if times > 1:
                raise ScenarioError(f"{what}: {code!r} is listed twice")
    for place, code in _people_named(told):
        if code not in staff:
            raise ScenarioError(f"{place}: staff {code!r} is not listed")
    for place, code in _windows_named(told):
        if code not in windows:
            raise ScenarioError(f"{place}: window {code!r} is not listed")


def _people_named(told: ScenarioTold) -> Iterator[tuple[str, str]]:
    for name in ("shifts", "leave"):
        for i, each in enumerate(getattr(told, name)):
            yield f"{name}.{i}", each.staff
    for i, swap in enumerate(told.swaps):
        yield f"swaps.{i}.from_staff", swap.from_staff
        yield f"swaps.{i}.to_staff", swap.to_staff
    for i, review in enumerate(told.reviews):
        if review.staff is not None:
            yield f"reviews.{i}", review.staff


def _windows_named(told: ScenarioTold) -> Iterator[tuple[str, str]]:
    for name in ("shifts", "sightings", "reviews"):
        for i, each in enumerate(getattr(told, name)):
            if each.window is not None:
                yield f"{name}.{i}", each.window


def _facts(told: ScenarioTold, zone: ZoneInfo) -> Facts:
    usable = [s for s in told.sightings if s.usable]
    seen = [(s, instants) for s in usable if (instants := tuple(s.instants(told.now)))]
    dressed = {s.window for s in usable if s.attire}
    return Facts(
        timezone=zone,
        windows=told.windows,
        people=tuple(s.person() for s in told.staff),
        shifts=tuple(
            Shift(s.staff, s.window, Interval(s.start, s.end), tuple(Interval(*b) for b in s.breaks))
            for s in told.shifts
        ),
        swaps=tuple(
            Swap(s.from_staff, s.to_staff, Interval(s.start, s.end)) for s in told.swaps if s.status == "approved"
        ),
        leave=tuple(Leave(each.staff, each.time) for each in told.leave if each.status == "approved"),
        calendar=tuple(CalendarDay(c.date, c.kind) for c in told.calendar),
        readers=tuple(Reader(r.reader, r.alive_until) for r in told.readers),
        punches=tuple(Punch(p.badge, p.at, p.reader) for p in told.punches),
        looks=tuple(LookRun(s.window, s.state, instants) for s, instants in seen),
        attire=tuple(look for s, instants in seen if s.window in dressed for look in _attire(s, instants)),
    )


def _attire(told: SightingTold, instants: tuple[datetime, ...]) -> Iterator[AttireLook]:
    worn = told.attire
    attire = Attire(worn.sleeve, worn.outerwear, worn.confidence) if worn else None
    for at in instants:
        yield AttireLook(told.window, at, told.people, told.sign, attire)
