"""Whom the steps of a month concern, and what they are told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from conduct.months.appraise import LineKind
from conduct.months.diff import EntryDiff
from conduct.months.inputs import numbers_of
from conduct.months.stored_month import StoredEntry, plain
from conduct.telling.notices import tell
from models.tables import AppraisalRow
from models.values.why import why


def tell_month_is_open(session: Session, month: str, version: int, *, now: datetime) -> None:
    """Everybody with an entry can sign it from now on."""
    entries = select(AppraisalRow.staff_id).where(AppraisalRow.month == month, AppraisalRow.version == version)
    for staff_id in session.exec(entries).all():
        tell(session, why("notice.month-open", month=month), staff_id=staff_id, now=now)


def tell_month_is_locked(session: Session, month: str, entries: Sequence[StoredEntry], *, now: datetime) -> None:
    """Everybody's score stands."""
    ids = _ids(session)
    for entry in entries:
        reason = why("notice.month-locked", month=month, score=plain(entry.score), grade=entry.grade)
        tell(session, reason, staff_id=ids[entry.staff], now=now)


def tell_of_changes(session: Session, month: str, changed: Sequence[EntryDiff], *, now: datetime) -> None:
    """Whoever's entry is another in the new version has to look at it again."""
    ids = _ids(session)
    for each in changed:
        tell(session, why("notice.month-changed", month=month), staff_id=ids[each.staff], now=now)


def tell_of_adjustments(session: Session, month: str, entries: Sequence[StoredEntry], *, now: datetime) -> None:
    """What became known of a locked month counts in this one: told of the violation itself."""
    adjusted = [(entry, line) for entry in entries for line in entry.lines if line.kind == LineKind.adjustment]
    ids = _ids(session) if adjusted else {}
    for entry, line in adjusted:
        reason = why("notice.month-adjusted", month=month, of_month=dict(line.why.facts)["month"])
        tell(session, reason, violation_id=UUID(line.violation), staff_id=ids[entry.staff], now=now)


def _ids(session: Session) -> dict[str, UUID]:
    return {no: id_ for id_, no in numbers_of(session).items()}
