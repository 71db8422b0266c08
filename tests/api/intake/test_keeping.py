"""From stills in memory to evidence, on a judged day; and what a crash or another verdict in between leaves behind."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

import api.intake.keeping
from api.evidence.folder import EvidenceFolder
from api.evidence.purge import UNTIED_FOR, check_evidence
from api.intake.keeping import keep_stills, stamp
from api.intake.stills import Still, Stills
from models.tables import AttireLookRow, EvidenceRow, ViolationRow, ViolationStatus
from models.values.evidence import Shown
from models.values.occupancy import Outerwear, Sleeve
from tests.api.cast import DAY, Stage, at, hand_made, set_the_stage
from vision.features import FEATURES_VERSION
from vision.jpeg import decode, encode

UNATTENDED, AWAY = "王芳 window-unattended", "王芳 away-too-long"
NUMBERS = (0.25, 0.5)


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    stage = set_the_stage(tmp_path, sqlite_database)
    with Session(stage.engine) as session:
        for row in session.exec(select(EvidenceRow)).all():
            session.delete(row)
        session.commit()
    for stored in list(store_of(stage).list()):
        store_of(stage).delete(stored.sha256)
    return stage


def store_of(stage: Stage) -> EvidenceFolder:
    return EvidenceFolder(stage.settings.evidence_dir)


def still(stage: Stage, clock: str, shown: Shown, *, window: str = "H1/W1", camera: str = "H1") -> Still:
    grey = (int(clock[-2:]) * 3 + list(Shown).index(shown) * 7) % 200
    jpeg = encode(np.full((60, 400, 3), grey, np.uint8))
    return Still(
        stage.cameras[camera], stage.windows[window], shown, at(clock), stage.clock.now(), jpeg, NUMBERS
    )  # fmt: skip


def stills_of(stage: Stage, **told: list[str]) -> Stills:
    stills = Stills()
    for shown, clocks in told.items():
        for clock in clocks:
            stills.put(still(stage, clock, Shown(shown)))
    return stills


FULL = {"staffed": ["09:11:50"], "unattended": ["09:12:00", "09:15:00", "09:18:00"]}


def keep(stage: Stage, stills: Stills) -> int:
    return keep_stills(stage.engine, stills, store_of(stage), [(stage.halls["H1"], DAY)], now=stage.clock.now())


def rows(stage: Stage, case: str = UNATTENDED) -> list[EvidenceRow]:
    with Session(stage.engine) as session:
        query = select(EvidenceRow).where(EvidenceRow.violation_id == stage.violations[case])
        return list(session.exec(query.order_by(col(EvidenceRow.taken_at), col(EvidenceRow.id))).all())


def told(stage: Stage, case: str = UNATTENDED) -> list[tuple[str, datetime]]:
    return [(str(row.kind), row.taken_at) for row in rows(stage, case) if row.purged_at is None]


def test_one_before_begin_middle_and_end_are_kept(stage: Stage) -> None:
    assert keep(stage, stills_of(stage, **FULL)) == 4
    assert told(stage) == [
        ("before", at("09:11:50")), ("begin", at("09:12")), ("middle", at("09:15")), ("end", at("09:18")),
    ]  # fmt: skip
    for row in rows(stage):
        picture = decode(store_of(stage).get(row.sha256))
        assert picture.shape[:2] == (row.height_px, row.width_px)
        assert len(store_of(stage).get(row.sha256)) == row.size_bytes
    kept = [data for _, data in stage.audited("evidence.kept")]
    assert [(entry["kind"], entry["sha256"]) for entry in kept] == [(row.kind, row.sha256) for row in rows(stage)]
    assert {entry["of"] for entry in kept} == {str(stage.violations[UNATTENDED])}


def test_once_kept_nothing_changes(stage: Stage) -> None:
    stills = stills_of(stage, **FULL)
    keep(stage, stills)
    before = [row.id for row in rows(stage)]
    assert keep(stage, stills) == 0
    assert [row.id for row in rows(stage)] == before


def test_time_and_rule_are_burned_in(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    words: list[tuple[str, ...]] = []
    plain = api.intake.keeping.captioned
    monkeypatch.setattr(api.intake.keeping, "captioned", lambda jpeg, lines: words.append(lines) or plain(jpeg, lines))
    keep(stage, stills_of(stage, unattended=["09:12:00"], away_sign=["11:00:10"]))
    assert sorted(words) == [
        ("离岗牌时间过长 Away sign shown too long", "城东营业厅 W1 · 2026-06-03 11:00:10 +08:00"),
        ("窗口无人在岗 Window unattended", "城东营业厅 W1 · 2026-06-03 09:12:00 +08:00"),
    ]
    (kept,) = rows(stage)
    assert (kept.height_px or 0) > 60, "there is a band below the picture"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Shanghai", "2026-06-03 09:12:00 +08:00"),
        ("America/St_Johns", "2026-06-02 22:42:00 -02:30"),
        ("UTC", "2026-06-03 01:12:00 +00:00"),
    ],
)
def test_the_hall_s_own_clock(zone: str, said: str) -> None:
    assert stamp(at("09:12"), ZoneInfo(zone)) == said


def test_the_look_s_numbers_go_with_what_a_verdict_can_teach(stage: Stage) -> None:
    """Not with the picture of before, which shows something else, nor with the away sign's."""
    keep(stage, stills_of(stage, staffed=["09:11:50"], unattended=["09:12:00"], away_sign=["11:00:10"]))
    assert [(str(row.kind), row.features, row.features_version) for row in rows(stage)] == [
        ("before", None, None), ("begin", list(NUMBERS), FEATURES_VERSION),
    ]  # fmt: skip
    assert [row.features for row in rows(stage, AWAY)] == [None]


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        (ViolationStatus.pending, 4), (ViolationStatus.confirmed, 4), (ViolationStatus.dismissed, 0),
        (ViolationStatus.excused, 0), (ViolationStatus.explained, 0), (ViolationStatus.withdrawn, 0),
    ],
)  # fmt: skip
def test_only_cases_that_stand_get_pictures(stage: Stage, status: ViolationStatus, kept: int) -> None:
    change(stage, status=status)
    assert keep(stage, stills_of(stage, **FULL)) == kept
    assert len(list(store_of(stage).list())) == kept


