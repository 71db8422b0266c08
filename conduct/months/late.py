"""What became known of locked months since: it goes to the next open one, and the locked one stays as it is.

Each violation of a locked month is held against what the month would count for it by the facts of today; what differs,
and no later locked month has set right, is a line of the month that is open. So a late violation takes its place among
free firsts and caps of its own month, and one that fell gives back exactly what it took.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select as any_select
from sqlmodel import Session, col, select

from conduct.months.appraise import Line, LineKind
from conduct.months.credits import Given
from conduct.months.digest import decimal_text
from conduct.months.inputs import gather_month, only
from conduct.months.span import month_span
from conduct.months.stored_month import StoredLine, line_of
from conduct.months.versions import locked_before
from conduct.rows import rows
from models.tables import AppraisalMonthRow, AppraisalRow, HallRow, ViolationRow
from models.values.why import why

Key = tuple[str, str]
"""A staff number and the id of a violation."""


def late_facts(session: Session, month: str, numbers: Mapping[UUID, str]) -> dict[str, tuple[Given, ...]]:
    """The adjustments that a month takes up, by staff number."""
    locked = locked_before(session, month)
    found: dict[str, list[Given]] = defaultdict(list)
    for index, of in enumerate(locked):
        for staff, given in _of_month(session, of, locked[:index], numbers):
            found[staff].append(given)
    return {staff: tuple(lines) for staff, lines in found.items()}


def _of_month(
    session: Session, of: AppraisalMonthRow, later: Sequence[AppraisalMonthRow], numbers: Mapping[UUID, str]
) -> Iterable[tuple[str, Given]]:
    changed = _changed_since(session, of)
    if not changed and of.version == 1:
        return
    before = _counted_so_far(session, of, later, changed, numbers)
    affected = {numbers[staff_id] for staff_id in changed.values() if staff_id is not None}
    affected |= {staff for (staff, violation), told in before.items() if violation in changed or told.adjusted}
    after: dict[Key, Line] = {}
    for entry in only(gather_month(session, of.month, numbers), affected).entries():
        after |= {(entry.staff, line.reference): line for line in entry.lines if line.kind == LineKind.violation}
    for key in sorted({*before, *after}):
        was = before[key].counted if key in before else Decimal(0)
        becomes = after[key].counted if key in after else Decimal(0)
        if key[0] in affected and was != becomes:
            line = after[key] if key in after else before[key].line
            reason = why("line.adjusted", month=of.month, before=decimal_text(was), after=decimal_text(becomes))
            yield key[0], Given(line.rule, line.points, becomes - was, line.start, reason, key[1])


@dataclass
class _SoFar:
    """What a violation has cost its person up to now, in its own month and by adjustments since."""

    line: StoredLine
    counted: Decimal
    adjusted: bool = False


def _counted_so_far(
    session: Session,
    of: AppraisalMonthRow,
    later: Sequence[AppraisalMonthRow],
    changed: Collection[str],
    numbers: Mapping[UUID, str],
) -> dict[Key, _SoFar]:
    found = {
        (staff, line.violation): _SoFar(line, line.counted)
        for staff, line in _lines(session, of, numbers)
        if line.kind == LineKind.violation
    }
    known = {violation for _, violation in found} | set(changed)
    for row in later:
        for staff, line in _lines(session, row, numbers):
            if line.kind == LineKind.adjustment and line.violation in known:
                so_far = found.setdefault((staff, line.violation), _SoFar(line, Decimal(0)))
                so_far.counted += line.counted
                so_far.adjusted = True
    return found


def _changed_since(session: Session, of: AppraisalMonthRow) -> dict[str, UUID | None]:
    """The violations of the month that changed after it was locked, each with the person that it names now."""
    assert of.locked_at is not None
    found: dict[str, UUID | None] = {}
    by_zone: dict[str, list[UUID]] = defaultdict(list)
    for hall_id, timezone in session.exec(select(HallRow.id, HallRow.timezone)).all():
        by_zone[timezone].append(hall_id)
    v = ViolationRow
    for timezone, hall_ids in by_zone.items():
        span = month_span(of.month, ZoneInfo(timezone))
        changed = col(v.start) >= span.start, col(v.start) < span.end, col(v.updated_at) >= of.locked_at
        there = session.exec(select(v.id, v.staff_id, v.hall_id).where(*changed)).all()
        found |= {str(id_): staff_id for id_, staff_id, hall_id in there if hall_id in hall_ids}
    return found


def _lines(session: Session, of: AppraisalMonthRow, numbers: Mapping[UUID, str]) -> Iterable[tuple[str, StoredLine]]:
    return ((staff, line) for staff, lines in _kept(session, of, numbers) for line in lines)


def _kept(
    session: Session, of: AppraisalMonthRow, numbers: Mapping[UUID, str]
) -> Iterable[tuple[str, tuple[StoredLine, ...]]]:
    """Everybody's lines of a version of a month."""
    wanted = any_select(col(AppraisalRow.staff_id), col(AppraisalRow.lines)).where(
        col(AppraisalRow.month) == of.month, col(AppraisalRow.version) == of.version
    )
    for staff_id, lines in rows(session, wanted):
        yield numbers[staff_id], tuple(line_of(kept) for kept in lines)


def clean_before(session: Session, month: str, most: int, numbers: Mapping[UUID, str]) -> dict[str, int]:
    """For how many locked months in a row before this one, at most `most`, nothing was counted against somebody.

    By staff number. A month in which somebody has no entry is none.
    """
    found: Counter[str] = Counter()
    for nth, row in enumerate(locked_before(session, month)[:most]):
        for staff, lines in _kept(session, row, numbers):
            if found[staff] == nth and not any(_took(line) for line in lines):
                found[staff] += 1
    return dict(found)


def _took(line: StoredLine) -> bool:
    return line.kind == LineKind.violation and line.counted > 0
