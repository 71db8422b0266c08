"""Real programs as cameras: curl, requests and wget, with every way to show a key, on every kind of route."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi import FastAPI
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from sqlmodel import Session, select
from starlette.types import Message, Receive, Scope, Send

from api.state import State
from models.tables import FrameRow
from tests.api.intake.pushes.bodies import CLOSED, hik_xml, named, uniview
from tests.api.routes.conftest import served

FRAMES = "/api/v1/cameras/east-1/frames"
AXIS = "/api/v1/cameras/east-1/push/axis?camera=1&event=pulse"
HIKVISION = "/api/v1/cameras/east-1/push/hikvision"
STRUCTURE = "/LAPI/V1.0/System/Event/Notification/Structure"
KEEPALIVE = "/PictureHttpUpload/keepalive"


@pytest.fixture(params=["every scheme", "SHA-256 alone"])
def offering(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def url(offering: str, app: FastAPI, cast: Any) -> Iterator[str]:
    async def only_sha256(scope: Scope, receive: Receive, send: Send) -> None:
        async def without_others(message: Message) -> None:
            if message["type"] == "http.response.start":
                offered = [h for h in message["headers"] if h[0] != b"www-authenticate" or b"SHA-256" in h[1]]
                message = {**message, "headers": offered}
            await send(message)

        await app(scope, receive, without_others)

    with served(app if offering == "every scheme" else only_sha256) as port:
        yield f"http://127.0.0.1:{port}"


def bodies(jpeg: bytes) -> dict[str, tuple[bytes, str]]:
    """What goes where: body and type by path."""
    xml = named("MoveDetection.xml", None, "application/xml", hik_xml())
    return {
        FRAMES: (jpeg, "image/jpeg"),
        AXIS: (jpeg, "image/jpeg"),
        HIKVISION: (xml + named("VMDImage", "v.jpg", "image/jpeg", jpeg) + CLOSED, "multipart/form-data; boundary=MIME_boundary"),
        STRUCTURE: (json.dumps(uniview(jpeg)).encode(), "application/json"),
    }  # fmt: skip


def taken_in(state: State) -> int:
    with Session(state.engine) as session:
        return len(session.exec(select(FrameRow.id)).all())


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
needs_wget = pytest.mark.skipif(shutil.which("wget") is None, reason="no wget here")


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


@pytest.fixture
def files(jpeg: bytes, tmp_path: Path) -> dict[str, tuple[Path, str]]:
    kept: dict[str, tuple[Path, str]] = {}
    for n, (path, (body, kind)) in enumerate(bodies(jpeg).items()):
        (tmp_path / f"body-{n}").write_bytes(body)
        kept[path] = (tmp_path / f"body-{n}", kind)
    return kept


@needs_curl
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", FRAMES),
        ("POST", AXIS),
        ("POST", HIKVISION),
        ("PUT", HIKVISION),
        ("POST", STRUCTURE),
        ("PUT", STRUCTURE),
    ],
)
def test_curl_with_digest(
    path: str, method: str, url: str, cast: Any, files: dict[str, tuple[Path, str]], state: State
) -> None:
    file, kind = files[path]
    said = run(
        ["curl", "-sS", "--noproxy", "*", "-X", method, "-w", " %{http_code}", "--digest",
         "-u", f"east-1:{cast.keys['east-1-digest']}", "-H", f"Content-Type: {kind}", "--data-binary", f"@{file}", url + path]
    )  # fmt: skip
    assert said.endswith(" 202" if path == FRAMES else " 200"), said
    assert taken_in(state) == 1


@needs_curl
@pytest.mark.parametrize("offering", ["every scheme"], indirect=True)
@pytest.mark.parametrize(
    "shown",
    [
        lambda keys: ["--basic", "-u", f"admin:{keys['east-1']}"],
        lambda keys: ["--anyauth", "-u", f"east-1:{keys['east-1-digest']}"],
        lambda keys: ["-H", f"Authorization: Bearer {keys['east-1']}"],
    ],
    ids=["basic", "any", "bearer"],
)
def test_curl_with_the_rest(
    shown: Callable[[dict[str, str]], list[str]], url: str, cast: Any, files: dict[str, tuple[Path, str]], state: State
) -> None:
    for path, (file, kind) in files.items():
        said = run(
            ["curl", "-sS", "--noproxy", "*", "-w", " %{http_code}", *shown(cast.keys), "-H", f"Content-Type: {kind}",
             "--data-binary", f"@{file}", url + path]
        )  # fmt: skip
        assert said.endswith((" 200", " 202")), said
    said = run(["curl", "-sS", "--noproxy", "*", *shown(cast.keys), url + KEEPALIVE])
    assert json.loads(said) == {"result": True}
    assert taken_in(state) >= 1


@needs_curl
@pytest.mark.parametrize("offering", ["every scheme"], indirect=True)
def test_curl_with_a_digest_for_a_probe(url: str, cast: Any) -> None:
    user = f"east-1:{cast.keys['east-1-digest']}"
    said = run(
        [
            "curl",
            "-sS",
            "--noproxy",
            "*",
            "-I",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "--digest",
            "-u",
            user,
            url + AXIS,
        ]
    )
    assert said == "200"


def sent_by_requests(url: str, path: str, auth: AuthBase, jpeg: bytes) -> int:
    body, kind = bodies(jpeg)[path]
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(url + path, data=body, headers={"Content-Type": kind}, auth=auth, timeout=60)
        again = session.post(url + path, data=body, headers={"Content-Type": kind}, auth=auth, timeout=60)
        assert again.status_code == answer.status_code
    return answer.status_code


@pytest.mark.parametrize("path", [FRAMES, AXIS, HIKVISION, STRUCTURE])
def test_requests_with_digest(path: str, url: str, cast: Any, jpeg: bytes, state: State) -> None:
    auth = HTTPDigestAuth("east-1", cast.keys["east-1-digest"])
    assert sent_by_requests(url, path, auth, jpeg) == (202 if path == FRAMES else 200)
    assert taken_in(state) == 1


@pytest.mark.parametrize("offering", ["every scheme"], indirect=True)
@pytest.mark.parametrize("path", [FRAMES, AXIS, HIKVISION, STRUCTURE])
def test_requests_with_basic(path: str, url: str, cast: Any, jpeg: bytes, state: State) -> None:
    assert sent_by_requests(url, path, HTTPBasicAuth("admin", cast.keys["east-1"]), jpeg) in {200, 202}
    assert taken_in(state) == 1


def test_requests_with_a_wrong_key(url: str, jpeg: bytes, state: State) -> None:
    assert sent_by_requests(url, AXIS, HTTPDigestAuth("east-1", "guess"), jpeg) == 401
    assert taken_in(state) == 0


@needs_wget
@pytest.mark.parametrize("offering", ["every scheme"], indirect=True)
@pytest.mark.parametrize("path", [FRAMES, AXIS, HIKVISION, STRUCTURE])
@pytest.mark.parametrize(
    "shown",
    [
        lambda keys: ["--user=east-1", f"--password={keys['east-1-digest']}"],
        lambda keys: ["--auth-no-challenge", "--user=admin", f"--password={keys['east-1']}"],
    ],
    ids=["digest", "basic"],
)
def test_wget(
    shown: Callable[[dict[str, str]], list[str]], path: str, url: str, cast: Any, files: dict[str, tuple[Path, str]], state: State
) -> None:  # fmt: skip
    file, kind = files[path]
    said = run(
        ["wget", "--no-proxy", "-S", "-O", "-", "--tries=1", *shown(cast.keys), f"--header=Content-Type: {kind}",
         f"--post-file={file}", url + path]
    )  # fmt: skip
    assert ("202 Accepted" if path == FRAMES else "200 OK") in said, said
    assert taken_in(state) == 1
