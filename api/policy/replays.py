"""Trying a draft on recorded days beside the requests: one after the other, its progress and result in the database."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic
from uuid import UUID

from sqlmodel import Session, col, select

from api.database import reading_from, writing_to
from api.state import State
from conduct.rules.pack import load_pack
from conduct.rules.pack_drafts import finish_replay, note_progress, text_of
from conduct.rules.replayed import Replayed
from conduct.rules.replaying import replay
from models.tables import HallRow, PackDraftRow, PackReplayRow

log = logging.getLogger(__name__)

TELL_EVERY_S = 0.5
SILENT_FOR = timedelta(minutes=2)
"""Whoever works at one and was not heard from for so long has ended, with the process that it ran in."""

WAITS_FOR = timedelta(hours=1)
"""One that nobody began for so long was asked of a process that has ended; begun all the same, it shows."""


class Stand(StrEnum):
    waiting = "waiting"
    running = "running"
    finished = "finished"
    failed = "failed"
    stopped = "stopped"
    """The service was stopped meanwhile."""

    @property
    def goes_on(self) -> bool:
        return self in (Stand.waiting, Stand.running)


class Stopped(Exception):
    """The service closes."""


def stand_of(row: PackReplayRow, now: datetime) -> Stand:
    """How a trial stands; pure."""
    if row.finished_at is not None:
        return Stand.finished if row.failed is None else Stand(row.failed)
    begun = row.hall_days is not None
    if now - row.heard_at > (SILENT_FOR if begun else WAITS_FOR):
        return Stand.stopped
    return Stand.running if begun else Stand.waiting


def begin(state: State, replay_id: UUID) -> None:
    """Let a trial that was asked for run as soon as those before it are over."""
    state.background.submit(_run, state, replay_id)


def _run(state: State, replay_id: UUID) -> None:
    result, failed = None, None
    try:
        result = _told(_tried(state, replay_id))
    except Stopped:
        failed = Stand.stopped.value
    except Exception:
        log.exception("replay %s failed", replay_id)
        failed = Stand.failed.value
    try:
        with writing_to(state.engine) as session:
            finish_replay(session, replay_id, result=result, failed=failed, now=state.clock.now())
    except Exception:
        log.exception("replay %s: what it came to could not be kept", replay_id)


def _tried(state: State, replay_id: UUID) -> Replayed:
    with reading_from(state.engine) as session:
        row = session.get_one(PackReplayRow, replay_id)
        pack = load_pack(text_of(session.get_one(PackDraftRow, row.draft_id)))
        return replay(
            session, pack, row.first_day, row.last_day, halls=_halls(session, row), now=state.clock.now(),
            progress=_Progress(state, replay_id),
        )  # fmt: skip


class _Progress:
    def __init__(self, state: State, replay_id: UUID) -> None:
        self._state, self._replay_id, self._told_at = state, replay_id, float("-inf")

    def __call__(self, done: int, of: int) -> None:
        if self._state.closing.is_set():
            raise Stopped
        if monotonic() - self._told_at >= TELL_EVERY_S or done == of:
            with writing_to(self._state.engine) as session:
                note_progress(session, self._replay_id, done=done, hall_days=of, now=self._state.clock.now())
            self._told_at = monotonic()


def _halls(session: Session, row: PackReplayRow) -> list[HallRow]:
    query = select(HallRow).order_by(col(HallRow.code))
    return list(session.exec(query.where(HallRow.id == row.hall_id) if row.hall_id else query).all())


def _told(replayed: Replayed) -> dict[str, object]:
    """Numbers alone, and how many people's months lose more or less; nobody is named."""
    moved = {"more": 0, "less": 0, "same": 0}
    for each in replayed.people:
        before, after = each.present.at_most, each.draft.at_most
        moved["more" if after > before else "less" if after < before else "same"] += 1
    return {**replayed.as_json(people=False), "person_months": moved}
