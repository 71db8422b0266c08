"""A hall's windows as they are added, changed, retired and brought back, each step audited."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from api.setup.halls import NAME_CHARACTERS_MAX, check_code, open_cases
from api.setup.refused import SetupRefused
from conduct.auditing.trail import audit
from conduct.words import N_
from models.tables import HallRow, ShiftRow, ViolationRow, WindowRow

TAG_MAX = 292
"""AprilTag 36h11 has 587 tags; window n uses 2n and 2n + 1."""


@dataclass(frozen=True, slots=True)
class WindowColumns:
    """What is told of a window; its away sign is tag `2 * tag_number`, its seat tag the next one."""

    name: str
    tag_number: int
    seat_tag: bool = True
    sign_text: bool = False


@dataclass(frozen=True, slots=True)
class WindowStays:
    """What is said before a window is retired."""

    shifts_to_come: int
    open_cases: int


def add_window(session: Session, hall: HallRow, code: str, told: WindowColumns, *, by: str, now: datetime) -> WindowRow:
    """Raises SetupRefused, also for a code or tag that a retired window of the hall has."""
    check_code(code)
    _check(session, hall.id, told)
    same = session.exec(select(WindowRow).where(WindowRow.hall_id == hall.id, WindowRow.code == code)).first()
    if same is not None and same.retired_at is not None:
        raise SetupRefused(
            N_("there was a window {window}, which is retired: bring it back instead"), "code", window=code
        )
    if same is not None:
        raise SetupRefused(N_("there is a window {window} already"), "code", window=code)
    window = WindowRow(hall_id=hall.id, code=code, **asdict(told))
    session.add(window)
    session.flush()
    _audit(session, hall, window, "window.made", by, now, columns={"code": code, **asdict(told)})
    return window


def change_window(
    session: Session, hall: HallRow, window: WindowRow, told: WindowColumns, *, by: str, now: datetime
) -> None:
    """Its code stays: rosters and files name it. Raises SetupRefused."""
    _check(session, hall.id, told, but=window.id)
    columns = asdict(told)
    before = {name: getattr(window, name) for name in columns}
    if window.tell(columns):
        session.flush()
        changes = {name: [before[name], columns[name]] for name in columns if before[name] != columns[name]}
        _audit(session, hall, window, "window.changed", by, now, changes=changes)


def retire_window(session: Session, hall: HallRow, window: WindowRow, *, by: str, now: datetime) -> None:
    """It is no longer looked at nor rostered; what was seen, and its cases, stay."""
    if window.retired_at is None:
        window.retired_at = now
        session.flush()
        _audit(session, hall, window, "window.retired", by, now)


def bring_back_window(session: Session, hall: HallRow, window: WindowRow, *, by: str, now: datetime) -> None:
    """Raises SetupRefused while its hall is retired."""
    if hall.retired_at is not None:
        raise SetupRefused(N_("its hall is retired: bring that back first"))
    if window.retired_at is not None:
        window.retired_at = None
        session.flush()
        _audit(session, hall, window, "window.brought-back", by, now)


def windows_of(session: Session, hall_id: UUID) -> Sequence[WindowRow]:
    """Those in use first, by code."""
    order = col(WindowRow.retired_at).is_not(None), col(WindowRow.code)
    return session.exec(select(WindowRow).where(WindowRow.hall_id == hall_id).order_by(*order)).all()


def next_tag(session: Session, hall_id: UUID) -> int:
    """The smallest tag number that no window of the hall has, retired ones among them."""
    taken = set(session.exec(select(WindowRow.tag_number).where(WindowRow.hall_id == hall_id)).all())
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def what_window_stays(session: Session, window: WindowRow, now: datetime) -> WindowStays:
    to_come = select(func.count(col(ShiftRow.id))).where(ShiftRow.window_id == window.id, ShiftRow.start > now)
    own = ViolationRow.hall_id == window.hall_id, ViolationRow.window_id == window.id
    return WindowStays(session.exec(to_come).one(), open_cases(session, *own))


def _check(session: Session, hall_id: UUID, told: WindowColumns, *, but: UUID | None = None) -> None:
    if len(told.name) > NAME_CHARACTERS_MAX or not told.name.isprintable():
        raise SetupRefused(N_("a name has up to {n} characters"), "name", n=NAME_CHARACTERS_MAX)
    if not 0 <= told.tag_number <= TAG_MAX:
        raise SetupRefused(N_("a tag number is 0 to {n}"), "tag", n=TAG_MAX)
    same = select(WindowRow).where(WindowRow.hall_id == hall_id, WindowRow.tag_number == told.tag_number)
    other = session.exec(same).first()
    if other is not None and other.id != but:
        raise SetupRefused(
            N_("tag number {n} belongs to window {window}"), "tag", n=told.tag_number, window=other.code
        )  # fmt: skip


def _audit(
    session: Session, hall: HallRow, window: WindowRow, action: str, by: str, now: datetime, **data: Any
) -> None:
    audit(
        session, at=now, actor=by, action=action, entity="window", entity_id=window.id, hall=hall.code,
        window=window.code, **data,
    )  # fmt: skip
