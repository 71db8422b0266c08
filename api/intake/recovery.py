"""Making spool and ledger agree again after a restart."""

import logging
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select, update

from api.intake.ledger import enter_with
from api.intake.receive import Arrival, entry_of
from api.intake.spool import Spool
from models.tables import FrameRow, FrameStatus
from vision.jpeg import Refused, inspect

log = logging.getLogger(__name__)

IDS_PER_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a restart found amiss."""

    orphans: int
    """Files of no use: never promised to the camera, or looked at already. Removed."""
    lost: int
    """Spooled rows without a file. Now broken."""
    waiting: int
    """Frames that are whole and still to be looked at."""
    entered: int = 0
    """Of these, so many had lost their row, and got it again by what their file says."""


def recover(session: Session, spool: Spool) -> Recovered:
    """Makes spool and ledger agree again. Only before the first frame is taken in: it removes files without a row."""
    present = spool.ids()
    entered = {frame_id for frame_id in present - _known(session, present) if _enter_again(session, spool, frame_id)}
    expected = frozenset(session.exec(select(FrameRow.id).where(FrameRow.status == FrameStatus.spooled)))
    for orphan in present - expected:
        spool.drop(orphan)
    lost = sorted(expected - present)
    for some in _portions(lost):
        session.exec(update(FrameRow).where(col(FrameRow.id).in_(some)).values(status=FrameStatus.broken))
    recovered = Recovered(len(present - expected), len(lost), len(present & expected), len(entered))
    log.info("spool recovered %s", recovered)
    return recovered


def _known(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Those that have a row, whatever became of them."""
    known: set[UUID] = set()
    for some in _portions(sorted(ids)):
        known.update(session.exec(select(FrameRow.id).where(col(FrameRow.id).in_(some))))
    return known


def _enter_again(session: Session, spool: Spool, frame_id: UUID) -> bool:
    """Whether a file without a row has got one: not if it is unfinished, was there before, or is no longer welcome."""
    body, note = spool.read_with_note(frame_id)
    if note is None:
        return False
    try:
        inspect(body, pixels_max=sys.maxsize)  # how many are taken was asked when it came
    except Refused:
        return False
    arrival = Arrival(note.camera_id, body, note.captured_at, note.received_at, note.key_id)
    (outcome,) = enter_with(session.connection(), [entry_of(frame_id, arrival, FrameStatus.spooled)])
    return outcome == frame_id


def _portions(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + IDS_PER_STATEMENT] for start in range(0, len(ids), IDS_PER_STATEMENT))
