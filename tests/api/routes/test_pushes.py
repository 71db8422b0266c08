"""Pushes as vendors send them arrive at their camera; whatever else comes is answered OK, counted, and kept as words."""

import base64
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, col, select

from api.intake.pushes.dialects import Vendor
from api.state import State
from models.tables import CameraRow, FrameRow, FrameStatus, OddPushRow
from tests.api.conftest import picture_bytes
from tests.api.intake.pushes.bodies import (
    CLOSED,
    FORMS,
    MIME,
    ODD,
    QUIET,
    TOLD,
    Form,
    cut_out,
    hik_xml,
    named,
    part,
)
from tests.api.intake.pushes.mangling import around
from tests.api.intake.test_receive import without_ledger

PATH = "/api/v1/cameras/{}/push/{}"
LAPI = "/LAPI/V1.0/System/Event/Notification/"
KEEPALIVES = ["/PictureHttpUpload/keepalive", "/EventHttpUpload/keepalive"]
OK: dict[Vendor, Callable[[Response], bool]] = {
    Vendor.axis: lambda answer: answer.text == "OK",
    Vendor.hikvision: lambda answer: answer.text == "OK",
    Vendor.dahua: lambda answer: answer.json() == {"result": True},
    Vendor.uniview: lambda answer: answer.json()["Response"]["ResponseCode"] == 0,
}


def basic(key: str, user: str = "admin") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{key}".encode()).decode()}


@pytest.fixture
def push(client: TestClient, cast: Any) -> Callable[..., Response]:
    def push(
        vendor: Vendor,
        body: bytes,
        headers: dict[str, str] | None = None,
        path: str | None = None,
        method: str = "POST",
    ) -> Response:
        sent = basic(cast.keys["east-1"]) | (headers or {})
        return client.request(method, path or PATH.format("east-1", vendor), content=body, headers=sent)

    return push


def frames(state: State) -> list[FrameRow]:
    with Session(state.engine) as session:
        return list(session.exec(select(FrameRow).order_by(col(FrameRow.id))))


def odd(state: State) -> list[OddPushRow]:
    with Session(state.engine) as session:
        return list(session.exec(select(OddPushRow).order_by(col(OddPushRow.id))))


def spooled(state: State) -> list[bytes]:
    return [state.spool.read(row.id) for row in frames(state) if row.status is FrameStatus.spooled]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_each_form_arrives_at_its_camera(form: Form, push: Any, state: State, cast: Any, jpeg: bytes) -> None:
    answer = push(form.vendor, form.make(jpeg), form.headers, method=form.method)
    assert answer.status_code == 200
    assert OK[form.vendor](answer)
    (row,) = frames(state)
    assert (row.camera_id, row.time_given, spooled(state)) == (cast.cameras["east-1"], form.tells, [jpeg])
    assert row.captured_at == (datetime.fromisoformat(TOLD) if form.tells else state.clock.now())
    assert state.frame_arrived.is_set()
    assert odd(state) == []


@pytest.mark.parametrize(("name", "vendor", "body", "headers"), QUIET, ids=[row[0] for row in QUIET])
def test_signs_of_life_are_answered_and_leave_nothing(
    name: str, vendor: Vendor, body: bytes, headers: dict[str, str], push: Any, state: State
) -> None:
    answer = push(vendor, body, headers)
    assert answer.status_code == 200
    assert OK[vendor](answer)
    assert (frames(state), odd(state), state.spool.ids()) == ([], [], frozenset())


@pytest.mark.parametrize(("name", "vendor", "body", "headers", "reason", "broken"), ODD, ids=[row[0] for row in ODD])
def test_odd_ones_are_answered_counted_and_kept_as_words(
    name: str, vendor: Vendor, body: bytes, headers: dict[str, str], reason: str, broken: int, push: Any, state: State
) -> None:
    answer = push(vendor, body, headers)
    assert answer.status_code == 200
    assert OK[vendor](answer)
    assert [row.status for row in frames(state)] == [FrameStatus.broken] * broken
    assert state.spool.ids() == frozenset()
    (row,) = odd(state)
    assert (row.vendor, row.reason, row.count, row.size_bytes) == (vendor, reason, 1, len(body))
    assert row.text is not None
    assert row.content_type == headers.get("Content-Type", "")
    assert "/9j/" not in row.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("vendor", Vendor)
