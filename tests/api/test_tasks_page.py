"""The page of tasks: what to do in words, who took it, and the word that it is done or not needed."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, event
from sqlmodel import Session

from api.database import writing_to
from api.pages.task_words import TASKS
from conduct.cameras.episodes import task_kind
from conduct.judging.reconcile import JUDGED_TASKS
from models.tables import TaskRow, TaskStatus
from models.values.care import CameraCondition
from tests.api.cast import DAY, Stage, at, csrf, set_the_stage
from tests.api.test_pages import Page

DARK = {"code": "camera.dark", "facts": {"camera": "cam-H1", "since": "08:50:00"}}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database, now="09:16")


def put(stage: Stage, hall: str = "H1", **told: object) -> TaskRow:
    columns = {"kind": "camera-dark", "day": DAY, "start": at("08:50"), "why": DARK, "opened_at": at("08:51")} | told
    row = TaskRow(hall_id=stage.halls[hall], **columns)
    with writing_to(stage.engine) as session:
        session.add(row)
        session.flush()
        session.expunge(row)
    return row


def kept(stage: Stage, task: TaskRow) -> TaskRow:
    with Session(stage.engine) as session:
        return session.get_one(TaskRow, task.id)


def tell(client: TestClient, task: TaskRow, step: str, name: str = "周敏", query: str = "", **form: str) -> Response:
    return client.post(f"/tasks/{task.id}/{step}{query}", data={"csrf": csrf(name), **form})


def test_every_kind_of_task_is_told_in_words() -> None:
    kinds = {task_kind(condition) for condition in CameraCondition} | set(JUDGED_TASKS)
    assert kinds | {"camera-precision", "calendar-missing"} == set(TASKS)


def test_it_says_what_is_the_matter_what_to_do_and_who_looks_after_it(stage: Stage) -> None:
    put(stage)
    put(stage, kind="roster-gap", window_id=stage.windows["H1/W2"], taken_by="zhoumin", taken_at=at("09:00"))
    text = stage.log_in("周敏").get("/tasks?lang=en").text
    for said in (
        "Camera sees only darkness", "camera cam-H1 sees only darkness since 08:50:00", "See whether the lights are on",
        "nobody has taken it yet", "Nobody left at a window", "周敏 looks after it", 'href="/windows/H1/W2?day=2026-06-03"',
    ):  # fmt: skip
        assert said in text, said


def test_it_is_taken_given_back_and_done(stage: Stage) -> None:
    task, client = put(stage), stage.log_in("周敏")
    answer = tell(client, task, "take", query="?kind=camera-dark")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks?kind=camera-dark")
    assert kept(stage, task).taken_by == "zhoumin"
    assert tell(client, task, "give-back").status_code == 303
    assert kept(stage, task).taken_by is None
    assert tell(client, task, "done", note="lamp changed").status_code == 303
    done = kept(stage, task)
    assert (done.status, done.closed_by, done.closing_note) == (TaskStatus.done, "zhoumin", "lamp changed")
    assert "lamp changed" not in client.get("/tasks?lang=en").text
    assert "done, says 周敏" in client.get("/tasks?lang=en&status=done").text
    assert [action for action in ("task.taken", "task.given-back", "task.done") if stage.audited(action)] != []


def test_what_could_not_be_taken_is_said_with_what_was_typed(stage: Stage) -> None:
    task, client = put(stage), stage.log_in("周敏")
    client.cookies.set("conduct_language", "en")
    answer = tell(client, task, "done", not_needed="true", note=" ")
    assert answer.status_code == 422
    assert "Say why nothing is to be done." in answer.text
    assert tell(client, task, "done").status_code == 303
    answer = tell(client, task, "done", note="once more")
    assert answer.status_code == 409
    assert "This task is closed already." in answer.text
    assert tell(stage.log_in("陈静"), task, "take", "陈静").status_code == 404


def test_auditors_read_and_have_no_buttons(stage: Stage) -> None:
    put(stage)
    page = Page(stage.log_in("赵磊").get("/tasks").text)
    assert [form for form in page.all("form", method="post") if "/tasks/" in (form["action"] or "")] == []
    assert "cam-H1" in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["a", "b", "c"]),
        ("?hall=H1", ["a", "c"]),
        ("?kind=camera-moved", ["b"]),
        ("?status=done", ["e", "d"]),
        ("?status=withdrawn", []),
        ("?hall=H9", []),
    ],
)
def test_it_is_narrowed_by_its_address(stage: Stage, query: str, shown: list[str]) -> None:
    told = [
        ("a", "H1", 50, {}), ("b", "H2", 51, {"kind": "camera-moved"}), ("c", "H1", 52, {}),
        ("d", "H1", 53, {"status": TaskStatus.done, "closed_at": at("09:00")}),
        ("e", "H2", 54, {"status": TaskStatus.done, "closed_at": at("09:00")}),
    ]  # fmt: skip
    for name, hall, minute, other in told:
        why = {"code": "camera.dark", "facts": {"camera": f"<{name}>", "since": "x"}}
        put(stage, hall, start=at(f"08:{minute}"), why=why, **other)
    text = stage.log_in("孙悦").get(f"/tasks{query}").text
    assert [part[0] for part in text.split("&lt;")[1:]] == shown


def test_long_lists_are_paged_by_seeks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.tasks.PAGE", 2)
    tasks = [put(stage, "H1" if n % 2 else "H2", start=at("08:50") + timedelta(minutes=n)) for n in range(5)]
    client, address, seen = stage.log_in("孙悦"), "/tasks", list[str]()
    asked: list[tuple[str, tuple]] = []
    event.listen(stage.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    while address:
        page = Page(client.get(address).text)
        seen += [each["id"].removeprefix("task-") for each in page.all("li") if each.get("id")]
        address = next((a["href"] for a in page.all("a", rel="next")), None)
    assert seen == [str(task.id) for task in tasks]
    statement, values = next(each for each in asked if "FROM task" in each[0])
    with stage.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert plan == ["SEARCH task USING INDEX ix_task_hall_id_status_start (hall_id=? AND status=?)"]
