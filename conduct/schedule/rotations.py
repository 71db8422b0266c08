"""Shift templates, rotations and their members as people set them up; what they give comes by filling."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.judging.touched import days_as_time, mark_times
from conduct.review.violations import Refused, Reviewer
from models.tables import HallRow, RotationMemberRow, RotationRow, ShiftRow, ShiftTemplateRow, StaffRow, WindowRow
from models.tables.base import Table
from models.values.interval import Interval
from roster.rotation import BadRotation, Rotation, at_night
from roster.templates import BadTemplate, ShiftTemplate, shift_template

Wall = list[list[str]]


@dataclass(frozen=True, slots=True)
class NewMember:
    """Who joins a rotation. Whoever calls has seen to it that the window, if any, is one of the rotation's hall."""

    staff: StaffRow
    window: WindowRow | None
    first_day: date
    last_day: date | None = None
    offset_days: int = 0


def put_template(
    session: Session, hall: HallRow, code: str, *, name: str, segments: Wall, breaks: Wall, by: Reviewer, now: datetime
) -> ShiftTemplateRow:
    """Make a template, or change the one of this code; shifts stay as they are until their rotation is filled again.

    Raises Refused with the code of what is wrong in it (see `roster.templates`).
    """
    try:
        shift_template(code, segments, breaks)
    except BadTemplate as bad:
        raise Refused(bad.code, str(bad)) from None
    known = select(ShiftTemplateRow).where(ShiftTemplateRow.hall_id == hall.id, ShiftTemplateRow.code == code)
    row = session.exec(known.with_for_update()).first()
    told: dict[str, Any] = {"name": name, "segments": segments, "breaks": breaks}
    if row is None:
        row = ShiftTemplateRow(hall_id=hall.id, code=code, **told)
        session.add(row)
    row.tell({**told, "retired_at": None})
    _record(session, row, "shift_template.put", by, now, code=code, **told)
    session.flush()
    return row


def put_rotation(
    session: Session,
    hall: HallRow,
    code: str,
    *,
    name: str,
    cycle: list[str | None],
    anchor: date,
    follows_calendar: bool | None,
    by: Reviewer,
    now: datetime,
) -> RotationRow:
    """Make a rotation, or change the one of this code. Without a word on it, it follows the calendar unless it has
    work at night.

    Raises Refused: `empty-cycle`, `unknown-template`, `continuous-rotation` (nights follow no calendar).
    """
    try:
        night = at_night(Rotation(tuple(cycle), anchor, ZoneInfo(hall.timezone)), templates_of(session, hall))
    except BadRotation as bad:
        raise Refused(bad.code, str(bad)) from None
    if not any(code is not None for code in cycle):
        raise Refused("empty-cycle", "a rotation's cycle has at least one day of work")
    if night and follows_calendar:
        raise Refused("continuous-rotation", "work at night goes on through holidays: it follows no calendar")
    known = select(RotationRow).where(RotationRow.hall_id == hall.id, RotationRow.code == code)
    row = session.exec(known.with_for_update()).first()
    follows = not night if follows_calendar is None else follows_calendar
    told: dict[str, Any] = {"name": name, "cycle": cycle, "anchor": anchor, "follows_calendar": follows}
    if row is None:
        row = RotationRow(hall_id=hall.id, code=code, **told)
        session.add(row)
    row.tell({**told, "retired_at": None})
    _record(session, row, "rotation.put", by, now, code=code, **{**told, "anchor": str(anchor)})
    session.flush()
    return row


