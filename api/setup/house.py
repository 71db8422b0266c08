"""Reading what a house has, by counts that never read a row whole."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, or_, select

from api.setup.account_list import count_without_log_in
from api.setup.checklist import SILENT_AFTER, HallFacts, HouseFacts
from api.setup.people import count_people_without
from conduct.records.terminals import introduced
from conduct.records.unowned import count_unowned
from conduct.rules.adoption import pack_for
from models.tables import (
    BadgeRow,
    CameraRow,
    CameraViewRow,
    HallRow,
    ReaderRow,
    Role,
    ShiftRow,
    StaffRow,
    UserHallRow,
    UserRow,
    WindowRow,
)
from models.values.local_time import local_day


def house_facts(session: Session, now: datetime) -> HouseFacts:
    halls = halls_in_use(session)
    if not halls:
        return HouseFacts(waiting_terminals=len(introduced(session)))
    windows, unseen, unsigned = _windows(session, now)
    cameras, people = _counts(session, CameraRow), _counts(session, StaffRow)
    readers, silent = _readers(session, now)
    supervisors = _supervisors(session)
    today = min(local_day(now, ZoneInfo(hall.timezone)) for hall in halls)
    in_force = pack_for(session, today)
    return HouseFacts(
        halls=tuple(
            HallFacts(
                code=hall.code, name=hall.name, windows=windows[hall.id], cameras=cameras.get(hall.id, 0),
                unseen=tuple(unseen[hall.id]), unsigned=tuple(unsigned[hall.id]), people=people.get(hall.id, 0),
                rostered_until=_rostered_until(session, hall.id), readers=readers[hall.id],
                silent_readers=tuple(silent[hall.id]), supervisors=supervisors.get(hall.id, 0),
            )
            for hall in halls
        ),
        pack=in_force.pack.version if in_force.holds else None,
        hr=_hr(session),
        strangers=count_without_log_in(session),
        without_badge=count_people_without(session, BadgeRow),
        unowned_badges=count_unowned(session),
        waiting_terminals=len(introduced(session)),
    )  # fmt: skip


def halls_in_use(session: Session) -> Sequence[HallRow]:
    return session.exec(select(HallRow).where(col(HallRow.retired_at).is_(None)).order_by(col(HallRow.code))).all()


def _counts(session: Session, kind: type[CameraRow] | type[StaffRow]) -> dict[UUID, int]:
    count = select(kind.hall_id, func.count(col(kind.id))).where(col(kind.retired_at).is_(None))
    return dict(session.exec(count.group_by(col(kind.hall_id))).all())


def _windows(session: Session, now: datetime) -> tuple[dict[UUID, int], dict[UUID, list[str]], dict[UUID, list[str]]]:
    """By hall: how many there are, which no camera sees, and of which no sign is drawn."""
    drawn = (
        select(CameraViewRow.window_id, col(CameraViewRow.sign_zone).is_not(None))
        .join(CameraRow, col(CameraRow.id) == col(CameraViewRow.camera_id))
        .where(
            col(CameraRow.retired_at).is_(None),
            or_(col(CameraViewRow.valid_until).is_(None), col(CameraViewRow.valid_until) > now),
        )
    )
    seen: dict[UUID, bool] = {}
    for window_id, sign in session.exec(drawn).all():
        seen[window_id] = seen.get(window_id, False) or sign
    counts: dict[UUID, int] = defaultdict(int)
    unseen: dict[UUID, list[str]] = defaultdict(list)
    unsigned: dict[UUID, list[str]] = defaultdict(list)
    in_use = select(WindowRow.id, WindowRow.hall_id, WindowRow.code, WindowRow.sign_text).where(
        col(WindowRow.retired_at).is_(None)
    )
    for window_id, hall_id, code, by_text in session.exec(in_use.order_by(col(WindowRow.code))).all():
        counts[hall_id] += 1
        if window_id not in seen:
            unseen[hall_id].append(code)
        elif by_text and not seen[window_id]:
            unsigned[hall_id].append(code)
    return counts, unseen, unsigned


def _readers(session: Session, now: datetime) -> tuple[dict[UUID, int], dict[UUID, list[str]]]:
    counts: dict[UUID, int] = defaultdict(int)
    silent: dict[UUID, list[str]] = defaultdict(list)
    rows: Any = session.exec(select(ReaderRow).where(col(ReaderRow.retired_at).is_(None)).order_by(col(ReaderRow.code)))
    for row in rows:
        counts[row.hall_id] += 1
        if is_silent(row, now):
            silent[row.hall_id].append(row.code)
    return counts, silent


def is_silent(reader: ReaderRow, now: datetime) -> bool:
    heard = reader.alive_until or reader.last_seen_at
    return heard is None or now - heard > SILENT_AFTER


def _rostered_until(session: Session, hall_id: UUID) -> datetime | None:
    """When the latest shift begins, by the index of halls and starts."""
    return session.exec(select(func.max(col(ShiftRow.start))).where(ShiftRow.hall_id == hall_id)).one()


def _supervisors(session: Session) -> dict[UUID, int]:
    query = (
        select(UserHallRow.hall_id, func.count(col(UserHallRow.user_id)))
        .join(UserRow, col(UserRow.id) == col(UserHallRow.user_id))
        .where(UserRow.role == Role.supervisor, col(UserRow.retired_at).is_(None))
    )
    return dict(session.exec(query.group_by(col(UserHallRow.hall_id))).all())


def _hr(session: Session) -> int:
    query = select(func.count(col(UserRow.id))).where(UserRow.role == Role.hr, col(UserRow.retired_at).is_(None))
    return session.exec(query).one()
