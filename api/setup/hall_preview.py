"""What a hall file would do, found by doing it and taking it back: the same applier, so never another answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import reading_from
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from conduct.words import N_
from models.tables import (
    AuditEntryRow,
    BadgeRow,
    CameraRow,
    CameraViewRow,
    HallRow,
    ReaderRow,
    ShiftRow,
    StaffRow,
    WindowRow,
)
from models.tables.base import Table

KINDS: dict[str, tuple[type[Table], str]] = {
    "hall": (HallRow, N_("hall")),
    "window": (WindowRow, N_("window")),
    "camera": (CameraRow, N_("camera")),
    "camera_view": (CameraViewRow, N_("zones of a camera")),
    "reader": (ReaderRow, N_("badge reader")),
    "staff": (StaffRow, N_("person")),
    "badge": (BadgeRow, N_("badge")),
    "shift": (ShiftRow, N_("shift")),
}
NAMES = ("code", "no", "number", "start")
"""By which a row is called: the first that it has."""
SHOWN_MAX = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One row: what it is, how it is called, and of one that is changed each column with what was and will be."""

    kind: str
    made: bool
    label: str
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    made: int
    changed: int
    same: int
    changes: tuple[Change, ...]
    """The first ones."""
    adopts: bool
    """Whether the default rule pack would be adopted with it."""


def preview_halls(engine: Engine, told: HallsTold, *, by: str, now: datetime) -> Preview:
    """Raises HallFileError as the applier does."""
    with Session(engine) as session:
        try:
            before = session.exec(select(AuditEntryRow.id).order_by(col(AuditEntryRow.id).desc()).limit(1)).first()
            applier = HallApplier(session, by=by, now=now)
            counts = applier.apply(told)
            session.flush()
            query = select(AuditEntryRow).where(col(AuditEntryRow.entity).in_(KINDS)).order_by(col(AuditEntryRow.id))
            entries = session.exec(query.where(col(AuditEntryRow.id) > before) if before else query).all()
            told_of = [(e.entity, e.action, e.entity_id, e.data) for e in entries[:SHOWN_MAX]]
            adopts = applier.adopted is not None
        finally:
            session.rollback()
    with reading_from(engine) as session:
        changes = tuple(_change(session, *each) for each in told_of)
    return Preview(counts["made"], counts["changed"], counts["same"], changes, adopts)


def _change(session: Session, entity: str, action: str, entity_id: str, data: dict[str, Any]) -> Change:
    kind, said = KINDS[entity]
    columns = cast(dict[str, Any], data.get("columns") or {})
    row = session.get(kind, UUID(entity_id))
    label = next((str(columns[name]) for name in NAMES if name in columns), "")
    if row is None or not action.endswith(".changed"):
        return Change(said, True, label)
    was = row.model_dump()
    label = next((str(was[name]) for name in NAMES if name in was), "")
    texts = [(name, _as_text(was.get(name)), _as_text(new)) for name, new in columns.items()]
    return Change(said, False, label, tuple((name, old, new) for name, old, new in texts if old != new))


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)
