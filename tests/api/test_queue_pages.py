"""What the queue tells scripts, how it is narrowed, and who hears of whom at a case; as programs ask for it."""

import json
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from api.auth.sessions import COOKIE
from api.cases.around import Around
from api.cases.doubts import Wording, doubts
from api.cases.listing import COUNTED_TO
from api.cases.presence import COUNTS_FOR, come, go, others_at
from api.database import writing_to
from api.hosting import hosted
from api.language import COOKIE as LANGUAGE
from api.state import state_of
from conduct.keeping.housekeeping import purge
from conduct.keeping.retention import Retention
from models.tables import CasePresenceRow, StaffRow, ViolationRow, ViolationStatus
from models.values.interval import Interval
from models.values.occupancy import StateSpan, WindowState
from tests.api.cast import SHANGHAI, Stage, at, csrf, hand_made, set_the_stage
from tests.api.test_pages import EMPTY_WINDOW, Page, page, queue_of

ANSWERS_WITHIN_S = 30


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def decide_by_script(stage: Stage, client: TestClient, case: str, name: str = "周敏", query: str = "", **form: str):
    return client.post(
        queue_of(stage, case, f"/decision{query}"),
        data={"csrf": csrf(name), **form},
        headers={"Accept": "application/json"},
    )


# Verdicts by script


def test_a_script_is_told_what_was_done_and_what_comes_next(stage: Stage):
    client = stage.log_in("周敏")
    answer = decide_by_script(stage, client, "李强 late", query="?hall=H1", verdict="dismiss", reason="badge-wrong")
    told = answer.json()
    assert answer.status_code == 200
    assert told["next"] == queue_of(stage, EMPTY_WINDOW) + "?hall=H1"
    assert parse_qs(urlsplit(told["address"]).query)["decided"] == [str(stage.violations["李强 late"])]
    assert told["count"] == "3"
    flash = Page(told["flash"])
    assert "您已判定不成立：" in flash.text
    assert flash.all("form")[0]["action"] == queue_of(stage, "李强 late", "/take-back?hall=H1")
    assert flash.all("div", class_="flash")[0]["data-for-s"] == "10"
    assert "<html" not in told["flash"]


def test_after_the_last_case_there_is_no_next(stage: Stage):
    told = decide_by_script(stage, stage.log_in("陈静"), "吴刚 late", "陈静", verdict="confirm").json()
    assert (told["next"], told["count"]) == (None, "0")
    assert urlsplit(told["address"]).path == "/queue"


@pytest.mark.parametrize(
    ("name", "case", "form", "status", "said"),
    [
        ("周敏", "李强 late", {"verdict": "dismiss"}, 422, "请选择或填写理由"),
        ("周敏", "周敏 late", {"verdict": "confirm"}, 403, "本人"),
        ("陈静", "李强 late", {"verdict": "confirm"}, 404, "不属于您可以查看的营业厅"),
    ],
)
def test_a_script_is_told_in_words_what_was_wrong(
    stage: Stage, name: str, case: str, form: dict[str, str], status: int, said: str
):
    answer = decide_by_script(stage, stage.log_in(name), case, name, **form)
    assert answer.status_code == status
    assert said in answer.json()["error"]
    assert stage.status(case) == "pending"


def test_what_follows_is_known_before_the_verdict(stage: Stage):
    client = stage.log_in("周敏")
    [section] = page(client, queue_of(stage, "李强 late", "?hall=H1")).all("section", id="case")
    assert section["data-following"] == queue_of(stage, EMPTY_WINDOW) + "?hall=H1"
    [last] = page(client, queue_of(stage, "王芳 away-too-long")).all("section", id="case")
    assert last["data-following"] == queue_of(stage, "周敏 late"), "after the last the first that waits"


# Narrowing


def cases_at(stage: Stage, name: str, query: str) -> set[str]:
    found = page(stage.log_in(name), f"/queue{query}").cards
    names = {str(id_): case for case, id_ in stage.violations.items()}
    return {names[urlsplit(card).path.split("/")[2]] for card in found}


