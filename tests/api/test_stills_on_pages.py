"""The pictures of a case on its page: in order, with their moments, and no word too many to whom."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.cases.views import View
from api.evidence.folder import EvidenceFolder
from api.language import Language
from api.pages.stills import Looked, visits
from conduct.keeping.evidence import let_go
from models.tables import EvidenceRow, ViolationRow
from models.tables.base import new_id
from models.values.evidence import StillKind
from models.values.why import Why
from tests.api.cast import STILL, Stage, at, set_the_stage
from tests.api.test_pages import Page, page, queue_of

CASE = "王芳 window-unattended"
CLOCKS = {StillKind.before: "09:11:50", StillKind.middle: "09:15:10", StillKind.end: "09:18:10"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def add(stage: Stage, *kinds: StillKind) -> None:
    """Beside the begin, which the stage has; the later ones first."""
    folder = EvidenceFolder(stage.settings.evidence_dir)
    with Session(stage.engine) as session:
        for kind in reversed(kinds):
            row = EvidenceRow(
                violation_id=stage.violations[CASE], camera_id=stage.cameras["H1"], window_id=stage.windows["H1/W1"],
                taken_at=at(CLOCKS[kind]), sha256=folder.put(STILL + kind.encode()), size_bytes=1, kind=kind,
                width_px=346, height_px=562,
            )  # fmt: skip
            session.add(row)
            stage.evidence[kind] = row.id
        session.commit()


def case_page(stage: Stage, name: str = "周敏", language: str = "en") -> Page:
    return page(stage.log_in(name), f"{queue_of(stage, CASE)}?lang={language}")


@pytest.mark.parametrize(
    ("language", "first", "third"),
    [
        ("en", "Before: blurred picture of W1 at 09:11:50", "Middle: blurred picture of W1 at 09:15:10"),
        ("zh", "之前：W1 于 09:11:50 的模糊化画面", "中间：W1 于 09:15:10 的模糊化画面"),
    ],
)
def test_four_pictures_in_order(stage: Stage, language: str, first: str, third: str) -> None:
    add(stage, *CLOCKS)
    images = case_page(stage, language=language).all("img")
    assert [image["src"] for image in images] == [
        f"/api/v1/evidence/{stage.evidence[key]}" for key in (StillKind.before, CASE, StillKind.middle, StillKind.end)
    ]
    assert (images[0]["alt"], images[2]["alt"]) == (first, third)
    assert {(image["width"], image["height"]) for image in images} == {("346", "562")}, "so that nothing jumps"
    assert {image["loading"] for image in images} == {"lazy"}, "what is not on screen is no look"


def test_what_is_missing_is_said_in_its_place(stage: Stage) -> None:
    add(stage, StillKind.end)
    shown = case_page(stage)
    assert len(shown.all("img")) == 2
    text = " ".join(shown.text.split())
    assert text.index("Before none was taken then") < text.index("Begin 09:14:00") < text.index("Middle none was")
    assert "or the service was started again before the case was found" in text


def test_while_a_case_goes_on_its_end_is_not_missing(stage: Stage) -> None:
    with Session(stage.engine) as session:
        session.get_one(ViolationRow, stage.violations[CASE]).end = None
        session.commit()
    text = " ".join(case_page(stage).text.split())
    assert "Middle not yet: the case is going on or has only just ended" in text
    assert "End not yet: the case is going on or has only just ended" in text


def test_a_purged_picture_leaves_its_reason(stage: Stage) -> None:
    add(stage, StillKind.end)
    why = Why("still.time-over", (("until", "2026-12-28 00:00:00"),))
    with Session(stage.engine) as session:
        let_go(session, stage.evidence[StillKind.end], why, actor="schedule", now=stage.clock.now())
        session.commit()
    shown = case_page(stage)
    assert len(shown.all("img")) == 1
    assert "End let go of: it was to be kept until 2026-12-28 00:00:00" in " ".join(shown.text.split())
    assert "A blurred picture was let go of" in shown.text
    listed = stage.log_in("周敏").get(f"/api/v1/violations/{stage.violations[CASE]}").json()["evidence"]
    assert [(link["kind"], link["purged_at"] is None) for link in listed] == [("begin", True), ("end", False)]


def test_one_that_was_replaced_is_not_shown_beside_the_better(stage: Stage) -> None:
    with Session(stage.engine) as session:
        let_go(session, stage.evidence[CASE], Why("still.shown-better"), actor="judge", now=stage.clock.now())
        row = EvidenceRow(
            violation_id=stage.violations[CASE], camera_id=stage.cameras["H1"], window_id=stage.windows["H1/W1"],
            taken_at=at("09:12:00"), sha256="0" * 64, size_bytes=1, kind=StillKind.begin, width_px=346, height_px=562,
        )  # fmt: skip
        session.add(row)
        session.commit()
        better = row.id
    assert [image["src"] for image in case_page(stage).all("img")] == [f"/api/v1/evidence/{better}"]


@pytest.mark.parametrize(
    ("name", "sees"), [("王芳", True), ("赵磊", True), ("孙悦", True), ("周敏", False), ("刘洋", False)]
)
def test_who_looked_stands_on_the_page_of_those_whom_it_concerns(stage: Stage, name: str, sees: bool) -> None:
    stage.log_in("周敏").get(f"/api/v1/evidence/{stage.evidence[CASE]}")
    shown = case_page(stage, name)
    assert ("Who looked at the pictures" in shown.text) is sees
    assert ("周敏 Begin" in " ".join(shown.text.split())) is sees


def test_every_picture_of_a_page_is_on_record(stage: Stage) -> None:
    add(stage, *CLOCKS)
    client = stage.log_in("周敏")
    for image in page(client, queue_of(stage, CASE)).all("img"):
        assert client.get(image["src"] or "").status_code == 200
    viewed = [(who, entry["kind"]) for who, entry in stage.audited("evidence.viewed")]
    assert viewed == [("zhoumin", kind) for kind in ("before", "begin", "middle", "end")]


def view(second: float, by: str, kind: StillKind | None = StillKind.begin) -> View:
    return View(new_id(), new_id(), kind, START + timedelta(seconds=second), by, by.upper())


START = at("10:00")


@pytest.mark.parametrize(
    ("views", "told"),
    [
        pytest.param([], [], id="nobody"),
        pytest.param(
            [view(2, "a", StillKind.end), view(1, "a", StillKind.before), view(0, "a")], [(0, "A", "Before, Begin, End")],
            id="a page is one visit",
        ),
        pytest.param([view(61, "a"), view(0, "a")], [(61, "A", "Begin"), (0, "A", "Begin")], id="a minute later"),
        pytest.param([view(60, "a"), view(0, "a")], [(0, "A", "Begin")], id="within a minute"),
        pytest.param([view(1, "a"), view(0, "b")], [(1, "A", "Begin"), (0, "B", "Begin")], id="two people"),
        pytest.param([view(0, "a", None)], [(0, "A", "Picture")], id="a picture from before there were moments"),
    ],
)  # fmt: skip
def test_visits(views: list[View], told: list[tuple[float, str, str]]) -> None:
    def seconds(instant: datetime) -> float:
        return (instant - START).total_seconds()

    found: tuple[Looked, ...] = visits(views, Language("en"))
    assert [(seconds(each.at), each.who, each.moments) for each in found] == told
