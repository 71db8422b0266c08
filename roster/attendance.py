"""Who came and when: punches given to shifts, and each shift's outcome with its reason.

Pure. Rules 8 to 11 of the scenario contract, as far as roster and punches alone can tell; what the
camera says for a person who did not punch is merged in `conduct.judging.attendance`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from zoneinfo import ZoneInfo

from models.values.findings import AttendanceOutcome, AttendanceStatus
from models.values.interval import Interval
from models.values.local_time import local_stamp, local_time
from models.values.roster import NEVER_HEARD, Person, Punch, Reader
from models.values.why import Why, why
from roster.badges import holders
from roster.duty import Duty, DutyShift, Standing

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class AttendanceLimits:
    late_grace_min: float
    early_grace_min: float
    punch_before_min: float
    punch_after_min: float

    def punch_window(self, shift: DutyShift) -> Interval:
        """When a punch may belong to the shift; here both ends are included."""
        return Interval(shift.time.start - self._before, shift.time.end + self._after)

    @cached_property
    def _before(self) -> timedelta:
        return timedelta(minutes=self.punch_before_min)

    @cached_property
    def _after(self) -> timedelta:
        return timedelta(minutes=self.punch_after_min)


@dataclass(frozen=True, slots=True)
class Proof:
    """What makes a missing punch tell something: when the most silent reader last was heard, and a badge in hand."""

    heard_until: datetime | None
    without_badge: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """A shift's in and out; either may be missing."""

    came: datetime | None = None
    went: datetime | None = None


def evaluate(
    duty: Duty,
    people: Iterable[Person],
    punches: Iterable[Punch],
    readers: Sequence[Reader],
    *,
    now: datetime,
    limits: AttendanceLimits,
) -> dict[int, AttendanceOutcome]:
    """Each shift's outcome by its index. Punches later than `now` are left out; strange badges too."""
    known = tuple(people)
    holder_of = holders(known)
    without = {p.staff: p.without_badge for p in known}
    times: dict[str, set[datetime]] = defaultdict(set)
    for punch in punches:
        staff = holder_of(punch)
        if staff is not None and punch.at <= now:
            times[staff].add(punch.at)
    shifts: dict[str, list[DutyShift]] = defaultdict(list)
    for shift in duty.shifts:
        shifts[shift.staff].append(shift)
    heard_until = min((r.alive_until for r in readers), default=None)
    outcomes: dict[int, AttendanceOutcome] = {}
    for staff, own in shifts.items():
        given = assign(own, sorted(times[staff]), limits)
        for shift in own:
            presence = presence_of(shift, given.get(shift.index, ()))
            outcomes[shift.index] = outcome(
                shift, presence, Proof(heard_until, without.get(staff, ())), now, limits, duty.timezone
            )
    return outcomes


def assign(
    shifts: Sequence[DutyShift], punches: Sequence[datetime], limits: AttendanceLimits
) -> Mapping[int, Sequence[datetime]]:
    """Give one person's punches (ascending) to the shifts that they belong to (rule 8)."""
    worked = sorted((s for s in shifts if s.standing == Standing.works), key=lambda s: (s.time, s.index))
    windows = [limits.punch_window(s) for s in worked]
    given: dict[int, list[datetime]] = defaultdict(list)
    first = 0
    longest = max((w.end - w.start for w in windows), default=timedelta())
    for at in punches:
        while first < len(worked) and windows[first].start + longest < at:
            first += 1
        nearest: tuple[timedelta, int] | None = None
        for i in range(first, len(worked)):
            if windows[i].start > at:
                break
            if at <= windows[i].end and (nearest is None or _distance(worked[i], at) < nearest[0]):
                nearest = (_distance(worked[i], at), i)
        if nearest is not None:
            given[worked[nearest[1]].index].append(at)
    return given


def _distance(shift: DutyShift, at: datetime) -> timedelta:
    return max(shift.time.start - at, at - shift.time.end, timedelta())


def presence_of(shift: DutyShift, punches: Sequence[datetime]) -> Presence:
    """First punch in, last out; punches all less than a minute apart are one (rule 8)."""
    if not punches or shift.standing != Standing.works:
        return Presence()
    first, last = punches[0], punches[-1]
    if last - first >= ONE_MINUTE:
        return Presence(first, last)
    if abs(first - shift.time.end) < abs(first - shift.time.start):
        return Presence(went=first)
    return Presence(came=first)


