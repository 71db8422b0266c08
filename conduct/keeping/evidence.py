"""The rows behind kept stills: added, let go of and viewed, each with its audit entry in the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import JUDGE, audit
from conduct.keeping.retention import Retention, StillOfCase, month_begun, why_purged
from models.tables import COUNTING, EvidenceRow, HallRow, ViolationRow, ViolationStatus
from models.values.evidence import StillKind
from models.values.why import Why
from vision.features import FEATURES_VERSION

REFUTED = (
    ViolationStatus.dismissed, ViolationStatus.withdrawn, ViolationStatus.explained, ViolationStatus.overturned,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptStill:
    """A still that lies in the store."""

    kind: StillKind
    camera_id: UUID | None
    window_id: UUID | None
    taken_at: datetime
    sha256: str
    size_bytes: int
    width_px: int
    height_px: int
    features: tuple[float, ...] | None = None
    """The look's numbers, for stills whose verdict can teach the window."""


@dataclass(frozen=True, slots=True)
class Expired:
    """A still whose time is over."""

    evidence_id: UUID
    sha256: str
    why: Why


def add_evidence(
    session: Session, violation_id: UUID, still: KeptStill, *, now: datetime, actor: str = JUDGE
) -> EvidenceRow:
    row = EvidenceRow(
        violation_id=violation_id,
        camera_id=still.camera_id,
        window_id=still.window_id,
        taken_at=still.taken_at,
        sha256=still.sha256,
        size_bytes=still.size_bytes,
        features=None if still.features is None else list(still.features),
        features_version=None if still.features is None else FEATURES_VERSION,
        kind=still.kind,
        width_px=still.width_px,
        height_px=still.height_px,
    )
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=actor, action="evidence.kept", entity="violation", entity_id=violation_id,
        evidence=str(row.id), kind=still.kind.value, sha256=still.sha256,
    )  # fmt: skip
    return row


def let_go(session: Session, evidence_id: UUID, why: Why, *, actor: str, now: datetime) -> bool:
    """Note that a picture is gone; its row, hash and numbers stay. False when it was noted before."""
    row = session.exec(select(EvidenceRow).where(EvidenceRow.id == evidence_id).with_for_update()).one()
    if row.purged_at is not None:
        return False
    row.purged_at, row.purged_why = now, why.as_json()
    session.flush()
    audit(
        session, at=now, actor=actor, action="evidence.purged", entity="violation", entity_id=row.violation_id,
        evidence=str(row.id), kind=row.kind.value if row.kind else None, sha256=row.sha256, why=why.as_json(),
    )  # fmt: skip
    return True


def note_view(session: Session, row: EvidenceRow, *, login: str, now: datetime) -> None:
    """Put on record who looks at a picture, of which case."""
    audit(
        session, at=now, actor=login, action="evidence.viewed", entity="evidence", entity_id=row.id,
        violation=str(row.violation_id), kind=row.kind.value if row.kind else None,
    )  # fmt: skip


def kept_of(session: Session, violation_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[EvidenceRow]]:
    """The rows of pictures that are there, by violation."""
    found: dict[UUID, list[EvidenceRow]] = {}
    query = select(EvidenceRow).where(
        col(EvidenceRow.violation_id).in_(violation_ids), col(EvidenceRow.purged_at).is_(None)
    )
    for row in session.exec(query.order_by(col(EvidenceRow.taken_at), col(EvidenceRow.id))).all():
        found.setdefault(row.violation_id, []).append(row)
    return found


def is_shared(session: Session, evidence_id: UUID, sha256: str) -> bool:
    """Whether another case still shows the same picture."""
    query = select(EvidenceRow.id).where(
        EvidenceRow.sha256 == sha256, EvidenceRow.id != evidence_id, col(EvidenceRow.purged_at).is_(None)
    )
    return session.exec(query.limit(1)).first() is not None


def expired(session: Session, retention: Retention, *, now: datetime, at_most: int) -> list[Expired]:
    """Stills whose time is over, confirmed cases last, else those of the oldest cases first."""
    refuted, excused = (now - timedelta(days=days) for days in (retention.refuted_days, retention.excused_days))
    rows = session.exec(
        select(EvidenceRow, ViolationRow, HallRow.timezone)
        .join(ViolationRow, col(ViolationRow.id) == col(EvidenceRow.violation_id))
        .join(HallRow, col(HallRow.id) == col(ViolationRow.hall_id))
        .where(
            col(EvidenceRow.purged_at).is_(None),
            or_(
                col(ViolationRow.status).in_(REFUTED) & (col(ViolationRow.updated_at) <= refuted),
                (col(ViolationRow.status) == ViolationStatus.excused) & (col(ViolationRow.updated_at) <= excused),
                col(ViolationRow.status).in_(COUNTING)
                & (col(ViolationRow.start) < month_begun(now - timedelta(days=retention.confirmed_days))),
            ),
        )
        # of confirmed ones a few are not due yet: they must not fill the round
        .order_by(col(ViolationRow.status).in_(COUNTING), col(ViolationRow.start), col(EvidenceRow.id))
        .limit(at_most)
    ).all()
    found: list[Expired] = []
    for row, violation, timezone in rows:
        still = StillOfCase(violation.status, violation.start, violation.updated_at, ZoneInfo(timezone))
        why = why_purged(still, retention, now)
        if why is not None:
            found.append(Expired(row.id, row.sha256, why))
    return found
