"""Packs that somebody brings in to be checked and tried, and the trials of them on recorded days."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.review.violations import Refused
from conduct.rules.pack import PackText, digest
from models.tables import HallRow, PackDraftRow, PackReplayRow

LONGEST_REPLAY = timedelta(days=400)
"""A longer one would keep a core busy for hours."""


def keep_draft(session: Session, text: PackText, *, by: str, now: datetime) -> PackDraftRow:
    """Keep a pack's files as they are, faults and all."""
    row = PackDraftRow(
        files=[[name, content] for name, content in text.files], sha256=digest(text.joined), added_at=now, added_by=by
    )
    session.add(row)
    audit(
        session, at=now, actor=by, action="pack.drafted", entity="pack", entity_id=row.id, sha256=row.sha256,
        files=len(text.files),
    )  # fmt: skip
    return row


def text_of(draft: PackDraftRow) -> PackText:
    return PackText(tuple((name, content) for name, content in draft.files))


def latest_drafts(session: Session, limit: int) -> list[PackDraftRow]:
    return list(session.exec(select(PackDraftRow).order_by(col(PackDraftRow.id).desc()).limit(limit)).all())


def ask_replay(
    session: Session,
    draft: PackDraftRow,
    first_day: date,
    last_day: date,
    *,
    hall: HallRow | None,
    by: str,
    now: datetime,
) -> PackReplayRow:
    """Put on record that a draft is to be tried on recorded days. Raises Refused: `bad-days`, `too-many-days`."""
    if last_day < first_day:
        raise Refused("bad-days", "the last day is before the first")
    if last_day - first_day > LONGEST_REPLAY:
        raise Refused("too-many-days", f"a draft is tried on {LONGEST_REPLAY.days} days at most")
    row = PackReplayRow(
        draft_id=draft.id, first_day=first_day, last_day=last_day, hall_id=hall.id if hall else None, asked_at=now,
        asked_by=by, heard_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by, action="pack.replayed", entity="pack", entity_id=draft.id,
        first_day=str(first_day), last_day=str(last_day), hall=hall.code if hall else None,
    )  # fmt: skip
    return row


def note_progress(session: Session, replay_id: UUID, *, done: int, hall_days: int, now: datetime) -> None:
    row = session.get_one(PackReplayRow, replay_id)
    row.done, row.hall_days, row.heard_at = done, hall_days, now


def finish_replay(
    session: Session, replay_id: UUID, *, result: dict[str, Any] | None, failed: str | None, now: datetime
) -> None:
    row = session.get_one(PackReplayRow, replay_id)
    row.result, row.failed, row.heard_at, row.finished_at = result, failed, now, now


def replays_of(session: Session, draft_id: UUID, limit: int) -> list[PackReplayRow]:
    """The latest first."""
    query = select(PackReplayRow).where(PackReplayRow.draft_id == draft_id)
    return list(session.exec(query.order_by(col(PackReplayRow.id).desc()).limit(limit)).all())
