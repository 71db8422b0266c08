"""`/inspect`: reports and rounds from a telephone, without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.state import state_of
from models.tables import EvidenceRow, InspectionPointRow, Origin, PointOutcome, ViolationRow
from models.values.evidence import StillKind
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_pages import Page, page
from tests.api.test_photos import COMMENT, MARK, PHOTO, opened_for_writing, seeing

FORM = "/inspect/report?hall=H1&rule=private-screens"
ROUNDS = "/api/v1/inspection-rounds"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Iterator[Stage]:
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    yield stage
    state_of(stage.app).photos.close()


@pytest.fixture
def stage_anywhere(tmp_path: Path, database: Engine) -> Stage:
    """On SQLite and on PostgreSQL."""
    return set_the_stage(tmp_path, database, now="10:00")


def filled(shown: Page, **other: str) -> dict[str, str]:
    hidden = {a["name"] or "": a["value"] or "" for a in shown.all("input", type="hidden")}
    return {**hidden, "at": "2026-06-03T09:40", "window": "W2", "staff": "S002", "note": "放着电影", **other}


def send(client: TestClient, shown: Page, photo: bytes | None = None, **other: str) -> Response:
    files = {"photo": ("IMG_1.jpg", photo or b"", "image/jpeg")} if photo is not None else None
    return client.post("/inspect/report", data=filled(shown, **other), files=files)


def reported(stage: Stage) -> list[ViolationRow]:
    with Session(stage.engine) as session:
        return list(session.exec(select(ViolationRow).where(ViolationRow.origin == Origin.reported)).all())


def test_the_rules_that_people_report_are_listed_by_area(stage: Stage):
    client = stage.log_in("周敏")
    shown = page(client, "/inspect")
    linked = [a["href"] or "" for a in shown.all("a", class_="spot-rule")]
    assert FORM in linked
    named = {re.sub(r".*rule=", "", address) for address in linked}
    assert {"private-screens", "uniform-season", "courtesy-words", "tidy-desk"} <= named
    assert not {"late", "smile", "posture", "answer-in-three-rings"} & named
    assert page(stage.log_in("孙悦"), "/inspect").all("a", class_="spot-rule") == [], "first the hall"
    assert page(stage.log_in("孙悦"), "/inspect?hall=H2").all("a", class_="spot-rule")


@pytest.mark.parametrize("name", ["王芳", "刘洋", "赵磊"])
@pytest.mark.parametrize("path", ["/inspect", FORM])
def test_others_are_told_that_it_is_not_for_them(stage: Stage, name: str, path: str):
    assert stage.log_in(name).get(path).status_code == 403


@pytest.mark.parametrize("name", ["刘洋", "赵磊"])
def test_those_who_read_everything_read_rounds_and_find_nothing_to_press(stage: Stage, name: str):
    where = stage.log_in("周敏").post("/inspect/rounds", data={"csrf": csrf("周敏"), "hall": "H1"}).headers["location"]
    client = stage.log_in(name)
    listed, one = page(client, "/inspect/rounds?lang=en"), page(client, where)
    assert where in [a["href"] for a in listed.all("a")]
    assert [a["href"] for a in listed.all("a") if a["href"] == "/inspect/rounds"], "it is in the head"
    for shown in (listed, one):
        assert [form["action"] for form in shown.all("form") if "inspect" in (form["action"] or "")] in ([], [where])
        assert shown.all("button", name="finish") + shown.all("button", name="report") == []
    assert {a.get("disabled", "no") for a in one.all("fieldset")} == {None}
    assert stage.log_in("王芳").get("/inspect/rounds").status_code == 403


@pytest.mark.parametrize("path", ["/inspect/report?hall=H2&rule=tidy-desk", "/inspect/report?hall=H1&rule=late"])
def test_other_halls_and_rules_are_not_there(stage: Stage, path: str):
    assert stage.log_in("周敏").get(path).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("zh", "上班时不用电脑"), ("en", "No games, shares, films")])
def test_the_form_says_the_norm_and_who_is_there(stage: Stage, language: str, words: str):
    text = stage.log_in("周敏").get(f"{FORM}&lang={language}").text
    assert words in text
    shown = Page(text)
    assert [a["value"] for a in shown.all("option")][:8] == ["", "W1", "W2", "", "S001", "S002", *["middle", "left"]]
    assert shown.all("optgroup")[0]["label"] == {"zh": "现在当班", "en": "On duty now"}[language]
    assert "S100" not in text, "nobody reports on themselves"
    [photo] = shown.all("input", type="file")
    assert (photo["accept"], photo["capture"]) == ("image/jpeg", "environment")
    assert shown.all("input", type="datetime-local")[0]["value"] == "2026-06-03T10:00"


def test_a_report_leads_to_its_confirmation_once(stage: Stage):
    client = stage.log_in("周敏")
    shown = page(client, FORM)
    sent = send(client, shown)
    assert sent.status_code == 303, sent.text
    assert send(client, shown).headers["location"] == sent.headers["location"]
    [row] = reported(stage)
    assert (row.start.isoformat(), row.staff_id, row.why["facts"]["note"]) == (
        "2026-06-03T01:40:00+00:00", stage.staff["李强"], "放着电影",
    )  # fmt: skip
    done = page(client, sent.headers["location"])
    assert f"/queue/{row.id}?status=all" in [a["href"] for a in done.all("a")]


@pytest.mark.parametrize(
    ("other", "status", "words"),
    [
        ({"note": " "}, 422, "请用几句话写明"),
        ({"at": "2026-06-03T10:01"}, 422, "这一时刻还没有到"),
        ({"at": "2026-05-01T10:00"}, 422, "时间过久"),
        ({"at": "gestern"}, 422, "有内容缺失或格式不符"),
        ({"staff": "S100"}, 403, "不能上报本人"),
        ({"staff": "S201"}, 422, "此人不属于本厅"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(stage: Stage, other: dict[str, str], status: int, words: str):
    client = stage.log_in("周敏")
    sent = send(client, page(client, FORM), **{"note": "放着电影", **other})
    assert sent.status_code == status
    assert words in sent.text
    assert reported(stage) == []
    again = Page(sent.text)
    assert again.all("option", value="W2", selected="") or 'value="W2" selected' in sent.text
    assert ("放着电影" in sent.text) == (other.get("note") != " ")


def test_its_photo_is_never_written_clean(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert len(PHOTO) > 1024 * 1024, "as large as what a form usually puts on the disk"
    seeing(stage, monkeypatch)
    client = stage.log_in("周敏")
    shown = page(client, FORM)
    with opened_for_writing() as files:
        sent = send(client, shown, PHOTO)
    assert sent.headers["location"].endswith(str(reported(stage)[0].id))
    others = [f for f in files if not f.isdigit() and ".db" not in f and "sqlite" not in f and "evidence" not in f]
    assert others == []
    assert COMMENT.startswith(MARK)
    assert [f for f in tmp_path.rglob("*") if f.is_file() and MARK in f.read_bytes()] == []
    with Session(stage.engine) as session:
        assert len(session.exec(select(EvidenceRow).where(EvidenceRow.kind == StillKind.photo)).all()) == 1
    assert page(client, sent.headers["location"]).all("img")


def test_a_photo_that_cannot_be_taken_costs_no_report(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    client = stage.log_in("周敏")
    sent = send(client, page(client, FORM), PHOTO)
    assert sent.headers["location"].endswith("?photo=no-detector")
    done = client.get(sent.headers["location"])
    assert "没有人员检测器" in done.text
    [row] = reported(stage)
    seeing(stage, monkeypatch)
    again = client.post(
        f"/inspect/done/{row.id}",
        data={"csrf": csrf("周敏"), "place": "left"},
        files={"photo": ("a.jpg", PHOTO, "image/jpeg")},
    )
    assert again.headers["location"] == f"/inspect/done/{row.id}"
    assert page(client, again.headers["location"]).all("img")


# Rounds


def test_a_round_is_walked_and_kept(stage_anywhere: Stage):
    stage = stage_anywhere
    client = stage.log_in("周敏")
    begun = client.post(ROUNDS, json={"hall": "H1"})
    assert begun.status_code == 201, begun.text
    told = begun.json()
    named = [point["rule"] for point in told["checklist"]]
    assert {"tidy-desk", "badge-worn"} <= set(named)
    assert not {"late", "smile", "courtesy-words"} & set(named)
    assert (told["points"], told["looked_at"], told["looked_share"]) == (len(named), 0, 0.0)
    one = f"{ROUNDS}/{told['id']}"
    marked = client.patch(one, json={"points": {"tidy-desk": "fine", "badge-worn": "found"}}).json()
    assert (marked["looked_at"], marked["found"]) == (2, 1)
    assert client.post(ROUNDS, json={"hall": "H1"}).json()["id"] == told["id"], "gone on with"
    assert client.patch(one, json={"points": {"late": "fine"}}).json()["code"] == "unknown-rule"
    assert client.patch(one, json={"points": {"tidy-desk": "good"}}).status_code == 422
    ended = client.patch(one, json={"finish": True}).json()
    assert ended["finished_at"] is not None
    after = client.patch(one, json={"points": {"tidy-desk": "found"}})
    assert (after.status_code, after.json()["code"]) == (409, "round-finished")
    assert client.post(ROUNDS, json={"hall": "H1"}).json()["id"] != told["id"]
    [(who, kept)] = stage.audited("round.finished")
    assert (who, kept["fine"], kept["found"], kept["not-looked-at"]) == ("zhoumin", 1, 1, len(named) - 2)


@pytest.mark.parametrize(
    ("name", "reads", "begins"),
    [("陈静", 404, 422), ("孙悦", 200, 201), ("刘洋", 200, 403), ("赵磊", 200, 403), ("王芳", 403, 403)],
)
def test_who_reads_and_who_walks_rounds(stage: Stage, name: str, reads: int, begins: int):
    one = stage.log_in("周敏").post(ROUNDS, json={"hall": "H1"}).json()["id"]
    client = stage.log_in(name)
    assert client.get(f"{ROUNDS}/{one}").status_code == reads
    assert client.post(ROUNDS, json={"hall": "H1"}).status_code == begins
    listed = client.get(ROUNDS)
    assert ([item["id"] for item in listed.json()["items"]] if listed.status_code == 200 else None) == (
        None
        if name == "王芳"
        else []
        if name == "陈静"
        else ([one] if name != "孙悦" else [listed.json()["items"][0]["id"], one])
    )


def test_what_is_found_on_a_round_becomes_a_report(stage: Stage):
    client = stage.log_in("周敏")
    begun = client.post("/inspect/rounds", data={"csrf": csrf("周敏"), "hall": "H1"})
    where = begun.headers["location"]
    shown = page(client, where)
    assert {a["value"] for a in shown.all("input", type="radio", name="point-tidy-desk")} == {
        o.value for o in PointOutcome
    }
    form = {"csrf": csrf("周敏"), "point-shoes": "fine", "point-private-screens": "found", "report": "private-screens"}
    led = client.post(where, data=form)
    assert led.status_code == 303
    sent = send(client, page(client, led.headers["location"]))
    assert sent.status_code == 303, sent.text
    [row] = reported(stage)
    with Session(stage.engine) as session:
        points = {p.rule: p for p in session.exec(select(InspectionPointRow)).all()}
    assert (points["private-screens"].outcome, points["private-screens"].violation_id) == (PointOutcome.found, row.id)
    assert points["shoes"].outcome == PointOutcome.fine
    assert f"/inspect/done/{row.id}" in client.get(where).text
    unticked = client.post(where, data={"csrf": csrf("周敏"), "point-private-screens": "fine"})
    assert unticked.status_code == 409
    assert client.post(where, data={"csrf": csrf("周敏"), "finish": "1"}).status_code == 303
    assert "结束于" in client.get(where).text
    assert "周敏" in client.get("/inspect/rounds").text
