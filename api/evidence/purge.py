"""Pictures whose time is over, and pictures and rows that have lost each other."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import col, select

from api.database import reading_from, writing_to
from api.evidence.folder import EvidenceFolder
from api.evidence.stored import Damaged, EvidenceStore
from conduct.auditing.trail import audit
from conduct.keeping.evidence import expired, is_shared, let_go
from conduct.keeping.retention import Retention
from models.tables import EvidenceRow

log = logging.getLogger(__name__)

BY_SCHEDULE = "schedule"
AT_ONCE = 1000
UNTIED_FOR = timedelta(hours=1)
"""A picture is written before its row: one so young may still get it."""
UNTIED_KEPT = timedelta(days=7)
"""How long a picture of no case is left for somebody to find out why, before it goes."""
TOLD_MOST = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What lies in the store without a case, and what cases miss; hashes."""

    untied: tuple[str, ...]
    """Pictures that no case shows; no one can see them."""
    removed: int
    """Of those, the ones that had lain there long enough."""
    lost: tuple[str, ...]
    """Pictures that a case should show and that are not there."""

    def __str__(self) -> str:
        untied = f"{len(self.untied)} pictures without a case ({self.removed} removed)"
        return f"{untied}, {len(self.lost)} pictures of cases lost"


def purge_evidence(
    engine: Engine, store: EvidenceStore, retention: Retention, *, now: datetime, at_most: int = AT_ONCE
) -> int:
    """Let go of every picture whose time is over; returns how many went. `at_most` means that there may be more.

    The picture goes first: after a crash in between the next round finds the row again and notes it.
    """
    with reading_from(engine) as session:
        found = expired(session, retention, now=now, at_most=at_most)
    gone = 0
    for each in found:
        with reading_from(engine) as session:
            shared = is_shared(session, each.evidence_id, each.sha256)
        if not shared:
            store.delete(each.sha256)
        with writing_to(engine) as session:
            gone += let_go(session, each.evidence_id, each.why, actor=BY_SCHEDULE, now=now)
    return gone


def check_evidence(engine: Engine, store: EvidenceStore, *, now: datetime) -> Checked:
    """Hold the store against the rows. What is amiss is logged and on record; pictures of no case go after a week."""
    stored = {each.sha256: each.put_at for each in store.list()}
    with reading_from(engine) as session:
        rows = set(session.exec(select(EvidenceRow.sha256).where(col(EvidenceRow.purged_at).is_(None))).all())
    # what came or went between the list and the rows is asked for once more
    alone = sorted(sha for sha, put_at in stored.items() if sha not in rows and now - put_at >= UNTIED_FOR)
    untied = [sha for sha in alone if _is_there(store, sha)]
    old = [sha for sha in untied if now - stored[sha] >= UNTIED_KEPT]
    lost = sorted(sha for sha in rows - set(stored) if not _is_there(store, sha))
    for sha256 in old:
        store.delete(sha256)
    if isinstance(store, EvidenceFolder):
        store.sweep(now - UNTIED_FOR)
    checked = Checked(tuple(untied), len(old), tuple(lost))
    if untied or lost:
        log.warning("evidence: %s", checked)
        with writing_to(engine) as session:
            audit(
                session, at=now, actor=BY_SCHEDULE, action="evidence.checked", entity="evidence", entity_id="store",
                untied=len(untied), removed=old[:TOLD_MOST], removed_count=len(old), lost=lost[:TOLD_MOST],
                lost_count=len(lost),
            )  # fmt: skip
    return checked


def _is_there(store: EvidenceStore, sha256: str) -> bool:
    try:
        store.get(sha256)
    except FileNotFoundError:
        return False
    except Damaged:
        log.warning("evidence: the picture %s is damaged", sha256)
    return True
