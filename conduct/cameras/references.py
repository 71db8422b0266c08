"""The references with which cameras are compared: kept when taken, retired when somebody says that all hangs right."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.cameras.episodes import CARE
from models.tables import CameraReferenceRow, CameraRow
from vision.edges import Edges
from vision.reference import Reference, edges_from


@dataclass(frozen=True, slots=True, eq=False)
class KnownReference:
    """A stored reference and the pictures that it may be held against."""

    id: UUID
    zones: str
    edges: Edges
    valid_from: datetime
    retired_at: datetime | None

    def speaks_of(self, at: datetime, zones: str) -> bool:
        """Whether a picture captured `at`, with these zones, may be compared."""
        return self.zones == zones and self.valid_from <= at and (self.retired_at is None or at < self.retired_at)


def references_of(session: Session, camera_id: UUID) -> list[KnownReference]:
    """All that were ever taken of a camera, the latest first: late pictures are compared with what held then."""
    rows = session.exec(
        select(CameraReferenceRow)
        .where(CameraReferenceRow.camera_id == camera_id)
        .order_by(col(CameraReferenceRow.valid_from).desc(), col(CameraReferenceRow.id).desc())
    ).all()
    return [KnownReference(r.id, r.zones, edges_from(r.edges), r.valid_from, r.retired_at) for r in rows]


def keep_reference(
    session: Session, camera_id: UUID, zones: str, reference: Reference, *, now: datetime
) -> KnownReference:
    """Store a reference that was taken, in the caller's transaction."""
    row = CameraReferenceRow(
        camera_id=camera_id, zones=zones, edges=reference.as_bytes(), valid_from=reference.since
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=CARE, action="camera.reference-taken", entity="camera", entity_id=camera_id,
        valid_from=reference.since.isoformat(),
    )  # fmt: skip
    return KnownReference(row.id, zones, reference.edges, reference.since, None)


def hangs_right_now(session: Session, camera: CameraRow, *, by: str, now: datetime) -> None:
    """A person's word that the camera hangs as it should: its reference is taken anew from later pictures."""
    camera.set_up_at = now
    for row in session.exec(
        select(CameraReferenceRow).where(
            CameraReferenceRow.camera_id == camera.id, col(CameraReferenceRow.retired_at).is_(None)
        )
    ):
        row.retired_at = now
    session.flush()
    audit(
        session, at=now, actor=by, action="camera.hangs-right", entity="camera", entity_id=camera.id,
        camera=camera.code,
    )  # fmt: skip
