"""Letting a window unlearn what it was taught, and how much that is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from conduct.auditing.trail import audit
from conduct.learning.teaching import Place
from models.tables import EvidenceRow, TaughtLookRow, TaughtSource, WindowClassifierRow


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many looks a window no longer knows."""

    shown: int
    by_verdicts: int


def forget(session: Session, place: Place, *, actor: str, now: datetime) -> Forgotten | None:
    """Let a window unlearn all that it was taught until now, by set-up and by verdicts; None where that is nothing.

    The verdicts themselves stand; the numbers kept with their evidence go, so that they do not teach it again.
    """
    looks = session.exec(select(TaughtLookRow).where(*_of(place))).all()
    classifiers = session.exec(
        select(WindowClassifierRow).where(
            WindowClassifierRow.window_id == place.window_id, WindowClassifierRow.camera_id == place.camera_id
        )
    ).all()
    numbered = session.exec(
        select(EvidenceRow).where(
            EvidenceRow.window_id == place.window_id,
            EvidenceRow.camera_id == place.camera_id,
            col(EvidenceRow.features_version).is_not(None),
        )
    ).all()
    if not looks and not classifiers and not numbered:
        return None
    told = Forgotten(
        shown=sum(look.source is TaughtSource.set_up for look in looks),
        by_verdicts=sum(look.source is TaughtSource.verdict for look in looks),
    )
    for each in (*looks, *classifiers):
        session.delete(each)
    for evidence in numbered:
        evidence.features = evidence.features_version = None
    session.flush()
    audit(
        session, at=now, actor=actor, action="window.forgot", entity="window", entity_id=place.window_id,
        camera=str(place.camera_id), shown=told.shown, by_verdicts=told.by_verdicts, evidence=len(numbered),
    )  # fmt: skip
    return told


def count_taught(session: Session, place: Place) -> dict[tuple[TaughtSource, bool], int]:
    """How many looks a window was taught with, by who told their truth and whether they were staffed."""
    rows = session.exec(
        select(TaughtLookRow.source, TaughtLookRow.staffed, func.count(col(TaughtLookRow.id)))
        .where(*_of(place))
        .group_by(col(TaughtLookRow.source), col(TaughtLookRow.staffed))
    ).all()
    return {(TaughtSource(source), staffed): count for source, staffed, count in rows}


def _of(place: Place) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(TaughtLookRow.window_id) == place.window_id, col(TaughtLookRow.camera_id) == place.camera_id
