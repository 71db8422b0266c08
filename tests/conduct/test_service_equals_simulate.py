"""The stories of `test_judge`, told to the service: facts stored as they come, days marked and judged.

What is stored at the end is what `simulate` tells of the same story, whatever the order in which the facts came and
however often the service judged in between.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale, touched_days
from conduct.records.looks import keep_look
from conduct.records.punches import GoodPunch, take_punches
from conduct.rules.pack import default_pack
from conduct.scenario import Scenario
from conduct.simulate import _attendance, _task, _violation
from models.tables import (
    Approval,
    AttendanceRow,
    CalendarDayRow,
    LeaveRow,
    ReaderRow,
    ShiftRow,
    StaffRow,
    SwapRow,
    TaskRow,
    TaskStatus,
    ViolationRow,
    ViolationStatus,
    WindowRow,
)
from models.values.findings import AttendanceOutcome
from models.values.interval import Interval
from models.values.why import Why
from tests.conduct.hall import Hall, make_hall
from tests.conduct.judging.test_judge import ATTENDANCE, CROSS_CHECK, OCCUPANCY, STATUS, TASKS, day
from tests.conduct.story import Json, iso, leave, parse, punches, run, seen, shift, story

NIGHT = shift("S001", "W1", "22:00 > 4 06:00", "4 02:00 > 4 02:30")
NOON_AFTER = {"now": iso("4 12:00"), "readers": [{"reader": "R1", "alive_until": iso("4 12:00")}]}
NIGHTS: dict[str, Json] = {
    "an empty window over midnight": story(
        shifts=[NIGHT], punches=punches("1001", "21:50", "4 06:10"), **NOON_AFTER,
        sightings=[seen("W1", "23:50 > 4 00:20", "empty"), seen("W1", "4 00:20 > 4 00:30", "staffed")]),
    "a handover in the morning, the first one gone early": story(
        shifts=[NIGHT, shift("S002", "W1", "4 06:00 > 4 11:00")], **NOON_AFTER,
        punches=punches("1001", "21:50", "4 05:40") + punches("1002", "4 05:58"),
        sightings=[seen("W1", "4 05:30 > 4 06:10", "empty"), seen("W1", "4 06:10", "staffed")]),
    "two on duty over midnight, one of them of the next day": story(
        shifts=[NIGHT, shift("S002", "W1", "4 00:00 > 4 06:00")], **NOON_AFTER,
        punches=punches("1001", "21:50", "4 06:10") + punches("1002", "23:55", "4 06:01"),
        sightings=[seen("W1", "23:55 > 4 00:10", "empty"), seen("W1", "4 00:10", "staffed")]),
    "a window empty before and after midnight, and everybody on leave": story(
        shifts=[NIGHT, shift("S002", "W1", "4 06:00 > 4 11:00")], **NOON_AFTER,
        leave=[leave("S001", "22:00 > 4 06:00"), leave("S002", "4 05:00 > 4 09:00")],
        sightings=[seen("W1", "23:00 > 4 01:00", "empty", 30), seen("W1", "4 08:50 > 4 09:20", "empty", 30)]),
    "day after day, each late and each left alone for a while": story(
        shifts=[shift("S001", "W1", f"{n} 08:30 > {n} 17:30", f"{n} 12:00 > {n} 13:00") for n in range(1, 5)],
        punches=[p for n in range(1, 5) for p in punches("1001", f"{n} 08:4{n}", f"{n} 17:31")],
        sightings=[seen("W1", f"{n} 09:00 > {n} 09:1{n}", "empty") for n in range(1, 5)],
        now=iso("5 02:00"), readers=[{"reader": "R1", "alive_until": iso("5 02:00")}]),
    "where midnight comes at another time": story(
        timezone="America/New_York", shifts=[shift("S001", "W1", "10:00 > 18:00"), shift("S001", "W1", "4 10:00 > 4 11:00")],
        punches=punches("1001", "10:20", "18:01", "4 10:00", "4 11:30"), **{**NOON_AFTER, "now": iso("4 20:00")},
        sightings=[seen("W1", "11:50 > 12:10", "empty"), seen("W1", "12:10", "staffed")]),
}  # fmt: skip

STORIES: dict[str, Json] = {
    **{f"occupancy: {name}": row[0] for name, row in OCCUPANCY.items()},
    **{f"cross-check: {name}": row[0] for name, row in CROSS_CHECK.items()},
    **{f"attendance: {name}": day(punches=row[0]) for name, row in ATTENDANCE.items()},
    **{f"status: {name}": day(**row[0]) for name, row in STATUS.items()},
    **{f"task: {name}": day(**row[0]) for name, row in TASKS.items()},
    **{f"night: {name}": told for name, told in NIGHTS.items()},
}
"""By the dictionary that they stand in, since some names stand in several."""

MANY_LOOKS = 200
SELDOM_S = 30
PORTIONS = 3
SEED = 20260603
BEFORE_ANY_STORY = datetime(2026, 1, 1, tzinfo=UTC)

Fact = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Service:
    """A hall of the service into which a story's facts are put, one by one."""

    session: Session
    hall: Hall
    scenario: Scenario
    looked: list[datetime] = field(default_factory=list)

    def facts(self) -> Iterator[Fact]:
        """Each stores one fact and marks the days that it touches."""
        told = self.scenario.facts
        for duty in told.shifts:
            breaks = [[b.start.isoformat(), b.end.isoformat()] for b in duty.breaks]
            row = ShiftRow(
                hall_id=self.hall.row.id, staff_id=self.hall.staff[duty.staff].id,
                window_id=self.hall.windows[duty.window].id if duty.window else None,
                start=duty.time.start, end=duty.time.end, breaks=breaks,
            )  # fmt: skip
            yield partial(self.add, row, duty.time)
        for order, swap in enumerate(told.swaps):
            row = SwapRow(
                hall_id=self.hall.row.id, from_staff_id=self.hall.staff[swap.from_staff].id,
                to_staff_id=self.hall.staff[swap.to_staff].id, start=swap.time.start, end=swap.time.end,
                status=Approval.approved, requested_at=datetime.fromisoformat(f"2026-05-01T{order:02}:00:00Z"),
            )  # fmt: skip
            yield partial(self.add, row, swap.time)
        for away in told.leave:
            row = LeaveRow(
                staff_id=self.hall.staff[away.staff].id, start=away.time.start, end=away.time.end,
                status=Approval.approved,
            )  # fmt: skip
            yield partial(self.add, row, away.time)
        for each in told.calendar:
            noon = datetime(each.day.year, each.day.month, each.day.day, 12, tzinfo=told.timezone)
            row = CalendarDayRow(hall_id=self.hall.row.id, day=each.day, kind=each.kind)
            yield partial(self.add, row, Interval(noon, noon))
        for punch in told.punches:
            yield partial(self.punch, GoodPunch(punch.badge, punch.at, None))
        for run_ in told.looks:
            for at in run_.instants:
                yield partial(self.look, run_.window, at, run_.state)

    def add(self, row: Any, time: Interval) -> None:
        self.session.add(row)
        self.session.flush()
        self.mark(time.start, time.end)

    def punch(self, punch: GoodPunch) -> None:
        take_punches(self.session, self.hall.reader.id, [punch], now=self.scenario.now)

    def look(self, window: str, at: datetime, state: Any) -> None:
        keep_look(
            self.session, window_id=self.hall.windows[window].id, camera_id=self.hall.camera.id, at=at, state=state,
            evidence="person",
        )  # fmt: skip
        self.looked.append(at)

    def mark_looked(self) -> None:
        """As the worker does, once for many looks."""
        if self.looked:
            self.mark(min(self.looked), max(self.looked))
            self.looked.clear()

    def mark(self, start: datetime, end: datetime) -> None:
        touched = touched_days(self.session, self.hall.row, start, end)
        mark_stale(self.session, self.hall.row.id, touched, now=self.scenario.now)


