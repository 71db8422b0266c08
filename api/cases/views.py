"""Who looked at the pictures of a case, for those whom that concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from api.auth.access import Person
from models.tables import AuditEntryRow, EvidenceRow, Role, UserRow
from models.values.evidence import StillKind

SEERS = frozenset({Role.auditor, Role.admin})
VIEWED = "evidence.viewed"


@dataclass(frozen=True, slots=True)
class View:
    """One look of one person at one picture."""

    entry_id: UUID
    evidence_id: UUID
    kind: StillKind | None
    at: datetime
    by: str
    """Log-in."""
    by_name: str


def may_see_views(person: Person, staff_id: UUID | None) -> bool:
    """Whether somebody may know who looked at the pictures of a case about `staff_id`. Pure."""
    return person.role in SEERS or (staff_id is not None and staff_id == person.staff_id)


def views_of(
    session: Session, evidence: Sequence[EvidenceRow], *, before: UUID | None = None, limit: int = 200
) -> list[View]:
    """The looks at these pictures, the latest first."""
    rows = {str(row.id): row for row in evidence}
    query = select(AuditEntryRow).where(
        col(AuditEntryRow.entity_id).in_(list(rows)),
        AuditEntryRow.entity == "evidence",
        AuditEntryRow.action == VIEWED,
    )
    if before is not None:
        query = query.where(col(AuditEntryRow.id) < before)
    entries = session.exec(query.order_by(col(AuditEntryRow.id).desc()).limit(limit)).all()
    logins = {entry.actor for entry in entries}
    names = dict(session.exec(select(UserRow.login, UserRow.name).where(col(UserRow.login).in_(logins))).all())
    return [
        View(
            entry.id, rows[entry.entity_id].id, rows[entry.entity_id].kind, entry.at, entry.actor,
            names.get(entry.actor, entry.actor),
        )
        for entry in entries
    ]  # fmt: skip
