"""What the ids in entries of the audit trail are called: one query for each kind of thing on a page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from api.audit.halls import as_id
from api.cases.rules import Titles
from api.language import Language
from api.pages.task_words import OTHER, TASKS
from models.tables import (
    AuditEntryRow,
    BadgeRow,
    CameraRow,
    CameraViewRow,
    DeviceKeyRow,
    HallRow,
    PackAdoptionRow,
    ReaderRow,
    RotationMemberRow,
    RotationRow,
    ShiftRow,
    ShiftTemplateRow,
    StaffRow,
    TaskRow,
    UserRow,
    ViolationRow,
    WindowRow,
)
from models.values.local_time import local_day


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


def _shift(told: Sequence[Any], _: Language, zone: ZoneInfo) -> str:
    name, no, start = told
    return f"{name} {no} · {local_day(start, zone)}"


def _task(told: Sequence[Any], language: Language, _: ZoneInfo) -> str:
    kind, day = told
    return f"{language.say(TASKS.get(kind, OTHER)[0])} · {day}"


def _side_by_side(told: Sequence[Any], _: Language, __: ZoneInfo) -> str:
    return " · ".join(map(str, told))


SUBJECTS: Mapping[str, tuple[Any, Callable[[Sequence[Any], Language, ZoneInfo], str]]] = {
    "camera_view": (
        select(CameraViewRow.id, CameraRow.code, WindowRow.code)
        .join(CameraRow, col(CameraRow.id) == col(CameraViewRow.camera_id))
        .join(WindowRow, col(WindowRow.id) == col(CameraViewRow.window_id)),
        _side_by_side,
    ),
    "pack": (select(PackAdoptionRow.id, PackAdoptionRow.version), _side_by_side),
    "rotation_member": (
        select(RotationMemberRow.id, RotationRow.code, StaffRow.name)
        .join(RotationRow, col(RotationRow.id) == col(RotationMemberRow.rotation_id))
        .join(StaffRow, col(StaffRow.id) == col(RotationMemberRow.staff_id)),
        _side_by_side,
    ),
    "shift": (
        select(ShiftRow.id, StaffRow.name, StaffRow.no, ShiftRow.start).join(
            StaffRow, col(StaffRow.id) == col(ShiftRow.staff_id)
        ),
        _shift,
    ),
    "task": (select(TaskRow.id, TaskRow.kind, col(TaskRow.day)), _task),
}
"""Subjects that are called by more than a row of their own: what is asked for, the id first, and how it is said."""


def names_of(
    session: Session,
    rows: Sequence[AuditEntryRow],
    facts: Sequence[Mapping[str, Any]],
    titles: Titles,
    language: Language,
    zone: ZoneInfo,
) -> dict[UUID, str]:
    """`facts` are those of each entry, with all that is told in one of its own; `zone` is that of the days told."""
    named = _things(session, rows, facts) | _cases(session, rows, titles, language)
    return named | _subjects(session, rows, language, zone)


def _subjects(session: Session, rows: Sequence[AuditEntryRow], language: Language, zone: ZoneInfo) -> dict[UUID, str]:
    named: dict[UUID, str] = {}
    for kind, (query, called) in SUBJECTS.items():
        wanted = {id_ for row in rows if row.entity == kind for id_ in _ids_in(row.entity_id)}
        if wanted:
            id_of = query.selected_columns[0]
            found = cast(Sequence[Sequence[Any]], session.exec(query.where(id_of.in_(wanted))).all())
            named |= {told[0]: called(told[1:], language, zone) for told in found}
    return named


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
