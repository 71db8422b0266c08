"""`/setup/readers/held` as a browser without JavaScript uses it: lines held aside, looked at and settled."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import writing_to
from api.pages.setup.held import HELD, PAGE
from conduct.judging.unclear import note_unclear, spans_of
from models.tables import HeldPunchRow, ReaderRow
from models.values.interval import Interval
from tests.api.cast import Stage, at, csrf, set_the_stage
from tests.api.test_pages import page

LINES = (
    ("door", "columns", b"%%%", None),
    ("door", "before-2020", b"7001\t2000-01-01 00:00:00", "7001"),
    ("back", "not-text", b"\xff<b>", None),
)


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """With two lines of the reader `door` and one of `back` held aside."""
    made = set_the_stage(tmp_path, sqlite_database)
    with writing_to(made.engine) as session:
        session.add(ReaderRow(hall_id=made.halls["H2"], code="back"))
        note_unclear(reader(session), [Interval(at("08:00"), at("09:00"))])
        session.flush()
        for code, reason, raw, badge in LINES:
            hold(session, code, reason, raw, badge)
    return made


def reader(session: Session, code: str = "door") -> ReaderRow:
    return session.exec(select(ReaderRow).where(ReaderRow.code == code)).one()


def hold(session: Session, code: str, reason: str, raw: bytes, badge: str | None = None) -> None:
    row = HeldPunchRow(
        reader_id=reader(session, code).id, received_at=at("09:00"), reason=reason, raw=raw, badge=badge,
        at=at("08:30") if badge else None, sha256=sha256(raw).digest(),
    )  # fmt: skip
    session.add(row)
    session.flush()


def post(stage: Stage, name: str = "孙悦", query: str = "", **form: object) -> Response:
    return stage.log_in(name).post(f"{HELD}{query}", data={"csrf": csrf(name), **form})


def ids(stage: Stage, code: str = "door") -> list[str]:
    """Of the lines of a reader that are open still."""
    with Session(stage.engine) as session:
        found = session.exec(
            select(HeldPunchRow.id)
            .where(HeldPunchRow.reader_id == reader(session, code).id, col(HeldPunchRow.settled_at).is_(None))
            .order_by(col(HeldPunchRow.id))
        ).all()
    return [str(each) for each in found]


@pytest.mark.parametrize(("name", "ticks"), [("孙悦", 3), ("刘洋", 3), ("赵磊", 0)])
def test_lines_are_shown_with_their_reason_and_as_they_came(stage: Stage, name: str, ticks: int) -> None:
    shown = page(stage.log_in(name), f"{HELD}?lang=en")
    for said in (
        "the time is before 2020: the device's clock was not set", "7001\t2000-01-01 00:00:00",
        "\\xff<b>", "%%%", "08:30:00", "whoever is not plainly present",
    ):  # fmt: skip
        assert said in shown.text
    assert len(shown.all("input", type="checkbox")) == ticks


def test_those_of_one_reader_are_shown_alone(stage: Stage) -> None:
    text = page(stage.log_in("孙悦"), f"{HELD}?reader=back").text
    assert ("<b>" in text, "%%%" in text) == (True, False)
    assert "暂存" in text


def test_the_list_of_readers_leads_there(stage: Stage) -> None:
    shown = page(stage.log_in("孙悦"), "/setup/readers?lang=en")
    assert len(shown.all("a", href=f"{HELD}?reader=door")) == 1
    for said in ("2 lines held aside", "1 lines held aside", "whoever is not plainly present"):
        assert said in shown.text


@pytest.mark.parametrize("name", ["孙悦", "刘洋"])
def test_some_are_settled_with_a_reason(stage: Stage, name: str) -> None:
    first, second = ids(stage)
    answer = post(stage, name, "?reader=door", ids=[first], shown=[first, second], reason=" garbage ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HELD}?reader=door&done=lines-settled")
    assert ids(stage) == [second]
    ((_, told),) = stage.audited("punch.settled")
    assert told["reason"] == "garbage"


def test_with_the_last_of_a_reader_its_word_counts_again(stage: Stage) -> None:
    post(stage, shown=ids(stage), which="shown", reason="the clock had been reset")
    assert (ids(stage), len(ids(stage, "back"))) == ([], 1)
    with Session(stage.engine) as session:
        assert spans_of(reader(session)) == ()


@pytest.mark.parametrize(
    ("form", "said"),
    [({"reason": "garbage"}, "请至少勾选一条记录"), ({"which": "shown", "reason": " "}, "请写明处理这些记录的理由"),
     ({"ticked": True}, "请写明处理这些记录的理由")],
)  # fmt: skip
def test_nothing_is_settled_without_a_line_and_a_reason(stage: Stage, form: dict, said: str) -> None:
    first, second = ids(stage)
    ticked = [first] if form.pop("ticked", False) else []
    answer = post(stage, ids=ticked, shown=[first, second], **form)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert answer.text.count("checked") == len(ticked)
    assert ids(stage) == [first, second]


def test_a_line_that_is_none_settles_nothing(stage: Stage) -> None:
    none_such = "00000000-0000-0000-0000-000000000000"
    assert post(stage, ids=[*ids(stage), none_such], reason="garbage").status_code == 404
    assert len(ids(stage)) == 2


def test_the_rest_stands_on_the_next_page(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        for n in range(PAGE):
            hold(session, "door", "columns", b"line %d" % n)
    first = page(stage.log_in("孙悦"), f"{HELD}?reader=door")
    (more,) = first.all("a", rel="next")
    rest = page(stage.log_in("孙悦"), more["href"])
    counts = [len(each.all("input", type="checkbox")) for each in (first, rest)]
    assert counts == [PAGE, 2]
    cursor = re.search("cursor=([^&]+)", more["href"])
    assert cursor is not None
    assert post(stage, query=f"?reader=door&cursor={cursor[1]}", ids=[], reason="x").text.count('name="ids"') == 2
