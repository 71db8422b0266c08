"""The last blurred still of each window and state, in memory until an episode opens that it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import writing_to
from api.evidence import EvidenceFolder
from conduct.audit import JUDGE, audit
from conduct.crosscheck import RULE_OF_STATE
from models.database import reading
from models.tables import EvidenceRow, ViolationRow, ViolationStatus
from models.values.occupancy import WindowState

RENEWED_EVERY = timedelta(seconds=10)
STATE_OF_RULE = {rule: state for state, rule in RULE_OF_STATE.items()}


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that may be kept: only the window's zones, heads blurred."""

    camera_id: UUID
    window_id: UUID
    state: WindowState
    taken_at: datetime
    jpeg: bytes


class Stills:
    """Filled by the worker, emptied by the judging loop, each in its own thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: dict[tuple[UUID, WindowState], Still] = {}

    def wants(self, window_id: UUID, state: WindowState, at: datetime) -> bool:
        """Whether a still of this look is worth making: it could become evidence, and the last one is older."""
        if state not in RULE_OF_STATE:
            return False
        with self._lock:
            last = self._last.get((window_id, state))
        return last is None or abs(at - last.taken_at) >= RENEWED_EVERY

    def put(self, still: Still) -> None:
        with self._lock:
            self._last[still.window_id, still.state] = still

    def showing(self, window_id: UUID, rule: str, start: datetime, end: datetime | None) -> Still | None:
        """The still taken within an episode, if there is one."""
        state = STATE_OF_RULE.get(rule)
        with self._lock:
            still = self._last.get((window_id, state)) if state else None
        if still is None or still.taken_at < start or (end is not None and still.taken_at > end):
            return None
        return still


def keep_stills(engine: Engine, stills: Stills, folder: EvidenceFolder, *, now: datetime) -> int:
    """Write the stills that show a pending violation which has none yet; returns how many."""
    with Session(reading(engine)) as session:
        bare = session.exec(
            select(ViolationRow)
            .outerjoin(EvidenceRow, col(EvidenceRow.violation_id) == col(ViolationRow.id))
            .where(
                ViolationRow.status == ViolationStatus.pending,
                col(ViolationRow.window_id).is_not(None),
                col(ViolationRow.rule).in_(list(STATE_OF_RULE)),
                col(EvidenceRow.id).is_(None),
                ViolationRow.updated_at >= now - timedelta(hours=1),
            )
        ).all()
    kept = 0
    for violation in bare:
        assert violation.window_id is not None
        still = stills.showing(violation.window_id, violation.rule, violation.start, violation.end)
        if still is not None:
            _keep(engine, folder, violation, still, now)
            kept += 1
    return kept


def _keep(engine: Engine, folder: EvidenceFolder, violation: ViolationRow, still: Still, now: datetime) -> None:
    sha256 = folder.put(still.jpeg)
    with writing_to(engine) as session:
        row = EvidenceRow(
            violation_id=violation.id,
            camera_id=still.camera_id,
            window_id=still.window_id,
            taken_at=still.taken_at,
            sha256=sha256,
            size_bytes=len(still.jpeg),
        )
        session.add(row)
        audit(
            session, at=now, actor=JUDGE, action="evidence.kept", entity="violation", entity_id=violation.id,
            sha256=sha256,
        )  # fmt: skip
