"""`/api/v1/imports` and the attendance sheet over HTTP: who may, what is answered, what is stored."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlmodel import Session, select

from api.routes import attendance_sheet, imports
from api.state import State
from conduct.export.spreadsheet import CSV_TYPE, XLSX_TYPE
from models.tables import AttendanceRow, AuditEntryRow, SessionRow, ShiftRow, StaffRow, WindowRow
from models.values.findings import AttendanceStatus
from roster.sheets import BYTES_MAX
from tests.api.conftest import Cast
from tests.api.test_app import enter
from tests.conduct.story import at
from tests.roster.sheet_files import csv_of, xlsx

STAFF, ROSTER, SHEET = "/api/v1/imports/staff", "/api/v1/imports/roster", "/api/v1/attendance/sheet"
PEOPLE = csv_of(("工号", "姓名", "营业厅"), ("S1", "王芳", "east"), ("fang", "方", "east"))
SHIFTS = csv_of(("工号", "日期", "窗口", "上班", "下班"), ("bo", "2026-06-05", "W1", "08:30", "17:30"))
JUNE = {"month": "2026-06", "lang": "en"}


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    if all(getattr(route, "path", None) != SHEET for route in app.routes):
        app.include_router(attendance_sheet.router)
        app.include_router(imports.router)
    return app


@pytest.fixture(autouse=True)
def facts(state: State, cast: Cast) -> None:
    with Session(state.engine) as session:
        session.add(WindowRow(hall_id=cast.halls["east"], code="W1", tag_number=1))
        gu = StaffRow(no="gu", name="gu", hall_id=cast.halls["west"])
        session.add(gu)
        session.flush()
        for staff, hall, status in (
            (cast.staff["bo"], "east", AttendanceStatus.late),
            (gu.id, "west", AttendanceStatus.absent),
        ):
            session.add(
                AttendanceRow(
                    hall_id=cast.halls[hall], staff_id=staff, day=at("3 08:30").date(), shift_start=at("3 08:30"),
                    status=status, late_min=7, early_min=0, why={"code": "attendance.late", "facts": {}}, pack_version="p",
                )
            )  # fmt: skip
        session.commit()


def send(client: TestClient, state: State, login: str, path: str, content: bytes, **asked: Any) -> Any:
    enter(client, state, login)
    headers = {"X-CSRF-Token": csrf(state), "Content-Type": CSV_TYPE}
    return client.post(path, content=content, headers=headers, params={"lang": "en", **asked})


def csrf(state: State) -> str:
    """Of the session opened last."""
    with Session(state.engine) as session:
        return session.exec(select(SessionRow).order_by(SessionRow.id.desc())).first().csrf  # type: ignore[attr-defined]


def stored(state: State) -> tuple[list[str], int, list[str]]:
    with Session(state.engine) as session:
        names = sorted(f"{row.no} {row.name}" for row in session.exec(select(StaffRow)).all())
        shifts = len(session.exec(select(ShiftRow)).all())
        audited = [
            f"{row.actor} {row.action}" for row in session.exec(select(AuditEntryRow)).all() if "import" in row.action
        ]
    return names, shifts, audited


BEFORE = (["bo bo", "fang fang", "gu gu"], 0, [])
CHANGE = {"row": 3, "of": "fang", "column": "name", "old": "fang", "new": "方"}


def test_a_dry_run_and_then_the_import(client: TestClient, state: State) -> None:
    told = {"made": 1, "changed": 1, "same": 0, "changes": [CHANGE]}
    assert send(client, state, "chen", STAFF, PEOPLE, dry_run=True).json() == {"applied": False, **told}
    assert stored(state) == BEFORE
    assert not state.facts_changed.is_set()
    assert send(client, state, "chen", STAFF, PEOPLE).json() == {"applied": True, **told}
    assert stored(state) == (["S1 王芳", "bo bo", "fang 方", "gu gu"], 0, ["chen staff.imported"])
    assert state.facts_changed.is_set()


@pytest.mark.parametrize("token_in", ["header", "field"])
def test_a_form_with_a_workbook(token_in: str, client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    content = xlsx(("工号", "姓名", "营业厅"), ("S1", "王芳", "east"))
    token = csrf(state)
    headers, data = ({"X-CSRF-Token": token}, {}) if token_in == "header" else ({}, {"csrf": token})
    answer = client.post(STAFF, files={"file": ("员工\x01.xlsx", content, XLSX_TYPE)}, data=data, headers=headers)
    assert answer.json()["made"] == 1, answer.text
    with Session(state.engine) as session:
        entry = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "staff.imported")).one()
    assert entry.data["source"].endswith(".xlsx")


def test_a_form_without_a_file(client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    answer = client.post(STAFF, data={"csrf": csrf(state)})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_without_the_session_s_token_nothing_is_taken(client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    assert client.post(STAFF, content=PEOPLE).json()["code"] == "forged"
    assert stored(state) == BEFORE


def test_bad_rows_are_named(client: TestClient, state: State) -> None:
    table = csv_of(("工号", "姓名", "营业厅"), ("S1", "", "east"), ("S2", "李", "north"))
    answer = send(client, state, "chen", STAFF, table)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank", "title": answer.json()["title"], "status": 422, "code": "bad-rows",
        "detail": "2 cells are bad; nothing was imported.", "count": 2,
        "errors": [
            {"field": "2.姓名", "reason": "is empty", "row": 2, "column": "姓名"},
            {"field": "3.营业厅", "reason": "there is no hall north for you to import into", "row": 3, "column": "营业厅"},
        ],
    }  # fmt: skip
    assert stored(state) == BEFORE


def test_of_many_bad_rows_the_first_are_named_and_all_counted(client: TestClient, state: State) -> None:
    table = csv_of(("工号", "姓名", "营业厅"), *((f"S{i}", "", "east") for i in range(300)))
    answer = send(client, state, "chen", STAFF, table).json()
    assert (answer["count"], len(answer["errors"]), answer["errors"][-1]["row"]) == (300, 200, 201)


ROLES = {
    "chen": (200, 200, 200),
    "dora": (200, 200, 200),
    "anna": (403, 200, 200),
    "eva": (403, 403, 200),
    "bo": (403, 403, 403),
}
"""What importing staff, importing a roster and asking for a template are answered."""


@pytest.mark.parametrize("login", ROLES)
def test_who_may_import(login: str, client: TestClient, state: State) -> None:
    answers = (
        send(client, state, login, STAFF, PEOPLE), send(client, state, login, ROSTER, SHIFTS), client.get(f"{STAFF}/template"),
    )  # fmt: skip
    assert tuple(answer.status_code for answer in answers) == ROLES[login]
    assert stored(state)[2] == [
        f"{login} {what}.imported" for what, code in zip(("staff", "roster"), ROLES[login], strict=False) if code == 200
    ]


def test_who_is_not_logged_in_may_nothing(client: TestClient, state: State) -> None:
    assert client.post(STAFF, content=PEOPLE).status_code == 401
    assert client.get(f"{STAFF}/template").status_code == 401
    assert client.get(SHEET, params={**JUNE, "hall": "east"}).status_code == 401


HALLS = {
    "one's own": ("anna", "east", 200, None),
    "another's": ("anna", "west", 403, "not-allowed"),
    "none at all": ("anna", "north", 403, "not-allowed"),
    "any, to HR": ("chen", "east", 200, None),
    "none at all, to HR": ("chen", "north", 422, "invalid"),
}


@pytest.mark.parametrize("name", HALLS)
def test_rosters_of_a_hall(name: str, client: TestClient, state: State) -> None:
    login, hall, status, code = HALLS[name]
    answer = send(client, state, login, ROSTER, SHIFTS, hall=hall)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_a_supervisor_rosters_nobody_of_another_hall(client: TestClient, state: State) -> None:
    answer = send(client, state, "anna", ROSTER, SHIFTS.replace(b"bo", b"gu")).json()
    assert [(e["row"], e["reason"]) for e in answer["errors"]] == [(2, "there is no person gu for you to roster")]


BAD = {
    "a picture": (STAFF, b"\x89PNG\r\n\x1a\n\x00\x00", {}, 422, "bad-file"),
    "nothing": (STAFF, b"", {}, 422, "bad-file"),
    "too much": (STAFF, b"a" * (BYTES_MAX + 1), {}, 413, "body-too-large"),
    "another kind": ("/api/v1/imports/cats", PEOPLE, {}, 422, "invalid"),
    "a dry run or not": (STAFF, PEOPLE, {"dry_run": "perhaps"}, 422, "invalid"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_requests(name: str, client: TestClient, state: State) -> None:
    path, content, asked, status, code = BAD[name]
    answer = send(client, state, "chen", path, content, **asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stored(state) == BEFORE


@pytest.mark.parametrize("kind", ["staff", "roster"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_as_it_is_tells_of_nothing(form: str, kind: str, client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    template = client.get(f"/api/v1/imports/{kind}/template", params={"format": form})
    assert template.headers["content-disposition"] == f'attachment; filename="{kind}-template.{form}"'
    told = send(client, state, "chen", f"/api/v1/imports/{kind}", template.content).json()
    assert told == {"applied": True, "made": 0, "changed": 0, "same": 0, "changes": []}


SEEN = {
    "chen east": 200,
    "dora east": 200,
    "eva west": 200,
    "anna east": 200,
    "anna west": 404,
    "chen north": 404,
    "bo east": 403,
}


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_an_attendance_sheet(name: str, client: TestClient, state: State) -> None:
    login, hall = name.split()
    enter(client, state, login)
    assert client.get(SHEET, params={**JUNE, "hall": hall}).status_code == SEEN[name]
    with Session(state.engine) as session:
        entries = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "attendance.exported")).all()
    told = [(e.actor, e.entity_id, e.data["hall"], e.data["format"]) for e in entries]
    assert told == ([(login, "2026-06", hall, "xlsx")] if SEEN[name] == 200 else [])


def test_an_attendance_sheet(client: TestClient, state: State) -> None:
    enter(client, state, "anna")
    answer = client.get(SHEET, params={**JUNE, "hall": "east", "format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="attendance-east-2026-06.csv"'
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [(row[0], row[4], row[32:35]) for row in rows[1:3]] == [
        ("bo", "Lt", ["1", "1", "7"]),
        ("fang", "", ["0", "0", "0"]),
    ]
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(SHEET, params={**JUNE, "hall": "east"}).content))
    assert book.get_sheet_by_index(0).to_python()[3][:5] == ["bo", "bo", "", "", "Lt"]


@pytest.mark.parametrize("asked", [{"month": "June"}, {"month": "2026-13"}, {"format": "pdf"}, {"hall": None}])
def test_bad_questions_for_a_sheet(asked: dict[str, Any], client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    params = {name: value for name, value in {**JUNE, "hall": "east", **asked}.items() if value is not None}
    answer = client.get(SHEET, params=params)
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, list(asked))
