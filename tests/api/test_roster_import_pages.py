"""`/roster/import`: a file looked through in the background, shown row by row, and stored only when told to."""

import re
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.roster import import_jobs
from api.roster.import_jobs import AskedImport, ImportJob, ImportJobs, ImportStage
from api.state import state_of
from models.tables import ShiftRow, StaffRow
from models.tables.base import new_id
from roster.importing import Kind
from tests.api.cast import Stage, csrf, set_the_stage
from tests.roster.sheet_files import csv_of

HEADER = ("工号", "日期", "窗口", "上班", "下班", "休息")
GOOD = ("S001", "2026-06-08", "W1", "08:30", "17:30", "12:00-13:00")
WAITS_S = 60


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database, now="10:00")


def upload(client: TestClient, content: bytes, who: str = "周敏", **form: str) -> Any:
    return client.post(
        "/roster/import", data={"csrf": csrf(who), **form}, files={"file": ("june.csv", content, "text/csv")},
        headers={"Sec-Fetch-Site": "same-origin"},
    )  # fmt: skip


def at_rest(stage: Stage, client: TestClient, where: str) -> str:
    """The page in English once the import has come to rest: its stream ends with it."""
    client.get(f"{where}/stream")
    return client.get(f"{where}?lang=en").text


def count(stage: Stage) -> int:
    with Session(stage.engine) as session:
        return len(session.exec(select(ShiftRow.id)).all())


def test_a_file_is_shown_first_and_stored_when_told_to(stage: Stage) -> None:
    client, before = stage.log_in("周敏"), count(stage)
    changed = ("S002", "2026-06-03", "W2", "09:30", "17:30", "12:00-13:00")
    sent = upload(client, csv_of(HEADER, GOOD, changed))
    assert sent.status_code == 303
    where = sent.headers["location"]
    page = at_rest(stage, client, where)
    assert "nothing is stored yet" in page
    assert "1 added, 1 changed, 0 as they are" in page
    assert "From 2026-06-03 08:30:00 → 2026-06-03 09:30:00" in page
    assert count(stage) == before
    stored = client.post(where, data={"csrf": csrf("周敏")}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (stored.status_code, stored.headers["location"]) == (303, where)
    page = at_rest(stage, client, where)
    assert "<strong>Stored</strong>" in page
    assert count(stage) == before + 1
    again = client.post(where, data={"csrf": csrf("周敏")}, headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 303
    at_rest(stage, client, where)
    assert len(stage.audited("roster.imported")) == 1
    assert stage.audited("roster.imported")[0][1]["source"] == "june.csv"
    assert "june.csv" in client.get("/roster/import").text


def test_bad_rows_are_told_one_by_one_and_nothing_is_stored(stage: Stage) -> None:
    client, before = stage.log_in("周敏"), count(stage)
    where = upload(client, csv_of(HEADER, GOOD, ("S999", "2026-06-08", "W1", "08:30", "17:30", ""))).headers["location"]
    page = at_rest(stage, client, where)
    assert "1 rows are wrong" in page
    assert re.search(r'class="import-bad"><td>3</td><th scope="row">工号</th><td>there is no person S999', page)
    assert 'class="button button-primary">Store it' not in page
    client.post(where, data={"csrf": csrf("周敏")}, headers={"Sec-Fetch-Site": "same-origin"})
    assert count(stage) == before


def test_what_is_no_table_says_so(stage: Stage) -> None:
    client = stage.log_in("周敏")
    page = at_rest(stage, client, upload(client, b"\xd0\xcf\x11\xe0 old").headers["location"])
    assert "this is an old or encrypted workbook" in page


def test_the_same_again_stores_nothing(stage: Stage) -> None:
    client = stage.log_in("周敏")
    known = ("S001", "2026-06-03", "W1", "08:30", "17:30", "12:00-13:00")
    page = at_rest(stage, client, upload(client, csv_of(HEADER, known)).headers["location"])
    assert "All of it is stored already." in page


def test_a_supervisor_imports_no_people_and_no_other_halls(stage: Stage) -> None:
    boss = stage.log_in("周敏")
    assert upload(boss, csv_of(HEADER, GOOD), kind="staff").status_code == 403
    page = at_rest(stage, boss, upload(boss, csv_of(HEADER, ("S201", *GOOD[1:]))).headers["location"])
    assert "there is no person S201 for you to roster" in page


def test_people_come_by_a_file_too(stage: Stage) -> None:
    hr = stage.log_in("刘洋")
    where = upload(hr, csv_of(("工号", "姓名", "营业厅"), ("S009", "钱进", "H1")), "刘洋", kind="staff").headers[
        "location"
    ]
    assert "1 added, 0 changed" in at_rest(stage, hr, where)
    hr.post(where, data={"csrf": csrf("刘洋")}, headers={"Sec-Fetch-Site": "same-origin"})
    at_rest(stage, hr, where)
    with Session(stage.engine) as session:
        assert session.exec(select(StaffRow.name).where(StaffRow.no == "S009")).one() == "钱进"


def test_an_import_is_its_owners_alone(stage: Stage) -> None:
    where = upload(stage.log_in("周敏"), csv_of(HEADER, GOOD)).headers["location"]
    assert stage.log_in("刘洋").get(where).status_code == 404


def rest(job: ImportJob) -> None:
    until = monotonic() + WAITS_S
    while job.stage.goes_on and monotonic() < until:
        sleep(0.01)


def asked(owner: Any) -> AskedImport:
    return AskedImport(owner, "zhoumin", Kind.roster, csv_of(HEADER, GOOD))


def test_a_file_is_let_go_of_once_it_is_stored_or_refused(stage: Stage) -> None:
    jobs = ImportJobs(stage.engine, closing=Event(), facts_changed=Event())
    owner, now = stage.users["周敏"], stage.clock.now()
    good, bad = (AskedImport(owner, "zhoumin", Kind.roster, csv_of(HEADER, row)) for row in (GOOD, ("S999", *GOOD[1:])))
    kept, refused = (jobs.begin(each, now=now) for each in (good, bad))
    for job in (kept, refused):
        rest(job)
    assert (kept.stage, kept.asked.content) == (ImportStage.ready, good.content)
    assert jobs.apply(kept, now=now)
    rest(kept)
    assert [job.stage for job in (kept, refused)] == [ImportStage.applied, ImportStage.refused]
    until = monotonic() + WAITS_S
    while (kept.asked.content or refused.asked.content) and monotonic() < until:
        sleep(0.01)
    assert (kept.asked.content, refused.asked.content) == (b"", b"")


def test_only_the_latest_are_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "KEPT_MAX", 2)
    jobs, owner, client = state_of(stage.app).imports, stage.users["周敏"], stage.log_in("周敏")
    for _ in range(4):
        job = jobs.begin(asked(owner), now=stage.clock.now())
        at_rest(stage, client, f"/roster/import/{job.id}")
    assert len(jobs.of_owner(owner)) == 2
    assert jobs.find(new_id(), job.id) is None


def test_a_service_that_stops_stores_nothing(stage: Stage) -> None:
    closing, before = Event(), count(stage)
    jobs = ImportJobs(stage.engine, closing=closing, facts_changed=Event())
    job = jobs.begin(asked(stage.users["周敏"]), now=stage.clock.now())
    rest(job)
    assert job.stage is ImportStage.ready
    with jobs._working:
        assert jobs.apply(job, now=stage.clock.now())
        assert not jobs.apply(job, now=stage.clock.now())
        closing.set()
    rest(job)
    assert (job.stage, count(stage)) == (ImportStage.broken, before)
