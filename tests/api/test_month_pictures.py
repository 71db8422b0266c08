"""A month's spread, a person's twelve months, halls side by side, and appeals from one's own lines."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.database import writing_to
from conduct.months.computing import draft_month
from models.tables import DecisionRow, Verdict, ViolationRow, ViolationStatus
from tests.api.cast import Stage, at, set_the_stage
from tests.api.spread_months import earlier_months, more_people
from tests.api.test_pages import page

MONTH = "/appraisals/2026-06"
API = "/api/v1/appraisals/2026-06/halls"
EMPTY_WINDOW = "王芳 window-unattended"
DECIDED = at("10:00", date(2026, 6, 29))


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """June is drafted in July. H1 has 2 + 6 people, H2 one; 王芳 has a line that was confirmed, decided on 29 June."""
    made = set_the_stage(tmp_path, sqlite_database)
    with writing_to(made.engine) as session:
        row = session.get_one(ViolationRow, made.violations[EMPTY_WINDOW])
        row.status = ViolationStatus.confirmed
        session.add(
            DecisionRow(
                violation_id=row.id, user_id=made.users["周敏"], verdict=Verdict.confirm, reason="seen", at=DECIDED
            )
        )
        session.get_one(ViolationRow, made.violations["李强 late"]).status = ViolationStatus.appealed
    made.clock.move_to(at("10:00", date(2026, 7, 1)))
    with writing_to(made.engine) as session:
        draft_month(session, "2026-06", now=made.clock.now())
    more_people(made, "H1", "100", "97", "93", "88", "76.5", "100")
    more_people(made, "H2", "99")
    return made


def spread(stage: Stage, who: str, query: str = "") -> list[str]:
    """The figures above the columns, with their labels."""
    shown = stage.log_in(who).get(f"{MONTH}?lang=en{query}").text
    figures, labels = (re.findall(rf'class="column-{what}"[^>]*>(.*?)<', shown) for what in ("figure", "label"))
    return [f"{label}: {figure}" for figure, label in zip(figures, labels, strict=True)]


H1 = ["75–80: 1", "80–85: 0", "85–90: 1", "90–95: 1", "95–100: 5"]
SPREADS: dict[str, tuple[str, str, list[str]]] = {
    "hr": ("刘洋", "", [*H1[:4], "95–100: 6"]),
    "hr of one hall": ("刘洋", "&hall=H1", H1),
    "of a small hall": ("刘洋", "&hall=H2", ["80–85: 0", "85–90: 0", "90–95: 0", "95–100: 1"]),
    "the auditor": ("赵磊", "", [*H1[:4], "95–100: 6"]),
    "the admin": ("孙悦", "", [*H1[:4], "95–100: 6"]),
    "a supervisor's halls": ("周敏", "", H1),
    "another's": ("陈静", "", ["80–85: 0", "85–90: 0", "90–95: 0", "95–100: 1"]),
    "another's hall is nobody's": ("周敏", "&hall=H2", []),
    "what is searched for narrows the list only": ("周敏", "&search=王", H1),
}


def test_the_spread_is_of_those_whom_the_visitor_looks_after(stage: Stage) -> None:
    drafted = {name: spread(stage, who, query) for name, (who, query, _) in SPREADS.items()}
    assert drafted == {name: expected for name, (_, _, expected) in SPREADS.items()}


def test_the_picture_is_said_in_words_and_in_a_table(stage: Stage) -> None:
    shown = page(stage.log_in("刘洋"), MONTH)
    (picture,) = shown.all("svg", role="img")
    for id_ in (picture["aria-labelledby"] or "").split():
        assert shown.all("title", id=id_) or shown.all("desc", id=id_)
    assert "95 以上至 100" in shown.text
    assert "得分分布" in shown.text


def test_halls_side_by_side_name_nobody(stage: Stage) -> None:
    shown = page(stage.log_in("刘洋"), f"{MONTH}/halls?lang=en")
    assert "fewer than 5 people: not shown" in shown.text
    assert len(shown.all("svg", role="img")) == 1, "of H1 alone"
    for told in ("S001", "王芳", "职工", "H1-50"):
        assert told not in shown.text
    assert "Coming and going" in shown.text


def test_a_supervisor_compares_their_own_halls_only(stage: Stage) -> None:
    text = page(stage.log_in("陈静"), f"{MONTH}/halls").text
    assert "城西营业厅" in text
    assert "城东营业厅" not in text
    assert stage.log_in("王芳").get(f"{MONTH}/halls").status_code == 403


def test_a_month_without_anything_shows_no_picture(stage: Stage) -> None:
    client = stage.log_in("刘洋")
    for path in ("/appraisals/2026-01", "/appraisals/2026-01/halls"):
        assert page(client, path).all("svg", role="img") == []


def test_programs_are_told_the_same(stage: Stage) -> None:
    told = stage.log_in("刘洋").get(API).json()
    assert (told["month"], told["people_min"], [each["hall"] for each in told["items"]]) == ("2026-06", 5, ["H1", "H2"])
    east, west = told["items"]
    assert (east["people"], east["running_appeals"], west["people"], west["spread"]) == (8, 1, 1, None)
    figures = east["spread"]
    assert (figures["low_quartile"], figures["median"], figures["high_quartile"]) == (91.75, 97.5, 100)
    assert [(bar["low"], bar["count"]) for bar in figures["bars"]] == [(75, 1), (80, 0), (85, 1), (90, 1), (95, 5)]
    assert [(each["grade"], each["count"]) for each in figures["grades"]] == [("A", 5), ("B", 2), ("C", 1), ("D", 0)]
    assert figures["areas"] == [
        {"area": "attendance", "points": 45.5, "per_person": 5.69}, {"area": "occupancy", "points": 2, "per_person": 0.25},
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "halls"), [("赵磊", 2), ("孙悦", 2), ("周敏", 1), ("陈静", 1)])
def test_which_halls_a_program_is_told(stage: Stage, who: str, halls: int) -> None:
    assert len(stage.log_in(who).get(API).json()["items"]) == halls


def test_twelve_months_as_far_as_the_visitor_may_see_them(stage: Stage) -> None:
    earlier_months(stage, "王芳", "H2", "91", "92", "93.5")
    for who, path in (("王芳", "/my/months"), ("刘洋", f"{MONTH}/people/S001"), ("周敏", f"{MONTH}/people/S001")):
        text = stage.log_in(who).get(path).text
        assert "2025-07 – 2026-06" in text
        seen = [score for score in ("91", "92", "93.5", "98") if text.count(f">{score}<") >= 2]
        assert (who, seen) == (who, ["98"] if who == "周敏" else ["91", "92", "93.5", "98"]), "those of another hall"


def appeals(stage: Stage, who: str, path: str) -> list[str]:
    links = page(stage.log_in(who), path).all("a", class_="button")
    return [link["href"] or "" for link in links if (link["href"] or "").endswith("#appeal")]


@pytest.mark.parametrize("path", ["/my/months", f"{MONTH}/people/S001"])
def test_appeals_begin_at_one_s_own_lines(stage: Stage, path: str) -> None:
    there = [f"/queue/{stage.violations[EMPTY_WINDOW]}#appeal"]
    assert appeals(stage, "王芳", path) == there
    assert "7月13日" in page(stage.log_in("王芳"), path).text
    stage.clock.move_to(at("23:59", date(2026, 7, 13)))
    assert appeals(stage, "王芳", path) == there
    stage.clock.move_to(at("00:00", date(2026, 7, 14)))
    assert appeals(stage, "王芳", path) == [], "the time is over"


def test_nobody_else_appeals_there_and_nothing_twice(stage: Stage) -> None:
    for who in ("周敏", "刘洋", "赵磊"):
        assert appeals(stage, who, f"{MONTH}/people/S001") == []
    with writing_to(stage.engine) as session:
        session.get_one(ViolationRow, stage.violations[EMPTY_WINDOW]).status = ViolationStatus.appealed
    assert appeals(stage, "王芳", "/my/months") == []
