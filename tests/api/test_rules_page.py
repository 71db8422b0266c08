"""`/rules`: shown to everybody whom the rules bind, in both languages, each rule with how it is found and what it costs."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, delete, select

from api.database import writing_to
from api.language import Language
from api.pages.rule_words import AREAS, DRESS, FOUND, LIMITS, METHODS, SEVERITIES, SOURCES
from api.pages.rules_view import Watched, shown_areas
from conduct.judging.detectors import DETECTORS
from conduct.rules.pack import default_pack, default_pack_text, norm_classes, parse_pack
from conduct.rules.policy import Area
from conduct.rules.rule import Found, Method, Severity, Source
from conduct.rules.season_notices import move_season
from conduct.rules.seasons import Dress
from conduct.rules.watching import watch_rule
from models.tables import HallRow, PackAdoptionRow
from tests.api.cast import DAY, PEOPLE, Stage, set_the_stage
from tests.api.test_pages import Page, page
from tests.conduct.hall import adopted

ZH, EN = Language("zh"), Language("en")


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def words(shown: Page) -> str:
    return " ".join(shown.text.split())


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_logged_in_sees_them_and_finds_them_in_the_navigation(stage: Stage, name: str):
    shown = page(stage.log_in(name), "/rules")
    assert "窗口无人在岗" in shown.text
    in_row_and_menu = shown.all("a", href="/rules")
    assert {link["aria-current"] for link in in_row_and_menu} == {"page"}
    assert stage.anybody().get("/rules").headers["location"] == "/login?next=/rules"


def test_every_rule_and_every_norm_of_the_pack_is_there(stage: Stage):
    shown = page(stage.log_in("王芳"), "/rules?lang=en")
    pack = default_pack()
    assert {each["id"] for each in shown.all("li", class_="rule")} == set(pack.rules)
    for rule in pack.rules.values():
        assert rule.title.en in shown.text
        assert " ".join(rule.words.en.split()) in words(shown)
    assert shown.text.count("Never automated") == sum(r.found == Found.never for r in pack.rules.values())
    for norm in norm_classes():
        assert norm.partition("/")[2] in shown.text


def test_a_rule_says_what_it_costs_and_by_which_limits(stage: Stage):
    shown = words(page(stage.log_in("王芳"), "/rules?lang=en"))
    assert "Points, once a person has confirmed it: 1; free in a month: the first 1." in shown
    assert "Limits: 5 min of grace." in shown
    assert "Limits: 3 rings, 10 seconds." in shown
    assert "all of this area at most 20 points a month" in shown
    assert "The switch's record of calls is not connected yet." in shown
    chinese = words(page(stage.log_in("王芳"), "/rules?lang=zh"))
    assert "经人确认后扣 1 分，每月前 1 次不扣。" in chinese
    assert "界限：3 声铃响、10 秒。" in chinese
    assert not re.search(r"[{}]", chinese)


def test_by_whom_and_since_when_it_is_in_force(stage: Stage):
    with writing_to(stage.engine) as session:
        session.exec(select(PackAdoptionRow)).one().adopted_by = "liuyang"
    shown = words(page(stage.log_in("王芳"), "/rules?lang=en"))
    assert "In force since Wed 1 Jan 2020, adopted by 刘洋." in shown
    assert "Announced on Wed 1 Jan 2020 by no. 1." in shown
    with writing_to(stage.engine) as session:
        session.exec(select(PackAdoptionRow)).one().announced_on = None
    assert "No announcement is on record yet." in words(page(stage.log_in("王芳"), "/rules?lang=en"))


def test_without_a_pack_adopted_all_is_only_watched(stage: Stage):
    with writing_to(stage.engine) as session:
        session.exec(delete(PackAdoptionRow))
    shown = page(stage.log_in("王芳"), "/rules?lang=en")
    assert "No pack is adopted for this day" in shown.text
    assert len(shown.all("span", class_="badge rule-state rule-watched")) == len(DETECTORS)
    assert shown.all("span", class_="badge rule-state rule-in-force") == []


def test_another_day_shows_the_pack_that_judges_it(stage: Stage):
    dearer = default_pack_text().replace('"2026.2"', '"2026.3"').replace("points = 5", "points = 7")
    later = DAY + timedelta(days=30)
    with writing_to(stage.engine) as session:
        session.add(adopted(dearer, version="default-2026.3", first_day=later))
    today = page(stage.log_in("王芳"), "/rules?lang=en")
    assert today.all("a", href=f"/rules?day={later}")
    assert "confirmed it: 7." not in today.text
    shown = words(page(stage.log_in("王芳"), f"/rules?lang=en&day={later}"))
    assert "confirmed it: 7." in shown
    assert "default-2026.3" in shown
    assert page(stage.log_in("王芳"), "/rules?day=soon", 422)
    assert page(stage.log_in("王芳"), f"/rules?day={date.min}")
    assert page(stage.log_in("王芳"), f"/rules?day={date.max}")


def test_watch_mode_and_a_hall_s_notices_are_told(stage: Stage):
    with writing_to(stage.engine) as session:
        hall = session.get_one(HallRow, stage.halls["H1"])
        told = {"by": "liuyang", "now": stage.clock.now()}
        watch_rule(session, "late", DAY, hall=hall, reason="读卡器检修", **told)
        watch_rule(session, "absent", DAY, hall=None, reason="读卡器检修", **told)
        first = date(2026, 10, 1)
        move_season(
            session, hall, "summer", first, first + timedelta(days=4), announced_on=DAY, document="no. 7", **told
        )
    shown = page(stage.log_in("王芳"), "/rules?lang=en")
    said = words(shown)
    assert "Only watched at 城东营业厅 since Wed 3 Jun 2026: 读卡器检修" in said
    assert "Only watched since Wed 3 Jun 2026: 读卡器检修" in said
    assert "2026-10-01–2026-10-05" in said
    assert "at 城东营业厅, by no. 7" in said
    assert len(shown.all("span", class_="badge rule-state rule-watched")) == 1, "at one hall it is in force elsewhere"


# Pure


def test_every_code_has_its_words():
    assert set(AREAS) == set(Area.__args__)  # type: ignore[attr-defined]
    for words_, codes in ((METHODS, Method), (FOUND, Found), (SOURCES, Source), (SEVERITIES, Severity), (DRESS, Dress)):
        assert set(words_) == set(codes)
    assert set(LIMITS) == {limit for detector in DETECTORS.values() for limit in detector.limits}


def test_a_pack_in_watch_mode_or_with_a_watched_rule():
    pack = parse_pack(default_pack_text().replace("free_first = 1", "free_first = 1\nwatch = true"))

    def states(*, holds: bool = True, **watched: list[Watched]) -> dict[str, str]:
        areas = shown_areas(pack, EN, holds=holds, watched=watched)
        return {rule.name: rule.state for area in areas for rule in area.rules if rule.name in DETECTORS}

    plain = states()
    assert (plain["late"], plain["absent"], set(plain)) == ("watched", "in-force", set(DETECTORS))
    assert set(states(holds=False).values()) == {"watched"}
    assert states(absent=[Watched(True, "x")])["absent"] == "watched"
    assert states(absent=[Watched(False, "x")])["absent"] == "in-force"


def test_steps_and_shares_are_said():
    text = default_pack_text().replace(
        "points = 5", "points = 5\nescalation = [{ from = 2, points = 10 }]"
    )  # fmt: skip
    shown = {r.name: r for a in shown_areas(parse_pack(text), EN, holds=True, watched={}) for r in a.rules}
    assert shown["absent"].cost == "Points, once a person has confirmed it: 5; from number 2 in a month on: 10."
    assert "80 % of them against it" in shown["uniform-season"].limits
    assert shown["call-backs-by-sample"].limits == "3 days, 30 %"
    assert shown["complaint-month-report"].limits == "day 5 of the month"
    assert (shown["smile"].cost, shown["extra-layer"].cost, shown["tidy-desk"].cost) == (None, None, "Points: none.")
    chinese = {r.name: r for a in shown_areas(parse_pack(text), ZH, holds=True, watched={}) for r in a.rules}
    assert chinese["absent"].cost == "经人确认后扣 5 分，当月第 2 次起扣 10 分。"


def test_nothing_is_written_by_looking(stage: Stage):
    from models.tables import AuditEntryRow

    with Session(stage.engine) as session:
        before = len(session.exec(select(AuditEntryRow)).all())
    page(stage.log_in("王芳"), "/rules")
    with Session(stage.engine) as session:
        assert len(session.exec(select(AuditEntryRow)).all()) == before