def told_to_the_service(database: Engine, scenario: Scenario) -> Json:
    """Store the facts in some order and judge after each portion of them, last when the readers are as told."""
    facts = scenario.facts
    with Session(database, expire_on_commit=False) as session:
        hall = make_hall(
            session, timezone=facts.timezone.key, windows=facts.windows, staff={p.staff: p.name for p in facts.people},
            badges={badge.number: p.staff for p in facts.people for badge in p.badges},
        )  # fmt: skip
        service = Service(session, hall, scenario)
        stored = list(service.facts())
        random.Random(SEED).shuffle(stored)
        for n in range(PORTIONS):
            for store in stored[n::PORTIONS]:
                store()
            service.mark_looked()
            if n == PORTIONS - 1:
                readers_as_told(service)
            session.commit()
            judge_stale_days(database, now=scenario.now)
            session.expire_all()
    with Session(database) as session:
        return told_by(session)


def readers_as_told(service: Service) -> None:
    """Deliveries moved their reader's word forward, and no story knows of it: it was never in use in a story's days.

    A story says how far the word of its own readers reaches.
    """
    session, facts = service.session, service.scenario.facts
    service.hall.reader.retired_at = BEFORE_ANY_STORY
    session.add(service.hall.reader)
    session.add_all(
        ReaderRow(hall_id=service.hall.row.id, code=f"told-{r.reader}", alive_until=r.alive_until)
        for r in facts.readers
    )
    session.flush()
    for duty in facts.shifts:
        service.mark(duty.time.start, duty.time.end)


