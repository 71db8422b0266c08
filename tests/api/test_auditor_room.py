"""`/auditor`: what it says is what the tables, the settings and the table of rights say."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.auditor import held as counting
from api.auditor.held import TABLES, held, purged
from api.database import writing_to
from conduct.impact.processing import ACCESS, COLLECTED, GRANTS, Access
from conduct.impact.statements import state_words
from conduct.keeping.retention import Retention, everything_kept
from conduct.rules.watching import watch_rule
from models.tables import EvidenceRow, HallRow, JobRunRow, Topic
from tests.api.authorization.table import COLUMNS, TABLE
from tests.api.cast import DAY, Stage, at, set_the_stage

EN = {"lang": "en"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def test_everything_collected_is_counted_and_has_a_retention_that_there_is() -> None:
    assert {each.code for each in COLLECTED} == set(TABLES)
    codes = {kept.code for kept in everything_kept(Retention())}
    assert {code for each in COLLECTED for code in each.kept} <= codes


@pytest.mark.parametrize("access", ACCESS, ids=lambda access: access.route)
def test_who_has_access_is_as_the_table_of_rights_says(access: Access) -> None:
    """The columns of that table: `self` is whom the thing is about, `own` and `other` supervise its hall or another."""
    (row,) = [row for row in TABLE if row.route == access.route]
    cells = dict(zip(COLUMNS, row.cells.split(), strict=True))
    may = {column: cell == "ok" for column, cell in cells.items()}
    if access.staff == "own" == access.auditor:
        assert all(may[column] for column in COLUMNS[1:8])
        return
    assert (may["self"], may["staff"]) == (access.staff == "own", False)
    assert (may["own"], may["other"]) == (access.supervisor == "halls", False)
    for role in ("hr", "admin", "auditor"):
        assert may[role] == (getattr(access, role) == "all"), role
    assert {access.staff, access.supervisor, access.hr, access.admin, access.auditor} <= set(GRANTS)


def test_what_is_held_is_counted_with_the_first_of_it(stage: Stage) -> None:
    with Session(stage.engine) as session:
        found = held(session)
    assert (found["punches"].count, found["punches"].oldest) == (4, at("08:26:10"))
    assert (found["stills"].count, found["appeals"].count, found["appeals"].oldest) == (2, 0, None)


def test_a_picture_that_was_let_go_of_is_held_no_longer(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.get_one(EvidenceRow, stage.evidence["吴刚 late"]).purged_at = stage.clock.now()
    with Session(stage.engine) as session:
        assert held(session)["stills"].count == 1


def test_counting_stops_at_its_bound(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "COUNTED_TO", 3)
    with Session(stage.engine) as session:
        assert held(session)["punches"].said == "3+"


def test_what_was_let_go_of_last_is_read_from_the_rounds(stage: Stage) -> None:
    when = stage.clock.now()
    rounds = [
        ("purge", 3, "Purged(frames=12, traces=0, sessions=1, notices=2, lines=0, job_runs=4)"),
        ("purge", 1, "Purged(frames=0, traces=0, sessions=0, notices=5, lines=0, job_runs=0)"),
        ("purge-evidence", 2, "7 pictures purged"),
    ]
    with writing_to(stage.engine) as session:
        for job, hours, outcome in rounds:
            ran = when - timedelta(hours=hours)
            session.add(JobRunRow(job=job, scheduled_at=ran, started_at=ran, finished_at=ran, outcome=outcome))
    with Session(stage.engine) as session:
        found, last = purged(session)
    assert {code: (each.count, when - each.at) for code, each in found.items()} == {
        "notices": (5, timedelta(hours=1)), "frames": (12, timedelta(hours=3)), "stills": (7, timedelta(hours=2)),
    }  # fmt: skip
    assert last == when - timedelta(hours=1)


def test_the_room_says_what_is_stated_watched_and_agreed(stage: Stage) -> None:
    client = stage.log_in("赵磊")
    page = client.get("/auditor", params=EN).text
    assert "not stated yet" in page
    assert "No rule is in watch mode" in page
    assert "log-ins: 2" in page, "two supervisors"
    with writing_to(stage.engine) as session:
        state_words(session, Topic.legal_basis, "职工代表大会通过的规章制度", by="sunyue", now=stage.clock.now())
        watch_rule(
            session, "late", DAY + timedelta(days=1), hall=session.get_one(HallRow, stage.halls["H1"]),
            reason="too many swaps", by="sunyue", now=stage.clock.now(),
        )  # fmt: skip
    page = client.get("/auditor", params=EN).text
    assert "职工代表大会通过的规章制度" in page
    assert "too many swaps" in page
    assert 'href="/audit"' in page
    assert 'class="button" href="/audit"' not in stage.log_in("刘洋").get("/auditor", params=EN).text
