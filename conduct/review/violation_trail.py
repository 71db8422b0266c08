"""The trail of one violation: every step that anybody takes leaves an entry of this form."""

from datetime import datetime

from sqlmodel import Session

from conduct.auditing.trail import JUDGE, audit
from models.tables import ViolationRow


def record(session: Session, row: ViolationRow, action: str, now: datetime, *, actor: str = JUDGE, **data: str) -> None:
    audit(session, at=now, actor=actor, action=action, entity="violation", entity_id=row.id, rule=row.rule, **data)