@pytest.mark.parametrize(
    ("name", "query", "cases"),
    [
        ("孙悦", "?hall=H1&window=W1", {EMPTY_WINDOW, "王芳 away-too-long"}),
        ("孙悦", "?hall=H1&window=W2", set()),
        ("孙悦", "?hall=H1&window=W7", set()),
        ("周敏", "?window=W1", {EMPTY_WINDOW, "王芳 away-too-long"}),
        ("孙悦", "?window=W1&rule=late", {"李强 late", "周敏 late", "吴刚 late"}),
        ("孙悦", "?person=S002", {"李强 late"}),
        ("孙悦", "?person=+李强+", {"李强 late"}),
        ("孙悦", "?person=李", set()),
        ("周敏", "?person=S201", set()),
        ("孙悦", "?person=王芳&hall=H1&window=W1&rule=window-unattended", {EMPTY_WINDOW}),
        ("孙悦", "?from=2026-06-03", {"李强 late", EMPTY_WINDOW, "王芳 away-too-long"}),
        ("孙悦", "?from=&to=2026-06-02", {"周敏 late", "吴刚 late"}),
        ("孙悦", "?from=2026-06-04&to=", set()),
        ("孙悦", "?from=2026-06-03&to=2026-06-03&person=S002", {"李强 late"}),
    ],
)
def test_the_queue_is_narrowed(stage: Stage, name: str, query: str, cases: set[str]):
    assert cases_at(stage, name, query) == cases


def test_people_of_one_name_are_found_together(stage: Stage):
    with writing_to(stage.engine) as session:
        other = StaffRow(hall_id=stage.halls["H2"], no="S777", name="李强")
        session.add(other)
        session.flush()
        row = hand_made(stage, "H2", "吴刚", "absent", date(2026, 6, 2), "10:00", "10:30", staff_id=other.id)
        session.add(row)
        stage.violations["the other 李强"] = row.id
    assert cases_at(stage, "孙悦", "?person=李强") == {"李强 late", "the other 李强"}
    assert cases_at(stage, "周敏", "?person=李强") == {"李强 late"}, "only of one's own halls"


def test_a_day_is_the_halls_own_however_late_the_shift(stage: Stage):
    night = date(2026, 6, 5)
    with writing_to(stage.engine) as session:
        row = hand_made(stage, "H1", "王芳", "late", date(2026, 6, 6), "02:00", "02:20")
        row.day = night
        session.add(row)
        stage.violations["night"] = row.id
    assert cases_at(stage, "孙悦", "?from=2026-06-05&to=2026-06-05") == {"night"}
    assert cases_at(stage, "孙悦", "?from=2026-06-06&to=2026-06-06") == set()


def test_narrowing_stays_in_every_address_and_in_the_form(stage: Stage):
    shown = page(stage.log_in("孙悦"), "/queue?hall=H1&window=W1&person=王芳&from=2026-06-01&to=2026-06-30")
    for address in (*shown.cards, str(shown.all("form", class_="verdict")[0]["action"])):
        assert parse_qs(urlsplit(address).query) == {
            "hall": ["H1"], "window": ["W1"], "person": ["王芳"], "from": ["2026-06-01"], "to": ["2026-06-30"],
        }  # fmt: skip
    assert [box["value"] for box in shown.all("input", type="date")] == ["2026-06-01", "2026-06-30"]
    chosen = [each["value"] for tag, each in shown.elements if tag == "option" and "selected" in each]
    assert chosen == ["H1", "W1", "pending"]


@pytest.mark.parametrize("query", ["?from=yesterday", "?to=0001-01-01", "?from=9999-12-31"])
def test_days_that_are_none_are_refused_in_words(stage: Stage, query: str):
    assert "地址或表单有误" in page(stage.log_in("周敏"), f"/queue{query}", 422).text


def test_counting_stops_at_a_thousand(stage: Stage):
    with writing_to(stage.engine) as session:
        session.add_all(
            hand_made(stage, "H1", "王芳", "late", date(2026, 5, 1), "08:30", "08:40") for _ in range(COUNTED_TO + 1)
        )
    assert "1,000+" in page(stage.log_in("孙悦"), "/queue").text
    assert "1,000+" not in page(stage.log_in("孙悦"), "/queue?hall=H2").text


