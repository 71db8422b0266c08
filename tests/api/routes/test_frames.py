"""Posting frames: what is taken in, and for everything else the status, the code, and no trace."""

import base64
import struct
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.state import State
from models.tables import CameraRow, DeviceKeyRow, FrameRow
from tests.api.intake.test_receive import without_ledger

PATH = "/api/v1/cameras/{}/frames"
JPEG_TYPE = {"Content-Type": "image/jpeg"}
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

Written = Callable[[], tuple[int, list[str]]]


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def basic(user: str, key: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{key}".encode()).decode()}


def claiming(jpeg: bytes, width: int, height: int) -> bytes:
    """The same JPEG, its header claiming another size."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def multipart(*parts: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n'
    return b"".join(head + part + b"\r\n" for part in parts) + b"--b--\r\n"


MULTIPART_TYPE = {"Content-Type": "multipart/form-data; boundary=b"}

Make = Callable[[bytes], bytes]

SAME: Make = lambda jpeg: jpeg  # noqa: E731
BAD_BODIES: list[tuple[str, dict[str, str], Make, int, str]] = [
    ("a byte over 10 MB", JPEG_TYPE, lambda jpeg: jpeg.ljust(10_000_001, b"\0"), 413, "frame-too-large"),
    ("claims over 12 million pixels", JPEG_TYPE, lambda jpeg: claiming(jpeg, 4001, 3000), 413, "too-many-pixels"),
    ("claims 65500 x 65500", JPEG_TYPE, lambda jpeg: claiming(jpeg, 65500, 65500), 413, "too-many-pixels"),
    ("PNG", JPEG_TYPE, lambda _: PNG, 415, "not-a-jpeg"),
    ("PNG that says so", {"Content-Type": "image/png"}, lambda _: PNG, 415, "not-a-jpeg"),
    ("PNG without a type", {}, lambda _: PNG, 415, "not-a-jpeg"),
    ("JSON", {"Content-Type": "application/json"}, lambda _: b"{}", 415, "not-a-jpeg"),
    ("empty", JPEG_TYPE, lambda _: b"", 415, "not-a-jpeg"),
    ("text", JPEG_TYPE, lambda _: b"hello", 415, "not-a-jpeg"),
    ("no header", JPEG_TYPE, lambda _: b"\xff\xd8\xff" + b"x" * 500 + b"\xff\xd9", 422, "header-unreadable"),
    ("end missing", JPEG_TYPE, lambda jpeg: jpeg[: len(jpeg) // 2], 422, "end-missing"),
    ("end too early", JPEG_TYPE, lambda jpeg: jpeg + b"\0" * 1024, 422, "end-missing"),
    ("multipart without a picture", MULTIPART_TYPE, lambda _: multipart(b"<xml/>"), 415, "not-a-jpeg"),
    ("multipart with PNG", MULTIPART_TYPE, lambda _: multipart(PNG), 415, "not-a-jpeg"),
    ("multipart with two", MULTIPART_TYPE, lambda jpeg: multipart(jpeg, jpeg), 422, "several-pictures"),
    ("multipart cut off", MULTIPART_TYPE, lambda jpeg: multipart(jpeg)[:-8], 422, "multipart-malformed"),
    ("multipart without boundary", {"Content-Type": "multipart/form-data"}, SAME, 422, "multipart-malformed"),
    (
        "multipart with a huge one",
        MULTIPART_TYPE,
        lambda jpeg: multipart(jpeg.ljust(10_000_001)),
        413,
        "frame-too-large",
    ),
    ("multipart with a header end missing", MULTIPART_TYPE, lambda jpeg: multipart(jpeg[:3000]), 422, "end-missing"),
    ("61 s ahead", JPEG_TYPE | {"X-Captured-At": "2026-06-03T01:31:01Z"}, SAME, 422, "captured-at-out-of-bounds"),
    ("8 days late", JPEG_TYPE | {"X-Captured-At": "2026-05-26T01:30:00Z"}, SAME, 422, "captured-at-out-of-bounds"),
    ("time malformed", JPEG_TYPE | {"X-Captured-At": "yesterday"}, SAME, 422, "captured-at-malformed"),
    ("time without offset", JPEG_TYPE | {"X-Captured-At": "2026-06-03T01:30:00"}, SAME, 422, "captured-at-malformed"),
    ("time empty", JPEG_TYPE | {"X-Captured-At": ""}, SAME, 422, "captured-at-malformed"),
]


def good_one_is_taken(client: TestClient, cast: Any, jpeg: bytes, written: Written) -> None:
    answer = client.post(PATH.format("east-1"), content=jpeg, headers=bearer(cast.keys["east-1"]) | JPEG_TYPE)
    assert answer.status_code == 202
    assert written() == (1, [f"{answer.json()['frame']}.jpg"])


@pytest.mark.parametrize(
    ("headers", "make", "status", "code"), [row[1:] for row in BAD_BODIES], ids=[r[0] for r in BAD_BODIES]
)
def test_a_bad_frame_leaves_no_trace_and_the_next_is_taken(
    headers: dict[str, str], make: Make, status: int, code: str,
    client: TestClient, cast: Any, jpeg: bytes, written: Written,
) -> None:  # fmt: skip
    answer = client.post(PATH.format("east-1"), content=make(jpeg), headers=bearer(cast.keys["east-1"]) | headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert written() == (0, [])
    good_one_is_taken(client, cast, jpeg, written)


@pytest.mark.parametrize(
    ("camera", "headers", "status", "code"),
    [
        ("east-1", lambda _: {}, 401, "no-key"),
        ("nowhere", lambda _: {}, 401, "no-key"),
        ("east-1", lambda _: {"Authorization": "Bearer"}, 401, "bad-key"),
        ("east-1", lambda _: {"Authorization": "Negotiate abc"}, 401, "bad-key"),
        ("east-1", lambda _: {"Authorization": "Basic !"}, 401, "bad-key"),
        ("east-1", lambda _: bearer("sc_0123456789_" + "a" * 43), 401, "bad-key"),
        ("nowhere", lambda _: bearer("made up"), 401, "bad-key"),
        ("east-1", lambda keys: bearer(keys["east-1"][:-1]), 401, "bad-key"),
        ("east-1", lambda keys: bearer(keys["east-1-revoked"]), 401, "bad-key"),
        ("east-1", lambda keys: basic("east-1", keys["east-1-revoked"]), 401, "bad-key"),
        ("east-1", lambda _: basic("east-1", "guess"), 401, "bad-key"),
        ("east-1", lambda keys: bearer(keys["east-2"]), 403, "not-your-camera"),
        ("east-1", lambda keys: basic("east-1", keys["east-2"]), 403, "not-your-camera"),
        ("east-1", lambda keys: bearer(keys["door"]), 403, "not-your-camera"),
        ("east-1", lambda keys: bearer(keys["watch"]), 403, "not-your-camera"),
        ("nowhere", lambda keys: bearer(keys["east-1"]), 404, "unknown-camera"),
        ("EAST-1", lambda keys: bearer(keys["east-1"]), 404, "unknown-camera"),
        ("old-1", lambda keys: bearer(keys["old-1"]), 404, "unknown-camera"),
    ],
)
def test_who_may_not_leaves_no_trace_and_the_next_is_taken(
    camera: str, headers: Callable[[dict[str, str]], dict[str, str]], status: int, code: str,
    client: TestClient, cast: Any, jpeg: bytes, written: Written,
) -> None:  # fmt: skip
    answer = client.post(PATH.format(camera), content=jpeg, headers=headers(cast.keys) | JPEG_TYPE)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert written() == (0, [])
    offered = [value.split()[0] for value in answer.headers.get_list("www-authenticate", split_commas=False)]
    assert offered == (["Digest", "Digest", "Basic", "Bearer"] if status == 401 else [])
    good_one_is_taken(client, cast, jpeg, written)


def test_identity_comes_before_all_else(client: TestClient, cast: Any) -> None:
    answer = client.post(PATH.format("east-1"), content=b"", headers={"X-Captured-At": "never", "Content-Type": "x/y"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("headers", "make"),
    [
        (JPEG_TYPE, SAME),
        ({"Content-Type": "image/jpeg; charset=binary"}, SAME),
        ({"Content-Type": "IMAGE/JPEG"}, SAME),
        ({"Content-Type": "image/jpg"}, SAME),
        ({"Content-Type": "application/octet-stream"}, SAME),
        ({}, SAME),
        (MULTIPART_TYPE, multipart),
        (MULTIPART_TYPE, lambda jpeg: multipart(b"<EventNotificationAlert/>", jpeg)),
        (JPEG_TYPE, lambda jpeg: jpeg + b"\0" * 1000),
        (JPEG_TYPE, lambda jpeg: jpeg.ljust(9_999_998, b"\0") + b"\xff\xd9"),
        (JPEG_TYPE, lambda jpeg: claiming(jpeg, 4000, 3000)),
        (JPEG_TYPE | {"X-Captured-At": "2026-06-03T09:31:00+08:00"}, SAME),
        (JPEG_TYPE | {"X-Captured-At": "2026-05-27T01:30:00Z"}, SAME),
    ],
)
def test_taken_in(
    headers: dict[str, str], make: Make, client: TestClient, cast: Any, jpeg: bytes, written: Written, state: State
) -> None:
    answer = client.post(PATH.format("east-1"), content=make(jpeg), headers=bearer(cast.keys["east-1"]) | headers)
    assert answer.status_code == 202
    frame = answer.json()["frame"]
    assert answer.json() == {"frame": frame, "duplicate": False}
    assert written() == (1, [f"{frame}.jpg"])
    body = make(jpeg)
    assert state.spool.read(UUID(frame)) == (jpeg if headers == MULTIPART_TYPE else body)
    assert state.frame_arrived.is_set()


def test_the_cameras_time_is_kept_in_utc(client: TestClient, cast: Any, jpeg: bytes, state: State) -> None:
    headers = bearer(cast.keys["east-1"]) | JPEG_TYPE
    client.post(
        PATH.format("east-1"), content=jpeg, headers=headers | {"X-Captured-At": "2026-06-03T09:29:58.25+08:00"}
    )
    client.post(PATH.format("east-1"), content=jpeg, headers=headers)
    with Session(state.engine) as session:
        kept = [(row.captured_at.isoformat(), row.time_given) for row in session.exec(select(FrameRow))]
    assert kept == [("2026-06-03T01:29:58.250000+00:00", True), ("2026-06-03T01:30:00+00:00", False)]


@pytest.mark.parametrize("time", [{}, {"X-Captured-At": "2026-06-03T01:29:00Z"}])
def test_a_repetition_is_told_so(
    time: dict[str, str], client: TestClient, cast: Any, jpeg: bytes, jpegs: Any, written: Written, clock: Any
) -> None:
    headers = bearer(cast.keys["east-1"]) | JPEG_TYPE | time
    first = client.post(PATH.format("east-1"), content=jpeg, headers=headers).json()["frame"]
    clock.move_to(clock.now() + timedelta(seconds=60))
    again = client.post(PATH.format("east-1"), content=jpeg, headers=headers)
    assert (again.status_code, again.json()) == (202, {"frame": first, "duplicate": True})
    assert written() == (1, [f"{first}.jpg"])
    other = client.post(PATH.format("east-1"), content=jpegs(2), headers=headers)
    assert other.json()["duplicate"] is False
    assert written()[0] == 2


def test_damage_that_only_decoding_shows_is_taken_in(client: TestClient, cast: Any, jpeg: bytes) -> None:
    damaged = jpeg[:2000] + b"\0" * 2000 + jpeg[4000:]
    answer = client.post(PATH.format("east-1"), content=damaged, headers=bearer(cast.keys["east-1"]) | JPEG_TYPE)
    assert answer.status_code == 202


def test_a_full_spool_says_when_to_come_back(
    client: TestClient, cast: Any, jpeg: bytes, jpegs: Any, state: State, written: Written
) -> None:
    state.spool._cap_bytes = max(len(jpeg), len(jpegs(2)))
    headers = bearer(cast.keys["east-1"]) | JPEG_TYPE
    first = client.post(PATH.format("east-1"), content=jpeg, headers=headers).json()["frame"]
    full = client.post(PATH.format("east-1"), content=jpegs(2), headers=headers)
    assert (full.status_code, full.json()["code"]) == (503, "spool-full")
    assert int(full.headers["retry-after"]) > 0
    assert written() == (1, [f"{first}.jpg"])
    state.spool.drop(UUID(first))
    assert client.post(PATH.format("east-1"), content=jpegs(2), headers=headers).status_code == 202


def test_a_database_that_fails_takes_nothing_in(
    client: TestClient, cast: Any, jpeg: bytes, state: State, written: Written
) -> None:
    with without_ledger(state.engine):
        answer = client.post(PATH.format("east-1"), content=jpeg, headers=bearer(cast.keys["east-1"]) | JPEG_TYPE)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert written() == (0, [])
    good_one_is_taken(client, cast, jpeg, written)


@pytest.mark.parametrize(
    ("what", "status", "code"), [("key", 401, "bad-key"), ("camera", 404, "unknown-camera")], ids=["revoked", "retired"]
)
def test_who_was_known_a_moment_ago_is_refused_once_it_no_longer_holds(
    what: str,
    status: int,
    code: str,
    client: TestClient,
    cast: Any,
    jpeg: bytes,
    jpegs: Any,
    state: State,
    written: Written,
) -> None:
    good_one_is_taken(client, cast, jpeg, written)
    before = written()
    with Session(state.engine) as session:
        for key in session.exec(select(DeviceKeyRow).where(DeviceKeyRow.camera_id == cast.cameras["east-1"])):
            key.revoked_at = state.clock.now() if what == "key" else key.revoked_at
        if what == "camera":
            session.get_one(CameraRow, cast.cameras["east-1"]).retired_at = state.clock.now()
        session.commit()
    answer = client.post(PATH.format("east-1"), content=jpegs(2), headers=bearer(cast.keys["east-1"]) | JPEG_TYPE)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert written() == before
