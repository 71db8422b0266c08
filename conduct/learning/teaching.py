"""Teaching windows: looks whose truth people told, from a set-up and from verdicts, and what is trained on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from conduct.auditing.trail import audit
from conduct.judging.crosscheck import RULE_OF_STATE
from conduct.review.decisions import standing_decision
from models.tables import (
    COUNTING,
    DecisionRow,
    EvidenceRow,
    TaughtLookRow,
    TaughtSource,
    Verdict,
    ViolationRow,
    ViolationStatus,
    WindowClassifierRow,
)
from models.values.occupancy import WindowState
from vision.features import FEATURES_VERSION
from vision.fuse import TaughtLimits
from vision.taught import TaughtLook, TaughtReport, TaughtWindow, TrainLimits, train

UNATTENDED = RULE_OF_STATE[WindowState.unattended]
WAS_THERE = "was-there"
"""The reason with which a supervisor dismisses a case because the person was at the window."""


@dataclass(frozen=True, slots=True)
class Place:
    """A window as one camera sees it: each is taught by itself."""

    window_id: UUID
    camera_id: UUID


@dataclass(frozen=True, slots=True)
class Learnt:
    """What verdicts changed about the taught looks."""

    kept: int
    dropped: int

    @property
    def changed(self) -> bool:
        return bool(self.kept or self.dropped)


def truth_of(status: ViolationStatus, verdict: Verdict | None, reason: str) -> bool | None:
    """Whether the window was staffed in an `unattended` case, by its standing verdict; None where that does not tell.

    A confirmed case was empty, unless an appeal against it runs or was won. A dismissed one was staffed only where the
    reason says that the person was there: a camera out of order tells nothing. Pure.
    """
    if status in COUNTING and verdict is Verdict.confirm:
        return False
    if status is ViolationStatus.dismissed and verdict is Verdict.dismiss:
        return True if reason.partition(":")[0].strip() == WAS_THERE else None
    return None


def keep_set_up(
    session: Session, place: Place, looks: Iterable[TaughtLook], *, actor: str, now: datetime
) -> tuple[int, int]:
    """Store looks of a set-up: how many are new, and how many changed. Looks of other instants stay."""
    new = changed = 0
    for look in looks:
        added, told = _keep(session, place, look, TaughtSource.set_up, FEATURES_VERSION)
        new, changed = new + added, changed + told
    if new or changed:
        audit(
            session, at=now, actor=actor, action="window.shown", entity="window", entity_id=place.window_id,
            camera=str(place.camera_id), new=new, changed=changed,
        )  # fmt: skip
    return new, changed


def learn_from_verdicts(session: Session, *, actor: str, now: datetime, place: Place | None = None) -> Learnt:
    """Bring the looks taught by verdicts in line with the verdicts that stand now.

    Of cases whose evidence carries the look's numbers. A verdict taken back or fallen no longer teaches; what was
    learnt from evidence that has been purged since stays.
    """
    shown = (
        select(EvidenceRow, ViolationRow)
        .join(ViolationRow, col(ViolationRow.id) == col(EvidenceRow.violation_id))
        .where(ViolationRow.rule == UNATTENDED, col(EvidenceRow.features_version).is_not(None))
        .order_by(col(EvidenceRow.taken_at), col(EvidenceRow.id))
    )
    if place is not None:
        shown = shown.where(EvidenceRow.window_id == place.window_id, EvidenceRow.camera_id == place.camera_id)
    kept = dropped = 0
    for evidence, violation in session.exec(shown).all():
        changed = _follow(session, evidence, _truth(session, violation))
        kept, dropped = kept + (changed == "kept"), dropped + (changed == "dropped")
    learnt = Learnt(kept, dropped)
    if learnt.changed:
        audit(
            session, at=now, actor=actor, action="verdicts.taught", entity="window",
            entity_id=place.window_id if place else "all", kept=kept, dropped=dropped,
        )  # fmt: skip
    return learnt


def teach(
    session: Session,
    place: Place,
    *,
    actor: str,
    now: datetime,
    limits: TrainLimits | None = None,
    taught_limits: TaughtLimits | None = None,
) -> TaughtReport:
    """Train a window's classifier on all its taught looks, and store it with its report in place of the last one.

    What cannot be trained, for too few looks, is stored too, out of use: so the reason can be read.
    """
    taught, report = train(taught_looks(session, place), limits, taught_limits)
    told: dict[str, Any] = {
        "trained_at": now,
        "features_version": FEATURES_VERSION,
        "parameters": taught.as_json() if taught else {},
        "report": report.as_json(),
        "in_use": taught is not None and report.in_use,
    }
    row = classifier_row(session, place)
    if row is None:
        row = WindowClassifierRow(window_id=place.window_id, camera_id=place.camera_id, **told)
        session.add(row)
    else:
        row.tell(told)
    session.flush()
    audit(
        session, at=now, actor=actor, action="window.taught", entity="window", entity_id=place.window_id,
        camera=str(place.camera_id), staffed=report.staffed, empty=report.empty, in_use=row.in_use, why=report.why,
    )  # fmt: skip
    return report


def teach_changed(
    session: Session, *, actor: str, now: datetime, taught_limits: TaughtLimits | None = None
) -> list[Place]:
    """Learn from the verdicts given since, and train those windows anew that they changed."""
    before = {place: _by_verdicts(session, place) for place in _taught_places(session)}
    learn_from_verdicts(session, actor=actor, now=now)
    changed = [place for place in _taught_places(session) if before.get(place) != _by_verdicts(session, place)]
    for place in changed:
        teach(session, place, actor=actor, now=now, taught_limits=taught_limits)
    return changed


def taught_looks(session: Session, place: Place) -> list[TaughtLook]:
    """All looks that a window was taught with features as they are taken now, in order of time."""
    rows = session.exec(
        _own(place)
        .where(TaughtLookRow.features_version == FEATURES_VERSION)
        .order_by(col(TaughtLookRow.at), col(TaughtLookRow.id))
    ).all()
    return [TaughtLook(row.at, row.staffed, tuple(row.features)) for row in rows]


def classifier_row(session: Session, place: Place) -> WindowClassifierRow | None:
    """What is stored of a window's teaching, in use or not."""
    return session.exec(
        select(WindowClassifierRow)
        .where(WindowClassifierRow.window_id == place.window_id, WindowClassifierRow.camera_id == place.camera_id)
        .order_by(col(WindowClassifierRow.trained_at).desc())
    ).first()


