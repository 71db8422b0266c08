"""Cases that people decided, told as letters: r confirmed, w dismissed, e excused, p pending."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.tables import CameraRow, EvidenceRow, ViolationRow, ViolationStatus
from models.values.findings import SubjectKind
from tests.conduct.hall import NO_REASON, Hall
from tests.conduct.story import at

DECIDED_AT = at("4 01:00")
FIRST = date(2026, 6, 3)
STATUS = {
    "r": ViolationStatus.confirmed, "w": ViolationStatus.dismissed, "e": ViolationStatus.excused,
    "p": ViolationStatus.pending, "x": ViolationStatus.withdrawn, "o": ViolationStatus.watched,
}  # fmt: skip


def add_decided(
    session: Session, hall: Hall, story: str, *, rule: str = "late", day: date = FIRST, camera: CameraRow | None = None,
    decided_at: datetime = DECIDED_AT, **told: Any,
) -> list[ViolationRow]:  # fmt: skip
    """One case a letter, a minute apart from 09:00 of a day on."""
    begin = at("9:00") + (day - FIRST)
    rows: list[ViolationRow] = []
    for i, letter in enumerate(story):
        start = begin + timedelta(minutes=i)
        columns: dict[str, Any] = {
            "rule": rule, "norms": ["n"], "subject_kind": SubjectKind.window, "subject": "W1", "day": day,
            "start": start, "end": start, "status": STATUS[letter], "why": NO_REASON, "pack_version": "p",
            "opened_at": start, "updated_at": decided_at, "window_id": hall.windows["W1"].id,
        }  # fmt: skip
        rows.append(ViolationRow(hall_id=hall.row.id, **{**columns, **told}))
    session.add_all(rows)
    session.flush()
    if camera is not None:
        session.add_all([still(row, camera, hall) for row in rows])
        session.flush()
    return rows


def still(row: ViolationRow, camera: CameraRow, hall: Hall) -> EvidenceRow:
    return EvidenceRow(
        violation_id=row.id, camera_id=camera.id, window_id=hall.windows["W1"].id, taken_at=row.start,
        sha256=f"{row.id}", size_bytes=1,
    )  # fmt: skip
