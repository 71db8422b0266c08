"""The steps of a violation's life that judging takes: opened, brought in line with new facts, withdrawn."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from conduct.appeal.closing import close_appeal
from conduct.judging.matching import Fate, fate_when_found, fate_when_gone
from conduct.review.decisions import standing_decision
from conduct.review.violation_trail import record
from conduct.telling.notices import tell
from conduct.telling.whom_to_tell import tell_person_if_told
from models.tables import ViolationRow, ViolationStatus
from models.values.findings import Finding
from models.values.why import why


def open_violation(
    session: Session,
    finding: Finding,
    *,
    hall_id: UUID,
    staff_id: UUID | None,
    window_id: UUID | None,
    pack_version: str,
    now: datetime,
) -> ViolationRow:
    status = _first_status(finding)
    row = ViolationRow(
        hall_id=hall_id,
        day=finding.day,
        rule=finding.rule,
        norms=list(finding.norms),
        subject_kind=finding.subject.kind,
        subject=finding.subject.id,
        staff_id=staff_id,
        window_id=window_id,
        start=finding.start,
        end=finding.end,
        status=status,
        explained_by=finding.explained_by,
        why=finding.why.as_json(),
        pack_version=pack_version,
        opened_at=now,
        updated_at=now,
    )
    session.add(row)
    record(session, row, "violation.opened", now, status=status.value)
    return row


def _first_status(finding: Finding) -> ViolationStatus:
    if finding.watched:
        return ViolationStatus.watched
    return ViolationStatus.explained if finding.explained_by else ViolationStatus.pending


def bring_in_line(
    session: Session, row: ViolationRow, finding: Finding, *, staff_id: UUID | None, pack_version: str, now: datetime
) -> None:
    """Let a stored violation say what judging found again; nothing is written when nothing changed."""
    fate = fate_when_found(
        row.status,
        explained=finding.explained_by is not None,
        same_person=row.staff_id == staff_id,
        watched=finding.watched,
    )
    told = {
        "start": finding.start,
        "end": finding.end,
        "staff_id": staff_id,
        "explained_by": finding.explained_by,
        "why": finding.why.as_json(),
        "norms": list(finding.norms),
        "pack_version": pack_version,
        "day": finding.day,
    }
    named_before = row.staff_id
    if not row.tell(told) and fate.status == row.status:
        return
    row.updated_at = now
    _follow(session, row, fate, now, named=named_before)


def withdraw(session: Session, row: ViolationRow, *, now: datetime) -> None:
    """What judging no longer finds holds no longer, whatever was decided about it."""
    if row.status == ViolationStatus.withdrawn:
        return
    fate = fate_when_gone(row.status)
    row.updated_at = now
    tell_person_if_told(session, row, why("notice.withdrawn"), now)
    _follow(session, row, fate, now, named=row.staff_id)


def _follow(session: Session, row: ViolationRow, fate: Fate, now: datetime, *, named: UUID | None) -> None:
    """`named` is the person whom the violation named when it was decided."""
    decision = standing_decision(session, row) if fate.decision_falls is not None else None
    if decision is not None:
        decision.fallen_at = now
        tell(
            session,
            why(f"notice.decision-fell-{fate.decision_falls}"),
            violation_id=row.id,
            staff_id=named,
            user_id=decision.user_id,
            now=now,
        )
        record(session, row, "decision.fell", now, reason=str(fate.decision_falls), verdict=decision.verdict.value)
        close_appeal(session, row, decision, because=str(fate.decision_falls), now=now)
    if fate.status != row.status:
        record(session, row, f"violation.{fate.status.value}", now, before=row.status.value)
        row.status = fate.status