def test_a_probe_is_answered_to_who_shows_the_key(method: str, vendor: Vendor, push: Any, client: TestClient) -> None:
    assert push(vendor, b"", method=method).status_code == 200
    assert client.request(method, PATH.format("east-1", vendor)).status_code == 401


def test_axis_with_query_arguments(push: Any, state: State, jpeg: bytes) -> None:
    path = PATH.format("east-1", "axis") + "?camera=1&event=pulse&text=a%20b"
    assert push(Vendor.axis, jpeg, {"Content-Type": "image/jpeg"}, path=path).status_code == 200
    assert spooled(state) == [jpeg]


@pytest.mark.parametrize("kind", ["Alarm", "Structure", "MotionDetection"])
def test_univiews_own_paths_know_the_camera_by_its_key(
    kind: str, push: Any, state: State, cast: Any, jpeg: bytes
) -> None:
    form = next(form for form in FORMS if form.vendor is Vendor.uniview)
    answer = push(form.vendor, form.make(jpeg), form.headers, path=LAPI + kind)
    assert answer.status_code == 200
    assert answer.json()["Response"] == {
        "ResponseURL": LAPI + kind, "ResponseCode": 0, "ResponseString": "Succeed", "StatusCode": 0, "Data": None,
    }  # fmt: skip
    assert ([row.camera_id for row in frames(state)], spooled(state)) == ([cast.cameras["east-1"]], [jpeg])


