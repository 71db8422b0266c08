"""Halls and windows added, changed, retired and brought back; the present state as a file, and a file's preview."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, func, select

from api.database import writing_to
from api.setup.apply_halls import HallApplier
from api.setup.hall_export import export_halls
from api.setup.hall_file import HallFileError, parse_hall_file
from api.setup.hall_preview import preview_halls
from api.setup.hall_windows import (
    WindowColumns,
    add_window,
    bring_back_window,
    change_window,
    next_tag,
    retire_window,
    what_window_stays,
)
from api.setup.halls import HallColumns, add_hall, bring_back_hall, change_hall, retire_hall, what_stays
from api.setup.house import halls_in_use, house_facts
from api.setup.refused import SetupRefused
from conduct.judging.hall_day import is_over, judge_stale_days
from conduct.judging.stale import mark_stale, stale_days
from models.tables import (
    AuditEntryRow,
    CameraRow,
    CameraViewRow,
    HallRow,
    PackAdoptionRow,
    ReaderRow,
    ViolationRow,
    WindowRow,
)
from tests.api.cast import DAY, Stage, at, set_the_stage

GOOD = HallColumns("城南营业厅", "Asia/Shanghai", "08:30", "17:30")
ZONE = [[0.1, 0.2], [0.3, 0.2], [0.3, 0.6]]


@pytest.fixture
def stage(tmp_path: Path, database: Engine) -> Stage:
    return set_the_stage(tmp_path, database)


def did(stage: Stage, step: Callable[..., object], *given: object) -> None:
    """A step of somebody's at H1, or at the window W1 of it, in a transaction of its own."""
    with writing_to(stage.engine) as session:
        rows = [session.get_one(kind, id_) if isinstance(kind, type) else kind for kind, id_ in _pairs(stage, given)]
        step(session, *rows, by="sunyue", now=stage.clock.now())


def _pairs(stage: Stage, given: tuple[object, ...]) -> list[tuple[object, object]]:
    known = {HallRow: stage.halls["H1"], WindowRow: stage.windows["H1/W1"]}
    return [(each, known.get(each)) for each in given]  # type: ignore[call-overload]


def test_the_first_hall_begins_with_the_default_rules(database: Engine) -> None:
    with writing_to(database) as session:
        add_hall(session, "H1", GOOD, by="sunyue", now=at("10:00"))
    with Session(database) as session:
        assert session.exec(select(PackAdoptionRow.first_day)).all() == [DAY]
        assert [hall.code for hall in halls_in_use(session)] == ["H1"]


@pytest.mark.parametrize(
    ("code", "told", "field"),
    [
        ("H1", GOOD, "code"),
        ("", GOOD, "code"),
        ("H 7", GOOD, "code"),
        ("H7", HallColumns(" ", "Asia/Shanghai"), "name"),
        ("H7", HallColumns("n", "Asia/Nowhere"), "timezone"),
        ("H7", HallColumns("n", "../etc/passwd"), "timezone"),
        ("H7", HallColumns("n", "Asia/Shanghai", "08:30"), "closes"),
        ("H7", HallColumns("n", "Asia/Shanghai", None, "17:30"), "opens"),
        ("H7", HallColumns("n", "Asia/Shanghai", "8:30", "17:30"), "opens"),
        ("H7", HallColumns("n", "Asia/Shanghai", "17:30", "08:30"), "closes"),
    ],
)
def test_what_is_no_hall_is_refused_at_its_field(stage: Stage, code: str, told: HallColumns, field: str) -> None:
    with pytest.raises(SetupRefused) as refused:
        did(stage, add_hall, code, told)
    assert refused.value.field == field


def test_a_change_is_on_record_with_what_was(stage: Stage) -> None:
    did(stage, change_hall, HallRow, HallColumns("城东", "Asia/Urumqi", "08:30", "17:30"))
    ((actor, data),) = stage.audited("hall.changed")
    assert (actor, data["hall"]) == ("sunyue", "H1")
    assert data["changes"] == {"name": ["城东营业厅", "城东"], "timezone": ["Asia/Shanghai", "Asia/Urumqi"]}


