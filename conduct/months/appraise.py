"""A month's score from confirmed violations, rule 15 of the scenario contract, and what a pack may add. Pure.

Points are exact decimals inside, in thousandths as they are stored, so that 0.1 counted ten times is 1. What is given
back is a line of its own whose `counted` is negative: so `counted` adds up to `deducted` and the score is
max(0, base - deducted), always.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from conduct.months.credits import Given, MonthTold, PersonTold, credit, praise, thousandths
from conduct.rules.policy import Formula, Policy
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
    kind: LineKind = LineKind.violation


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


def appraise(
    month: str, staff: Iterable[str], confirmed: Iterable[Confirmed], policy: Policy, told: MonthTold | None = None
) -> tuple[Entry, ...]:
    """One entry for each of `staff` and for each person of whom anything is told, by staff number.

    The order of what is given carries no meaning. Without `told` nothing but violations counts, whatever the formula.
    """
    own: dict[str, list[Confirmed]] = defaultdict(list)
    for each in confirmed:
        own[each.staff].append(each)
    people: Mapping[str, PersonTold] = told.people if told else {}
    adjusted = {who for who, person in people.items() if person.adjustments}
    return tuple(
        _entry(month, who, own[who], policy, told, people.get(who, PersonTold()))
        for who in sorted({*staff, *own, *adjusted})
    )


def _entry(
    month: str,
    staff: str,
    violations: Sequence[Confirmed],
    policy: Policy,
    told: MonthTold | None,
    person: PersonTold,
) -> Entry:
    formula = policy.formula
    share = person.share if formula.pro_rata else Decimal(1)
    base = thousandths(thousandths(formula.base) * share)
    lines = list(_lines(violations, policy, share, told.end if told else None))
    if told is not None:
        taken = sum((line.counted for line in lines), Decimal(0))
        given = credit(formula, person, taken, share, told.start)
        lines += [_given(each, LineKind.credit) for each in given]
        lines += [_given(each, LineKind.commendation) for each in praise(formula, person.commended)]
        lines += [_given(each, LineKind.adjustment) for each in sorted(person.adjustments, key=_first)]
    deducted = sum((line.counted for line in lines), Decimal(0))
    score = max(Decimal(0), base - deducted)
    return Entry(staff, month, base, deducted, score, _grade_of_share(score, base, policy), tuple(lines))


def _lines(violations: Sequence[Confirmed], policy: Policy, share: Decimal, end: datetime | None) -> tuple[Line, ...]:
    formula = policy.formula
    seen: dict[str, int] = defaultdict(int)
    spent: dict[str, Decimal] = defaultdict(Decimal)
    lines: list[Line] = []
    ordered = sorted(violations, key=_in_order)
    expired = _expired(ordered, formula.expiry_days, end)
    for index, each in enumerate(ordered):
        # A rule that the pack no longer has was confirmed all the same: it stands there, without points.
        area = policy.rules[each.rule].area if each.rule in policy.rules else each.rule
        cap = thousandths(thousandths(formula.caps[area]) * share) if area in formula.caps else None
        seen[each.rule] += 1
        own = each.formula or formula
        points = thousandths(_points(each.rule, seen[each.rule], own))
        if seen[each.rule] <= own.free_first.get(each.rule, 0):
            counted, reason = Decimal(0), why("line.free", n=seen[each.rule])
        elif index in expired:
            counted, reason = Decimal(0), why("line.expired", days=formula.expiry_days)
        elif cap is not None and spent[area] + points > cap:
            counted, reason = cap - spent[area], why("line.capped", area=area, cap=f"{cap.normalize():f}")
        else:
            counted, reason = points, why("line.counted", points=f"{points.normalize():f}")
        spent[area] += counted
        lines.append(Line(each.rule, points, counted, each.start, reason, each.reference))
    return tuple(lines)


def _in_order(each: Confirmed) -> tuple[datetime, str, float, int, str]:
    """By start and rule; what they cost comes before the id, which differs from database to database."""
    cost = each.formula.points.get(each.rule, 0) if each.formula else 0
    free = each.formula.free_first.get(each.rule, 0) if each.formula else 0
    return each.start, each.rule, cost, free, each.reference


def _expired(ordered: Sequence[Confirmed], days: int, end: datetime | None) -> frozenset[int]:
    """Which of one person's violations, by their index, nothing of the same rule followed for so many days."""
    if not days or end is None:
        return frozenset()
    kept_for = timedelta(days=days)
    following: dict[str, datetime] = {}
    found: set[int] = set()
    for index in range(len(ordered) - 1, -1, -1):
        each = ordered[index]
        if following.get(each.rule, end) - each.start >= kept_for:
            found.add(index)
        following[each.rule] = each.start
    return frozenset(found)


def _points(rule: str, nth: int, formula: Formula) -> float:
    """What the rule costs the n-th time in a month."""
    reached = [step.points for step in formula.escalation.get(rule, ()) if step.from_ <= nth]
    return reached[-1] if reached else formula.points.get(rule, 0)


def _given(given: Given, kind: LineKind) -> Line:
    return Line(given.rule, given.points, given.counted, given.at, given.why, given.reference, kind)


def _first(given: Given) -> tuple[datetime, str, str]:
    return given.at, given.rule, given.reference


def grade(score: Decimal, policy: Policy) -> str:
    """The grade with the highest bound that the score reaches."""
    reached = [(bound, name) for name, bound in policy.formula.grades.items() if score >= thousandths(bound)]
    return max(reached)[1] if reached else LOWEST_GRADE


def grade_names(policy: Policy) -> tuple[str, ...]:
    """The highest grade first."""
    bounds = policy.formula.grades
    named = sorted(bounds, key=lambda name: bounds[name], reverse=True)
    return tuple(dict.fromkeys([*named, LOWEST_GRADE]))


def _grade_of_share(score: Decimal, base: Decimal, policy: Policy) -> str:
    """Of a part of a month: what the score would be worth on the whole base, which the bounds are told for."""
    whole = thousandths(policy.formula.base)
    return grade(score if base in (whole, 0) else score * whole / base, policy)
