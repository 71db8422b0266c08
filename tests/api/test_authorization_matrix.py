"""The authorisation matrix: every route, really asked by everybody, answers as `authorization/table.py` says.

A new route without a line in that table fails, and a line without a route. A line is all that a route needs, and a thing
of hall H1 in `authorization/hall.py` if it is about one that is not there yet.
"""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pysqlite3.dbapi2
import pytest
from fastapi import FastAPI
from httpx2 import Response

from api.state import state_of
from models.database import open_database
from tests.api.authorization.hall import Hall, furnish
from tests.api.authorization.table import COLUMNS, TABLE, Row
from tests.api.conftest import picture_bytes
from tests.vision.told_eyes import ToldEyes

SAFE = ("GET", "HEAD")
ENTERING = ("/login", "/logout", "/theme")
OWN_HEALTH = ("/readyz", "/metrics")
OWN_INBOX = ("/api/v1/notices/", "/inbox/")
OWN_LOG_IN = ("/my/password", "/my/sessions/", "/my/tokens")
OWN_WORK = (
    "/api/v1/digest",
    "/api/v1/second-opinions",
    "/inspect",
    "/inspect/report",
    "/roster/copy",
    "/roster/import",
    "/roster/patterns",
    "/roster/rotations",
)
OWN_ALONE = ("/api/v1/second-opinions/", "/second-opinions/", "/inspect/done/", "/roster/import/")
NOTHING_DONE = re.compile(r'\bdismissed=0\b|"dismissed":0\b')


def asked_by(row: Row) -> list[tuple[str, str]]:
    methods, path = row.route.split(" ", 1)
    return [(method, path) for method in methods.split("|")]


def served(app: FastAPI) -> set[tuple[str, str]]:
    """Methods and paths, of routers too, which FastAPI unfolds only when asked."""
    found: set[tuple[str, str]] = set()
    for each in app.routes:
        unfold = getattr(each, "effective_route_contexts", None)
        for route in unfold() if unfold is not None else (each,):
            found |= {(method, route.path) for method in route.methods or ()}
    return found


class Copy:
    """The database as it was furnished, for each question anew."""

    def __init__(self, folder: Any, migrated_file: Any) -> None:
        self.file, self.kept = folder / "conduct.sqlite3", folder / "kept.sqlite3"
        self.file.write_bytes(migrated_file.read_bytes())
        self.engine = open_database(f"sqlite:///{self.file}")

    def keep(self) -> None:
        self._copy(self.file, self.kept)

    def restore(self) -> None:
        self.engine.dispose()
        self._copy(self.kept, self.file)

    def _copy(self, source: Any, target: Any) -> None:
        untyped: Any = pysqlite3.dbapi2
        with closing(untyped.connect(source)) as there, closing(untyped.connect(target)) as here:
            there.backup(here)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, migrated_file: Any) -> Iterator[Copy]:
    made = Copy(tmp_path_factory.mktemp("matrix"), migrated_file)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, copy: Copy) -> Iterator[Hall]:
    made = furnish(tmp_path_factory.mktemp("hall"), copy.engine)
    copy.keep()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("api.photos.photo_eyes", lambda _: (ToldEyes({}),))
        yield made
    state_of(made.stage.app).photos.close()


def ask(hall: Hall, column: str, row: Row, method: str, path: str) -> Response:
    things = hall.things | {name: hall.things[thing] for name, thing in row.names.items()}
    content = picture_bytes(7) if row.content == b"jpeg" else row.content
    told: dict[str, Any] = {"params": filled(row.query, things)}
    if row.json is not None:
        told["json"] = filled(row.json, things)
    if row.form is not None:
        told["data"] = filled(row.form, things)
    if content is not None:
        told |= {"content": content, "headers": {"Content-Type": row.content_type}}
    address = re.sub(r"{(\w+)(:path)?}", lambda found: things[found[1]], path)
    client = hall.clients[column]
    cookies = dict(client.cookies)
    answer = client.request(method, address, **told)
    client.cookies.clear()  # logging in and out change them
    client.cookies.update(cookies)
    return answer


def filled(told: Any, things: dict[str, str]) -> Any:
    return json.loads(re.sub(r"{(\w+)}", lambda found: things[found[1]], json.dumps(told)))


def cell(answer: Response, path: str) -> str:
    """The word of the table for an answer."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/login") and path != "/logout":
        return "in"
    if answer.status_code == 303 and path == "/logout":
        return "ok" if "set-cookie" in answer.headers else "in"
    if answer.status_code >= 400:
        return str(answer.status_code)
    if NOTHING_DONE.search(answer.headers.get("location", "")) or NOTHING_DONE.search(answer.text):
        return "none"
    items = answer.json().get("items") if answer.text.startswith('{"') and "items" in answer.text else None
    if items is not None and not any(item.get("hall", "H1") == "H1" for item in items):
        return "none"
    return "ok"


def test_every_route_has_a_line_and_every_line_a_route(hall: Hall) -> None:
    told = [each for row in TABLE for each in asked_by(row)]
    assert len(told) == len(set(told)), "a route stands in two lines"
    routes = served(hall.stage.app)
    assert routes - set(told) == set(), "routes without a line in tests/api/authorization/table.py"
    assert set(told) - routes == set(), "lines without a route"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.route)
def test_who_may(row: Row, hall: Hall, copy: Copy) -> None:
    expected = dict(zip(COLUMNS, row.cells.split(), strict=True))
    for method, path in asked_by(row):
        found: dict[str, str] = {}
        answers: dict[str, str] = {}
        for column in COLUMNS:
            answer = ask(hall, column, row, method, path)
            found[column] = cell(answer, path)
            answers[column] = answer.text[:300]
            if method not in SAFE and answer.status_code < 400:
                copy.restore()
        wrong = {c: f"{found[c]}, not {expected[c]}: {answers[c]}" for c in COLUMNS if found[c] != expected[c]}
        assert wrong == {}, f"{method} {path}"


def test_auditors_read_all_that_any_person_does_and_change_nothing() -> None:
    """Of the table itself. All that they change is whether they have read a notice, and their own log-in.

    What the service says of its own health is the monitors' and administrators' alone; what is laid before one person
    to be done, and the forms for it, are that person's: the cases themselves stand in the lists that auditors read.
    """
    for row in TABLE:
        cells = dict(zip(COLUMNS, row.cells.split(), strict=True))
        people = [cells[column] for column in COLUMNS[1:7]]
        for method, path in asked_by(row):
            if "ok" not in people or path in OWN_HEALTH or path.startswith("/iclock/") or path in ENTERING:
                continue
            if method not in SAFE:
                expected = "ok" if path.startswith(OWN_INBOX + OWN_LOG_IN) else "403"
            elif is_own_work(path):
                expected = "none" if path == "/api/v1/digest" else "403"
            else:
                expected = "ok"
            assert cells["auditor"] == expected, (method, path)


def is_own_work(path: str) -> bool:
    return path in OWN_WORK or path.startswith(OWN_ALONE)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-CSRF-Token": "another"}, 403),
        ({"X-CSRF-Token": "csrf-zhoumin", "Origin": "https://elsewhere.example"}, 403),
        ({"X-CSRF-Token": "csrf-zhoumin", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"X-CSRF-Token": "csrf-zhoumin", "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_cookie_alone_changes_nothing(headers: dict[str, str], status: int, hall: Hall, copy: Copy) -> None:
    client = hall.stage.log_in("周敏")
    form = {"verdict": "confirm", "text": "seen"}
    answer = client.post(f"/queue/{hall.things['violation_id']}/decision", data=form, headers=headers)
    copy.restore()
    assert answer.status_code == status
