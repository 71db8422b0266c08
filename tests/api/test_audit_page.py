"""`/audit`: the trail searched and said in words, taken out as a file, and checked while somebody watches."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

import api
from api.audit import search as searching
from api.audit.search import Search, search
from api.database import writing_to
from api.pages.audit_words import ACTIONS, ENTITIES
from api.paging import Place
from api.state import state_of
from conduct.auditing.trail import audit
from conduct.review.second_choice import is_chosen
from conduct.review.violations import Reviewer, decide
from conduct.rules.review_policy import ReviewPolicy
from models.linking import ENTRIES
from models.tables import JobRunRow, Verdict, ViolationRow
from models.tables.base import new_id
from tests.api.audit_trail import MINUTE, NOW, entry_of, note, tamper, trail
from tests.api.cast import Stage, at, hand_made, name_of, set_the_stage

ROOT = Path(api.__file__).parent.parent
CODE = re.compile(r"[a-z_-]+\.[a-z_-]+")
WRITERS = {"audit", "record", "_record", "_put", "_audit", "_changed"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def steps_in(file: Path) -> Iterator[str]:
    """The codes of steps that are written out where something is put on record."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in WRITERS:
                for each in (*node.args, *(k.value for k in node.keywords if k.arg in ("action", None))):
                    yield from _codes(each)


def _codes(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and CODE.fullmatch(each.value):
            yield each.value


def test_every_step_that_is_put_on_record_has_words() -> None:
    files = [file for part in ("api", "conduct", "roster") for file in (ROOT / part).rglob("*.py")]
    found = {code for file in files for code in steps_in(file)}
    assert len(found) > 30
    assert found - set(ACTIONS) == set()


def test_every_subject_on_record_has_words(stage: Stage) -> None:
    with Session(stage.engine) as session:
        entries = search(session, Search(), limit=1000).entries
    assert {entry.row.entity for entry in entries} - set(ENTITIES) == set()


def test_what_was_done_is_said_in_words_with_what_was_before(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        audit(
            session, at=stage.clock.now(), actor="zhoumin", action="shift.changed", entity="shift", entity_id="S001",
            changes={"start": ["08:30", "09:00"]},
        )  # fmt: skip
    client = stage.log_in("赵磊")
    page = client.get("/audit?lang=en", params={"lang": "en", "action": "shift.changed"}).text
    assert "周敏 (zhoumin) changed a shift" in page
    assert "<del>08:30</del> → <ins>09:00</ins>" in page
    assert "周敏 (zhoumin) 修改了班次" in client.get("/audit?lang=zh&action=shift.changed").text


def listed(stage: Stage, **asked: str) -> list[str]:
    """The subjects of the entries found, read from the file, all pages of it."""
    answer = stage.log_in("赵磊").get("/audit.csv", params=asked)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return [row[6] for row in rows[1:]]


@pytest.fixture
def noted(stage: Stage) -> Stage:
    with writing_to(stage.engine) as session:
        for number, (entity, subject, data) in enumerate((
            ("badge", "9001", {"staff": "S001"}),
            ("rule", "late", {"hall": "H2", "reason": "冬天太冷"}),
            ("window", str(stage.windows["H1/W1"]), {"new": 3}),
            ("violation", str(stage.violations["吴刚 late"]), {"rule": "late"}),
        )):  # fmt: skip
            when = at("10:00", date(2026, 7, 1 + number))
            audit(session, at=when, actor="sunyue", action=f"{entity}.test", entity=entity, entity_id=subject, **data)
    return stage


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "badge"}, ["9001"]),
        ({"subject": "late"}, ["late"]),
        ({"action": "window.test"}, ["W1"]),
        ({"actor": "sunyue", "first": "2026-07-02", "last": "2026-07-03"}, ["W1", "late"]),
        ({"hall": "H2", "first": "2026-07-01"}, ["吴刚", "late"]),
        ({"hall": "H1", "first": "2026-07-01"}, ["W1"]),
        ({"text": "太冷"}, ["late"]),
        ({"text": "s001", "first": "2026-07-01"}, ["9001"]),
        ({"actor": "nobody"}, []),
    ],
)
def test_it_is_narrowed(asked: dict[str, str], found: list[str], noted: Stage) -> None:
    ids = {"W1": str(noted.windows["H1/W1"]), "吴刚": str(noted.violations["吴刚 late"])}
    assert listed(noted, **asked) == [ids.get(each, each) for each in found]


def test_a_search_for_words_stops_at_its_bound_and_goes_on_behind_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "WALK", 3)
    monkeypatch.setattr(searching, "WALKED_MOST", 6)
    for number in range(15):
        note(stage.engine, number, of="needle" if number in (0, 14) else "hay")
    asked, found, after, pages = Search(text="NEEDLE", until=NOW + 20 * MINUTE), [], None, 0
    with Session(stage.engine) as session:
        while True:
            page = search(session, asked, limit=10, after=after)
            found += [entry.row.data["number"] for entry in page.entries]
            pages += 1
            if page.next is None:
                break
            assert page.cut_short
            after = page.next
    assert found == [14, 0]
    assert pages > 1


