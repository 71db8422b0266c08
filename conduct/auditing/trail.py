"""Writing the audit trail: who did what to what, in the same unit of work as the doing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from models.tables import AuditEntryRow

JUDGE = "judge"
"""The actor when no person acts."""


def audit(
    session: Session, *, at: datetime, actor: str, action: str, entity: str, entity_id: UUID | str, **data: Any
) -> None:
    """Add an entry; it stands or falls with the caller's transaction. `data` must fit into JSON."""
    session.add(AuditEntryRow(at=at, actor=actor, action=action, entity=entity, entity_id=str(entity_id), data=data))
