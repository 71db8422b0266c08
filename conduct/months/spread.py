"""How the scores of many people are spread: bars, quartiles, shares of grades. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from statistics import quantiles

BAR_POINTS = 5
"""Narrower bars tell people of a small hall apart, wider ones hide where the grades begin."""
HUNDREDTHS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Bar:
    """How many scores are above `low` and up to `high`; the first bar holds 0 too."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Quartiles:
    """A quarter of the people has `low` or less, half `median` or less, three quarters `high` or less."""

    low: Decimal
    median: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class GradeShare:
    """`share` is from 0 to 1, of all people."""

    grade: str
    count: int
    share: float


def bars_of(scores: Iterable[Decimal]) -> tuple[Bar, ...]:
    """Bars of `BAR_POINTS` side by side, from the lowest that holds anybody to the highest; none without scores."""
    counts = Counter(_bar_of(score) for score in scores)
    if not counts:
        return ()
    return tuple(Bar(n * BAR_POINTS, (n + 1) * BAR_POINTS, counts[n]) for n in range(min(counts), max(counts) + 1))


def quartiles_of(scores: Sequence[Decimal]) -> Quartiles | None:
    """In hundredths of a point, between two people's scores in proportion; None without scores."""
    if not scores:
        return None
    found = [scores[0]] * 3 if len(scores) == 1 else quantiles(scores, n=4, method="inclusive")
    low, median, high = (each.quantize(HUNDREDTHS, ROUND_HALF_EVEN) for each in found)
    return Quartiles(low, median, high)


def grades_of(grades: Sequence[str], order: Sequence[str] = ()) -> tuple[GradeShare, ...]:
    """Of every grade in `order`, also where nobody has it, and then of the others by name."""
    counts = Counter(grades)
    named = [*order, *sorted(set(counts) - set(order))]
    return tuple(GradeShare(grade, counts[grade], counts[grade] / len(grades)) for grade in named) if grades else ()


def _bar_of(score: Decimal) -> int:
    return max(0, int((score / BAR_POINTS).to_integral_value(ROUND_CEILING)) - 1)
