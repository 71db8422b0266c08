"""Facts in, findings out: the one judgement that `simulate` and the service share. Pure."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from conduct.judging.attendance import attendance_findings, hear_the_camera, missed_punch_tasks
from conduct.judging.attire import attire_findings, clear_looks
from conduct.judging.crosscheck import crosscheck
from conduct.judging.facts import Facts
from conduct.judging.occupancy import timeline
from conduct.rules.policy import Policy
from models.values.findings import Finding, Judgement, TaskFinding
from models.values.occupancy import AttireLook, LookRun
from roster.attendance import evaluate
from roster.duty import DutyShift, conflict_tasks, gap_tasks, resolve, segments


def judge(facts: Facts, policy: Policy, now: datetime) -> Judgement:
    """Judge all shifts and windows in `facts` as known at `now`; facts later than `now` are left out."""
    duty = resolve(
        facts.shifts, swaps=facts.swaps, leave=facts.leave, calendar=facts.calendar, timezone=facts.timezone,
        elsewhere=facts.elsewhere,
    )  # fmt: skip
    here = duty.shifts[: len(facts.shifts)]
    people = {p.staff: p for p in facts.people}
    at_window = _by_window(facts, here)
    states = {
        window: timeline(window, own.looks, now=now, limits=policy.limits.occupancy)
        for window, own in at_window.items()
    }
    outcomes = hear_the_camera(
        duty,
        evaluate(duty, facts.people, facts.punches, facts.readers, now=now, limits=policy.limits.attendance),
        states,
        staffed_share=policy.limits.staffed_share_for_missed_punch,
    )
    found: list[Finding] = []
    tasks: list[TaskFinding] = [task for task in conflict_tasks(duty) if task.window in at_window]
    for shift in here:
        found.extend(attendance_findings(shift, outcomes[shift.index], policy))
        tasks.extend(missed_punch_tasks(shift, outcomes[shift.index]))
    for window, own in at_window.items():
        on_duty = segments(window, own.shifts)
        episodes, unattributed = crosscheck(
            states[window], on_duty, outcomes, now=now, policy=policy, timezone=facts.timezone
        )
        worn = clear_looks(own.attire, now=now, confidence=policy.limits.attire_confidence)
        found.extend(episodes)
        found.extend(attire_findings(worn, on_duty, outcomes, people, policy))
        tasks.extend(unattributed)
        tasks.extend(gap_tasks(window, own.shifts))
    return Judgement(
        states=tuple(span for window in at_window for span in states[window]),
        attendance=tuple(outcomes[s.index] for s in here),
        findings=tuple(
            replace(f, watched=f.rule in policy.watch)
            for f in sorted(found, key=lambda f: (f.start, f.rule, f.subject.id))
        ),
        tasks=tuple(sorted(tasks, key=lambda t: (t.start, t.kind, t.window or ""))),
    )


def of_day(judgement: Judgement, day: date) -> Judgement:
    """What of a judgement belongs to one hall day; its states stay whole."""
    return Judgement(
        states=judgement.states,
        attendance=tuple(a for a in judgement.attendance if a.day == day),
        findings=tuple(f for f in judgement.findings if f.day == day),
        tasks=tuple(t for t in judgement.tasks if t.day == day),
    )


@dataclass(slots=True)
class _Here:
    looks: list[LookRun]
    attire: list[AttireLook]
    shifts: list[DutyShift]


def _by_window(facts: Facts, shifts: tuple[DutyShift, ...]) -> dict[str, _Here]:
    """The facts of each window, in the order in which windows are listed."""
    looks: dict[str, list[LookRun]] = defaultdict(list)
    attire: dict[str, list[AttireLook]] = defaultdict(list)
    rostered: dict[str, list[DutyShift]] = defaultdict(list)
    for run in facts.looks:
        looks[run.window].append(run)
    for look in facts.attire:
        attire[look.window].append(look)
    for shift in shifts:
        if shift.window is not None:
            rostered[shift.window].append(shift)
    return {w: _Here(looks[w], attire[w], rostered[w]) for w in dict.fromkeys(facts.windows)}