def in_use(stage: Stage) -> dict[str, list[str]]:
    with Session(stage.engine) as session:
        kinds: dict[str, type[SQLModel]] = {"windows": WindowRow, "cameras": CameraRow, "readers": ReaderRow}
        return {
            name: sorted(row.code for row in session.exec(select(kind)).all() if row.hall_id == stage.halls["H1"] and not row.retired_at)  # type: ignore[attr-defined]
            for name, kind in kinds.items()
        }  # fmt: skip


def count(stage: Stage, kind: type[SQLModel]) -> int:
    with Session(stage.engine) as session:
        return session.exec(select(func.count()).select_from(kind)).one()


def test_a_hall_retires_with_what_is_in_use_and_comes_back_with_it(stage: Stage) -> None:
    did(stage, retire_window, HallRow, WindowRow)
    stage.later(minutes=1)
    before, cases, shown = in_use(stage), count(stage, ViolationRow), stage.log_in("孙悦").get("/queue").text
    assert before == {"windows": ["W2"], "cameras": ["cam-H1"], "readers": ["door"]}
    with Session(stage.engine) as session:
        stays = what_stays(session, stage.halls["H1"])
    assert (stays.windows, stays.cameras, stays.readers, stays.people) == (1, 1, 1, 3)
    assert stays.open_cases > 0
    did(stage, retire_hall, HallRow)
    assert in_use(stage) == {"windows": [], "cameras": [], "readers": []}
    assert count(stage, ViolationRow) == cases
    assert ("城东营业厅" in shown) == ("城东营业厅" in stage.log_in("孙悦").get("/queue").text)
    with Session(stage.engine) as session:
        assert [hall.code for hall in house_facts(session, stage.clock.now()).halls] == ["H2"]
    stage.later(minutes=1)
    did(stage, bring_back_hall, HallRow)
    assert in_use(stage) == before, "what had retired before stays so"


def test_no_day_of_a_retired_hall_is_judged(stage: Stage) -> None:
    cases = count(stage, ViolationRow)
    did(stage, retire_hall, HallRow)
    with writing_to(stage.engine) as session:
        hall = session.get_one(HallRow, stage.halls["H1"])
        assert [is_over(hall, date(2026, 6, day)) for day in (2, 3, 4)] == [False, False, True]
        mark_stale(session, hall.id, [date(2026, 6, 4)], now=stage.clock.now())
    stage.later(days=2)
    judge_stale_days(stage.engine, now=stage.clock.now())
    assert count(stage, ViolationRow) == cases
    with Session(stage.engine) as session:
        assert stale_days(session) == []


@pytest.mark.parametrize(
    ("code", "told", "field"),
    [
        ("W1", WindowColumns("", 7), "code"),
        ("W 7", WindowColumns("", 7), "code"),
        ("W7", WindowColumns("", 0), "tag"),
        ("W7", WindowColumns("", 293), "tag"),
        ("W7", WindowColumns("", -1), "tag"),
        ("W7", WindowColumns("n" * 101, 7), "name"),
    ],
)
def test_what_is_no_window_is_refused_at_its_field(stage: Stage, code: str, told: WindowColumns, field: str) -> None:
    with pytest.raises(SetupRefused) as refused:
        did(stage, add_window, HallRow, code, told)
    assert refused.value.field == field


def test_a_window_is_added_changed_retired_and_brought_back(stage: Stage) -> None:
    did(stage, add_window, HallRow, "W7", WindowColumns("seven", 7))
    did(stage, change_window, HallRow, WindowRow, WindowColumns("one", 0, seat_tag=False, sign_text=True))
    did(stage, retire_window, HallRow, WindowRow)
    with pytest.raises(SetupRefused, match="bring it back instead"):
        did(stage, add_window, HallRow, "W1", WindowColumns("", 9))
    assert in_use(stage)["windows"] == ["W2", "W7"]
    did(stage, bring_back_window, HallRow, WindowRow)
    assert in_use(stage)["windows"] == ["W1", "W2", "W7"]
    ((_, data),) = stage.audited("window.changed")
    assert data["changes"] == {"name": ["", "one"], "seat_tag": [True, False], "sign_text": [False, True]}
    assert [len(stage.audited(f"window.{step}")) for step in ("made", "retired", "brought-back")] == [1, 1, 1]


