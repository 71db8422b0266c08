"""The steps of a violation's life; each one function that changes, audits and tells whom it concerns."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.audit import JUDGE, audit
from conduct.matching import Fate, fate_when_found, fate_when_gone
from conduct.notices import tell
from models.tables import DecisionRow, Verdict, ViolationRow, ViolationStatus
from models.values.findings import Finding
from models.values.why import why

TAKE_BACK = timedelta(seconds=10)

STATUS_OF_VERDICT = {
    Verdict.confirm: ViolationStatus.confirmed,
    Verdict.dismiss: ViolationStatus.dismissed,
    Verdict.excuse: ViolationStatus.excused,
    Verdict.unclear: ViolationStatus.pending,
}


class Refused(Exception):
    """A step that may not be taken; `code` is stable, the message one line in words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides: a named log-in, and who that is on the roster, if anybody."""

    user_id: UUID
    login: str
    staff_id: UUID | None = None


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
    _record(session, row, "violation.opened", now, status=status.value)
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
    if not row.tell(told) and fate.status == row.status:
        return
    row.updated_at = now
    _follow(session, row, fate, now)


def withdraw(session: Session, row: ViolationRow, *, now: datetime) -> None:
    """What judging no longer finds holds no longer, whatever was decided about it."""
    if row.status == ViolationStatus.withdrawn:
        return
    fate = fate_when_gone(row.status)
    row.updated_at = now
    if row.status != ViolationStatus.watched:
        tell(session, why("notice.withdrawn"), violation_id=row.id, staff_id=row.staff_id, now=now)
    _follow(session, row, fate, now)


def _follow(session: Session, row: ViolationRow, fate: Fate, now: datetime) -> None:
    if fate.decision_falls is not None:
        decision = standing_decision(session, row)
        if decision is not None:
            decision.fallen_at = now
            tell(
                session,
                why(f"notice.decision-fell-{fate.decision_falls}"),
                violation_id=row.id,
                staff_id=row.staff_id,
                user_id=decision.user_id,
                now=now,
            )
            _record(session, row, "decision.fell", now, reason=fate.decision_falls, verdict=decision.verdict.value)
    if fate.status != row.status:
        _record(session, row, f"violation.{fate.status.value}", now, before=row.status.value)
        row.status = fate.status


def standing_decision(session: Session, row: ViolationRow) -> DecisionRow | None:
    """The latest decision on a violation that was neither taken back nor fell, `unclear` ones left aside."""
    return session.exec(
        select(DecisionRow)
        .where(
            DecisionRow.violation_id == row.id,
            col(DecisionRow.taken_back_at).is_(None),
            col(DecisionRow.fallen_at).is_(None),
            DecisionRow.verdict != Verdict.unclear,
        )
        .order_by(col(DecisionRow.at).desc(), col(DecisionRow.id).desc())
    ).first()


def why_not_decide(row: ViolationRow, by: Reviewer) -> Refused | None:
    """Whether this reviewer may decide on this violation now; pure."""
    if by.staff_id is not None and by.staff_id == row.staff_id:
        return Refused("own-violation", "nobody decides on a violation of their own")
    if row.status == ViolationStatus.watched:
        return Refused("in-watch", "its rule is in watch mode: there is nothing to decide")
    if row.status != ViolationStatus.pending:
        return Refused("already-decided", f"this violation is {row.status.value}, not pending")
    return None


def decide(
    session: Session, row: ViolationRow, *, by: Reviewer, verdict: Verdict, reason: str, now: datetime
) -> DecisionRow:
    """A named person's verdict on a pending violation; `unclear` leaves it pending for another."""
    refused = why_not_decide(row, by)
    if refused is not None:
        raise refused
    decision = DecisionRow(violation_id=row.id, user_id=by.user_id, verdict=verdict, reason=reason, at=now)
    session.add(decision)
    row.status = STATUS_OF_VERDICT[verdict]
    row.updated_at = now
    _record(session, row, "violation.decided", now, actor=by.login, verdict=verdict.value, reason=reason)
    return decision


def take_back(session: Session, row: ViolationRow, *, by: Reviewer, now: datetime) -> None:
    """Undo one's own latest decision within ten seconds of making it."""
    decision = standing_decision(session, row)
    if decision is None or decision.user_id != by.user_id:
        raise Refused("not-your-decision", "there is no decision of yours to take back")
    if now - decision.at > TAKE_BACK:
        raise Refused("too-late", f"a decision can be taken back for {TAKE_BACK.seconds} s")
    decision.taken_back_at = now
    row.status = ViolationStatus.pending
    row.updated_at = now
    _record(session, row, "decision.taken-back", now, actor=by.login, verdict=decision.verdict.value)


def _record(
    session: Session, row: ViolationRow, action: str, now: datetime, *, actor: str = JUDGE, **data: str
) -> None:
    audit(session, at=now, actor=actor, action=action, entity="violation", entity_id=row.id, rule=row.rule, **data)
