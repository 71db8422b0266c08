"""Episodes at a window held against who was on duty and when they came and went. Pure.

Rules 5 to 7 and 13 of the scenario contract: duty time only, each piece on its own, one cause counted
once, and no name where the roster does not give exactly one person whose attendance is known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

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
from models.values.interval import Interval
from models.values.local_time import local_time
from models.values.occupancy import StateSpan, WindowState
from models.values.why import Why, why
from roster.duty import DutySegment, DutyShift

RULE_OF_STATE = {WindowState.unattended: "window-unattended", WindowState.away_sign: "away-too-long"}
CUT_BY = (
    AttendanceStatus.present,
    AttendanceStatus.late,
    AttendanceStatus.early_leave,
    AttendanceStatus.late_and_early,
    AttendanceStatus.absent,
)
CAME_LATE = (AttendanceStatus.late, AttendanceStatus.late_and_early)
LEFT_EARLY = (AttendanceStatus.early_leave, AttendanceStatus.late_and_early)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one state within one duty segment."""

    state: WindowState
    time: Interval
    goes_on: bool
    segment: DutySegment


@dataclass(frozen=True, slots=True)
class Part:
    """A piece, or what is left of it between in and out; `explained_by` names what already counts it."""

    time: Interval
    explained_by: str | None = None


def pieces(spans: Iterable[StateSpan], segments: Sequence[DutySegment], now: datetime) -> Iterator[Piece]:
    """Clip unattended and away-sign spans to duty time, cut where the set of shifts on duty changes."""
    begin = 0
    for span in spans:
        if span.state not in RULE_OF_STATE:
            continue
        while begin < len(segments) and segments[begin].time.end <= span.start:
            begin += 1
        for segment in segments[begin:]:
            if segment.time.start >= span.end:
                break
            if both := segment.time.clip(span.time):
                yield Piece(span.state, both, span.goes_on and segment.time.end > now, segment)


def crosscheck(
    spans: Iterable[StateSpan],
    segments: Sequence[DutySegment],
    outcomes: Mapping[int, AttendanceOutcome],
    *,
    now: datetime,
    policy: Policy,
    timezone: ZoneInfo,
) -> tuple[tuple[Finding, ...], tuple[TaskFinding, ...]]:
    """What the episodes of one window come to: violations, and tasks where nobody may be named."""
    limit = {
        WindowState.unattended: timedelta(seconds=policy.limits.unattended_grace_s),
        WindowState.away_sign: timedelta(seconds=policy.limits.away_limit_s),
    }
    found: list[Finding] = []
    tasks: list[TaskFinding] = []
    for piece in pieces(spans, segments, now):
        own = [outcomes[s.index] for s in piece.segment.shifts]
        reason = _nobody_named(piece.segment, own)
        if reason is not None:
            if piece.time.length >= limit[piece.state]:
                found.append(_finding(piece, Part(piece.time), None, policy, limit[piece.state], timezone))
                if RULE_OF_STATE[piece.state] not in policy.watch:
                    tasks.append(_unattributed(piece, reason))
            continue
        for part in parts(piece.time, piece.segment.shifts[0], own[0]):
            if part.time.length >= limit[piece.state]:
                staff = piece.segment.shifts[0].staff
                found.append(_finding(piece, part, staff, policy, limit[piece.state], timezone))
    return tuple(found), tuple(tasks)


def _nobody_named(segment: DutySegment, outcomes: Sequence[AttendanceOutcome]) -> Why | None:
    if len(segment.staff) > 1:
        return why("task.unattributed-several", staff=", ".join(sorted(segment.staff)))
    unknown = next((o for o in outcomes if o.status == AttendanceStatus.unknown), None)
    return why("task.unattributed-unknown", staff=unknown.staff) if unknown else None


def parts(time: Interval, shift: DutyShift, outcome: AttendanceOutcome) -> Iterator[Part]:
    """Cut a piece at the one person's in and out, and say what each part is (rule 13).

    What lies before the in of one who was not late, or after the out of one who did not leave early,
    is within the grace and is not judged: it is left out.
    """
    if outcome.status not in CUT_BY:
        yield Part(time)
        return
    if outcome.status == AttendanceStatus.absent:
        yield Part(time, "absent")
        return
    came, went = outcome.came, outcome.went
    start = max(came, shift.time.start) if came else shift.time.start
    end = min(went, shift.time.end) if went else shift.time.end
    before = time.clip(Interval(shift.time.start, start))
    between = time.clip(Interval(start, end))
    after = time.clip(Interval(end, shift.time.end))
    if before and outcome.status in CAME_LATE:
        yield Part(before, "late")
    if between:
        yield Part(between)
    if after and outcome.status in LEFT_EARLY:
        yield Part(after, "early-leave")


def _finding(
    piece: Piece, part: Part, staff: str | None, policy: Policy, limit: timedelta, timezone: ZoneInfo
) -> Finding:
    rule = RULE_OF_STATE[piece.state]
    goes_on = piece.goes_on and part.time.end == piece.time.end
    return Finding(
        rule=rule,
        norms=policy.norms(rule),
        subject=Subject(SubjectKind.window, piece.segment.window),
        day=_day(piece.segment),
        start=part.time.start,
        end=None if goes_on else part.time.end,
        why=why(
            f"{rule}.{'explained' if part.explained_by else 'over-limit'}",
            window=piece.segment.window,
            start=local_time(part.time.start, timezone),
            end=local_time(part.time.end, timezone),
            length_s=f"{part.time.length.total_seconds():g}",
            limit_s=f"{limit.total_seconds():g}",
            explained_by=part.explained_by or "",
        ),
        staff=staff,
        window=piece.segment.window,
        explained_by=part.explained_by,
    )


def _unattributed(piece: Piece, reason: Why) -> TaskFinding:
    return TaskFinding(
        kind=TaskKind.unattributed,
        day=_day(piece.segment),
        window=piece.segment.window,
        staff=None,
        start=piece.time.start,
        end=None if piece.goes_on else piece.time.end,
        why=reason,
    )


def _day(segment: DutySegment) -> date:
    return min(s.day for s in segment.shifts)