def test_a_window_does_not_come_back_before_its_hall(stage: Stage) -> None:
    did(stage, retire_hall, HallRow)
    with pytest.raises(SetupRefused, match="hall is retired"):
        did(stage, bring_back_window, HallRow, WindowRow)


def test_what_a_window_holds_is_said_and_the_next_tag_is_free(stage: Stage) -> None:
    with Session(stage.engine) as session:
        window = session.get_one(WindowRow, stage.windows["H1/W1"])
        stays = what_window_stays(session, window, at("06:00"))
        assert stays.shifts_to_come == 1
        assert stays.open_cases >= 1
        assert next_tag(session, stage.halls["H1"]) == 2


def furnished(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        for window, sign in (("H1/W1", ZONE), ("H1/W2", None)):
            session.add(
                CameraViewRow(
                    camera_id=stage.cameras["H1"], window_id=stage.windows[window], version=1, staff_zone=ZONE,
                    sign_zone=sign, valid_from=at("00:00"),
                )
            )  # fmt: skip


def exported(stage: Stage, *, shifts: bool = True) -> str:
    with Session(stage.engine) as session:
        return export_halls(session, halls_in_use(session), now=at("09:00"), shifts=shifts)


def test_an_export_applied_again_changes_nothing(stage: Stage) -> None:
    furnished(stage)
    told = parse_hall_file(exported(stage))
    assert [len(hall.shifts) for hall in told.halls] == [2, 0]
    with writing_to(stage.engine) as session:
        counts = HallApplier(session, by="sunyue", now=stage.clock.now()).apply(told)
    assert (counts["made"], counts["changed"]) == (0, 0)
    assert counts["same"] > 15


def test_an_export_leaves_out_what_is_retired_and_shifts_unless_asked(stage: Stage) -> None:
    did(stage, retire_window, HallRow, WindowRow)
    (first, _) = parse_hall_file(exported(stage, shifts=False)).halls
    assert ([window.code for window in first.windows], first.shifts) == (["W2"], ())
    assert [shift.window for shift in parse_hall_file(exported(stage)).halls[0].shifts] == ["W2"]


def test_a_preview_says_what_applying_does_and_leaves_no_trace(stage: Stage) -> None:
    text = exported(stage, shifts=False).replace("城东营业厅", "城东新厅") + '[[halls]]\ncode = "H7"\nname = "七"\n'
    rows, trail = count(stage, HallRow), count(stage, AuditEntryRow)
    told = preview_halls(stage.engine, parse_hall_file(text), by="sunyue", now=stage.clock.now())
    assert (rows, trail) == (count(stage, HallRow), count(stage, AuditEntryRow))
    assert (told.made, told.changed) == (1, 1)
    changed, made = told.changes
    assert (changed.made, changed.label, changed.columns) == (False, "H1", (("name", "城东营业厅", "城东新厅"),))
    assert (made.made, made.label) == (True, "H7")
    with writing_to(stage.engine) as session:
        counts = HallApplier(session, by="sunyue", now=stage.clock.now()).apply(parse_hall_file(text))
    assert (counts["made"], counts["changed"], counts["same"]) == (told.made, told.changed, told.same)
    with Session(stage.engine) as session:
        assert session.exec(select(HallRow.name).order_by(col(HallRow.code))).first() == "城东新厅"


def test_a_preview_of_a_file_that_names_what_is_not_there_fails_as_applying_does(stage: Stage) -> None:
    text = exported(stage).replace('staff = "S001"', 'staff = "S009"')
    with pytest.raises(HallFileError, match="no staff S009"):
        preview_halls(stage.engine, parse_hall_file(text), by="sunyue", now=stage.clock.now())
