"""The discipline ladder (cc/gas/16): suggestions by gravity and repetition; what is done is a person's act. Pure.

Nothing above a spoken warning is ever suggested before the facts were looked into and the person was heard, both on
record (cc/staff/4.3): until then the suggestion stops at the spoken warning and says what it waits for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from pydantic import Field, model_validator

from conduct.frozen import Frozen
from conduct.rules.rule import Severity
from models.values.why import Why, why


class Sanction(StrEnum):
    """From the lightest to the gravest."""

    oral_warning = "oral-warning"
    written_warning = "written-warning"
    suspension = "suspension"
    demotion = "demotion"
    dismissal = "dismissal"

    @property
    def height(self) -> int:
        return list(Sanction).index(self)


HEARD_FIRST_ABOVE = Sanction.oral_warning


class Rung(Frozen):
    """This step is suggested from so many confirmed violations of a severity, or a graver one, in one month on."""

    step: Sanction
    severity: Severity
    times: int = Field(ge=1)


TO_BEGIN_WITH = (
    Rung(step=Sanction.oral_warning, severity=Severity.minor, times=5),
    Rung(step=Sanction.oral_warning, severity=Severity.moderate, times=3),
    Rung(step=Sanction.oral_warning, severity=Severity.serious, times=1),
    Rung(step=Sanction.written_warning, severity=Severity.moderate, times=6),
    Rung(step=Sanction.written_warning, severity=Severity.serious, times=2),
    Rung(step=Sanction.suspension, severity=Severity.serious, times=3),
    Rung(step=Sanction.demotion, severity=Severity.serious, times=4),
    Rung(step=Sanction.dismissal, severity=Severity.serious, times=6),
)
"""The service codes name the steps and no numbers: these are something to begin with, and an employer's to set."""


class Ladder(Frozen):
    """A pack's rungs, `[[discipline.rungs]]`. Fewer times suggest sooner; with `rungs = []` nothing is suggested."""

    rungs: tuple[Rung, ...] = TO_BEGIN_WITH

    @model_validator(mode="after")
    def _graver_takes_more(self) -> "Ladder":
        for severity in Severity:
            told = sorted((r for r in self.rungs if r.severity == severity), key=lambda r: r.step.height)
            if any(above.times <= below.times for below, above in pairwise(told)):
                raise ValueError(f"of {severity} violations a graver step takes more of them")
        return self


@dataclass(frozen=True, slots=True)
class Breach:
    """A confirmed violation of a person."""

    rule: str
    severity: Severity
    start: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record of a person's month."""

    inquiry: bool = False
    hearing: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What might be done, and what would come into question once all that is `waits_for` is on record."""

    staff: str
    step: Sanction
    then: Sanction
    why: Why
    breaches: tuple[Breach, ...]
    waits_for: tuple[str, ...] = ()
    """Of `inquiry` and `hearing`, what is missing."""


def suggestions(
    breaches: Mapping[str, Iterable[Breach]], on_record: Mapping[str, OnRecord], ladder: Ladder
) -> list[Suggestion]:
    """One for each person whose confirmed violations of a month reach a rung: the gravest first, then by number."""
    found = [
        suggestion
        for staff, own in breaches.items()
        if (suggestion := _of(staff, tuple(own), on_record.get(staff, OnRecord()), ladder)) is not None
    ]
    return sorted(found, key=lambda s: (-s.then.height, s.staff))


def _of(staff: str, own: tuple[Breach, ...], on_record: OnRecord, ladder: Ladder) -> Suggestion | None:
    times = _times(own)
    reached = [rung for rung in ladder.rungs if times[rung.severity] >= rung.times]
    if not reached:
        return None
    rung = max(reached, key=lambda r: (r.step.height, _gravity(r.severity)))
    counted = tuple(
        sorted((b for b in own if _gravity(b.severity) >= _gravity(rung.severity)), key=lambda b: (b.start, b.rule))
    )
    reason = why("discipline.reached", n=len(counted), severity=rung.severity.value, times=rung.times)
    waits_for = _waits_for(on_record) if rung.step.height > HEARD_FIRST_ABOVE.height else ()
    step = HEARD_FIRST_ABOVE if waits_for else rung.step
    return Suggestion(staff, step, rung.step, reason, counted, waits_for)


def _times(own: Iterable[Breach]) -> Mapping[Severity, int]:
    """How many there are of each severity or a graver one."""
    times: dict[Severity, int] = defaultdict(int)
    for breach in own:
        for severity in Severity:
            if _gravity(breach.severity) >= _gravity(severity):
                times[severity] += 1
    return times


def _gravity(severity: Severity) -> int:
    return list(Severity).index(severity)


def _waits_for(on_record: OnRecord) -> tuple[str, ...]:
    told = {"inquiry": on_record.inquiry, "hearing": on_record.hearing}
    return tuple(name for name, there in told.items() if not there)
