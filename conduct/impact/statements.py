"""What the operator states about the processing; what was stated before stays in the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.review.violations import Refused
from models.tables import CameraRow, StatementRow, Topic

WORDS_LENGTH_MAX = 2000
OF_THE_OPERATOR = (
    Topic.operator, Topic.contact, Topic.officer, Topic.purpose, Topic.legal_basis, Topic.necessity,
    Topic.consultation, Topic.risks, Topic.decided_by,
)  # fmt: skip
OF_A_CAMERA = (Topic.legal_basis, Topic.purpose, Topic.notice_place)

Statements = Mapping[UUID | None, Mapping[Topic, str]]
"""By camera, and those about everything under None."""


def statements_of(session: Session) -> Statements:
    found: dict[UUID | None, dict[Topic, str]] = {}
    for row in session.exec(select(StatementRow)).all():
        found.setdefault(row.camera_id, {})[row.topic] = row.words
    return found


def state_words(
    session: Session, topic: Topic, words: str, *, camera: CameraRow | None = None, by: str, now: datetime
) -> bool:
    """Put a statement down, or take it back with no words; whether anything changed.

    Raises Refused `no-such-topic`, `too-long`.
    """
    if topic not in (OF_THE_OPERATOR if camera is None else OF_A_CAMERA):
        raise Refused("no-such-topic", "nothing is stated of that")
    words = words.strip()
    if len(words) > WORDS_LENGTH_MAX:
        raise Refused("too-long", f"a statement has at most {WORDS_LENGTH_MAX} characters")
    camera_id = camera.id if camera is not None else None
    where = col(StatementRow.camera_id) == camera_id if camera_id else col(StatementRow.camera_id).is_(None)
    row = session.exec(select(StatementRow).where(where, StatementRow.topic == topic).with_for_update()).first()
    before = row.words if row is not None else ""
    if before == words:
        return False
    if row is None:
        row = StatementRow(camera_id=camera_id, topic=topic, words=words, stated_at=now, stated_by=by)
        session.add(row)
    elif words:
        row.words, row.stated_at, row.stated_by = words, now, by
    else:
        session.delete(row)
    audit(
        session, at=now, actor=by, action="statement.made", entity="statement", entity_id=row.id, topic=topic.value,
        camera=camera.code if camera is not None else None, words=words, before=before,
    )  # fmt: skip
    session.flush()
    return True