def test_pages_neither_repeat_nor_leave_out(stage: Stage) -> None:
    for _ in range(7):
        note(stage.engine, 5, of="same")
    with Session(stage.engine) as session:
        whole = [entry.row.id for entry in search(session, Search(entity="same"), limit=100).entries]
        found, after = [], None
        while (page := search(session, Search(entity="same"), limit=2, after=after)).next:
            found, after = found + [entry.row.id for entry in page.entries], page.next
        found += [entry.row.id for entry in page.entries]
    assert len(whole) == 7
    assert found == whole


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (Search(), "ix_audit_entry_at_id"),
        (Search(since=NOW, until=NOW + MINUTE), "ix_audit_entry_at_id"),
        (Search(actor="zhoumin"), "ix_audit_entry_actor_at"),
        (Search(action="a.b", since=NOW), "ix_audit_entry_action_at"),
        (Search(entity="shift"), "ix_audit_entry_kind_at"),
        (Search(entity_id="x", until=NOW), "ix_audit_entry_subject_at"),
        (Search(actor="zhoumin", text="x"), "ix_audit_entry_actor_at"),
    ],
)
def test_every_search_goes_by_an_index_and_sorts_nothing(asked: Search, index: str, stage: Stage) -> None:
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT audit_entry"):
            raw = connection.connection.cursor()
            raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in raw.fetchall())

    sa.event.listen(stage.engine, "before_cursor_execute", explain)
    with Session(stage.engine) as session:
        search(session, asked, limit=50, after=Place(NOW, new_id()))
    sa.event.remove(stage.engine, "before_cursor_execute", explain)
    assert any(f"USING INDEX {index}" in step for step in plans), plans
    assert not any("B-TREE" in step or step == "SCAN audit_entry" for step in plans), plans


def test_who_is_asked_for_a_second_opinion_does_not_read_the_first_verdict_here(stage: Stage) -> None:
    while not is_chosen(id_ := new_id(), ReviewPolicy().second_share):
        pass
    with writing_to(stage.engine) as session:
        session.add(hand_made(stage, "H1", "王芳", "absent", date(2026, 6, 2), "12:00", "12:30", id=id_))
    with writing_to(stage.engine) as session:
        row = session.get_one(ViolationRow, id_)
        by = Reviewer(stage.users["周敏"], name_of("周敏"), stage.staff["周敏"])
        decide(session, row, by=by, verdict=Verdict.dismiss, reason="seen", now=stage.clock.now())
    stage.later(hours=2)
    query = {"subject": str(id_), "lang": "en"}
    asked = stage.log_in("孙悦").get("/audit", params=query).text
    everything = stage.log_in("赵磊").get("/audit", params=query).text
    assert "decided on a case" in everything.partition('class="entries"')[2]
    assert "decided on a case" not in asked.partition('class="entries"')[2]


def test_a_file_taken_out_is_on_record_and_computes_nothing(stage: Stage) -> None:
    note(stage.engine, 1, of="x", actor="=1+1")
    text = stage.log_in("孙悦").get("/audit.csv", params={"actor": "=1+1"}).content.decode("utf-8-sig")
    assert "'=1+1" in text
    ((actor, told),) = stage.audited("audit.exported")
    assert (actor, told["entries"], told["asked"]) == ("sunyue", 1, {"actor": "=1+1"})


def test_the_chain_is_checked_while_somebody_watches(stage: Stage) -> None:
    client, state = stage.log_in("赵磊"), state_of(stage.app)
    trail(stage.engine, 3)
    assert "尚未手动校验" in client.get("/audit/chain").text
    assert client.get("/audit/chain/check").headers["location"] == "/audit/chain"
    state.chain_checks.wait(60)
    page = client.get("/audit/chain?lang=en").text
    assert "each continues the one before it" in page
    assert "Its head was noted nowhere" in page
    tamper(stage.engine, sa.update(ENTRIES).where(ENTRIES.c.id == entry_of(5)).values(actor="somebody"))
    client.get("/audit/chain/check")
    state.chain_checks.wait(60)
    assert "The trail is broken: entry 5" in client.get("/audit/chain?lang=en").text


def test_only_one_check_runs_at_a_time_and_its_progress_is_shown(stage: Stage) -> None:
    state, told, go_on = state_of(stage.app), Event(), Event()

    def slow(progress: Any) -> Any:
        progress(2000)
        told.set()
        go_on.wait(60)
        raise ValueError("the file is no file of anchors")

    assert state.chain_checks.begin(slow, 8000, stage.clock)
    assert told.wait(60)
    assert not state.chain_checks.begin(slow, 8000, stage.clock)
    page = stage.log_in("赵磊").get("/audit/chain?lang=en").text
    assert 'value="2000" max="8000"' in page
    go_on.set()
    state.chain_checks.wait(60)
    assert "It could not be checked: the file is no file" in stage.log_in("赵磊").get("/audit/chain?lang=en").text


def test_the_daily_check_is_told(stage: Stage) -> None:
    when = stage.clock.now() - timedelta(hours=3)
    with writing_to(stage.engine) as session:
        session.add(
            JobRunRow(job="verify-audit", scheduled_at=when, started_at=when, finished_at=when, outcome="7 are whole")
        )
    assert "7 are whole" in stage.log_in("赵磊").get("/audit/chain").text