# What else could explain a case


@pytest.mark.parametrize(
    ("rule", "told"),
    [("window-unattended", ["doubt.unknown"]), ("away-too-long", ["doubt.unknown"]), ("late", []), ("absent", [])],
)
def test_what_nobody_saw_speaks_against_what_was_seen_alone(rule: str, told: list[str]):
    case = Interval(at("08:30"), at("08:44"))
    unseen = StateSpan("W1", WindowState.unknown, at("08:30"), at("08:40"))
    found = doubts(
        Around(frame=case, case=case, window="W1", staff="S001", states=(unseen,)), rule, Wording({}, SHANGHAI)
    )
    assert [each.code for each in found if each.code != "doubt.no-punch"] == told


# Two at one case


class Watching:
    """A stream held open, as a page does."""

    def __init__(self, base: str, client: TestClient, address: str) -> None:
        self.told: list[dict[str, str]] = []
        self._news = Event()
        self._thread = Thread(target=self._run, args=[base, client.cookies[COOKIE], address], daemon=True)
        self._thread.start()

    def _run(self, base: str, cookie: str, address: str) -> None:
        with httpx.stream(
            "GET", f"{base}{address}", cookies={COOKIE: cookie, LANGUAGE: "en"}, timeout=ANSWERS_WITHIN_S
        ) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    self.told.append(json.loads(line.removeprefix("data: ")))
                    self._news.set()

    def next(self) -> dict[str, str]:
        assert self._news.wait(ANSWERS_WITHIN_S)
        self._news.clear()
        return self.told[-1]


def test_presence_is_told_to_deciders_alone(stage: Stage):
    address = queue_of(stage, "李强 late", "/present")
    with hosted(stage.app) as base:
        own = Watching(base, stage.log_in("孙悦"), address)
        assert own.next() == {"others": "", "decided": ""}
        concerned = Watching(base, stage.log_in("李强"), address)
        assert concerned.next() == {"others": "", "decided": ""}, "whom it concerns neither hears nor is heard of"
        other = Watching(base, stage.log_in("周敏"), address)
        assert other.next()["others"] == "孙悦 has this case open as well."
        assert own.next()["others"] == "周敏 has this case open as well."


def test_a_sign_counts_for_seconds_and_is_thrown_away(stage: Stage):
    case, own, other = stage.violations["李强 late"], stage.users["孙悦"], stage.users["周敏"]
    came_at = stage.clock.now()
    with writing_to(stage.engine) as session:
        come(session, case, other, came_at)
        come(session, case, own, came_at)
        assert others_at(session, case, own, came_at) == ["周敏"]
        assert others_at(session, case, own, came_at + COUNTS_FOR) == ["周敏"]
        assert others_at(session, stage.violations["周敏 late"], own, came_at) == []
        later = came_at + COUNTS_FOR + timedelta(seconds=1)
        assert others_at(session, case, own, later) == []
        come(session, case, own, later)
        assert [row.user_id for row in session.exec(select(CasePresenceRow)).all()] == [own]
        go(session, case, own, came_at)
        assert others_at(session, case, other, later) == ["孙悦"], "a page loaded anew is there still"
        go(session, case, own, later)
        assert session.exec(select(CasePresenceRow)).all() == []
        come(session, case, own, later)
        assert purge(session, now=later + timedelta(hours=1), retention=Retention()).presences == 1


@pytest.mark.parametrize(("name", "status"), [("陈静", 404), ("王芳", 404), ("周敏", 200)])
def test_who_may_not_see_a_case_hears_nothing(stage: Stage, name: str, status: int):
    state_of(stage.app).closing.set()
    assert stage.log_in(name).get(queue_of(stage, "李强 late", "/present")).status_code == status


def test_what_ceased_to_wait_by_itself_is_told(stage: Stage):
    with writing_to(stage.engine) as session:
        session.get_one(ViolationRow, stage.violations["李强 late"]).status = ViolationStatus.withdrawn
    with hosted(stage.app) as base:
        told = Watching(base, stage.log_in("周敏"), queue_of(stage, "李强 late", "/present")).next()
    assert told["decided"] == "This case does not wait any more: the facts have changed."
