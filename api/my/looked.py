"""Who looked at one's pictures, and who took records out as files in which one stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from api.appraisal_files import EXPORTED
from api.cases.views import View, views_of
from api.pages.stills import ONE_VISIT
from models.tables import AuditEntryRow, EvidenceRow, HallRow, StaffRow, UserRow, ViolationRow

FILES_MOST = 300
"""Exports looked through, the latest first."""
ATTENDANCE_EXPORTED, COPIED = "attendance.exported", "own-data.copied"


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody's look at the pictures of one case of one's own."""

    at: datetime
    who: str
    login: str
    violation: ViolationRow
    pictures: int


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file that somebody took out; `step` is the code of what was done."""

    at: datetime
    who: str
    step: str
    of: str
    """The month."""


def looks_at(
    session: Session, staff_id: UUID, *, before: UUID | None = None, limit: int
) -> tuple[list[Visit], UUID | None]:
    """The latest first, and behind which entry the next page begins."""
    rows = session.exec(
        select(EvidenceRow, ViolationRow)
        .join(ViolationRow, col(ViolationRow.id) == col(EvidenceRow.violation_id))
        .where(ViolationRow.staff_id == staff_id)
    ).all()
    views = views_of(session, [evidence for evidence, _ in rows], before=before, limit=limit + 1)
    more = views[limit - 1].entry_id if len(views) > limit else None
    return list(_visits(views[:limit], {evidence.id: violation for evidence, violation in rows})), more


def files_about(session: Session, staff: StaffRow) -> list[TakenOut]:
    """Files of a month's appraisals or of the attendance of one's hall, and one's own copies; the latest first."""
    hall = session.get_one(HallRow, staff.hall_id).code
    found: list[AuditEntryRow] = []
    for step in (EXPORTED, ATTENDANCE_EXPORTED, COPIED):
        query = select(AuditEntryRow).where(AuditEntryRow.action == step).order_by(col(AuditEntryRow.at).desc())
        found += [row for row in session.exec(query.limit(FILES_MOST)).all() if _is_about(row, staff, hall)]
    logins = {row.actor for row in found}
    names = dict(session.exec(select(UserRow.login, UserRow.name).where(col(UserRow.login).in_(logins))).all())
    told = [
        TakenOut(row.at, names.get(row.actor, row.actor), row.action, "" if row.action == COPIED else row.entity_id)
        for row in found
    ]
    return sorted(told, key=lambda each: each.at, reverse=True)


def _is_about(row: AuditEntryRow, staff: StaffRow, hall: str) -> bool:
    if row.action == COPIED:
        return row.entity_id == str(staff.id)
    if row.action == ATTENDANCE_EXPORTED:
        return row.data.get("hall") == hall
    return "staff" not in row.data or staff.no in row.data["staff"]


def _visits(views: Sequence[View], violations: dict[UUID, ViolationRow]) -> Iterator[Visit]:
    group: list[View] = []
    for view in views:
        if group and not _same_visit(group[-1], view, violations):
            yield _visit(group, violations)
            group = []
        group.append(view)
    if group:
        yield _visit(group, violations)


def _same_visit(later: View, view: View, violations: dict[UUID, ViolationRow]) -> bool:
    same_case = violations[later.evidence_id].id == violations[view.evidence_id].id
    return same_case and later.by == view.by and later.at - view.at <= ONE_VISIT


def _visit(group: Sequence[View], violations: dict[UUID, ViolationRow]) -> Visit:
    last = group[-1]
    pictures = len({view.evidence_id for view in group})
    return Visit(last.at, last.by_name, last.by, violations[last.evidence_id], pictures)
