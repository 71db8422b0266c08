"""What people decided about what rules found, as far back as it takes to weigh them: by a few seeks in an index.

A rule that was resumed after it had only watched is weighed anew, by cases of days since then.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, union_all
from sqlalchemy import select as plain_select
from sqlmodel import Session, col, or_, select

from conduct.review.violations import TAKE_BACK
from conduct.trust.precision import SAID_OF_STATUS, Decided
from models.tables import EvidenceRow, HallRow, Origin, RuleWatchRow, ViolationRow, ViolationStatus

ONE_DAY = timedelta(days=1)
DECIDED = tuple(status for status in ViolationStatus if status.value in SAID_OF_STATUS)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which rule at which hall the last decided cases are wanted, and since which hall day."""

    rule: str
    hall: HallRow
    since: date | None
    at_most: int


def last_decided(session: Session, asked: Asked, *, now: datetime) -> Sequence[Decided]:
    """The last `at_most` decided cases, the latest first, without their cameras.

    A decision that can still be taken back does not count yet: nothing may follow from it that cannot be taken back.
    """
    start, id_ = col(ViolationRow.start), col(ViolationRow.id)
    branches = [
        plain_select(id_, start, col(ViolationRow.subject), col(ViolationRow.status))
        .where(
            col(ViolationRow.hall_id) == asked.hall.id,
            col(ViolationRow.status) == status,
            col(ViolationRow.rule) == asked.rule,
            col(ViolationRow.origin) == Origin.judged,
            col(ViolationRow.updated_at) < now - TAKE_BACK,
            *_since(asked),
        )
        .order_by(start.desc(), id_.desc())
        .limit(asked.at_most)
        for status in DECIDED
    ]
    # SQLite takes no LIMIT within a compound but inside a subquery.
    found = union_all(*(plain_select(branch.subquery()) for branch in branches)).subquery()
    rows = session.exec(
        select(found.c.id, found.c.start, found.c.subject, found.c.status)
        .order_by(found.c.start.desc(), found.c.subject.desc())
        .limit(asked.at_most)
    ).all()
    return [
        Decided(row_start, f"{subject} {asked.hall.code}", SAID_OF_STATUS[status.value], row_id, asked.hall.id)
        for row_id, row_start, subject, status in rows
    ]


def _since(asked: Asked) -> list[ColumnElement[bool]]:
    """A case begins on its day or later: its start lets the index end where the day begins."""
    if asked.since is None:
        return []
    midnight = datetime.combine(asked.since, time(), ZoneInfo(asked.hall.timezone))
    return [col(ViolationRow.start) >= midnight, col(ViolationRow.day) >= asked.since]


def with_cameras(session: Session, decided: Sequence[Decided]) -> Sequence[Decided]:
    """The same with the cameras whose pictures people saw of each."""
    seen: defaultdict[UUID | None, set[UUID]] = defaultdict(set)
    ids = [each.case for each in decided if each.case is not None]
    shown = select(EvidenceRow.violation_id, EvidenceRow.camera_id).where(col(EvidenceRow.violation_id).in_(ids))
    for case, camera in session.exec(shown.distinct()).all():
        if camera is not None:  # a report's photo
            seen[case].add(camera)
    return [
        Decided(each.start, each.key, each.said, each.case, each.hall, frozenset(seen[each.case])) for each in decided
    ]


def counted_since(session: Session, rules: Collection[str], hall_id: UUID) -> dict[str, date]:
    """The day since which each rule counts again after it had only watched, at the hall or everywhere."""
    ended = select(RuleWatchRow).where(
        col(RuleWatchRow.rule).in_(list(rules)),
        col(RuleWatchRow.last_day) >= col(RuleWatchRow.first_day),
        or_(col(RuleWatchRow.hall_id).is_(None), RuleWatchRow.hall_id == hall_id),
    )
    since: dict[str, date] = {}
    for row in session.exec(ended).all():
        if row.last_day is not None:
            since[row.rule] = max(since.get(row.rule, date.min), row.last_day + ONE_DAY)
    return since
