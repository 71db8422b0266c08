"""`GET /api/v1/attendance` over HTTP: who sees whose shifts, and page after page of them."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.routes import attendance
from api.state import State
from models.tables import AttendanceRow, StaffRow
from models.values.findings import AttendanceStatus
from tests.api.conftest import Cast
from tests.api.test_app import enter
from tests.conduct.story import at

PATH = "/api/v1/attendance"
JUNE = {"month": "2026-06", "lang": "en"}
SHIFTS = [
    ("bo", "east", "1 08:30"), ("bo", "east", "2 08:30"), ("bo", "west", "3 08:30"), ("fang", "east", "1 08:30"),
    ("fang", "east", "30 23:00"), ("gu", "west", "1 08:30"), ("bo", "east", "5-31 23:00"), ("bo", "east", "7-1 00:00"),
]  # fmt: skip
"""By person, hall and start."""


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    if all(getattr(route, "path", None) != PATH for route in app.routes):
        app.include_router(attendance.router)
    return app


@pytest.fixture(autouse=True)
def shifts(state: State, cast: Cast) -> None:
    with Session(state.engine) as session:
        gu = StaffRow(no="gu", name="gu", hall_id=cast.halls["west"])
        session.add(gu)
        session.flush()
        staff = {**cast.staff, "gu": gu.id}
        session.add_all(shift(staff[who], cast.halls[hall], start) for who, hall, start in SHIFTS)
        session.commit()


def shift(staff_id: Any, hall_id: Any, start: str) -> AttendanceRow:
    instant = at(start)
    return AttendanceRow(
        hall_id=hall_id, staff_id=staff_id, day=instant.date(), shift_start=instant, status=AttendanceStatus.missing_out,
        came=instant, late_min=0, early_min=0, why={"code": "attendance.missing-out", "facts": {"came": "08:30:00"}},
        pack_version="p",
    )  # fmt: skip


def seen(client: TestClient, **asked: Any) -> list[str]:
    answer = client.get(PATH, params={**JUNE, **asked})
    assert answer.status_code == 200, answer.text
    return [f"{item['staff']} {item['hall']} {item['day'][-2:]}" for item in answer.json()["items"]]


EAST = ["bo east 01", "fang east 01", "bo east 02", "fang east 30"]
ALL = ["bo east 01", "fang east 01", "gu west 01", "bo east 02", "bo west 03", "fang east 30"]
OWN = ["bo east 01", "bo east 02", "bo west 03"]

SEEN: dict[str, tuple[str, dict[str, str], list[str]]] = {
    "HR sees everybody": ("chen", {}, ALL),
    "admins see everybody": ("dora", {}, ALL),
    "auditors see everybody": ("eva", {}, ALL),
    "supervisors see their halls": ("anna", {}, EAST),
    "staff see their own": ("bo", {}, OWN),
    "one person": ("chen", {"staff": "fang"}, ["fang east 01", "fang east 30"]),
    "one hall": ("chen", {"hall": "west"}, ["gu west 01", "bo west 03"]),
    "both": ("chen", {"hall": "west", "staff": "bo"}, ["bo west 03"]),
    "another month": ("chen", {"month": "2026-07"}, ["bo east 01"]),
    "nobody of that number": ("chen", {"staff": "no-one"}, []),
    "a hall that is not the supervisor's": ("anna", {"hall": "west"}, []),
    "somebody else, to staff": ("bo", {"staff": "fang"}, []),
}


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_what(name: str, client: TestClient, state: State) -> None:
    login, asked, expected = SEEN[name]
    enter(client, state, login)
    assert seen(client, **asked) == expected


def test_who_is_not_logged_in_sees_nothing(client: TestClient) -> None:
    assert client.get(PATH, params=JUNE).status_code == 401


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_page_after_page(limit: int, client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    pages: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        pages.append(seen(client, limit=limit, **cursor))
        following = client.get(PATH, params={**JUNE, "limit": limit, **cursor}).json()["next"]
        if following is None:
            break
        cursor = {"cursor": following}
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert [each for page in pages for each in page] == ALL


def test_an_item_tells_all(client: TestClient, state: State) -> None:
    enter(client, state, "bo")
    assert client.get(PATH, params={**JUNE, "limit": 1}).json()["items"] == [
        {"staff": "bo", "name": "bo", "hall": "east", "day": "2026-06-01", "shift_start": "2026-06-01T00:30:00Z",
         "status": "missing_out", "in": "2026-06-01T00:30:00Z", "out": None, "late_min": 0, "early_min": 0,
         "why": "only an in punch, at 08:30:00"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"month": "2026-13"}, "month"), ({"month": "June"}, "month"), ({"month": ""}, "month"), ({"limit": 0}, "limit"),
     ({"limit": 201}, "limit"), ({"cursor": "x"}, "cursor"), ({"cursor": "WyJ4IiwieSIsInoiXQ"}, "cursor")],
)  # fmt: skip
def test_bad_questions(asked: dict[str, Any], field: str, client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    answer = client.get(PATH, params={**JUNE, **asked})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