@pytest.mark.parametrize("path", KEEPALIVES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_dahuas_keepalive(path: str, method: str, push: Any) -> None:
    answer = push(Vendor.dahua, b"", path=path, method=method)
    assert (answer.status_code, answer.json()) == (200, {"result": True})


ROOTS = [("POST", LAPI + "Alarm"), ("POST", LAPI + "Structure"), *(("GET", path) for path in KEEPALIVES)]


@pytest.mark.parametrize(("method", "path"), ROOTS)
@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        (None, 401, "no-key"),
        ("guess", 401, "bad-key"),
        ("east-1-revoked", 401, "bad-key"),
        ("door", 403, "not-your-kind"),
        ("watch", 403, "not-your-kind"),
        ("old-1", 404, "unknown-camera"),
    ],
)
def test_at_the_root_too_nobody_gets_in_without_a_cameras_key(
    method: str, path: str, key: str | None, status: int, code: str, client: TestClient, cast: Any, state: State
) -> None:
    headers = basic(cast.keys.get(key, key)) if key else {}
    answer = client.request(method, path, content=picture_bytes(1) if method == "POST" else None, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert frames(state) == []


@pytest.mark.parametrize("vendor", Vendor)
@pytest.mark.parametrize(
    ("camera", "key", "status", "code"),
    [
        ("east-1", None, 401, "no-key"),
        ("nowhere", "east-1", 404, "unknown-camera"),
        ("east-1", "east-2", 403, "not-your-camera"),
        ("east-1", "door", 403, "not-your-camera"),
        ("old-1", "old-1", 404, "unknown-camera"),
    ],
)
def test_nobody_pushes_for_another(
    vendor: Vendor, camera: str, key: str | None, status: int, code: str, client: TestClient, cast: Any, state: State
) -> None:
    headers = basic(cast.keys[key]) if key else {}
    answer = client.post(PATH.format(camera, vendor), content=picture_bytes(1), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (frames(state), odd(state)) == ([], [])


def test_an_unknown_vendor_is_nothing_here(push: Any) -> None:
    assert push(Vendor.axis, b"", path=PATH.format("east-1", "acme")).status_code == 404


def test_the_same_push_again_is_the_same_frame(push: Any, state: State, jpeg: bytes) -> None:
    for form in FORMS[:2]:
        for _ in range(3):
            assert push(form.vendor, form.make(jpeg), form.headers).status_code == 200
    assert [row.time_given for row in frames(state)] == [False, True]


def test_what_is_cut_out_of_the_view_is_nowhere(push: Any, state: State, jpeg: bytes) -> None:
    body = part(cut_out(1)) + part(jpeg) + part(cut_out(2)) + CLOSED
    assert push(Vendor.hikvision, body, MIME).status_code == 200
    assert spooled(state) == [jpeg]
    assert len(frames(state)) == 1


@pytest.mark.parametrize(
    ("told", "header", "captured", "reason"),
    [
        (TOLD, None, TOLD, None),
        (TOLD, "2026-06-03T09:29:00+08:00", "2026-06-03T09:29:00+08:00", None),
        ("2026-06-03T09:31:01+08:00", None, None, "captured-at-out-of-bounds"),
        ("1970-01-01T00:00:08+00:00", None, None, "captured-at-out-of-bounds"),
        (TOLD, "yesterday", None, "captured-at-malformed"),
        ("2026-06-03T09:29:30", None, None, None),
    ],
    ids=["told", "the header first", "ahead", "a clock never set", "a bad header", "no offset"],
)
def test_a_time_that_cannot_be_is_not_heeded_but_counted(
    told: str, header: str | None, captured: str | None, reason: str | None, push: Any, state: State, jpeg: bytes
) -> None:
    body = named("x", None, "text/xml", hik_xml(at=told)) + named("VMDImage", None, "image/jpeg", jpeg) + CLOSED
    assert push(Vendor.hikvision, body, MIME | ({"X-Captured-At": header} if header else {})).status_code == 200
    (row,) = frames(state)
    assert row.time_given == (captured is not None)
    assert row.captured_at == (datetime.fromisoformat(captured) if captured else state.clock.now())
    assert [each.reason for each in odd(state)] == ([reason] if reason else [])
    assert spooled(state) == [jpeg]


def test_a_whole_picture_that_is_refused_is_counted_too(push: Any, state: State, jpeg: bytes) -> None:
    at = jpeg.index(b"\xff\xc0") + 5
    claiming = jpeg[:at] + (65500).to_bytes(2, "big") * 2 + jpeg[at + 4 :]
    assert push(Vendor.axis, claiming, {"Content-Type": "image/jpeg"}).status_code == 200
    assert [row.status for row in frames(state)] == [FrameStatus.broken]
    assert [row.reason for row in odd(state)] == ["too-many-pixels"]
    assert state.spool.ids() == frozenset()


def test_a_full_spool_is_the_one_thing_that_is_refused(push: Any, state: State, jpeg: bytes) -> None:
    state.spool._cap_bytes = len(jpeg) - 1
    answer = push(Vendor.hikvision, part(jpeg) + CLOSED, MIME)
    assert (answer.status_code, answer.json()["code"]) == (503, "spool-full")
    assert int(answer.headers["retry-after"]) > 0
    assert frames(state) == []
    assert push(Vendor.hikvision, b"", MIME).status_code == 200


def test_a_body_too_large_is_answered_and_gives_what_came_first(push: Any, state: State, jpeg: bytes) -> None:
    body = part(jpeg) + part(bytes(25_000_000))
    assert push(Vendor.hikvision, body, MIME).status_code == 200
    assert spooled(state) == [jpeg]


def test_odd_pushes_are_counted_by_the_hour_and_their_texts_bounded(
    push: Any, state: State, clock: Any, jpeg: bytes
) -> None:
    for hour in range(25):
        for n in range(3):
            assert (
                push(Vendor.hikvision, f"hello {hour} {n}".encode(), {"Content-Type": "text/plain"}).status_code == 200
            )
        clock.move_to(clock.now() + timedelta(hours=1))
    rows = odd(state)
    assert [row.count for row in rows] == [3] * 25
    assert [row.text for row in rows] == [None] * 5 + [f"hello {hour} 2" for hour in range(5, 25)]


def test_administrators_see_what_a_device_sent(
    push: Any, client: TestClient, state: State, cast: Any, clock: Any
) -> None:
    from tests.api.routes.test_cameras import token

    push(Vendor.hikvision, b"hello from a door bell", {"Content-Type": "text/plain"})
    push(Vendor.axis, picture_bytes(1)[:9000], {"Content-Type": "image/jpeg"})
    admin = token(state, cast, "dora")
    path = "/api/v1/cameras/east-1/odd-pushes"
    items = client.get(path, headers=admin).json()["items"]
    assert [(i["vendor"], i["reason"], i["count"], i["text"]) for i in items] == [
        ("axis", "cut-off", 1, "[a picture of 9000 bytes left out]"),
        ("hikvision", "not-understood", 1, "hello from a door bell"),
    ]
    first = client.get(f"{path}?limit=1", headers=admin).json()
    second = client.get(f"{path}?limit=1&cursor={first['next']}", headers=admin).json()
    assert [page["items"][0]["vendor"] for page in (first, second)] == ["axis", "hikvision"]
    assert second["next"] is None
    for who, status in (("anna", 403), ("bo", 403), ("chen", 403), ("eva", 403)):
        assert client.get(path, headers=token(state, cast, who)).status_code == status
    assert client.get(path).status_code == 401
    assert client.get("/api/v1/cameras/nowhere/odd-pushes", headers=admin).status_code == 404
    assert client.get(path, headers=basic(cast.keys["east-1"])).status_code == 401


def test_they_are_counted_at_the_camera_and_for_the_monitor(
    push: Any, client: TestClient, state: State, cast: Any
) -> None:
    from tests.api.routes.test_cameras import token

    push(Vendor.hikvision, b"hello", {"Content-Type": "text/plain"})
    push(Vendor.axis, picture_bytes(1)[:9000], {"Content-Type": "image/jpeg"})
    told = client.get("/api/v1/cameras", headers=token(state, cast, "anna")).json()["items"]
    assert [(i["camera"], i["odd_pushes"], i["broken"]) for i in told] == [("east-1", 2, 1), ("east-2", 0, 0)]
    metrics = client.get("/metrics", headers={"Authorization": f"Bearer {cast.keys['watch']}"}).text.splitlines()
    assert 'conduct_odd_pushes{camera="east-1",reason="cut-off"} 1.0' in metrics
    assert 'conduct_odd_pushes{camera="east-1",reason="not-understood"} 1.0' in metrics
    assert 'conduct_frames{camera="east-1",status="broken"} 1.0' in metrics


def test_a_camera_retired_while_it_sends_is_told_so(push: Any, state: State, cast: Any, jpeg: bytes) -> None:
    assert push(Vendor.axis, b"").status_code == 200
    with Session(state.engine) as session:
        session.get_one(CameraRow, cast.cameras["east-1"]).retired_at = state.clock.now()
        session.commit()
    assert push(Vendor.axis, jpeg).status_code == 404
    assert frames(state) == []


def test_a_database_that_fails_is_no_ok(push: Any, state: State, jpeg: bytes) -> None:
    with without_ledger(state.engine):
        answer = push(Vendor.hikvision, part(jpeg) + CLOSED, MIME)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert (frames(state), state.spool.ids()) == ([], frozenset())


def test_whatever_is_mangled_is_answered_and_no_intact_picture_lost(push: Any, state: State) -> None:
    """Seeded: each of its pictures is another, so that what is lost can be told."""
    mangle = random.Random(11)
    expected: list[bytes] = []
    base = picture_bytes(1)
    for n in range(150):
        jpeg = base[:2] + b"\xff\xfe\x00\x06" + n.to_bytes(4, "big") + base[2:]
        form = FORMS[n % len(FORMS)]
        before, picture, after = around(form.make(jpeg), jpeg)
        keeps = n % 3 != 0
        if keeps:
            before, after = scrambled(before, mangle), scrambled(after, mangle)[: mangle.randrange(len(after) + 1)]
            expected.append(jpeg)
        else:
            picture = scrambled(picture, mangle)[: mangle.randrange(len(picture))]
        answer = push(form.vendor, before + picture + after, form.headers)
        assert answer.status_code == 200, (form.name, n)
        assert OK[form.vendor](answer)
    kept = spooled(state)
    assert [jpeg for jpeg in expected if jpeg not in kept] == []


def scrambled(body: bytes, mangle: random.Random) -> bytes:
    """The same with some of its bytes changed, taken out or put in."""
    changed = bytearray(body)
    for _ in range(mangle.randrange(1, 12)):
        at = mangle.randrange(len(changed) + 1)
        changed[at : at + mangle.randrange(20)] = mangle.randbytes(mangle.randrange(20))
    return bytes(changed)
