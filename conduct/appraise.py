"""A month's score from confirmed violations: rule 15 of the scenario contract. Pure.

Points are exact decimals inside, so that 0.1 counted ten times is 1.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from conduct.policy import Formula, Policy
from models.values.why import Why, why

LOWEST_GRADE = "D"


class LineKind(StrEnum):
    """What a line tells of."""

    violation = "violation"
    credit = "credit"
    """Given back for clean months; `counted` is negative."""
    commendation = "commendation"
    """`counted` is negative."""
    adjustment = "adjustment"
    """What became known of an earlier month after it was locked; `counted` has either sign."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A violation that a named person confirmed, of a person that the roster named, in the month scored.

    `reference` leads back to it and is no part of what is counted. `formula` is that of the pack of its day, where
    another holds for the month: what it costs was settled by the pack that judged it.
    """

    rule: str
    staff: str
    start: datetime
    reference: str = ""
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class Line:
    rule: str
    points: Decimal
    counted: Decimal
    start: datetime
    why: Why
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's month. `counted` of the lines adds up to `deducted`; score is max(0, base - deducted)."""

    staff: str
    month: str
    base: Decimal
    deducted: Decimal
    score: Decimal
    grade: str
    lines: tuple[Line, ...]


def appraise(month: str, staff: Iterable[str], confirmed: Iterable[Confirmed], policy: Policy) -> tuple[Entry, ...]:
    """One entry for each of `staff` and for each person with a confirmed violation, by staff number."""
    own: dict[str, list[Confirmed]] = defaultdict(list)
    for each in confirmed:
        own[each.staff].append(each)
    return tuple(_entry(month, who, own[who], policy) for who in sorted({*staff, *own}))


def _entry(month: str, staff: str, violations: Sequence[Confirmed], policy: Policy) -> Entry:
    base = _exact(policy.formula.base)
    lines = _lines(violations, policy)
    deducted = sum((line.counted for line in lines), Decimal(0))
    score = max(Decimal(0), base - deducted)
    return Entry(staff, month, base, deducted, score, grade(score, policy), lines)


def _lines(violations: Sequence[Confirmed], policy: Policy) -> tuple[Line, ...]:
    formula = policy.formula
    seen: dict[str, int] = defaultdict(int)
    spent: dict[str, Decimal] = defaultdict(Decimal)
    lines: list[Line] = []
    for each in sorted(violations, key=lambda v: (v.start, v.rule, v.reference)):
        # A rule that the pack no longer has was confirmed all the same: it stands there, without points.
        area = policy.rules[each.rule].area if each.rule in policy.rules else each.rule
        cap = formula.caps.get(area)
        seen[each.rule] += 1
        own = each.formula or formula
        points = _exact(_points(each.rule, seen[each.rule], own))
        if seen[each.rule] <= own.free_first.get(each.rule, 0):
            counted, reason = Decimal(0), why("line.free", n=seen[each.rule])
        elif cap is not None and spent[area] + points > _exact(cap):
            counted, reason = _exact(cap) - spent[area], why("line.capped", area=area, cap=f"{cap:g}")
        else:
            counted, reason = points, why("line.counted", points=f"{points.normalize():f}")
        spent[area] += counted
        lines.append(Line(each.rule, points, counted, each.start, reason, each.reference))
    return tuple(lines)


def _points(rule: str, nth: int, formula: Formula) -> float:
    """What the rule costs the n-th time in a month."""
    reached = [step.points for step in formula.escalation.get(rule, ()) if step.from_ <= nth]
    return reached[-1] if reached else formula.points.get(rule, 0)


def grade(score: Decimal, policy: Policy) -> str:
    """The grade with the highest bound that the score reaches."""
    reached = [(bound, name) for name, bound in policy.formula.grades.items() if score >= _exact(bound)]
    return max(reached)[1] if reached else LOWEST_GRADE


def _exact(number: float) -> Decimal:
    return Decimal(str(number))
