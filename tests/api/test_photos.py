"""Photos of reports: veiled before anything is written, refused without a detector, seen and purged as all evidence."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.evidence.folder import EvidenceFolder
from api.evidence.purge import purge_evidence
from api.state import state_of
from conduct.keeping.retention import Retention
from models.tables import EvidenceRow
from models.values.evidence import StillKind
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_reports_api import REPORTS, post
from tests.vision.told_eyes import ToldEyes
from vision.jpeg import decode, encode

MARK = b"CLEAN-PICTURE-MARK"
NOISE = np.random.default_rng(5).integers(0, 255, (900, 1200, 3), dtype=np.uint8)
COMMENT = MARK * 1000
ENCODED = encode(NOISE, 97)
PHOTO = ENCODED[:2] + b"\xff\xfe" + (len(COMMENT) + 2).to_bytes(2, "big") + COMMENT + ENCODED[2:]
"""Above a megabyte, from which on a form's file is usually written to the disk."""
OPENED: list[str] | None = None
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _note_opened(event: str, args: tuple[Any, ...]) -> None:
    if OPENED is not None and event == "open":
        path, mode, flags = args
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & WRITING):
            OPENED.append(str(path))


sys.addaudithook(_note_opened)


@contextmanager
def opened_for_writing() -> Iterator[list[str]]:
    """Every file that the process opens to write into, wherever it lies."""
    global OPENED
    OPENED = found = []
    try:
        yield found
    finally:
        OPENED = None


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Iterator[Stage]:
    stage = set_the_stage(tmp_path, sqlite_database)
    yield stage
    state_of(stage.app).photos.close()


def seeing(stage: Stage, monkeypatch: pytest.MonkeyPatch, unusable: str = "") -> None:
    monkeypatch.setattr("api.photos.photo_eyes", lambda _: (ToldEyes({}, unusable),))


def report(client: TestClient) -> str:
    return post(client).json()["id"]


def send(
    client: TestClient, name: str, report_id: str, body: bytes = PHOTO, place: str | None = "0.1,0.1,0.9,0.9"
) -> Response:
    headers = {"Content-Type": "image/jpeg", "X-CSRF-Token": csrf(name)}
    query = f"?place={place}" if place is not None else ""
    return client.post(f"{REPORTS}/{report_id}/photo{query}", content=body, headers=headers)


def evidence(stage: Stage) -> list[EvidenceRow]:
    with Session(stage.engine) as session:
        return list(session.exec(select(EvidenceRow).where(EvidenceRow.kind == StillKind.photo)).all())


