"""`/api/v1/appraisals/{month}/export` over HTTP: three formats, on record before they are sent, and who may."""

import csv
from hashlib import sha256
from io import BytesIO, StringIO
from threading import Event, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from python_calamine import CalamineWorkbook
from sqlmodel import Session, select

import api.appraisal_files
from api.appraisal_files import handed_out
from api.state import State
from conduct.export.pdf_files import read_pdf
from models.tables import AuditEntryRow
from tests.api.test_app import enter
from tests.api.test_appraisals_api import ENGLISH, JSON, PATH, audited
from tests.api.test_appraisals_api import facts as facts
from vision.fonts import FontMissing

EXPORT = f"{PATH}/export"


@pytest.fixture
def hr(client: TestClient, state: State) -> TestClient:
    """HR, who has drafted the month."""
    enter(client, state, "chen")
    assert client.post(f"{PATH}/draft", headers=JSON).json() == {"month": "2026-06", "entries": 2}
    return client


def get(client: TestClient, **asked: str) -> Response:
    return client.get(EXPORT, params={**ENGLISH, **asked})


def exports(state: State) -> list[tuple[str, str, dict[str, Any]]]:
    return audited(state, "appraisal.exported")


def test_csv(hr: TestClient, state: State) -> None:
    answer = get(hr, format="csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="appraisals-2026-06.csv"'
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row[:9] for row in rows[1:]] == [
        ["2026-06", "east", "bo", "bo", "100", "5", "95", "A", "1"],
        ["2026-06", "east", "fang", "fang", "100", "0", "100", "A", "0"],
    ]
    digest = sha256(answer.content).hexdigest()
    assert exports(state) == [("chen", "2026-06", {"format": "csv", "entries": 2, "sha256": digest})]


@pytest.mark.parametrize(("language", "title"), [("en", "Absent"), ("zh", "缺勤")])
def test_xlsx(language: str, title: str, hr: TestClient, state: State) -> None:
    answer = get(hr, format="xlsx", lang=language)
    assert answer.headers["content-disposition"] == 'attachment; filename="appraisals-2026-06.xlsx"'
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    summary, lines = (book.get_sheet_by_index(i).to_python() for i in (0, 1))
    assert [row[2:7] for row in summary[1:]] == [["bo", "bo", 100, 5, 95], ["fang", "fang", 100, 0, 100]]
    assert [(row[0], row[2], row[5], row[8]) for row in lines[1:]] == [("bo", title, 5, "n")]
    assert len(exports(state)) == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", ("Monthly appraisal", "Absent")), ("zh", ("月度考评单", "缺勤"))]
)
def test_pdf(language: str, said: tuple[str, str], hr: TestClient, state: State) -> None:
    answer = get(hr, format="pdf", lang=language)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    bo, fang = read_pdf(answer.content).pages
    assert all(word in bo for word in said)
    assert said[1] not in fang
    with Session(state.engine) as session:
        handed = handed_out(session, answer.content)
        assert handed is not None
        assert handed.actor == "chen"
        assert handed_out(session, answer.content + b" ") is None


def test_one_person_s_slip(hr: TestClient, state: State) -> None:
    (page,) = read_pdf(get(hr, format="pdf", staff="fang").content).pages
    assert "fang" in page
    ((_, _, data),) = exports(state)
    assert (data["entries"], data["staff"]) == (1, ["fang"])


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_somebody_without_an_entry(kind: str, hr: TestClient, state: State) -> None:
    answer = get(hr, format=kind, staff="nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-entries")
    assert exports(state) == []


@pytest.mark.parametrize(("kind", "status"), [("csv", 200), ("xlsx", 200), ("pdf", 404)])
def test_a_month_never_drafted(kind: str, status: int, client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    assert get(client, format=kind).status_code == status


def test_a_missing_font_is_said(hr: TestClient, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> bytes:
        raise FontMissing("no Chinese font is found: install fonts-noto-cjk")

    monkeypatch.setattr(api.appraisal_files, "slips_pdf", missing)
    answer = get(hr, format="pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "font-missing")
    assert "fonts-noto-cjk" in answer.json()["detail"]
    assert exports(state) == []


def test_others_are_answered_while_a_file_is_made(hr: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, finish, answers = Event(), Event(), []

    def slow(*_: object, **__: object) -> bytes:
        begun.set()
        finish.wait(60)
        return b"%PDF"

    monkeypatch.setattr(api.appraisal_files, "slips_pdf", slow)
    export = Thread(target=lambda: answers.append(get(hr, format="pdf").status_code))
    export.start()
    assert begun.wait(60)
    assert hr.get("/healthz").status_code == 200
    assert answers == []
    finish.set()
    export.join(60)
    assert answers == [200]


@pytest.mark.parametrize(("login", "status"), [("chen", 200), ("dora", 200), ("eva", 200), ("anna", 403), ("bo", 403)])
def test_who_may(login: str, status: int, client: TestClient, state: State) -> None:
    enter(client, state, login)
    assert get(client, format="csv").status_code == status
    assert len(exports(state)) == (status == 200)


def test_who_is_not_logged_in_may_not(client: TestClient, state: State) -> None:
    assert get(client, format="csv").status_code == 401
    with Session(state.engine) as session:
        assert session.exec(select(AuditEntryRow)).all() == []


BAD: dict[str, tuple[str, str]] = {
    "a month in words": ("/api/v1/appraisals/June/export?format=csv", "month"),
    "a format that nobody knows": (f"{EXPORT}?format=doc", "format"),
    "no format": (EXPORT, "format"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_questions(name: str, client: TestClient, state: State) -> None:
    path, field = BAD[name]
    enter(client, state, "chen")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert (answer.json()["code"], [error["field"] for error in answer.json()["errors"]]) == ("invalid", [field])
    assert exports(state) == []
