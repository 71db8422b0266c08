"""What is stored of cameras: observations in any order end in the same episodes and tasks, and in looks that count."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from conduct.cameras.care import Standing, Told, decide, end_all, see, tell
from conduct.cameras.conditions import picture_episodes
from conduct.cameras.episodes import Turn, episode_of
from conduct.cameras.trace import PART, as_kept, observations_since, pack, part_of, unpack
from conduct.records.looks import keep_look, last_look, looks_between
from conduct.review.violations import Reviewer
from conduct.tasks import finish_task
from models.tables import (
    AuditEntryRow,
    CameraEpisodeRow,
    CameraRow,
    CameraTraceRow,
    Role,
    StaleDayRow,
    TaskRow,
    TaskStatus,
    UserRow,
)
from models.values.care import CameraCondition, Episode, Observation, WatchedCamera
from models.values.occupancy import WindowState
from models.values.why import Why
from tests.conduct.cameras.test_conditions import GOOD, every, observations, second, story, told
from tests.conduct.hall import Hall, add, make_hall

WATCHED = WatchedCamera("C1", ZoneInfo("Asia/Shanghai"), 5)
LETTERS, GAPS = "......dcbm===p", [1, 3, 5, 5, 5, 5, 5, 8, 30, 700]
FAULTY = f"{GOOD} {every(5, 60, 120, 'c')} {every(5, 120, 150, '.')}"
FROZEN = f"{GOOD} {every(5, 60, 120, '=')} {every(5, 120, 150, '.')}"


def feed(
    session: Session, hall: Hall, seen: list[Observation], now: datetime | None = None, forgetful: Random | None = None
) -> list[Told]:
    """Each as it comes, remembering how things stood, or now and then not; asked again at the last."""
    latest = max(o.captured_at for o in seen)
    told_: list[Told] = []
    reached = seen[0].captured_at
    standing: Standing | None = None
    for each in seen:
        reached = max(reached, each.captured_at)
        told_.append(see(session, hall.camera.id, WATCHED, each, now=now or reached, standing=standing))
        standing = told_[-1].standing
        if forgetful is not None and forgetful.random() < 0.1:
            standing = None
    told_.append(decide(session, hall.camera.id, WATCHED, now=now or latest))
    return told_


def stored(session: Session) -> tuple[Episode, ...]:
    rows = session.exec(select(CameraEpisodeRow)).all()
    return tuple(sorted((episode_of(row) for row in rows), key=lambda e: (e.start, e.condition)))


def tasks(session: Session) -> list[tuple[str, float, float | None, TaskStatus]]:
    rows = session.exec(select(TaskRow).order_by("start", "kind")).all()
    return [
        (
            r.kind,
            (r.start - second(0)).total_seconds(),
            (r.end - second(0)).total_seconds() if r.end else None,
            r.status,
        )
        for r in rows
    ]


def turns(told_: list[Told]) -> list[str]:
    return [f"{c.turn.value} {c.episode.condition.value}" for t in told_ for c in t.changes]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("seed", range(25))
def test_in_any_order(session: Session, seed: int) -> None:
    random = Random(seed)
    shown = [random.choice(LETTERS)]
    for _ in range(79):
        shown.append(shown[-1] if random.random() < 0.6 else random.choice(LETTERS))
    seen = story(shown, [random.choice(GAPS) for _ in shown])
    expected = picture_episodes(seen, WATCHED, now=seen[-1].captured_at)
    hall = make_hall(session)
    late = [each for each in seen if random.random() < 0.3]
    timely = [each for each in seen if each not in late]
    random.shuffle(late)
    feed(session, hall, [*timely, *late, *seen[::4]], forgetful=random)
    assert told(stored(session)) == told(expected)
    assert [e.unusable_from for e in stored(session)] == [e.unusable_from for e in expected]
    standing = [t for t in tasks(session) if t[3] != TaskStatus.withdrawn]
    assert sorted(t[0] for t in standing) == sorted(f"camera-{e.condition}" for e in expected)
    assert all((t[2] is None) == (t[3] == TaskStatus.open) for t in standing)


@pytest.mark.parametrize("seen", [FAULTY, FROZEN])
def test_one_task_opened_once_and_closed_by_itself(session: Session, seen: str) -> None:
    hall = make_hall(session)
    kind, start = ("covered", 60) if seen is FAULTY else ("frozen", 55)
    happened = feed(session, hall, observations(seen))
    assert turns(happened) == [f"began {kind}", f"ended {kind}"]
    assert tasks(session) == [(f"camera-{kind}", start, 120, TaskStatus.done)]
    audited = session.exec(select(AuditEntryRow.action).order_by("id")).all()
    assert audited == ["camera.failed", "camera.recovered"]
    task = session.exec(select(TaskRow)).one()
    assert task.why == {
        "code": f"camera.{kind}",
        "facts": {"camera": "C1", "since": f"2026-06-03 09:00:{start}" if start < 60 else "2026-06-03 09:01:00"},
    }


def test_a_task_that_a_person_has_seen_to_stays_so(session: Session) -> None:
    hall = make_hall(session)
    user = add(session, UserRow(login="zhou", name="周敏", role=Role.supervisor, password_hash=""))
    feed(session, hall, observations(f"{GOOD} {every(5, 60, 90, 'c')}"))
    finish_task(session, session.exec(select(TaskRow)).one(), by=Reviewer(user.id, user.login), now=second(95))
    feed(session, hall, observations(f"{GOOD} {every(5, 60, 150, 'c')} {every(5, 150, 180, '.')}"))
    assert tasks(session) == [("camera-covered", 60, 150, TaskStatus.done)]
    assert session.exec(select(TaskRow.closed_at)).one() == second(95)


def test_late_pictures_take_a_condition_back(session: Session) -> None:
    hall = make_hall(session)
    seen = observations(FROZEN)
    other = [
        Observation(o.captured_at + timedelta(seconds=2), second(300), 1000 + n)
        for n, o in enumerate(seen)
        if second(55) <= o.captured_at < second(120)
    ]
    happened = feed(session, hall, [*seen, *other])
    assert turns(happened)[-1] == "never-was frozen"
    assert stored(session) == ()
    assert [t[3] for t in tasks(session)] == [TaskStatus.withdrawn]


def test_looks_of_a_frozen_camera_do_not_count_and_count_again_when_it_was_not(session: Session) -> None:
    hall = make_hall(session)
    window = hall.windows["W1"]
    seen = observations(FROZEN)
    for each in seen:
        keep_look(
            session, window_id=window.id, camera_id=hall.camera.id, at=each.captured_at, state=WindowState.unattended,
            evidence="seat-tag",
        )  # fmt: skip

    def counted() -> list[float]:
        runs = looks_between(session, {window.id: "W1"}, second(-100), second(1000))
        return sorted((at - second(0)).total_seconds() for run in runs for at in run.instants)

    feed(session, hall, [o for o in seen if o.captured_at < second(120)])
    assert counted() == [float(n) for n in range(0, 79, 5)]
    assert last_look(session, window.id, second(110)) == second(75)
    assert session.exec(select(StaleDayRow)).all(), "what was judged by these looks is judged again"
    feed(session, hall, seen)
    assert counted() == [*map(float, range(0, 79, 5)), *map(float, range(120, 150, 5))]
    feed(session, hall, [Observation(second(57 + 20 * n), second(300), 9000 + n) for n in range(4)])
    assert counted() == [float(n) for n in range(0, 150, 5)]


def test_the_last_look_is_that_of_whichever_camera_looked_last(session: Session) -> None:
    hall = make_hall(session)
    window, other = hall.windows["W1"], add(session, CameraRow(hall_id=hall.row.id, code="C2"))
    for camera, seconds in ((hall.camera, range(0, 100, 5)), (other, range(1, 60, 5))):
        for each in seconds:
            keep_look(
                session, window_id=window.id, camera_id=camera.id, at=second(each), state=WindowState.staffed,
                evidence="person",
            )  # fmt: skip
    assert last_look(session, window.id, second(200)) == second(95)
    assert last_look(session, hall.windows["W2"].id, second(200)) is None


def test_calm_pictures_leave_nothing_but_their_trace(session: Session) -> None:
    hall = make_hall(session)
    assert turns(feed(session, hall, observations(every(5, 0, 1500, ".")))) == []
    assert tasks(session) == []
    rows = session.exec(select(CameraTraceRow)).all()
    assert sum(len(row.observations) for row in rows) == 300 * 14
    assert len(rows) == 3


def test_what_no_picture_tells(session: Session) -> None:
    hall = make_hall(session)
    went = Episode(CameraCondition.offline, second(0), None, Why("camera.offline", (("camera", "C1"),)))
    changes = tell(session, hall.camera.id, CameraCondition.offline, went, now=second(30))
    changes += tell(session, hall.camera.id, CameraCondition.offline, went, now=second(40))
    assert [c.turn for c in changes] == [Turn.began]
    (ended,) = end_all(session, hall.camera.id, now=second(60))
    assert (ended.turn, ended.episode.end) == (Turn.ended, second(60))
    again = Episode(CameraCondition.offline, second(100), None, went.why)
    tell(session, hall.camera.id, CameraCondition.offline, again, now=second(130))
    assert [c.turn for c in tell(session, hall.camera.id, CameraCondition.offline, None, now=second(140))] == [
        Turn.never_was
    ]
    assert [t[3] for t in tasks(session)] == [TaskStatus.done, TaskStatus.withdrawn]


def test_packed_and_unpacked(session: Session) -> None:
    hall = make_hall(session)
    part = part_of(second(0))
    seen = [
        Observation(second(n * 0.5), second(n * 0.5 + late), 2**32 - 1 - n, kept, fault, open=n % 2 == 0)
        for n, (late, kept, fault) in enumerate(
            [(0.25, None, None), (-59.0, 1.0, None), (604_800.0, as_kept(0.333), None)]
            + [(0.0, 0.0, o.fault) for o in observations("0d 1c 2b")]
        )
    ]
    assert unpack(part, pack(part, seen)) == seen
    for each in reversed(seen):
        see(session, hall.camera.id, WATCHED, each, now=second(10))
    assert observations_since(session, hall.camera.id, second(1)) == seen[2:]
    assert observations_since(session, hall.camera.id, second(1) + PART * 9) == seen[-1:]
    assert observations_since(session, hall.camera.id, second(-1) - PART * 9) == seen
