"""What the ids in entries of the audit trail are called: one query for each kind of thing on a page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session, col, select

from api.audit.halls import as_id
from api.cases.rules import Titles
from api.language import Language
from models.tables import (
    AuditEntryRow,
    BadgeRow,
    CameraRow,
    DeviceKeyRow,
    HallRow,
    ReaderRow,
    RotationRow,
    ShiftTemplateRow,
    StaffRow,
    UserRow,
    ViolationRow,
    WindowRow,
)


def _name_and_code(row: Any) -> str:
    return f"{row.name} {row.code}".strip()


NAMED: Mapping[str, tuple[Any, Callable[[Any], str]]] = {
    "badge": (BadgeRow, lambda row: row.number),
    "camera": (CameraRow, _name_and_code),
    "device_key": (DeviceKeyRow, lambda row: f"{row.prefix}…"),
    "hall": (HallRow, _name_and_code),
    "reader": (ReaderRow, lambda row: row.code),
    "rotation": (RotationRow, _name_and_code),
    "shift_template": (ShiftTemplateRow, _name_and_code),
    "staff": (StaffRow, lambda row: f"{row.name} {row.no}"),
    "user": (UserRow, lambda row: f"{row.name} ({row.login})"),
    "window": (WindowRow, _name_and_code),
}


def names_of(
    session: Session,
    rows: Sequence[AuditEntryRow],
    facts: Sequence[Mapping[str, Any]],
    titles: Titles,
    language: Language,
) -> dict[UUID, str]:
    """`facts` are those of each entry, with all that is told in one of its own."""
    return _things(session, rows, facts) | _cases(session, rows, titles, language)


def _things(session: Session, rows: Sequence[AuditEntryRow], facts: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    ids: dict[str, set[UUID]] = {kind: set() for kind in NAMED}
    for row, told in zip(rows, facts, strict=True):
        for field, value in (*told.items(), (row.entity, row.entity_id)):
            kind = field.removesuffix("_id").removeprefix("from_").removeprefix("to_")
            if kind in ids:
                ids[kind] |= _ids_in(value)
    found: dict[UUID, str] = {}
    for kind, wanted in ids.items():
        table, called = NAMED[kind]
        if wanted:
            found |= {row.id: called(row) for row in session.exec(select(table).where(col(table.id).in_(wanted))).all()}
    return found


def _ids_in(value: Any) -> set[UUID]:
    several = cast(Sequence[Any], value) if isinstance(value, tuple | list) else (value,)
    return {id_ for id_ in map(as_id, several) if id_ is not None}


def _cases(session: Session, rows: Sequence[AuditEntryRow], titles: Titles, language: Language) -> dict[UUID, str]:
    """What the cases in the entries are: rule, person or window, and day."""
    told = [row.entity_id if row.entity == "violation" else row.data.get("violation") for row in rows]
    ids = {id_ for id_ in map(as_id, told) if id_ is not None}
    found = session.exec(select(ViolationRow).where(col(ViolationRow.id).in_(ids))).all() if ids else ()
    return {row.id: f"{titles.say(row.rule, language.code)} · {row.subject} · {row.day}" for row in found}