def outcome(
    shift: DutyShift,
    presence: Presence,
    proof: Proof,
    now: datetime,
    limits: AttendanceLimits,
    timezone: ZoneInfo,
) -> AttendanceOutcome:
    """One shift's status in the order of rule 10."""
    status, late_min, early_min, reason = _decide(shift, presence, proof, now, limits, timezone)
    return AttendanceOutcome(
        staff=shift.staff,
        day=shift.day,
        shift_start=shift.rostered.start,
        status=status,
        came=presence.came,
        went=presence.went,
        late_min=late_min,
        early_min=early_min,
        why=reason,
    )


Decision = tuple[AttendanceStatus, int, int, Why]


def _decide(
    shift: DutyShift,
    presence: Presence,
    proof: Proof,
    now: datetime,
    limits: AttendanceLimits,
    timezone: ZoneInfo,
) -> Decision:
    if shift.standing == Standing.off:
        return AttendanceStatus.off, 0, 0, why("attendance.off", day=shift.day)
    if shift.standing == Standing.leave:
        return AttendanceStatus.leave, 0, 0, Why("attendance.leave")
    window = limits.punch_window(shift)
    known_at, heard_until = window.end, proof.heard_until
    if now < known_at:
        return AttendanceStatus.due, 0, 0, why("attendance.due", until=local_stamp(known_at, timezone))
    decided = _from_punches(shift, presence, limits, timezone)
    if decided[0] == AttendanceStatus.present:
        return decided
    if heard_until is None:
        return AttendanceStatus.unknown, 0, 0, Why("attendance.no-reader")
    if heard_until == NEVER_HEARD:
        return AttendanceStatus.unknown, 0, 0, Why("attendance.reader-never-heard")
    if heard_until <= known_at:
        return (
            AttendanceStatus.unknown,
            0,
            0,
            why(
                "attendance.reader-silent",
                heard=local_stamp(heard_until, timezone),
                needed=local_stamp(known_at, timezone),
            ),
        )
    if shift.conflicts:
        return AttendanceStatus.unknown, 0, 0, Why("attendance.conflict")
    if any(time.clip(window) for time in proof.without_badge):
        return AttendanceStatus.unknown, 0, 0, Why("attendance.without-badge")
    return decided


def _from_punches(shift: DutyShift, presence: Presence, limits: AttendanceLimits, timezone: ZoneInfo) -> Decision:
    came, went = presence.came, presence.went
    if came is None or went is None:
        return _from_one_punch(shift, came, went, limits, timezone)
    late = came - shift.time.start
    early = shift.time.end - went
    is_late = late > timedelta(minutes=limits.late_grace_min)
    is_early = early > timedelta(minutes=limits.early_grace_min)
    late_min = begun_minutes(late) if is_late else 0
    early_min = begun_minutes(early) if is_early else 0
    status = {
        (False, False): AttendanceStatus.present,
        (True, False): AttendanceStatus.late,
        (False, True): AttendanceStatus.early_leave,
        (True, True): AttendanceStatus.late_and_early,
    }[is_late, is_early]
    reason = why(
        f"attendance.{status.value.replace('_', '-')}",
        came=local_time(came, timezone),
        out=local_time(went, timezone),
        start=local_time(shift.time.start, timezone),
        end=local_time(shift.time.end, timezone),
        late_min=late_min,
        early_min=early_min,
    )
    return status, late_min, early_min, reason


def _from_one_punch(
    shift: DutyShift, came: datetime | None, went: datetime | None, limits: AttendanceLimits, timezone: ZoneInfo
) -> Decision:
    if came is not None:
        return AttendanceStatus.missing_out, 0, 0, why("attendance.missing-out", came=local_time(came, timezone))
    if went is not None:
        return AttendanceStatus.missing_in, 0, 0, why("attendance.missing-in", out=local_time(went, timezone))
    window = limits.punch_window(shift)
    since, until = local_stamp(window.start, timezone), local_stamp(window.end, timezone)
    return AttendanceStatus.absent, 0, 0, why("attendance.absent", since=since, until=until)


def begun_minutes(length: timedelta) -> int:
    return ceil(length / ONE_MINUTE)
