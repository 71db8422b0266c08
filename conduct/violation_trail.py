"""The trail of one violation: every step that anybody takes leaves an entry of this form."""

from datetime import datetime

from sqlmodel import Session, col, select

from conduct.audit import JUDGE, audit
from models.tables import AuditEntryRow, ViolationRow


def record(session: Session, row: ViolationRow, action: str, now: datetime, *, actor: str = JUDGE, **data: str) -> None:
    audit(session, at=now, actor=actor, action=action, entity="violation", entity_id=row.id, rule=row.rule, **data)


def opened_by(session: Session, row: ViolationRow) -> str | None:
    """Who put a violation on record: the actor of the first entry of its trail."""
    entries = select(AuditEntryRow.actor).where(
        AuditEntryRow.entity_id == str(row.id), AuditEntryRow.entity == "violation"
    )
    return session.exec(entries.order_by(col(AuditEntryRow.at), col(AuditEntryRow.id)).limit(1)).first()
