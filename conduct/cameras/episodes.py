"""Bringing a camera's stored episodes, and the supervisor's tasks about them, in line with what was found."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.stale import mark_stale, touched_days
from conduct.tasks import reopen_task
from models.tables import CameraEpisodeRow, CameraRow, HallRow, TaskRow, TaskStatus
from models.values.care import CameraCondition, Episode
from models.values.local_time import local_day
from models.values.why import Why

CARE = "camera-care"
"""The actor when no person acts."""


class Turn(StrEnum):
    """What became of an episode."""

    began = "began"
    ended = "ended"
    never_was = "never-was"
    """Later facts showed that nothing was the matter."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something to be told once."""

    camera: str
    turn: Turn
    episode: Episode
    zone: ZoneInfo
    """In which people read the times of it."""


def task_kind(condition: CameraCondition) -> str:
    return f"camera-{condition.value}"


def stored_episodes(
    session: Session, camera_id: UUID, conditions: Collection[CameraCondition], *, since: datetime | None = None
) -> Sequence[CameraEpisodeRow]:
    """Those that go on, and with `since` those too that ended later than that; in order of start."""
    end = col(CameraEpisodeRow.end)
    query = select(CameraEpisodeRow).where(
        CameraEpisodeRow.camera_id == camera_id, col(CameraEpisodeRow.condition).in_(list(conditions))
    )
    query = query.where(end.is_(None) if since is None else or_(end.is_(None), end > since))
    return session.exec(query.order_by(col(CameraEpisodeRow.start), col(CameraEpisodeRow.id))).all()


def episode_of(row: CameraEpisodeRow) -> Episode:
    facts: dict[str, str] = row.why["facts"]
    return Episode(row.condition, row.start, row.end, Why(row.why["code"], tuple(facts.items())), row.unusable_from)


def bring_in_line(
    session: Session, camera_id: UUID, found: Sequence[Episode], stored: Sequence[CameraEpisodeRow], *, now: datetime
) -> list[Change]:
    """Open, change, close or take back stored episodes until they are those found, in the caller's transaction.

    An episode opens one task and closes it when it ends, if nobody has closed it before.
    """
    if not found and not stored:
        return []
    camera = session.get_one(CameraRow, camera_id)
    hall = session.get_one(HallRow, camera.hall_id)
    zone = ZoneInfo(hall.timezone)
    changes: list[Change] = []
    left = list(stored)
    for episode in found:
        row = _same(episode, left)
        if row is None:
            row = _open(session, camera, hall, episode, now)
            changes.append(Change(camera.code, Turn.began, episode, zone))
        else:
            left.remove(row)
        changes.extend(_follow(session, camera.code, hall, row, episode, now))
    for row in left:
        changes.append(Change(camera.code, Turn.never_was, episode_of(row), zone))
        _take_back(session, hall, row, now)
    session.flush()
    return changes


def _same(episode: Episode, stored: Iterable[CameraEpisodeRow]) -> CameraEpisodeRow | None:
    alike = [row for row in stored if row.condition == episode.condition and _meet(row, episode)]
    return min(alike, key=lambda row: (row.start != episode.start, row.start), default=None)


def _meet(row: CameraEpisodeRow, episode: Episode) -> bool:
    return (row.end is None or row.end > episode.start) and (episode.end is None or episode.end > row.start)


def _open(session: Session, camera: CameraRow, hall: HallRow, episode: Episode, now: datetime) -> CameraEpisodeRow:
    task = TaskRow(
        hall_id=hall.id,
        day=local_day(episode.start, ZoneInfo(hall.timezone)),
        kind=task_kind(episode.condition),
        start=episode.start,
        why=episode.why.as_json(),
        opened_at=now,
    )
    session.add(task)
    session.flush()
    row = CameraEpisodeRow(
        camera_id=camera.id,
        condition=episode.condition,
        start=episode.start,
        unusable_from=episode.unusable_from,
        why=episode.why.as_json(),
        noticed_at=now,
        task_id=task.id,
    )
    session.add(row)
    _record(session, row, "camera.failed", now)
    _looks_changed(session, hall, row.unusable_from, None, now)
    return row


def _follow(
    session: Session, camera: str, hall: HallRow, row: CameraEpisodeRow, episode: Episode, now: datetime
) -> list[Change]:
    before = (row.unusable_from, row.end)
    ended_before = row.end is not None
    told = {
        "start": episode.start,
        "end": episode.end,
        "unusable_from": episode.unusable_from,
        "why": episode.why.as_json(),
    }
    if not row.tell(told):
        return []
    _tell_task(session, row, hall, now, goes_on_again=ended_before and row.end is None)
    for start, end in {before, (row.unusable_from, row.end)}:
        _looks_changed(session, hall, start, end, now)
    if ended_before == (row.end is not None):
        return []
    turn = Turn.began if ended_before else Turn.ended
    _record(session, row, "camera.failed" if ended_before else "camera.recovered", now)
    return [Change(camera, turn, episode, ZoneInfo(hall.timezone))]


def _tell_task(session: Session, row: CameraEpisodeRow, hall: HallRow, now: datetime, *, goes_on_again: bool) -> None:
    task = session.get(TaskRow, row.task_id) if row.task_id else None
    if task is None:
        return
    day = local_day(row.start, ZoneInfo(hall.timezone))
    task.tell({"start": row.start, "end": row.end, "why": row.why, "day": day})
    if row.end is not None and task.status == TaskStatus.open:
        task.status, task.closed_at = TaskStatus.done, now
    elif goes_on_again:
        reopen_task(task)


def _take_back(session: Session, hall: HallRow, row: CameraEpisodeRow, now: datetime) -> None:
    task = session.get(TaskRow, row.task_id) if row.task_id else None
    _record(session, row, "camera.never-failed", now)
    _looks_changed(session, hall, row.unusable_from, row.end, now)
    session.delete(row)
    session.flush()
    if task is not None:
        task.status, task.closed_at = TaskStatus.withdrawn, now


def _looks_changed(
    session: Session, hall: HallRow, start: datetime | None, end: datetime | None, now: datetime
) -> None:
    """Which looks count has changed: the days that they touch are judged again."""
    if start is not None:
        mark_stale(session, hall.id, touched_days(session, hall, start, max(end or now, start)), now=now)


def _record(session: Session, row: CameraEpisodeRow, action: str, now: datetime) -> None:
    audit(
        session, at=now, actor=CARE, action=action, entity="camera", entity_id=row.camera_id,
        condition=row.condition.value, start=row.start.isoformat(), end=row.end.isoformat() if row.end else None,
    )  # fmt: skip
