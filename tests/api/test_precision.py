"""How often the rules are right, shown to those who look after halls: page, interface and command line."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from typer.testing import CliRunner

from api.cli import app as cli
from api.database import writing_to
from api.jobs import jobs
from api.state import state_of
from conduct.rules.watching import watches
from models.tables import AuditEntryRow, HallRow, ViolationStatus
from tests.api.cast import PEOPLE, Stage, hand_made, set_the_stage
from tests.api.test_halls_file import FILE
from tests.api.test_pages import page

MONDAY = date(2026, 6, 1)


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """At H1 20 of 30 cases of `late` were right, at H2 2 of 2."""
    made = set_the_stage(tmp_path, sqlite_database)
    with writing_to(made.engine) as session:
        for minute in range(30):
            status = ViolationStatus.confirmed if minute < 20 else ViolationStatus.dismissed
            session.add(hand_made(made, "H1", "李强", "late", MONDAY, f"09:{minute:02}", "10:00", status=status))
        for minute in range(2):
            told = {"status": ViolationStatus.confirmed, "staff_id": None}
            session.add(hand_made(made, "H2", "吴刚", "late", MONDAY, f"09:{minute:02}", "10:00", **told))
    return made


def told(stage: Stage, name: str, query: str = "") -> dict[tuple[str | None, str], dict]:
    answer = stage.log_in(name).get(f"/api/v1/precision{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["next"] is None
    return {(item["hall"], item["rule"]): item for item in answer.json()["items"]}


def test_what_the_interface_tells(stage: Stage):
    late = told(stage, "周敏", "?lang=en")["H1", "late"]
    assert (late.pop("low"), late.pop("high")) == (pytest.approx(0.4878, abs=1e-4), pytest.approx(0.8077, abs=1e-4))
    assert late == {
        "rule": "late", "title": "Late", "hall": "H1", "camera": None, "right": 20, "excused": 0, "wrong": 10,
        "decided": 30, "precision": pytest.approx(2 / 3), "floor": 0.7, "stand": "watch", "watched": False, "since": None,
        "why": "only 20 of the last 30 decided were right (66.7%), 0 of them excused; 70% are asked for",
    }  # fmt: skip
    absent = told(stage, "周敏")["H1", "absent"]
    assert (absent["decided"], absent["precision"], absent["low"], absent["stand"]) == (0, None, None, "too-few")


SEEN: dict[str, tuple[str, set[str | None]]] = {
    "周敏": ("", {"H1"}), "陈静": ("", {"H2"}), "刘洋": ("", {"H1", "H2"}), "孙悦": ("?hall=H2", {"H2"}),
    "赵磊": ("?hall=H1", {"H1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_everybody_sees_the_halls_that_they_may_see(stage: Stage, name: str):
    query, halls = SEEN[name]
    assert {hall for hall, _ in told(stage, name, query)} == halls
    assert told(stage, "周敏", "?hall=H2") == {}


@pytest.mark.parametrize("path", ["/precision", "/api/v1/precision"])
def test_it_is_not_for_those_whom_it_is_about(stage: Stage, path: str):
    assert stage.log_in("王芳").get(path).status_code == 403
    assert stage.anybody().get(path).status_code in (303, 401)


@pytest.mark.parametrize("name", sorted(set(PEOPLE) - {"王芳", "李强"}))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page(stage: Stage, name: str, language: str):
    shown = page(stage.log_in(name), f"/precision?lang={language}")
    (link,) = shown.all("a", href="/precision")
    assert link["aria-current"] == "page"
    words = " ".join(shown.text.split())
    at_h1 = name != "陈静"
    assert ("城东营业厅" in words) is at_h1
    assert (("误报过多" if language == "zh" else "Too often wrong") in words) is at_h1
    assert ("67%" in words) is at_h1
    assert "{" not in words


def test_the_page_of_a_hall_that_may_not_be_seen(stage: Stage):
    assert "城西营业厅" not in page(stage.log_in("周敏"), "/precision?hall=H2").text


def test_the_job_holds_the_rule_back_and_everything_says_so(stage: Stage):
    state = state_of(stage.app)
    (job,) = [each for each in jobs(state, None) if each.name == "self-restraint"]  # type: ignore[arg-type]
    state.facts_changed.clear()
    assert job.work(stage.clock.now()) == "late at H1 held back, 0 cameras to be seen to"
    assert state.facts_changed.is_set()
    assert job.work(stage.clock.now()) == "nothing to hold back"
    with Session(stage.engine) as session:
        (row,) = watches(session)
        assert session.get_one(HallRow, row.hall_id).code == "H1"
        assert session.exec(select(AuditEntryRow.actor).where(AuditEntryRow.action == "rule.watched")).all() == [
            "self-restraint"
        ]
    late = told(stage, "周敏")["H1", "late"]
    assert (late["stand"], late["watched"]) == ("watch", True)
    assert (
        "规则自行收敛：它所发现的情况中，最近裁定的 30 件里 20 件属实（66.7%）"
        in page(stage.log_in("王芳"), "/rules?lang=zh").text
    )
    assert "it held itself back" in page(stage.log_in("王芳"), "/rules?lang=en").text


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("CONDUCT_DATABASE_URL", raising=False)
    (tmp_path / "hall.toml").write_text(FILE, "utf-8")
    assert CliRunner().invoke(cli, ["halls", "apply", str(tmp_path / "hall.toml")]).exit_code == 0
    done = CliRunner().invoke(cli, ["rules", "precision"])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[0].split()[:2] == ["late", "H1"]
    assert "too few to say: 0 decided so far, 0 of them right; it takes 30" in done.stdout
    rows = json.loads(CliRunner().invoke(cli, ["rules", "precision", "--hall", "H1", "--json"]).stdout)
    assert {(row["hall"], row["stand"]) for row in rows} == {("H1", "too-few")}
    missing = CliRunner().invoke(cli, ["rules", "precision", "--hall", "H7"])
    assert (missing.exit_code, missing.stderr) == (1, "staff-conduct: there is no hall H7\n")
