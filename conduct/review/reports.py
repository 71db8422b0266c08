"""Reports of people on the spot: a person proposes, and another decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.review.reporting import Sighted, why_not_report
from conduct.review.violations import Refused, Reviewer
from conduct.rules.adoption import pack_for, policy_for
from conduct.telling.notices import tell
from models.tables import (
    Approval,
    HallRow,
    Origin,
    ShiftRow,
    StaffRow,
    SwapRow,
    ViolationRow,
    ViolationStatus,
    WindowRow,
)
from models.values.findings import SubjectKind
from models.values.local_time import local_day
from models.values.why import why

AROUND_A_SHIFT = timedelta(hours=2)
"""Who comes early or stays on is still there by the roster."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw; without window and staff: in the hall, nobody by name.

    `key` is the client's own name for the report.
    """

    hall: HallRow
    rule: str
    start: datetime
    end: datetime | None
    note: str
    window: WindowRow | None = None
    staff: StaffRow | None = None
    key: str | None = None


def report(session: Session, seen: Seen, *, by: Reviewer, by_name: str, now: datetime) -> ViolationRow:
    """Open a case of what was seen, pending for somebody else; the same report once more is the same case.

    Of a rule in watch mode, or of a day for which no pack is adopted, it is only watched; of a month that is locked,
    it goes to the next one. Raises Refused: `key-reused` and what `why_not_report` says.
    """
    before = _sent_before(session, seen, by)
    if before is not None:
        return before
    day = local_day(seen.start, ZoneInfo(seen.hall.timezone))
    in_force = pack_for(session, day)
    refused = why_not_report(_sighted(session, seen, by), in_force.pack, now)
    if refused is not None:
        raise refused
    rule = in_force.pack.rules[seen.rule]
    watched = rule.watch or seen.rule in policy_for(session, day, seen.hall.id).watch
    kind, subject = _subject(seen)
    row = ViolationRow(
        hall_id=seen.hall.id,
        day=day,
        rule=seen.rule,
        origin=Origin.reported,
        norms=list(rule.norms),
        subject_kind=kind,
        subject=subject,
        staff_id=seen.staff.id if seen.staff else None,
        window_id=seen.window.id if seen.window else None,
        start=seen.start,
        end=seen.end or seen.start,
        status=ViolationStatus.watched if watched else ViolationStatus.pending,
        why=why("report.seen", by=by_name, note=seen.note).as_json(),
        pack_version=in_force.pack.version,
        opened_at=now,
        updated_at=now,
        reported_by=by.login,
        report_key=seen.key,
    )
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by.login, action="violation.reported", entity="violation", entity_id=row.id,
        rule=row.rule, status=row.status.value,
    )  # fmt: skip
    if seen.staff is not None and not watched:
        tell(session, why("notice.reported"), violation_id=row.id, staff_id=seen.staff.id, now=now)
    return row


def _sent_before(session: Session, seen: Seen, by: Reviewer) -> ViolationRow | None:
    if seen.key is None:
        return None
    row = session.exec(
        select(ViolationRow).where(ViolationRow.reported_by == by.login, ViolationRow.report_key == seen.key)
    ).first()
    if row is None:
        return None
    kept = (row.hall_id, row.rule, row.start, row.end, row.staff_id, row.window_id, row.why["facts"]["note"])
    sent = (
        seen.hall.id, seen.rule, seen.start, seen.end or seen.start, seen.staff.id if seen.staff else None,
        seen.window.id if seen.window else None, seen.note,
    )  # fmt: skip
    if kept != sent:
        raise Refused("key-reused", "another report was sent under this id before")
    return row


def _sighted(session: Session, seen: Seen, by: Reviewer) -> Sighted:
    return Sighted(
        rule=seen.rule,
        start=seen.start,
        end=seen.end,
        own=seen.staff is not None and seen.staff.id == by.staff_id,
        of_hall=seen.staff is None or is_of_hall(session, seen.staff, seen.hall, seen.start),
    )


def is_of_hall(session: Session, staff: StaffRow, hall: HallRow, at: datetime) -> bool:
    """Whether a person belongs to a hall, or is rostered there around an instant, also by an approved swap."""
    if staff.retired_at is not None and staff.retired_at <= at:
        return False
    if staff.hall_id == hall.id:
        return True
    shift = select(ShiftRow.id).where(
        ShiftRow.hall_id == hall.id,
        ShiftRow.staff_id == staff.id,
        ShiftRow.start <= at + AROUND_A_SHIFT,
        ShiftRow.end >= at - AROUND_A_SHIFT,
    )
    swap = select(SwapRow.id).where(
        SwapRow.hall_id == hall.id,
        SwapRow.to_staff_id == staff.id,
        col(SwapRow.status) == Approval.approved,
        SwapRow.start <= at + AROUND_A_SHIFT,
        SwapRow.end >= at - AROUND_A_SHIFT,
    )
    return any(session.exec(query.limit(1)).first() is not None for query in (shift, swap))


def _subject(seen: Seen) -> tuple[SubjectKind, str]:
    if seen.staff is not None:
        return SubjectKind.staff, seen.staff.no
    if seen.window is not None:
        return SubjectKind.window, seen.window.code
    return SubjectKind.hall, seen.hall.code
