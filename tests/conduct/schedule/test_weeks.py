"""A thousand made-up weeks: whatever the order in which facts come, and however often, the outcome is the same."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest

from conduct.judging.judge import judge
from conduct.records.looks import Run, add_look
from conduct.rules.pack import default_pack
from models.values.findings import AttendanceStatus, Judgement
from models.values.interval import Interval
from models.values.occupancy import LookRun, WindowState
from roster.duty import resolve
from tests.conduct.weeks import WINDOWS, Week, make_week

POLICY = default_pack().policy()
WEEKS = 1000
PARTS = 10


class Stored:
    """Looks as the database keeps them: in runs, found again by time."""

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def keep(self, run: LookRun) -> None:
        at = run.first
        i = self._after(at)
        if i and at <= self.runs[i - 1].last:
            lo, hi = i - 1, i
        else:
            lo, hi = max(i - 1, 0), min(i + 1, len(self.runs))
        self.runs[lo:hi] = add_look(self.runs[lo:hi], at, run.state, "person")

    def _after(self, at: object) -> int:
        from bisect import bisect_right

        return bisect_right(self.runs, at, key=lambda r: r.first)  # type: ignore[type-var,arg-type]


def stored(looks: Sequence[LookRun]) -> tuple[LookRun, ...]:
    kept = {window: Stored() for window in WINDOWS}
    for run in looks:
        kept[run.window].keep(run)
    return tuple(LookRun(w, r.state, r.instants) for w, s in kept.items() for r in s.runs)


def judged_as_delivered(week: Week, random: Random) -> Judgement:
    from dataclasses import replace

    facts = week.delivered(random)
    return judge(replace(facts, looks=stored(facts.looks)), POLICY, week.now)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_weeks(part: int) -> None:
    seen: set[AttendanceStatus] = set()
    rules: set[str] = set()
    for seed in range(part * WEEKS // PARTS, (part + 1) * WEEKS // PARTS):
        week = make_week(seed)
        in_order = judge(week.facts, POLICY, week.now)
        assert judged_as_delivered(week, Random(seed)) == in_order, seed
        nothing_counts_while_unknown(week, in_order, seed)
        nobody_is_absent_before_the_readers_caught_up(week, in_order, seed)
        seen |= {a.status for a in in_order.attendance}
        rules |= {f.rule for f in in_order.findings}
    assert seen == set(AttendanceStatus), "the weeks made up must hold every outcome"
    assert rules == {"late", "early-leave", "absent", "window-unattended", "away-too-long"}


def nothing_counts_while_unknown(week: Week, judgement: Judgement, seed: int) -> None:
    unknown = [s for s in judgement.states if s.state == WindowState.unknown]
    first = {w: min((r.first for r in week.facts.looks if r.window == w), default=None) for w in WINDOWS}
    for finding in judgement.findings:
        if finding.window is None:
            continue
        time = Interval(finding.start, finding.end or week.now)
        start = first[finding.window]
        assert start is not None
        assert start <= time.start, seed
        assert not any(s.window == finding.window and time.clip(s.time) for s in unknown), seed


def nobody_is_absent_before_the_readers_caught_up(week: Week, judgement: Judgement, seed: int) -> None:
    facts = week.facts
    heard = min(r.alive_until for r in facts.readers)
    duty = resolve(facts.shifts, swaps=facts.swaps, leave=facts.leave, calendar=facts.calendar, timezone=facts.timezone)
    for shift, outcome in zip(duty.shifts, judgement.attendance, strict=True):
        if outcome.status == AttendanceStatus.absent:
            assert heard > shift.time.end + timedelta(minutes=POLICY.limits.punch_after_min), seed
            assert week.now >= shift.time.end + timedelta(minutes=POLICY.limits.punch_after_min), seed
