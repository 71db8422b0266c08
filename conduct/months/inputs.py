"""What a month is computed from, read from what is stored; by columns, since a month has many rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select as any_select
from sqlmodel import Session, col, select

from conduct.months.appraise import Confirmed, Entry, appraise
from conduct.months.credits import Commended, Given, MonthTold, PersonTold
from conduct.months.employment import Belonging, Stretch, belonging
from conduct.months.span import month_days, month_span
from conduct.rows import rows
from conduct.rules.adoption import policy_for
from conduct.rules.policy import Formula, Policy
from models.tables import (
    COUNTING,
    Approval,
    CommendationRow,
    EmploymentRow,
    HallRow,
    ShiftRow,
    StaffRow,
    SwapRow,
    ViolationRow,
)
from models.values.interval import Interval
from models.values.roster import Shift, Swap
from roster.duty import resolve


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """All that a month is computed from. `belonging` has only people of whom an employment is told."""

    month: str
    policy: Policy
    rostered: frozenset[str]
    confirmed: tuple[Confirmed, ...]
    told: MonthTold
    belonging: Mapping[str, Belonging]

    def entries(self) -> tuple[Entry, ...]:
        return appraise(self.month, self.rostered, self.confirmed, self.policy, self.told)

    def adjusted(self, late: Mapping[str, tuple[Given, ...]]) -> "MonthInputs":
        """The same with what became known of earlier months, by staff number."""
        people = dict(self.told.people)
        for staff, lines in late.items():
            people[staff] = replace(people.get(staff, PersonTold()), adjustments=lines)
        return replace(self, told=replace(self.told, people=people))


def numbers_of(session: Session) -> dict[UUID, str]:
    """Everybody's staff number by id."""
    return dict(session.exec(select(StaffRow.id, StaffRow.no)).all())


def gather_month(
    session: Session,
    month: str,
    numbers: Mapping[UUID, str],
    *,
    clean_months: Callable[[int], Mapping[str, int]] | None = None,
) -> MonthInputs:
    """A month's inputs, but for what became known of earlier ones.

    A month is the hall's: shifts and violations count by the clock of the hall where they happened, whichever hall
    their person belongs to. `clean_months` says, where the formula asks, how many months before were clean, at most so
    many.
    """
    policy = policy_for(session, month_days(month)[1])

    @cache
    def formula_on(day: date) -> Formula:
        return policy_for(session, day).formula

    by_zone: dict[str, list[UUID]] = defaultdict(list)
    for hall_id, timezone in session.exec(select(HallRow.id, HallRow.timezone).order_by(col(HallRow.code))).all():
        by_zone[timezone].append(hall_id)
    rostered: set[str] = set()
    confirmed: list[Confirmed] = []
    for timezone, hall_ids in by_zone.items():
        zone = ZoneInfo(timezone)
        span = month_span(month, zone)
        for hall_id in hall_ids:
            rostered |= _rostered_in(session, hall_id, span, zone, numbers)
        confirmed += confirmed_in(session, span, numbers, hall_ids, formula_on=formula_on)
    spans = [month_span(month, ZoneInfo(timezone)) for timezone in by_zone] or [month_span(month, ZoneInfo("UTC"))]
    formula = policy.formula
    belongs = _belonging(session, month, numbers)
    commended = _commended(session, month, numbers) if formula.commendation_cap else dict[str, list[Commended]]()
    clean = clean_months(formula.clean_months) if formula.clean_credit and clean_months else dict[str, int]()
    people = {
        staff: PersonTold(
            clean_months=clean.get(staff, 0),
            commended=tuple(commended.get(staff, ())),
            share=belongs[staff].share if staff in belongs else PersonTold().share,
        )
        for staff in {*clean, *commended, *(belongs if formula.pro_rata else ())}
    }
    told = MonthTold(min(span.start for span in spans), max(span.end for span in spans), people)
    return MonthInputs(month, policy, frozenset(rostered), tuple(confirmed), told, belongs)


