"""Attendance with the camera's word merged in, and the violations that it comes to. Pure.

The camera speaks for the person who forgot to punch (rule 10); rule 12 gives the violations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from conduct.rules.policy import Policy
from models.values.findings import (
    AttendanceOutcome,
    AttendanceStatus,
    Finding,
    Subject,
    SubjectKind,
    TaskFinding,
    TaskKind,
)
from models.values.interval import intersect, total
from models.values.occupancy import StateSpan, WindowState
from models.values.why import why
from roster.duty import Duty, DutyShift

NOT_PUNCHED = (AttendanceStatus.missing_in, AttendanceStatus.missing_out, AttendanceStatus.missed_punch)


def hear_the_camera(
    duty: Duty,
    outcomes: Mapping[int, AttendanceOutcome],
    states: Mapping[str, Sequence[StateSpan]],
    *,
    staffed_share: float,
) -> dict[int, AttendanceOutcome]:
    """Turn `absent` into `missed_punch` where the window was staffed and nobody else can have been there."""
    merged = dict(outcomes)
    for shift in duty.shifts:
        known = outcomes[shift.index]
        if known.status != AttendanceStatus.absent or shift.window is None or not shift.duty:
            continue
        others = [s for s in duty.at_window(shift.window) if s.staff != shift.staff]
        if any(intersect(shift.duty, other.duty) for other in others):
            continue
        staffed = [s.time for s in states.get(shift.window, ()) if s.state == WindowState.staffed]
        share = total(intersect(shift.duty, staffed)) / total(shift.duty)
        if share >= staffed_share:
            reason = why("attendance.missed-punch", window=shift.window, share=f"{share:.0%}")
            merged[shift.index] = replace(known, status=AttendanceStatus.missed_punch, why=reason)
    return merged


def attendance_findings(shift: DutyShift, outcome: AttendanceOutcome, policy: Policy) -> tuple[Finding, ...]:
    """`late`, `early-leave` and `absent`, each one violation of the person (rule 12)."""
    found: list[Finding] = []
    status, came, went = outcome.status, outcome.came, outcome.went
    if status in (AttendanceStatus.late, AttendanceStatus.late_and_early) and came:
        found.append(_finding("late", shift, outcome, policy, shift.time.start, came))
    if status in (AttendanceStatus.early_leave, AttendanceStatus.late_and_early) and went:
        found.append(_finding("early-leave", shift, outcome, policy, went, shift.time.end))
    if status == AttendanceStatus.absent:
        found.append(_finding("absent", shift, outcome, policy, shift.time.start, shift.time.end))
    return tuple(found)


def _finding(
    rule: str, shift: DutyShift, outcome: AttendanceOutcome, policy: Policy, start: datetime, end: datetime
) -> Finding:
    return Finding(
        rule=rule,
        norms=policy.norms(rule),
        subject=Subject(SubjectKind.staff, shift.staff),
        day=shift.day,
        start=start,
        end=end,
        why=outcome.why,
        staff=shift.staff,
    )


def missed_punch_tasks(shift: DutyShift, outcome: AttendanceOutcome) -> tuple[TaskFinding, ...]:
    """A punch that is missing is a task to clear up, never a violation (rule 10)."""
    if outcome.status not in NOT_PUNCHED:
        return ()
    return (
        TaskFinding(
            kind=TaskKind.missed_punch,
            day=shift.day,
            window=shift.window,
            staff=shift.staff,
            start=shift.time.start,
            end=shift.time.end,
            why=outcome.why,
        ),
    )
