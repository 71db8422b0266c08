"""Pictures go when their time is over, rows stay, and what lost the other half is found."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.evidence.folder import EvidenceFolder
from api.evidence.purge import UNTIED_FOR, UNTIED_KEPT, Checked, check_evidence, purge_evidence
from api.intake.stills import Stills
from api.jobs import jobs
from api.schedule import run_due
from api.state import state_of
from conduct.keeping.retention import Retention
from models.tables import EvidenceRow, JobRunRow, ViolationRow, ViolationStatus
from models.values.evidence import StillKind
from tests.api.cast import STILL, Stage, at, set_the_stage

CASE, OTHER = "王芳 window-unattended", "吴刚 late"
DAYS = Retention(refuted_days=7, excused_days=30, confirmed_days=180)


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def store_of(stage: Stage) -> EvidenceFolder:
    return EvidenceFolder(stage.settings.evidence_dir)


def decided(stage: Stage, status: ViolationStatus, case: str = CASE) -> datetime:
    """Since now."""
    with Session(stage.engine) as session:
        row = session.get_one(ViolationRow, stage.violations[case])
        row.status, row.updated_at = status, stage.clock.now()
        session.commit()
    return stage.clock.now()


def row_of(stage: Stage, case: str = CASE) -> EvidenceRow:
    with Session(stage.engine) as session:
        return session.get_one(EvidenceRow, stage.evidence[case])


def purge(stage: Stage, now: datetime) -> int:
    return purge_evidence(stage.engine, store_of(stage), DAYS, now=now)


@pytest.mark.parametrize(
    ("status", "days"),
    [
        (ViolationStatus.dismissed, 7), (ViolationStatus.withdrawn, 7), (ViolationStatus.explained, 7),
        (ViolationStatus.excused, 30),
    ],
)  # fmt: skip
def test_a_picture_goes_so_many_days_after_the_verdict(stage: Stage, status: ViolationStatus, days: int) -> None:
    since = decided(stage, status)
    assert purge(stage, since + timedelta(days=days, seconds=-1)) == 0
    assert store_of(stage).get(row_of(stage).sha256)
    now = since + timedelta(days=days)
    assert purge(stage, now) == 1
    row = row_of(stage)
    assert (row.purged_at, (row.purged_why or {})["code"]) == (now, "still.time-over")
    assert row.sha256, "the hash tells later that a picture is the one"
    with pytest.raises(FileNotFoundError):
        store_of(stage).get(row.sha256)
    [(actor, entry)] = stage.audited("evidence.purged")
    assert (actor, entry["of"], entry["sha256"]) == ("schedule", str(stage.violations[CASE]), row.sha256)
    assert purge(stage, now + timedelta(hours=1)) == 0
    assert len(stage.audited("evidence.purged")) == 1


def test_a_confirmed_case_keeps_its_picture_until_the_month_can_no_longer_be_appealed(stage: Stage) -> None:
    decided(stage, ViolationStatus.confirmed)
    due = at("00:00", datetime(2026, 7, 1).date()) + timedelta(days=180)  # noqa: DTZ001 - the hall's day
    assert purge(stage, due - timedelta(seconds=1)) == 0
    assert purge(stage, due) == 1


def test_a_case_that_waits_keeps_its_picture(stage: Stage) -> None:
    assert purge(stage, stage.clock.now() + timedelta(days=4000)) == 0


def test_only_so_many_at_once_and_the_rest_next_time(stage: Stage) -> None:
    for case in (CASE, OTHER):
        decided(stage, ViolationStatus.dismissed, case)
    now = stage.clock.now() + timedelta(days=8)
    rounds = [purge_evidence(stage.engine, store_of(stage), DAYS, now=now, at_most=1) for _ in range(3)]
    assert rounds == [1, 1, 0]


def test_after_a_crash_between_picture_and_row_the_row_is_noted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(stage, ViolationStatus.dismissed)
    now = stage.clock.now() + timedelta(days=8)

    def crash(*_: object, **__: object) -> None:
        raise SystemExit("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr("api.evidence.purge.let_go", crash)
        with pytest.raises(SystemExit):
            purge(stage, now)
    assert row_of(stage).purged_at is None
    assert stage.log_in("周敏").get(f"/api/v1/evidence/{stage.evidence[CASE]}").status_code == 410
    assert purge(stage, now) == 1
    assert row_of(stage).purged_at == now


def test_a_picture_that_another_case_shows_stays(stage: Stage) -> None:
    with Session(stage.engine) as session:
        row = session.get_one(EvidenceRow, stage.evidence[CASE])
        twin = EvidenceRow(
            violation_id=stage.violations["王芳 away-too-long"], camera_id=row.camera_id, window_id=row.window_id,
            taken_at=row.taken_at, sha256=row.sha256, size_bytes=row.size_bytes, kind=StillKind.before,
        )  # fmt: skip
        session.add(twin)
        session.commit()
    decided(stage, ViolationStatus.dismissed)
    assert purge(stage, stage.clock.now() + timedelta(days=8)) == 1
    assert store_of(stage).get(row_of(stage).sha256)


# Pictures and rows that lost each other


def put_at(stage: Stage, sha256: str) -> datetime:
    return next(each.put_at for each in store_of(stage).list() if each.sha256 == sha256)


def test_a_picture_of_no_case_is_told_and_goes_after_a_week(stage: Stage) -> None:
    untied = store_of(stage).put(STILL + b"nobody's")
    put = put_at(stage, untied)
    assert check_evidence(stage.engine, store_of(stage), now=put + UNTIED_FOR - timedelta(seconds=1)) == Checked(
        (), 0, ()
    )
    assert stage.audited("evidence.checked") == []
    assert check_evidence(stage.engine, store_of(stage), now=put + UNTIED_FOR) == Checked((untied,), 0, ())
    assert store_of(stage).get(untied)
    assert check_evidence(stage.engine, store_of(stage), now=put + UNTIED_KEPT) == Checked((untied,), 1, ())
    with pytest.raises(FileNotFoundError):
        store_of(stage).get(untied)
    assert [entry["removed"] for _, entry in stage.audited("evidence.checked")] == [[], [untied]]
    assert store_of(stage).get(row_of(stage).sha256), "pictures of cases stay"


def test_a_case_whose_picture_is_gone_is_told(stage: Stage) -> None:
    lost = row_of(stage).sha256
    store_of(stage).delete(lost)
    checked = check_evidence(stage.engine, store_of(stage), now=stage.clock.now())
    assert checked == Checked((), 0, (lost,))
    assert row_of(stage).purged_at is None, "a store that is away for an hour must not make all cases lose theirs"
    assert str(checked) == "0 pictures without a case (0 removed), 1 pictures of cases lost"
    assert [(entry["lost"], entry["lost_count"]) for _, entry in stage.audited("evidence.checked")] == [([lost], 1)]


def test_purged_pictures_are_not_lost(stage: Stage) -> None:
    decided(stage, ViolationStatus.dismissed)
    now = stage.clock.now() + timedelta(days=8)
    purge(stage, now)
    assert check_evidence(stage.engine, store_of(stage), now=stage.clock.now()) == Checked((), 0, ())


def test_the_schedule_does_both(stage: Stage) -> None:
    """As the service runs them: with the operator's days, and what came of it in words."""
    state = state_of(stage.app)
    decided(stage, ViolationStatus.dismissed)
    stills = Stills()
    stage.later(days=8)
    by_name = {job.name: job for job in jobs(state, stills)}
    assert run_due(stage.engine, by_name["purge-evidence"], stage.clock.now())
    assert run_due(stage.engine, by_name["check-evidence"], stage.clock.now())
    assert row_of(stage).purged_at == stage.clock.now()
    with Session(stage.engine) as session:
        outcomes = dict(session.exec(select(JobRunRow.job, JobRunRow.outcome).order_by(col(JobRunRow.id))).all())
    assert outcomes == {
        "purge-evidence": "1 pictures purged",
        "check-evidence": "0 pictures without a case (0 removed), 0 pictures of cases lost",
    }
