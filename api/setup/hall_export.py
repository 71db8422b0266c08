"""The present state as a hall file, which `halls apply` reads back without changing anything."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import tomli_w
from sqlmodel import Session, col, or_, select

from api.setup.hall_file import CameraTold, HallsTold, HallTold, ReaderTold, ShiftTold, StaffTold, ViewTold, WindowTold
from models.tables import BadgeRow, CameraRow, CameraViewRow, HallRow, ReaderRow, ShiftRow, StaffRow, WindowRow


def export_halls(session: Session, halls: Sequence[HallRow], *, now: datetime, shifts: bool = False) -> str:
    """TOML of what is in use; with `shifts` also those that end after now. At least one hall."""
    told = HallsTold(halls=tuple(_hall(session, hall, now, shifts=shifts) for hall in halls))
    return tomli_w.dumps(_without_empty(told.model_dump(exclude_none=True)))


def _hall(session: Session, hall: HallRow, now: datetime, *, shifts: bool) -> HallTold:
    windows = _in_use(session, WindowRow, hall.id)
    people = _in_use(session, StaffRow, hall.id)
    codes = {window.id: window.code for window in windows}
    return HallTold(
        code=hall.code, name=hall.name, timezone=hall.timezone, opens=hall.opens, closes=hall.closes,
        windows=tuple(
            WindowTold(code=w.code, name=w.name, tag=w.tag_number, seat_tag=w.seat_tag, sign_text=w.sign_text)
            for w in windows
        ),
        cameras=tuple(_camera(session, each, codes, now) for each in _in_use(session, CameraRow, hall.id)),
        readers=tuple(ReaderTold(code=each.code) for each in _in_use(session, ReaderRow, hall.id)),
        staff=_staff(session, people),
        shifts=_shifts(session, hall, people, codes, now) if shifts else (),
    )  # fmt: skip


def _in_use(session: Session, kind: type[Any], hall_id: UUID) -> Sequence[Any]:
    rows = session.exec(select(kind).where(kind.hall_id == hall_id, col(kind.retired_at).is_(None))).all()
    return sorted(rows, key=lambda row: row.no if kind is StaffRow else row.code)


def _camera(session: Session, camera: CameraRow, windows: dict[UUID, str], now: datetime) -> CameraTold:
    query = select(CameraViewRow).where(
        CameraViewRow.camera_id == camera.id,
        or_(col(CameraViewRow.valid_until).is_(None), col(CameraViewRow.valid_until) > now),
    )
    views = [row for row in session.exec(query).all() if row.window_id in windows]
    return CameraTold(
        code=camera.code, name=camera.name, interval_s=camera.interval_s,
        views=tuple(
            ViewTold(
                window=windows[row.window_id], staff_zone=_zone(row.staff_zone) or [],
                sign_zone=_zone(row.sign_zone), customer_zone=_zone(row.customer_zone),
            )
            for row in sorted(views, key=lambda row: windows[row.window_id])
        ),
    )  # fmt: skip


def _zone(corners: Sequence[Sequence[float]] | None) -> list[tuple[float, float]] | None:
    return [(x, y) for x, y in corners] if corners else None


def _staff(session: Session, people: Iterable[StaffRow]) -> tuple[StaffTold, ...]:
    people = list(people)
    owned = select(BadgeRow.staff_id, BadgeRow.number).where(col(BadgeRow.staff_id).in_([row.id for row in people]))
    badges: dict[UUID | None, list[str]] = {}
    for staff_id, number in session.exec(owned.order_by(col(BadgeRow.number))).all():
        badges.setdefault(staff_id, []).append(number)
    return tuple(StaffTold(no=row.no, name=row.name, badges=tuple(badges.get(row.id, ()))) for row in people)


def _shifts(
    session: Session, hall: HallRow, people: Iterable[StaffRow], windows: dict[UUID, str], now: datetime
) -> tuple[ShiftTold, ...]:
    """Of people and windows in use; an instant is told in UTC, which any zone reads alike."""
    numbers = {row.id: row.no for row in people}
    query = select(ShiftRow).where(ShiftRow.hall_id == hall.id, ShiftRow.end > now).order_by(col(ShiftRow.start))
    return tuple(
        ShiftTold(
            staff=numbers[row.staff_id], window=windows[row.window_id] if row.window_id else None,
            start=row.start.astimezone(UTC), end=row.end.astimezone(UTC),
            breaks=tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.breaks),
        )
        for row in session.exec(query).all()
        if row.staff_id in numbers and (row.window_id is None or row.window_id in windows)
    )  # fmt: skip


def _without_empty(told: Any) -> Any:
    """Lists without anything in them, and empty names, say nothing."""
    if isinstance(told, dict):
        kept = {str(key): _without_empty(value) for key, value in told.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return {key: value for key, value in kept.items() if value not in ((), [], "")}
    if isinstance(told, list | tuple):
        return [_without_empty(each) for each in told]  # pyright: ignore[reportUnknownVariableType]
    return told