def classifiers_in_use(session: Session) -> dict[Place, TaughtWindow]:
    """The classifiers to look with; those taught with other features than are taken now are left out."""
    rows = session.exec(select(WindowClassifierRow).where(col(WindowClassifierRow.in_use).is_(True))).all()
    return {
        Place(row.window_id, row.camera_id): TaughtWindow.from_json(row.parameters, row.features_version)
        for row in rows
        if row.features_version == FEATURES_VERSION
    }


def spaced(first: datetime, count: int, every_s: float) -> Sequence[datetime]:
    """Instants of a recording of so many frames. Raises ValueError for an interval of 0 or less."""
    if every_s <= 0:
        raise ValueError(f"frames follow each other by more than 0 s, not {every_s}")
    return [first + timedelta(seconds=every_s * number) for number in range(count)]


def _taught_places(session: Session) -> list[Place]:
    rows = session.exec(select(TaughtLookRow.window_id, TaughtLookRow.camera_id).distinct()).all()
    return [Place(window_id, camera_id) for window_id, camera_id in rows]


def _by_verdicts(session: Session, place: Place) -> frozenset[tuple[UUID, bool]]:
    """What was taught by verdicts: changed by a new one, a fallen one and one that was turned round."""
    rows = session.exec(
        select(TaughtLookRow.id, TaughtLookRow.staffed).where(
            TaughtLookRow.window_id == place.window_id,
            TaughtLookRow.camera_id == place.camera_id,
            TaughtLookRow.source == TaughtSource.verdict,
        )
    ).all()
    return frozenset((row_id, staffed) for row_id, staffed in rows)


def _truth(session: Session, violation: ViolationRow) -> bool | None:
    decision: DecisionRow | None = standing_decision(session, violation)
    if decision is None:
        return None
    return truth_of(violation.status, decision.verdict, decision.reason)


def _follow(session: Session, evidence: EvidenceRow, staffed: bool | None) -> str:
    assert evidence.window_id is not None and evidence.camera_id is not None, "only a camera's looks have numbers"  # noqa: PT018
    place = Place(evidence.window_id, evidence.camera_id)
    if staffed is None:
        row = _stored(session, place, evidence.taken_at, TaughtSource.verdict)
        if row is None:
            return ""
        session.delete(row)
        session.flush()
        return "dropped"
    if evidence.features is None or evidence.features_version is None:
        return ""
    look = TaughtLook(evidence.taken_at, staffed, tuple(evidence.features))
    return "kept" if any(_keep(session, place, look, TaughtSource.verdict, evidence.features_version)) else ""


def _keep(session: Session, place: Place, look: TaughtLook, source: TaughtSource, version: int) -> tuple[bool, bool]:
    """Whether a look was added, and whether one of that instant was told something else."""
    told: dict[str, Any] = {"staffed": look.staffed, "features": list(look.features), "features_version": version}
    row = _stored(session, place, look.at, source)
    if row is not None:
        return False, row.tell(told)
    session.add(
        TaughtLookRow(window_id=place.window_id, camera_id=place.camera_id, at=look.at, source=source, **told)
    )  # fmt: skip
    session.flush()
    return True, False


def _stored(session: Session, place: Place, at: datetime, source: TaughtSource) -> TaughtLookRow | None:
    return session.exec(_own(place).where(TaughtLookRow.at == at, TaughtLookRow.source == source)).first()


def _own(place: Place) -> SelectOfScalar[TaughtLookRow]:
    return select(TaughtLookRow).where(
        TaughtLookRow.window_id == place.window_id, TaughtLookRow.camera_id == place.camera_id
    )