def retire_template(session: Session, hall: HallRow, code: str, *, by: Reviewer, now: datetime) -> None:
    """A kind of day is no longer used; its code brings it back. Raises Refused `unknown-template`, `kind-in-use`."""
    query = select(ShiftTemplateRow).where(
        ShiftTemplateRow.hall_id == hall.id, ShiftTemplateRow.code == code, col(ShiftTemplateRow.retired_at).is_(None)
    )
    row = session.exec(query.with_for_update()).first()
    if row is None:
        raise Refused("unknown-template", f"there is no shift template {code}")
    rotations = session.exec(
        select(RotationRow).where(RotationRow.hall_id == hall.id, col(RotationRow.retired_at).is_(None))
    ).all()
    if any(code in rotation.cycle for rotation in rotations):
        raise Refused("kind-in-use", f"a rotation has {code}")
    row.retired_at = now
    _record(session, row, "shift_template.retired", by, now, code=code)
    session.flush()


def retire_rotation(session: Session, rotation: RotationRow, *, by: Reviewer, now: datetime) -> None:
    """It is no longer applied; the shifts that it gave stay, and its code brings it back."""
    if rotation.retired_at is None:
        rotation.retired_at = now
        _record(session, rotation, "rotation.retired", by, now, code=rotation.code)
        session.flush()


def put_member(
    session: Session, rotation: RotationRow, told: NewMember, *, by: Reviewer, now: datetime
) -> RotationMemberRow:
    """Let somebody join a rotation from a day on; the same person and first day again changes the rest.

    Who leaves it on a last day is freed of what it had filled in from then on.
    Raises Refused: `bad-days`, `staff-retired`, `window-retired`.
    """
    if told.last_day is not None and told.last_day < told.first_day:
        raise Refused("bad-days", "the last day is before the first")
    if told.staff.retired_at is not None:
        raise Refused("staff-retired", f"{told.staff.no} no longer works here")
    if told.window is not None and told.window.retired_at is not None:
        raise Refused("window-retired", f"{told.window.code} is no longer in use")
    key: dict[str, Any] = {"rotation_id": rotation.id, "staff_id": told.staff.id, "first_day": told.first_day}
    row = session.exec(select(RotationMemberRow).filter_by(**key).with_for_update()).first()
    window_id = told.window.id if told.window else None
    columns: dict[str, Any] = {"window_id": window_id, "offset_days": told.offset_days, "last_day": told.last_day}
    if row is None:
        row = RotationMemberRow(**key, **columns)
        session.add(row)
    row.tell(columns)
    audit(
        session, at=now, actor=by.login, action="rotation_member.put", entity="rotation_member", entity_id=row.id,
        rotation=rotation.code, staff=told.staff.no, window=told.window.code if told.window else None,
        first_day=str(told.first_day), last_day=str(told.last_day) if told.last_day else None,
        offset_days=told.offset_days,
    )  # fmt: skip
    session.flush()
    if told.last_day is not None:
        _take_back(session, rotation, row, told.last_day, now)
    return row


def _take_back(
    session: Session, rotation: RotationRow, member: RotationMemberRow, last_day: date, now: datetime
) -> None:
    hall = session.get_one(HallRow, rotation.hall_id)
    left_at = days_as_time(last_day, last_day, ZoneInfo(hall.timezone)).end
    filled = session.exec(
        select(ShiftRow).where(
            ShiftRow.rotation_member_id == member.id, ShiftRow.start >= left_at, ShiftRow.start > now
        )
    ).all()
    mark_times(session, hall, [Interval(row.start, row.end) for row in filled], now=now)
    for row in filled:
        session.delete(row)
    session.flush()


def templates_of(session: Session, hall: HallRow) -> dict[str, ShiftTemplate]:
    """A hall's templates in use, by code."""
    query = select(ShiftTemplateRow).where(
        ShiftTemplateRow.hall_id == hall.id, col(ShiftTemplateRow.retired_at).is_(None)
    )
    return {row.code: shift_template(row.code, row.segments, row.breaks) for row in session.exec(query).all()}


def _record(session: Session, row: Table, action: str, by: Reviewer, now: datetime, **told: Any) -> None:
    entity = str(row.__tablename__)
    id_ = row.model_dump(include={"id"})["id"]
    audit(session, at=now, actor=by.login, action=action, entity=entity, entity_id=id_, **told)