def test_only_the_veiled_photo_is_ever_written(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    seeing(stage, monkeypatch)
    client = stage.log_in("周敏")
    report_id = report(client)
    with opened_for_writing() as files:
        answer = send(client, "周敏", report_id)
    assert answer.status_code == 201, answer.text
    [row] = evidence(stage)
    folder = stage.settings.evidence_dir / row.sha256[:2]
    pictures = [file for file in files if not file.isdigit() and ".db" not in file and "sqlite" not in file]
    assert pictures
    assert [file for file in pictures if not re.fullmatch(rf"{folder}/{row.sha256}\.[0-9a-f]+\.part", file)] == []
    kept = (folder / f"{row.sha256}.jpg").read_bytes()
    assert MARK not in kept
    assert kept == client.get(answer.json()["url"]).content
    assert (row.width_px, row.camera_id, row.window_id) == (768, None, stage.windows["H1/W2"])
    assert np.abs(np.diff(decode(kept)[60:500, 100:600].astype(int), axis=1)).mean() < 10, "noise of 85 is veiled"
    assert [file for file in tmp_path.rglob("*") if file.is_file() and MARK in file.read_bytes()] == []


def test_who_looks_is_on_record_and_it_goes_in_time(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    seeing(stage, monkeypatch)
    client = stage.log_in("周敏")
    report_id = report(client)
    photo = send(client, "周敏", report_id).json()
    assert stage.log_in("孙悦").get(photo["url"]).status_code == 200
    assert stage.log_in("李强").get(photo["url"]).status_code == 200
    assert stage.log_in("王芳").get(photo["url"]).status_code == 404
    assert [(who, told["kind"]) for who, told in stage.audited("evidence.viewed")] == [
        ("sunyue", "photo"), ("liqiang", "photo"),
    ]  # fmt: skip
    assert [who for who, told in stage.audited("evidence.kept")] == ["zhoumin"]
    [link] = client.get(f"{REPORTS}/{report_id}").json()["evidence"]
    assert (link["id"], link["kind"]) == (photo["id"], "photo")
    assert "Photo" in client.get(f"/queue/{report_id}?lang=en").text
    stage.log_in("孙悦").post(f"{REPORTS}/{report_id}/decision", json={"verdict": "dismiss", "reason": "看错"})
    store = EvidenceFolder(stage.settings.evidence_dir)
    late = stage.clock.now() + timedelta(days=8)
    assert purge_evidence(stage.engine, store, Retention(), now=late) == 1
    assert client.get(photo["url"]).json()["code"] == "evidence-purged"


@pytest.mark.parametrize("weights", ["none are set", "they cannot look"])
def test_without_a_detector_the_report_stands_without_it(stage: Stage, monkeypatch: pytest.MonkeyPatch, weights: str):
    if weights == "they cannot look":
        seeing(stage, monkeypatch, "no such layer")
    client = stage.log_in("周敏")
    report_id = report(client)
    with opened_for_writing() as files:
        answer = send(client, "周敏", report_id)
    assert (answer.status_code, answer.json()["code"]) == (503, "no-detector")
    assert evidence(stage) == []
    assert [file for file in files if "evidence" in file or "tmp" in Path(file).name] == []
    assert client.get(f"{REPORTS}/{report_id}").json()["status"] == "pending"


def small(width: int, height: int) -> bytes:
    return encode(np.zeros((height, width, 3), np.uint8))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 415, "not-a-jpeg"),
        (b"\x89PNG\r\n\x1a\n", 415, "not-a-jpeg"),
        (b"\xff\xd8\xff\xe0 nothing", 422, "header-unreadable"),
        (PHOTO[:200_000], 422, "end-missing"),
        (PHOTO[:200_000] + b"\xff\xd9", 422, "broken"),
        (small(20, 20), 422, "photo-too-small"),
        (PHOTO + b"\0" * 10_000_000, 413, "photo-too-large"),
    ],
    ids=["empty", "a PNG", "no header", "cut off", "damaged", "tiny", "too long"],
)
def test_what_is_no_whole_picture_is_refused(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, body: bytes, status: int, code: str
):
    seeing(stage, monkeypatch)
    client = stage.log_in("周敏")
    answer = send(client, "周敏", report(client), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert evidence(stage) == []


@pytest.mark.parametrize("place", ["", "1,2", "0,0,2,2", "a,b,c,d", "0,0,nan,1", "0.5,0.5,0.51,0.9"])
def test_a_place_outside_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch, place: str):
    seeing(stage, monkeypatch)
    client = stage.log_in("周敏")
    answer = send(client, "周敏", report(client), place=place)
    assert (answer.status_code, answer.json()["code"]) == (422, "place-outside")


def test_only_the_reporter_adds_one_and_one_only(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    seeing(stage, monkeypatch)
    client = stage.log_in("周敏")
    report_id = report(client)
    judged = str(stage.violations["李强 late"])
    rows = [
        ("孙悦", report_id, 403, "not-your-report"), ("周敏", judged, 403, "not-your-report"),
        ("陈静", report_id, 404, "not-found"), ("刘洋", report_id, 403, "not-allowed"),
        ("周敏", report_id, 201, None), ("周敏", report_id, 409, "photo-there"),
    ]  # fmt: skip
    for name, of, status, code in rows:
        answer = send(stage.log_in(name), name, of)
        assert (answer.status_code, answer.json().get("code")) == (status, code), name
    other = report(client)
    stage.log_in("孙悦").post(f"{REPORTS}/{other}/decision", json={"verdict": "dismiss", "reason": "看错"})
    assert send(client, "周敏", other).json()["code"] == "not-pending"
    assert client.post(f"{REPORTS}/{other}/photo", content=PHOTO).status_code == 403, "no CSRF token"
