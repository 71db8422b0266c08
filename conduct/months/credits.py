"""What a pack may give back or add to a month: credit for clean months, commendations, late facts. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from conduct.rules.policy import Formula
from models.values.why import Why, why

CLEAN_MONTHS = "clean-months"
"""What stands in the place of a rule where a month is given credit."""
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Commended:
    """A commendation that a second named person confirmed."""

    kind: str
    at: datetime
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A line that is no violation of the month. `rule` names the kind of commendation, or `clean-months`; of late facts
    the rule that was broken. `counted` is what it takes off, negative where it gives."""

    rule: str
    points: Decimal
    counted: Decimal
    at: datetime
    why: Why
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PersonTold:
    """What is known of one person's month beside violations."""

    clean_months: int = 0
    """How many locked months in a row before this one had nothing that counted."""
    commended: tuple[Commended, ...] = ()
    share: Decimal = Decimal(1)
    """Of the month's days, on how many the person belonged to a hall."""
    adjustments: tuple[Given, ...] = ()
    """What became known of earlier months after they were locked."""


@dataclass(frozen=True, slots=True)
class MonthTold:
    """The month's first instant and the instant after its last, and what is known of people."""

    start: datetime
    end: datetime
    people: Mapping[str, PersonTold] = field(default_factory=dict[str, PersonTold])


def credit(formula: Formula, person: PersonTold, taken: Decimal, share: Decimal, at: datetime) -> tuple[Given, ...]:
    """What clean months before give back of what violations of this one took: never more than that."""
    most = thousandths(thousandths(formula.clean_credit) * share)
    if person.clean_months < formula.clean_months or not most or not taken:
        return ()
    reason = why("line.clean-months", months=formula.clean_months)
    return (Given(CLEAN_MONTHS, most, Decimal(0) - min(most, taken), at, reason),)


def praise(formula: Formula, commended: Iterable[Commended]) -> tuple[Given, ...]:
    """The lines of commendations, in order of time, up to the month's cap."""
    left = thousandths(formula.commendation_cap)
    if not left:
        return ()
    lines: list[Given] = []
    for each in sorted(commended, key=lambda c: (c.at, c.kind, c.reference)):
        points = thousandths(formula.commendations.get(each.kind, 0))
        counted = min(points, left)
        left -= counted
        reason = (
            why("line.commended-capped", cap=f"{formula.commendation_cap:g}")
            if counted < points
            else why("line.commended", points=f"{points.normalize():f}")
        )
        lines.append(Given(each.kind, points, Decimal(0) - counted, each.at, reason, each.reference))
    return tuple(lines)


def thousandths(number: float | Decimal) -> Decimal:
    """Exact where three digits suffice, else rounded to them: what is counted is what can be stored."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    exponent = exact.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -3
    return exact if fits else exact.quantize(THOUSANDTH, ROUND_HALF_EVEN)
