"""`/api/v1/appraisals/{month}` over HTTP: drafted, read page by page."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.routes import appraisals
from api.state import State
from models.tables import AppraisalRow, AuditEntryRow, ShiftRow, ViolationRow, ViolationStatus
from models.values.findings import SubjectKind
from tests.api.conftest import MORNING, Cast
from tests.api.test_app import enter
from tests.conduct.story import at

PATH = "/api/v1/appraisals/2026-06"
JSON = {"Content-Type": "application/json"}
ENGLISH = {"lang": "en"}


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    if all(not getattr(route, "path", "").startswith("/api/v1/appraisals") for route in app.routes):
        app.include_router(appraisals.router)
    return app


@pytest.fixture(autouse=True)
def facts(state: State, cast: Cast) -> None:
    """bo and fang each have a shift; bo was absent from another, which is confirmed."""
    with Session(state.engine) as session:
        for who in cast.staff.values():
            session.add(ShiftRow(hall_id=cast.halls["east"], staff_id=who, start=at("1 08:30"), end=at("1 17:30")))
        violation = ViolationRow(
            hall_id=cast.halls["east"], day=at("2 08:30").date(), rule="absent", norms=["n"],
            subject_kind=SubjectKind.staff, subject="bo", staff_id=cast.staff["bo"], start=at("2 08:30"),
            end=at("2 17:30"), status=ViolationStatus.confirmed, why={"code": "attendance.absent", "facts": {}},
            pack_version="p", opened_at=MORNING, updated_at=MORNING,
        )  # fmt: skip
        session.add(violation)
        session.commit()


@pytest.fixture
def drafted(client: TestClient, state: State) -> TestClient:
    """HR, who has drafted the month."""
    enter(client, state, "chen")
    assert client.post(f"{PATH}/draft", headers=JSON).json() == {"month": "2026-06", "entries": 2}
    return client


def audited(state: State, action: str) -> list[tuple[str, str, dict[str, Any]]]:
    with Session(state.engine) as session:
        rows = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == action)).all()
        return [(row.actor, row.entity_id, row.data) for row in rows]


def test_what_was_drafted(drafted: TestClient, state: State) -> None:
    answer = drafted.get(PATH, params=ENGLISH).json()
    assert answer["next"] is None
    bo, fang = answer["items"]
    (line,) = bo.pop("lines")
    assert bo == {
        "staff": "bo", "name": "bo", "hall": "east", "month": "2026-06", "base": 100, "deducted": 5, "score": 95,
        "grade": "A", "pack": bo["pack"], "computed_at": MORNING.isoformat().replace("+00:00", "Z"), "locked_at": None,
    }  # fmt: skip
    assert UUID(line.pop("violation"))
    assert line.pop("why").startswith("counts 5")
    assert line == {
        "rule": "absent", "points": 5, "counted": 5, "start": "2026-06-02T00:30:00Z", "kind": "violation",
    }  # fmt: skip
    assert (fang["staff"], fang["score"], fang["lines"]) == ("fang", 100, [])
    assert "100.0" not in drafted.get(PATH, params=ENGLISH).text
    assert audited(state, "appraisal.drafted") == [("chen", "2026-06", {"entries": 2})]


def test_page_after_page(drafted: TestClient) -> None:
    first = drafted.get(PATH, params={"limit": 1, **ENGLISH}).json()
    second = drafted.get(PATH, params={"limit": 1, "cursor": first["next"], **ENGLISH}).json()
    assert [[e["staff"] for e in page["items"]] for page in (first, second)] == [["bo"], ["fang"]]
    assert second["next"] is None


def test_a_month_never_drafted_is_empty(client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    assert client.get(PATH).json() == {"items": [], "next": None}


ROLES: dict[str, tuple[int, int]] = {
    "chen": (200, 200), "dora": (200, 200), "eva": (200, 403), "anna": (403, 403), "bo": (403, 403),
}  # fmt: skip
"""What reading and drafting are answered."""


@pytest.mark.parametrize("login", ROLES)
def test_who_may(login: str, client: TestClient, state: State) -> None:
    enter(client, state, login)
    answers = (client.get(PATH, params=ENGLISH), client.post(f"{PATH}/draft", headers=JSON))
    assert tuple(answer.status_code for answer in answers) == ROLES[login]
    assert len(audited(state, "appraisal.drafted")) == (ROLES[login][1] == 200)


def test_who_is_not_logged_in_may_nothing(client: TestClient, state: State) -> None:
    assert client.get(PATH).status_code == 401
    assert client.post(f"{PATH}/draft", headers=JSON).status_code == 401
    with Session(state.engine) as session:
        assert session.exec(select(AppraisalRow)).all() == []


BAD: dict[str, tuple[str, str, str]] = {
    "a month that is none": ("/api/v1/appraisals/2026-13", "invalid", "month"),
    "a year that no calendar has": ("/api/v1/appraisals/0000-01", "invalid", "month"),
    "a page of nothing": (f"{PATH}?limit=0", "invalid", "limit"),
    "a page too long": (f"{PATH}?limit=201", "invalid", "limit"),
    "a cursor of one's own": (f"{PATH}?cursor=x", "bad-cursor", "cursor"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_questions(name: str, client: TestClient, state: State) -> None:
    path, code, field = BAD[name]
    enter(client, state, "chen")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (answer.json()["code"], [error["field"] for error in answer.json()["errors"]]) == (code, [field])
