"""A finding names a person only where the roster alone makes it certain: told anew here, instant by instant.

What is expected is worked out from the facts by the plain words of rules 5, 7, 10, 11 and 14 of the scenario contract,
with nothing of the code that judges but each shift's attendance.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conduct.judging.facts import Facts
from conduct.judging.judge import judge
from conduct.rules.pack import default_pack
from models.values.findings import AttendanceOutcome, AttendanceStatus, Finding, Judgement, TaskKind
from models.values.interval import Interval
from models.values.occupancy import Attire, AttireLook, Outerwear, Sleeve
from models.values.roster import DayKind, Shift
from tests.conduct.weeks import make_week

POLICY = default_pack().policy()
ABOUT_A_WINDOW = ("window-unattended", "away-too-long")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Roster:
    """Who is where by the facts alone."""

    facts: Facts

    def who(self, shift: Shift) -> str:
        swaps = (s for s in self.facts.swaps if s.from_staff == shift.staff and s.time.covers(shift.time))
        return next((s.to_staff for s in swaps), shift.staff)

    def is_off(self, shift: Shift) -> bool:
        day = shift.time.start.astimezone(self.facts.timezone).date()
        return any(c.day == day and c.kind == DayKind.closure for c in self.facts.calendar)

    def is_on_leave(self, staff: str, at: datetime) -> bool:
        return any(each.staff == staff and each.time.holds(at) for each in self.facts.leave)

    def rostered(self, at: datetime) -> Iterator[tuple[int, str]]:
        """Shifts at windows that are to be worked at an instant, breaks or not, by their place in the roster."""
        for place, shift in enumerate(self.facts.shifts):
            who = self.who(shift)
            stands = shift.window is not None and not self.is_off(shift) and not self.is_on_leave(who, at)
            if shift.time.holds(at) and stands:
                yield place, who

    def on_duty(self, window: str, at: datetime) -> list[tuple[int, str]]:
        shifts, here = self.facts.shifts, list(self.rostered(at))
        windows: dict[str, set[str | None]] = {}
        for place, who in here:
            windows.setdefault(who, set()).add(shifts[place].window)
        return [
            (place, who)
            for place, who in here
            if windows[who] == {window} and not any(b.holds(at) for b in shifts[place].breaks)
        ]

    def instants(self, time: Interval) -> list[datetime]:
        """One of each stretch of a time within which nothing about the roster changes."""
        times = [*(s.time for s in self.facts.shifts), *(b for s in self.facts.shifts for b in s.breaks)]
        times += [each.time for each in self.facts.leave]
        edges = {edge for each in times for edge in (each.start, each.end)}
        return sorted({time.start, *(edge for edge in edges if time.holds(edge))})


def dressed(facts: Facts, random: Random) -> tuple[AttireLook, ...]:
    """Looks at clothes through the shifts of some windows, one or two people seen, mostly against any dress code."""
    looks: list[AttireLook] = []
    for shift in facts.shifts:
        if shift.window is None or random.random() < 0.4:
            continue
        asks_coat = random.random() < 0.5
        worn = Attire(Sleeve.none, Outerwear.no if asks_coat else Outerwear.yes, 0.9)
        for n in range(int(shift.time.length / (10 * MINUTE))):
            people = 1 if random.random() < 0.9 else 2
            looks.append(AttireLook(shift.window, shift.time.start + 10 * n * MINUTE, people, sign=False, attire=worn))
    return tuple(looks)


def certain(roster: Roster, judgement: Judgement, window: str, at: datetime) -> str | None:
    """The one person who is on duty at a window, whose attendance is known."""
    on_duty = roster.on_duty(window, at)
    if len({who for _, who in on_duty}) != 1:
        return None
    unknown = any(judgement.attendance[place].status == AttendanceStatus.unknown for place, _ in on_duty)
    return None if unknown else on_duty[0][1]


def check(roster: Roster, judgement: Judgement, finding: Finding, now: datetime) -> None:
    if finding.rule in ABOUT_A_WINDOW:
        assert finding.window is not None
        time = Interval(finding.start, finding.end or now)
        named = {certain(roster, judgement, finding.window, at) for at in roster.instants(time)}
        assert named == {finding.staff}, finding
    elif finding.rule == "uniform-season":
        assert finding.window is not None
        for at in (finding.start, finding.end):
            assert at is not None
            on_duty = roster.on_duty(finding.window, at)
            assert {who for _, who in on_duty} == {finding.staff}, finding
            assert any(_was_in(judgement.attendance[place], at) for place, _ in on_duty), finding
    else:
        own = [s for s in roster.facts.shifts if roster.who(s) == finding.staff and not roster.is_off(s)]
        assert any(s.time.clip(Interval(finding.start, finding.end or now)) for s in own), finding
        assert min(r.alive_until for r in roster.facts.readers) > finding.start


def _was_in(outcome: AttendanceOutcome, at: datetime) -> bool:
    return outcome.came is not None and outcome.came <= at and (outcome.went is None or at < outcome.went)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1_000_000))
def test_nobody_is_named_but_by_the_roster_alone(seed: int) -> None:
    week = make_week(seed)
    facts = replace(week.facts, attire=dressed(week.facts, Random(seed)))
    judgement = judge(facts, POLICY, week.now)
    roster = Roster(facts)
    for finding in judgement.findings:
        check(roster, judgement, finding, week.now)
        if finding.staff is None:
            assert any(
                task.kind == TaskKind.unattributed and (task.window, task.start) == (finding.window, finding.start)
                for task in judgement.tasks
            )
    for task in judgement.tasks:
        assert task.staff is None or task.kind != TaskKind.unattributed


def test_the_weeks_tell_of_all_that_is_to_be_told_apart() -> None:
    """Else the property would hold of nothing."""
    found: set[tuple[str, bool]] = set()
    for seed in range(60):
        week = make_week(seed)
        facts = replace(week.facts, attire=dressed(week.facts, Random(seed)))
        found |= {(f.rule, f.staff is not None) for f in judge(facts, POLICY, week.now).findings}
    named = {rule for rule, is_named in found if is_named}
    assert named == set(POLICY.rules) & {"late", "early-leave", "absent", *ABOUT_A_WINDOW, "uniform-season"}
    assert {rule for rule, is_named in found if not is_named} == set(ABOUT_A_WINDOW)