def test_a_case_decided_while_its_pictures_were_written_gets_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie there without a case, are found, and go."""
    plain = api.intake.keeping.captioned

    def decided_meanwhile(jpeg: bytes, lines: tuple[str, str]) -> bytes:
        change(stage, status=ViolationStatus.dismissed)
        return plain(jpeg, lines)

    monkeypatch.setattr(api.intake.keeping, "captioned", decided_meanwhile)
    assert keep(stage, stills_of(stage, **FULL)) == 0
    assert rows(stage) == []


def test_a_crash_between_picture_and_row_leaves_a_picture_of_no_case(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stills = stills_of(stage, unattended=["09:12:00"])

    def crash(*_: object, **__: object) -> None:
        raise SystemExit("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(api.intake.keeping, "add_evidence", crash)
        with pytest.raises(SystemExit):
            keep(stage, stills)
    assert rows(stage) == []
    (untied,) = [each.sha256 for each in store_of(stage).list()]
    later = machine_now(stage) + UNTIED_FOR + timedelta(minutes=1)
    assert check_evidence(stage.engine, store_of(stage), now=later).untied == (untied,)
    assert keep(stage, stills) == 1, "whoever goes on from here finds the picture there"
    assert check_evidence(stage.engine, store_of(stage), now=later).untied == ()


def test_a_store_that_fails_is_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stills = stills_of(stage, **FULL)

    def fail(*_: object) -> str:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(EvidenceFolder, "put", fail)
        assert keep(stage, stills) == 0
    assert rows(stage) == []
    assert keep(stage, stills) == 4


def test_what_falls_outside_of_its_case_goes(stage: Stage) -> None:
    """Late frames showed somebody there from 09:16 on: the case ends earlier, and its last picture is none of it."""
    keep(stage, stills_of(stage, **FULL))
    change(stage, end=at("09:16"))
    assert keep(stage, stills_of(stage, unattended=["09:15:40"])) == 1
    assert told(stage) == [
        ("before", at("09:11:50")), ("begin", at("09:12")), ("middle", at("09:15")), ("end", at("09:15:40")),
    ]  # fmt: skip
    [gone] = [row for row in rows(stage) if row.purged_at]
    assert (gone.taken_at, (gone.purged_why or {})["code"]) == (at("09:18"), "still.outside-case")
    with pytest.raises(FileNotFoundError):
        store_of(stage).get(gone.sha256)
    [(actor, entry)] = stage.audited("evidence.purged")
    assert (actor, entry["sha256"], entry["why"]["code"]) == ("judge", gone.sha256, "still.outside-case")
    assert stage.log_in("周敏").get(f"/api/v1/evidence/{gone.id}").json()["code"] == "evidence-purged"


def test_two_cases_may_show_one_picture_and_it_goes_with_the_last(stage: Stage) -> None:
    with Session(stage.engine) as session:
        other = hand_made(
            stage, "H1", "王芳", "window-unattended", DAY, "09:12", "09:18:20", window_id=stage.windows["H1/W1"]
        )  # fmt: skip
        session.add(other)
        session.commit()
        stage.violations["other"] = other.id
    keep(stage, stills_of(stage, unattended=["09:18:00"]))
    (one,), (two,) = rows(stage), rows(stage, "other")
    assert one.sha256 == two.sha256
    change(stage, end=at("09:15"))
    keep(stage, Stills())
    assert store_of(stage).get(two.sha256)
    change(stage, "other", end=at("09:15"))
    keep(stage, Stills())
    with pytest.raises(FileNotFoundError):
        store_of(stage).get(two.sha256)


def test_a_uniform_case_shows_the_looks_that_contradict(stage: Stage) -> None:
    """Begin, middle and end of them; a still of a look that agreed, or that told nothing, is none of it."""
    with Session(stage.engine) as session:
        case = hand_made(
            stage, "H1", "王芳", "uniform-season", DAY, "09:00", "09:30", window_id=stage.windows["H1/W1"]
        )  # fmt: skip
        session.add(case)
        for clock, sleeve in (
            ("09:00", "long"),
            ("09:10", "short"),
            ("09:15", "long"),
            ("09:20", "unknown"),
            ("09:30", "long"),
        ):
            session.add(
                AttireLookRow(
                    window_id=stage.windows["H1/W1"], camera_id=stage.cameras["H1"], at=at(clock), people=1, sign=False,
                    sleeve=Sleeve(sleeve), outerwear=Outerwear.no, confidence=0.9,
                )
            )  # fmt: skip
        session.commit()
        stage.violations["clothes"] = case.id
    stills = stills_of(
        stage, clothes=["09:00:00", "09:10:00", "09:15:10", "09:20:00", "09:29:50"], staffed=["08:59:00", "09:16:00"]
    )  # fmt: skip
    assert keep(stage, stills) == 3
    assert told(stage, "clothes") == [("begin", at("09:00")), ("middle", at("09:15:10")), ("end", at("09:29:50"))]


def change(stage: Stage, case: str = UNATTENDED, **columns: object) -> None:
    with Session(stage.engine) as session:
        row = session.get_one(ViolationRow, stage.violations[case])
        row.tell(columns)
        session.commit()


def machine_now(stage: Stage) -> datetime:
    """When the last picture was put, by the machine's clock."""
    return max(each.put_at for each in store_of(stage).list())


def test_other_halls_and_days_are_left_alone(stage: Stage) -> None:
    nowhere = [(stage.halls["H2"], DAY), (stage.halls["H1"], DAY + timedelta(days=1)), (UUID(int=9), DAY)]
    stills = stills_of(stage, **FULL)
    assert keep_stills(stage.engine, stills, store_of(stage), nowhere, now=stage.clock.now()) == 0
