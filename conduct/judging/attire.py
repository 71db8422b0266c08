"""Uniform by season, from looks at one person on duty: rule 14 of the scenario contract. Pure.

A sweater under the suit cannot be seen and is never asked for; what a look cannot decide is left out.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conduct.rules.policy import Policy
from conduct.rules.seasons import Code, Dress, dress_code
from models.values.findings import AttendanceOutcome, Finding, Subject, SubjectKind
from models.values.occupancy import Attire, AttireLook, Outerwear, Sleeve
from models.values.roster import ExemptionKind, Person
from models.values.why import why
from roster.duty import DutySegment, DutyShift

RULE = "uniform-season"


SLEEVE = {Dress.long_sleeves: Sleeve.long, Dress.short_sleeves: Sleeve.short}


def contradicts(attire: Attire, asks: Dress, *, extra_layer: bool) -> bool | None:
    """Whether what was worn contradicts what is asked for; None where it cannot be told."""
    if asks == Dress.full_suit:
        return None if attire.outerwear == Outerwear.unknown else attire.outerwear == Outerwear.no
    if attire.outerwear == Outerwear.yes:
        return not extra_layer
    if attire.sleeve == Sleeve.unknown:
        return None
    if extra_layer and attire.sleeve == Sleeve.long:
        return False
    return attire.sleeve != SLEEVE[asks]


@dataclass(frozen=True, slots=True)
class ClearLooks:
    """A window's looks at one person, one an instant, ascending; contradicting instants are gone."""

    instants: tuple[datetime, ...]
    attire: tuple[Attire, ...]

    def within(self, start: datetime, end: datetime) -> Sequence[tuple[datetime, Attire]]:
        low, high = bisect_left(self.instants, start), bisect_left(self.instants, end)
        return tuple(zip(self.instants[low:high], self.attire[low:high], strict=True))


def clear_looks(looks: Sequence[AttireLook], *, now: datetime, confidence: float) -> ClearLooks:
    at_instant: dict[datetime, AttireLook | None] = {}
    for look in looks:
        if look.at <= now:
            known = at_instant.setdefault(look.at, look)
            if known != look:
                at_instant[look.at] = None
    clear = [
        (at, look.attire)
        for at, look in sorted(at_instant.items())
        if look is not None and look.people == 1 and look.attire and look.attire.confidence >= confidence
    ]
    return ClearLooks(tuple(at for at, _ in clear), tuple(attire for _, attire in clear))


def attire_findings(
    looks: ClearLooks,
    segments: Sequence[DutySegment],
    outcomes: Mapping[int, AttendanceOutcome],
    people: Mapping[str, Person],
    policy: Policy,
) -> tuple[Finding, ...]:
    """`uniform-season` of one window's shifts, one for a shift and person at most."""
    decided: dict[int, list[tuple[datetime, bool]]] = {}
    shifts: dict[int, DutyShift] = {}
    for segment in segments:
        if len(segment.staff) != 1:
            continue
        for shift in segment.shifts:
            shifts[shift.index] = shift
            presence = outcomes[shift.index]
            code = dress_code(shift.day, policy.seasons, policy.moved_days)
            if _applies(code, policy):
                verdicts = _decided(looks, segment, shift, presence, people[shift.staff], code.season.asks)
                decided.setdefault(shift.index, []).extend(verdicts)
    found = (_judge(shifts[i], verdicts, policy) for i, verdicts in decided.items())
    return tuple(f for f in found if f is not None)


def _applies(code: Code, policy: Policy) -> bool:
    only_in = policy.rules[RULE].seasons
    return not only_in or code.name in only_in


def _decided(
    looks: ClearLooks, segment: DutySegment, shift: DutyShift, presence: AttendanceOutcome, person: Person, asks: Dress
) -> list[tuple[datetime, bool]]:
    if presence.came is None or person.exempt(ExemptionKind.uniform_waiver, shift.day):
        return []
    start = max(segment.time.start, presence.came)
    end = min(segment.time.end, presence.went) if presence.went else segment.time.end
    extra_layer = person.exempt(ExemptionKind.extra_layer, shift.day)
    verdicts = ((at, contradicts(worn, asks, extra_layer=extra_layer)) for at, worn in looks.within(start, end))
    return [(at, verdict) for at, verdict in verdicts if verdict is not None]


def _judge(shift: DutyShift, decided: Sequence[tuple[datetime, bool]], policy: Policy) -> Finding | None:
    limits = policy.limits
    against = [at for at, contradiction in decided if contradiction]
    if not against or len(decided) < limits.attire_min_looks:
        return None
    if decided[-1][0] - decided[0][0] < timedelta(minutes=limits.attire_min_minutes):
        return None
    share = len(against) / len(decided)
    if share < limits.attire_share:
        return None
    code = dress_code(shift.day, policy.seasons, policy.moved_days)
    return Finding(
        rule=RULE,
        norms=_norms(code, policy),
        subject=Subject(SubjectKind.staff, shift.staff),
        day=shift.day,
        start=against[0],
        end=against[-1],
        why=why(
            f"{RULE}.{code.season.asks}",
            since=code.since,
            until=code.until,
            share=f"{share:.0%}",
            looks=len(decided),
            against=len(against),
        ),
        staff=shift.staff,
        window=shift.window,
    )


def _norms(code: Code, policy: Policy) -> tuple[str, ...]:
    """What the rule cites, less what it cites for other dress codes only."""
    others = {norm for season in policy.seasons.values() for norm in season.norms} - {*code.season.norms}
    return tuple(norm for norm in policy.norms(RULE) if norm not in others)
