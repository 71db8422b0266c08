"""`/appraisals/{month}` and `/my/months`: who sees whom, and the steps by plain forms."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.database import writing_to
from conduct.schedule.calendar_year import fill_year
from models.tables import ViolationRow, ViolationStatus
from tests.api.cast import Stage, at, csrf, set_the_stage
from tests.api.test_pages import page

MONTH = "/appraisals/2026-06"
JULY = date(2026, 7, 1)


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """Everything that was found is decided, and June is over."""
    made = set_the_stage(tmp_path, sqlite_database)
    with writing_to(made.engine) as session:
        fill_year(session, 2026, by="test", now=made.clock.now())
        for id_ in made.violations.values():
            row = session.get_one(ViolationRow, id_)
            if row.status == ViolationStatus.pending:
                row.status = ViolationStatus.confirmed
                session.add(row)
    made.clock.move_to(at("10:00", JULY))
    return made


def step(stage: Stage, who: str, path: str, **told: str) -> int:
    answer = stage.log_in(who).post(path, data={"csrf": csrf(who), **told}, headers={"Origin": "http://testserver"})
    return answer.status_code


def drafted(stage: Stage) -> Stage:
    assert step(stage, "刘洋", f"{MONTH}/draft") == 303
    return stage


def people(stage: Stage, who: str, query: str = "") -> list[str]:
    shown = page(stage.log_in(who), MONTH + query)
    return [a["href"].rpartition("/")[2] for a in shown.all("a") if "/people/" in (a.get("href") or "")]


SEEN: dict[str, tuple[str, str, list[str]]] = {
    "hr": ("刘洋", "", ["S001", "S002", "S100", "S201"]),
    "a supervisor sees their hall": ("周敏", "", ["S001", "S002", "S100"]),
    "and another's theirs": ("陈静", "", ["S201"]),
    "auditors see everybody": ("赵磊", "", ["S001", "S002", "S100", "S201"]),
    "of one hall": ("刘洋", "?hall=H2", ["S201"]),
    "by name": ("刘洋", "?search=王", ["S001"]),
    "by number": ("刘洋", "?search=S00", ["S001", "S002"]),
    "by a grade that nobody has": ("刘洋", "?grade=D", []),
    "an underscore is no pattern": ("刘洋", "?search=S_0", []),
    "another's hall is not shown": ("周敏", "?hall=H2", []),
}


def test_who_sees_whom(stage: Stage) -> None:
    drafted(stage)
    assert {name: people(stage, who, query) for name, (who, query, _) in SEEN.items()} == {
        name: expected for name, (_, _, expected) in SEEN.items()
    }
    assert stage.log_in("王芳").get(MONTH).status_code == 403


def test_lines_lead_to_their_cases(stage: Stage) -> None:
    drafted(stage)
    shown = page(stage.log_in("刘洋"), f"{MONTH}/people/S001?lang=en")
    case = stage.violations["王芳 window-unattended"]
    assert [a["href"] for a in shown.all("a", href=f"/queue/{case}")] == [f"/queue/{case}"]
    assert "Window unattended" in shown.text


@pytest.mark.parametrize(("who", "status"), [("王芳", 200), ("李强", 404), ("周敏", 200), ("陈静", 404), ("赵磊", 200)])
def test_who_sees_one_person_s_lines(stage: Stage, who: str, status: int) -> None:
    drafted(stage)
    assert stage.log_in(who).get(f"{MONTH}/people/S001").status_code == status


def test_one_s_own_months_are_signed_there(stage: Stage) -> None:
    assert "还没有已计算的月份" in page(stage.log_in("王芳"), "/my/months").text
    drafted(stage)
    own = page(stage.log_in("王芳"), "/my/months")
    assert [form["action"] for form in own.all("form") if "sign" in form["action"]] == [f"{MONTH}/people/S001/sign"]
    assert step(stage, "王芳", f"{MONTH}/people/S001/sign", verdict="refuse", words="") == 422
    assert step(stage, "王芳", f"{MONTH}/people/S001/sign", verdict="refuse", words="我在岗") == 303
    assert step(stage, "周敏", f"{MONTH}/people/S001/sign", verdict="sign") == 303
    assert step(stage, "陈静", f"{MONTH}/people/S001/sign", verdict="sign") == 404
    text = page(stage.log_in("刘洋"), MONTH).text
    assert "拒签" in text
    assert "我在岗" in text


def test_locked_and_opened_again_by_forms(stage: Stage) -> None:
    drafted(stage)
    with writing_to(stage.engine) as session:
        waiting = session.get_one(ViolationRow, stage.violations["李强 late"])
        waiting.status = ViolationStatus.pending
        session.add(waiting)
    assert step(stage, "刘洋", f"{MONTH}/lock") == 409
    assert "H1 有 1 起事件待裁定" in page(stage.log_in("刘洋"), MONTH).text
    with writing_to(stage.engine) as session:
        session.get_one(ViolationRow, stage.violations["李强 late"]).status = ViolationStatus.dismissed
    assert step(stage, "刘洋", f"{MONTH}/lock") == 303
    assert "已锁定" in page(stage.log_in("刘洋"), MONTH).text
    assert step(stage, "刘洋", f"{MONTH}/reopen", reason="漏记") == 303
    text = page(stage.log_in("刘洋"), MONTH).text
    assert "漏记" in text
    assert "第 2 版" in text
    assert [each["reason"] for _, each in stage.audited("appraisal.reopened")] == ["漏记"]


@pytest.mark.parametrize("who", ["王芳", "周敏", "赵磊", "孙悦"])
@pytest.mark.parametrize("what", ["lock", "reopen", "draft"])
def test_only_hr_takes_the_steps_there(stage: Stage, who: str, what: str) -> None:
    assert step(stage, who, f"{MONTH}/{what}", reason="x") == 403


def test_the_months_begin_with_the_one_before_this(stage: Stage) -> None:
    client = stage.log_in("刘洋")
    assert client.get("/appraisals").headers["location"] == MONTH
    assert "尚未计算" in page(client, MONTH).text
