"""A rule of a pack: what it asks for, how it is found, and what it costs. Values only."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from conduct.frozen import Frozen, Words
from conduct.rules.restraint import Floor
from models.values.findings import AttendanceStatus
from models.values.occupancy import WindowState
from models.values.roster import ExemptionKind

Points = Annotated[float, Field(ge=0)]
Area = Literal[
    "attire", "badge", "occupancy", "attendance", "discipline", "language", "hotline", "complaint",
    "appointment", "records", "manner",
]  # fmt: skip


class Method(StrEnum):
    """How far a machine may go with a norm, from most to least."""

    A = "A"
    """Found automatically, and a person decides."""
    S = "S"
    """Candidates are shown, and a person judges."""
    M = "M"
    """Only a person's inspection or report finds it."""
    X = "X"
    """Never automated: feelings, bodies, looks that are asked of one sex only."""

    @property
    def strictness(self) -> int:
        return list(Method).index(self)


class Found(StrEnum):
    """What finds that a rule was broken."""

    detector = "detector"
    """Judging, from the records that there are."""
    product = "product"
    """Nothing has to be found: the product itself is so made that the norm is kept."""
    inspection = "inspection"
    """A person on the spot, who reports it."""
    waiting = "waiting"
    """Nothing yet: the records that would show it are not connected."""
    never = "never"
    """Nothing, ever."""


class Source(StrEnum):
    """What can show it."""

    camera = "camera"
    badge = "badge"
    roster = "roster"
    call = "call"
    transcript = "transcript"
    ticket = "ticket"
    appointment = "appointment"
    inspection = "inspection"
    evaluator = "evaluator"
    audit = "audit"
    appraisal = "appraisal"


class Severity(StrEnum):
    minor = "minor"
    moderate = "moderate"
    serious = "serious"


class Occasion(StrEnum):
    """What a rule is about."""

    duty = "duty"
    """Time on duty at a window: a shift without its breaks and leave."""
    shift = "shift"
    """A rostered shift, once its punches are in."""
    working_time = "working-time"
    opening_hours = "opening-hours"
    customer = "customer"
    """Somebody served at the counter."""
    call_in = "call-in"
    call_out = "call-out"
    call = "call"
    ticket = "ticket"
    complaint = "complaint"
    appointment = "appointment"
    visit = "visit"
    """At the customer's."""
    handover = "handover"
    month = "month"


class ComplaintKind(StrEnum):
    responsible = "responsible"
    assisted = "assisted"
    major = "major"


class When(Frozen):
    """What must hold for a rule to apply: all that is given here."""

    on: Occasion
    window: WindowState | None = None
    """What the window shows; on duty only."""
    attendance: tuple[AttendanceStatus, ...] = ()
    """How the shift was kept; of a shift only."""
    seasons: tuple[str, ...] = ()
    """In which dress codes; of attire only, and none given means in all."""
    exempt: tuple[ExemptionKind, ...] = ()
    """Granted to a person, any of these lifts the rule; of attire only."""
    complaint: ComplaintKind | None = None
    """Of complaints only."""


class Step(Frozen):
    """From its `from`-th time in a month on, a rule costs these points instead."""

    from_: Annotated[int, Field(alias="from", ge=2)]
    points: Points


class PackRule(Frozen):
    """A rule as its pack tells it; `free_first` and `escalation` count within a month."""

    area: Area
    norms: tuple[str, ...] = Field(min_length=1)
    method: Method
    source: tuple[Source, ...] = Field(min_length=1)
    found: Found
    because: str | None = None
    """Names the reason why a rule waits, is never automated, or needs no finding."""
    severity: Severity
    points: Points = 0
    free_first: int = Field(default=0, ge=0)
    escalation: tuple[Step, ...] = ()
    limits: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict[str, float])
    when: When
    watch: bool = False
    """Found and shown, but pending nobody and costing nothing."""
    precision_floor: Floor | None = None
    """Its own in place of that of all; only of what judging finds."""
    title: Words
    words: Words