def told_by(session: Session) -> Json:
    staff = {row.id: row.no for row in session.exec(select(StaffRow)).all()}
    windows = {row.id: row.code for row in session.exec(select(WindowRow)).all()}
    violations = session.exec(select(ViolationRow).where(ViolationRow.status != ViolationStatus.withdrawn)).all()
    tasks = session.exec(select(TaskRow).where(TaskRow.status != TaskStatus.withdrawn)).all()
    return {
        "violations": [_violation(row, staff, windows) for row in violations],
        "tasks": [_task(row, staff, windows) for row in tasks],
        "attendance": [_attendance(outcome_of(row, staff)) for row in session.exec(select(AttendanceRow)).all()],
    }


def outcome_of(row: AttendanceRow, staff: dict[Any, str]) -> AttendanceOutcome:
    reason = Why(row.why["code"], tuple(row.why["facts"].items()))
    return AttendanceOutcome(
        staff[row.staff_id], row.day, row.shift_start, row.status, row.came, row.went, row.late_min, row.early_min, reason
    )  # fmt: skip


def thinned(told: Json) -> Json:
    """The story with its long stretches seen less often: each look is stored by itself, and that takes its time."""
    sightings = [
        {**s, "every_s": SELDOM_S} if "from" in s and looks_in(s) > MANY_LOOKS else s for s in told.get("sightings", [])
    ]
    return {**told, "sightings": sightings}


def looks_in(sighting: Json) -> float:
    length = datetime.fromisoformat(sighting["to"]) - datetime.fromisoformat(sighting["from"])
    return length.total_seconds() / sighting["every_s"]


def in_order(rows: list[Json]) -> list[Json]:
    return sorted(rows, key=lambda row: sorted((key, str(value)) for key, value in row.items()))


@pytest.mark.parametrize("name", STORIES)
def test_the_service_comes_to_what_simulate_tells(sqlite_database: Engine, name: str) -> None:
    told = thinned(STORIES[name])
    scenario = parse(told)
    assert scenario.policy == default_pack().policy()  # the service judges by what was adopted, here nothing
    simulated = run(told)
    served = told_to_the_service(sqlite_database, scenario)
    for part, rows in served.items():
        assert in_order(rows) == in_order(simulated[part]), part
