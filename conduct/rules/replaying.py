"""What a draft pack would have made of recorded days, beside what the present one makes of them. Writes nothing.

Both sides are judged anew by the very code of the service. A verdict that a person gave is carried over to the finding
that it was given on; what nobody decided costs nothing, and `at_most` says what it would cost if all were confirmed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.judging.gather import gather, hall_ids
from conduct.judging.hall_day import judged_day
from conduct.judging.matching import DECIDED, match
from conduct.judging.reconcile import HallIds, extent_of_finding, extent_of_violation
from conduct.judging.touched import days_as_time
from conduct.months.appraise import Confirmed, appraise
from conduct.months.span import month_days
from conduct.rules.adoption import at_hall, policy_for
from conduct.rules.policy import Policy
from conduct.rules.replayed import Counts, OfPerson, OfRule, Points, Replayed
from conduct.rules.rule_pack import Pack
from models.tables import COUNTING, HallRow, Origin, ShiftRow, ViolationRow, ViolationStatus
from models.values.findings import Finding
from models.values.local_time import local_day


@dataclass(slots=True)
class _Side:
    """What one of the two packs comes to, gathered day by day."""

    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict[tuple[str, str], "Counter[str]"])
    confirmed: dict[str, list[Confirmed]] = field(default_factory=dict[str, list[Confirmed]])
    at_most: dict[str, list[Confirmed]] = field(default_factory=dict[str, list[Confirmed]])

    def take(self, hall: str, finding: Finding, status: ViolationStatus, policy: Policy, zone: ZoneInfo) -> None:
        counted = self.counts.setdefault((hall, finding.rule), Counter())
        counted["found"] += 1
        counted["explained"] += finding.explained_by is not None and not finding.watched
        counted["watched"] += finding.watched
        if finding.staff is None:
            return
        month = f"{local_day(finding.start, zone):%Y-%m}"
        cost = Confirmed(finding.rule, finding.staff, finding.start, formula=policy.formula)
        if status in COUNTING:
            self.confirmed.setdefault(month, []).append(cost)
        if status in (*COUNTING, ViolationStatus.pending, ViolationStatus.appealed):
            self.at_most.setdefault(month, []).append(cost)


def replay(
    session: Session,
    draft: Pack,
    first_day: date,
    last_day: date,
    *,
    halls: Sequence[HallRow],
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Replayed:
    """Judge every day from the first to the last, both included, by both packs. The session is only read from.

    `progress` hears of how many hall days so many are done; what it raises ends the replay.
    """
    sides = _Side(), _Side()
    versions: set[str] = set()
    days_of = [(hall, _days_with_shifts(session, hall, first_day, last_day)) for hall in halls]
    hall_days = sum(len(days) for _, days in days_of)
    done = 0
    progress(done, hall_days)
    for hall, days in days_of:
        ids, zone = hall_ids(session, hall.id), ZoneInfo(hall.timezone)
        for day in days:
            present = policy_for(session, day, hall.id)
            versions.add(present.version)
            facts, stored = gather(session, hall, day, ids), _stored(session, hall.id, day)
            for side, policy in zip(sides, (present, at_hall(session, draft.policy(), day, hall.id)), strict=True):
                for finding, status in _decided(judged_day(facts, policy, day, now=now).findings, stored, ids):
                    side.take(hall.code, finding, status, policy, zone)
            done += 1
            progress(done, hall_days)
    return Replayed(
        first_day=first_day,
        last_day=last_day,
        hall_days=hall_days,
        present=tuple(sorted(versions)),
        draft=draft.version,
        rules=_of_rules(*sides),
        people=tuple(_of_people(*sides, _month_policy(session), draft.policy())),
    )


def _days_with_shifts(session: Session, hall: HallRow, first_day: date, last_day: date) -> list[date]:
    zone = ZoneInfo(hall.timezone)
    span = days_as_time(first_day, last_day, zone)
    starts = session.exec(
        select(ShiftRow.start).where(
            ShiftRow.hall_id == hall.id, ShiftRow.start >= span.start, ShiftRow.start < span.end
        )
    ).all()
    return sorted({local_day(start, zone) for start in starts})


def _stored(session: Session, hall_id: UUID, day: date) -> Sequence[ViolationRow]:
    """What people decided on of a day."""
    return session.exec(
        select(ViolationRow)
        .where(
            ViolationRow.hall_id == hall_id,
            ViolationRow.day == day,
            ViolationRow.origin == Origin.judged,
            col(ViolationRow.status).in_(DECIDED),
        )
        .order_by(col(ViolationRow.id))
    ).all()


def _decided(
    findings: Sequence[Finding], stored: Sequence[ViolationRow], ids: HallIds
) -> Iterator[tuple[Finding, ViolationStatus]]:
    """Each finding with the verdict given on it, if that still concerns the same person and nothing explains it."""
    matched = match(findings, stored, extent_of_finding, extent_of_violation)
    verdicts = {id(finding): row for finding, row in matched.same}
    for finding in findings:
        row = verdicts.get(id(finding))
        same_person = row is not None and row.staff_id == (ids.staff[finding.staff] if finding.staff else None)
        if row is not None and same_person and finding.explained_by is None:
            yield finding, row.status
        elif finding.watched:
            yield finding, ViolationStatus.watched
        else:
            yield finding, ViolationStatus.explained if finding.explained_by else ViolationStatus.pending


def _of_rules(present: _Side, draft: _Side) -> tuple[OfRule, ...]:
    keys = sorted({*present.counts, *draft.counts})
    told = [(key, *(_counted(side.counts.get(key, Counter())) for side in (present, draft))) for key in keys]
    return tuple(OfRule(*key, before, after) for key, before, after in told)


def _counted(counter: Counter[str]) -> Counts:
    return Counts(counter["found"], counter["explained"], counter["watched"])


def _month_policy(session: Session) -> Callable[[str], Policy]:
    return lambda month: policy_for(session, month_days(month)[1])


def _of_people(
    present: _Side, draft: _Side, month_policy: Callable[[str], Policy], drafted: Policy
) -> Iterator[OfPerson]:
    for month in sorted({*present.at_most, *draft.at_most}):
        before = _deducted(present, month, month_policy(month))
        after = _deducted(draft, month, drafted)
        for staff in sorted({*before, *after}):
            yield OfPerson(staff, month, before.get(staff, Points()), after.get(staff, Points()))


def _deducted(side: _Side, month: str, policy: Policy) -> dict[str, Points]:
    confirmed, at_most = (
        {entry.staff: entry.deducted for entry in appraise(month, (), costs.get(month, ()), policy)}
        for costs in (side.confirmed, side.at_most)
    )
    return {staff: Points(confirmed.get(staff, Decimal(0)), most) for staff, most in at_most.items()}
