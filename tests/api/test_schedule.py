"""Jobs by the clock: each tick once, whoever asks and however often."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.schedule import Job, due_at, run_due
from models.tables import JobRunRow

NOW = datetime(2026, 6, 3, 1, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("every", "now", "expected"),
    [
        (MINUTE, NOW, datetime(2026, 6, 3, 1, 0, tzinfo=UTC)),
        (MINUTE, datetime(2026, 6, 3, 1, 1, tzinfo=UTC), datetime(2026, 6, 3, 1, 1, tzinfo=UTC)),
        (timedelta(hours=1), NOW, datetime(2026, 6, 3, 1, 0, tzinfo=UTC)),
        (timedelta(days=1), NOW, datetime(2026, 6, 3, tzinfo=UTC)),
    ],
)
def test_due_at(every: timedelta, now: datetime, expected: datetime) -> None:
    assert due_at(every, now) == expected


def test_a_tick_runs_once_whoever_asks(sqlite_database: Engine) -> None:
    done: list[datetime] = []
    job = Job("count", MINUTE, lambda now: str(done.append(now) or len(done)))
    asking = [Thread(target=run_due, args=(sqlite_database, job, NOW)) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(done) == 1
    assert run_due(sqlite_database, job, NOW + timedelta(seconds=20)) is False
    assert run_due(sqlite_database, job, NOW + MINUTE) is True
    assert len(done) == 2


def test_what_a_tick_came_to_is_kept(sqlite_database: Engine) -> None:
    def fail(_: datetime) -> str:
        raise RuntimeError("no")

    run_due(sqlite_database, Job("good", MINUTE, lambda _: "3 days"), NOW)
    with pytest.raises(RuntimeError):
        run_due(sqlite_database, Job("bad", MINUTE, fail), NOW)
    with Session(sqlite_database) as session:
        kept = {row.job: row.outcome for row in session.exec(select(JobRunRow)).all()}
    assert kept == {"good": "3 days", "bad": "failed"}
