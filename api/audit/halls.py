"""Which hall an entry of the audit trail is about, as far as its subject tells; many entries at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from models.tables import (
    AuditEntryRow,
    CalendarDayRow,
    CameraRow,
    CommendationRow,
    CorrectionRow,
    HallRow,
    InspectionRoundRow,
    LeaveRow,
    RotationMemberRow,
    RotationRow,
    SeasonNoticeRow,
    ShiftRow,
    ShiftTemplateRow,
    StaffExemptionRow,
    StaffRow,
    SwapRow,
    TaskRow,
    ViolationRow,
    WindowRow,
)

OF_A_HALL: Mapping[str, Any] = {
    "violation": ViolationRow, "shift": ShiftRow, "correction": CorrectionRow, "swap": SwapRow, "task": TaskRow,
    "window": WindowRow, "camera": CameraRow, "round": InspectionRoundRow, "season_notice": SeasonNoticeRow,
    "staff": StaffRow, "rotation": RotationRow, "shift_template": ShiftTemplateRow, "calendar": CalendarDayRow,
}  # fmt: skip
OF_A_PERSON: Mapping[str, Any] = {
    "leave": LeaveRow, "exemption": StaffExemptionRow, "commendation": CommendationRow,
    "rotation_member": RotationMemberRow,
}  # fmt: skip


def halls_of(session: Session, entries: Sequence[AuditEntryRow]) -> dict[UUID, UUID]:
    """Hall ids by the ids of those entries that are known to be about one: one query for each kind of subject."""
    by_code = {code: id_ for id_, code in session.exec(select(HallRow.id, HallRow.code)).all()}
    found: dict[UUID, UUID] = {}
    subjects: defaultdict[str, dict[UUID, list[UUID]]] = defaultdict(dict)
    for entry in entries:
        hall = _told(entry, by_code)
        if hall is not None:
            found[entry.id] = hall
            continue
        kind, id_ = ("violation", entry.data.get("violation")) if entry.entity == "evidence" else _subject(entry)
        subject = as_id(id_)
        if subject is not None:
            subjects[kind].setdefault(subject, []).append(entry.id)
    for kind, wanted in subjects.items():
        for subject, hall in _looked_up(session, kind, wanted):
            found |= dict.fromkeys(wanted[subject], hall)
    return found


def as_id(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _subject(entry: AuditEntryRow) -> tuple[str, str]:
    return entry.entity, entry.entity_id


def _told(entry: AuditEntryRow, by_code: Mapping[str, UUID]) -> UUID | None:
    """What the entry itself says: a hall's code or id, or that it is about the hall."""
    hall_ids = set(by_code.values())
    for said in (entry.data.get("hall"), entry.entity_id):
        if isinstance(said, str) and said in by_code:
            return by_code[said]
        id_ = as_id(said)
        if id_ in hall_ids:
            return id_
    return None


def _looked_up(session: Session, kind: str, wanted: Iterable[UUID]) -> Iterable[tuple[UUID, UUID]]:
    ids = list(wanted)
    if kind in OF_A_HALL:
        table = OF_A_HALL[kind]
        rows = session.exec(select(table.id, table.hall_id).where(col(table.id).in_(ids))).all()
    elif kind in OF_A_PERSON:
        table = OF_A_PERSON[kind]
        person = select(table.id, StaffRow.hall_id).join(StaffRow, col(StaffRow.id) == col(table.staff_id))
        rows = session.exec(person.where(col(table.id).in_(ids))).all()
    else:
        return []
    return [(id_, hall) for id_, hall in rows if hall is not None]