def _rostered_in(
    session: Session, hall_id: UUID, span: Interval, timezone: ZoneInfo, numbers: Mapping[UUID, str]
) -> set[str]:
    """Everybody with a shift at the hall, after approved swaps, that starts in the span."""
    in_span = (ShiftRow.hall_id == hall_id, ShiftRow.start >= span.start, ShiftRow.start < span.end)
    rostered = set(session.exec(select(ShiftRow.staff_id).where(*in_span).distinct()).all())
    swaps = session.exec(
        select(SwapRow.from_staff_id, SwapRow.to_staff_id, SwapRow.start, SwapRow.end)
        .where(
            SwapRow.hall_id == hall_id,
            SwapRow.status == Approval.approved,
            SwapRow.start < span.end,
            SwapRow.end > span.start,
        )
        .order_by(col(SwapRow.requested_at), col(SwapRow.id))
    ).all()
    # Shift by shift only for those who gave any away: for all others it is enough that they have one.
    givers = {giver for giver, *_ in swaps}
    shifts = session.exec(
        select(ShiftRow.staff_id, ShiftRow.start, ShiftRow.end).where(*in_span, col(ShiftRow.staff_id).in_(givers))
    ).all()
    # Who works a shift does not depend on its window, and without one there is nothing else to resolve.
    duty = resolve(
        [Shift(numbers[staff_id], None, Interval(start, end)) for staff_id, start, end in shifts],
        swaps=[Swap(numbers[giver], numbers[taker], Interval(start, end)) for giver, taker, start, end in swaps],
        timezone=timezone,
    )
    return {numbers[id_] for id_ in rostered - givers} | {shift.staff for shift in duty.shifts}


def confirmed_in(
    session: Session,
    span: Interval,
    staff: Mapping[UUID, str],
    hall_ids: Iterable[UUID],
    *,
    formula_on: Callable[[date], Formula] | None = None,
) -> list[Confirmed]:
    """The violations that count, with a person, that start in the span, each with the formula of its day if asked."""
    v = ViolationRow
    wanted = any_select(col(v.id), col(v.rule), col(v.staff_id), col(v.start), col(v.day)).where(
        col(v.hall_id).in_(list(hall_ids)),
        col(v.status).in_(COUNTING),
        col(v.staff_id).is_not(None),
        col(v.start) >= span.start,
        col(v.start) < span.end,
    )
    return [
        Confirmed(rule, staff[staff_id], start, str(id_), formula_on(day) if formula_on else None)
        for id_, rule, staff_id, start, day in rows(session, wanted)
    ]


def _belonging(session: Session, month: str, numbers: Mapping[UUID, str]) -> dict[str, Belonging]:
    first_day, last_day = month_days(month)
    e = EmploymentRow
    wanted = any_select(col(e.staff_id), col(HallRow.code), col(e.first_day), col(e.last_day)).join(
        HallRow, col(HallRow.id) == col(e.hall_id)
    )
    stretches: dict[str, list[Stretch]] = defaultdict(list)
    for staff_id, hall, begun, ended in rows(session, wanted):
        stretches[numbers[staff_id]].append(Stretch(hall, begun, ended))
    found = {staff: belonging(own, first_day, last_day) for staff, own in stretches.items()}
    return {staff: each for staff, each in found.items() if each is not None}


def _commended(session: Session, month: str, numbers: Mapping[UUID, str]) -> dict[str, list[Commended]]:
    confirmed = session.exec(
        select(CommendationRow).where(CommendationRow.month == month, col(CommendationRow.confirmed).is_(True))
    ).all()
    found: dict[str, list[Commended]] = defaultdict(list)
    for row in confirmed:
        found[numbers[row.staff_id]].append(Commended(row.kind, row.at, str(row.id)))
    return found


def only(inputs: MonthInputs, staff: Collection[str]) -> MonthInputs:
    """The same of these people alone."""
    kept: Sequence[Confirmed] = [each for each in inputs.confirmed if each.staff in staff]
    return replace(inputs, rostered=inputs.rostered & frozenset(staff), confirmed=tuple(kept))
