"""Frames through a real server and real sockets: Digest, bodies cut off, senders that go away."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.auth.digest import NONCE_LIFETIME_S
from api.clock import GivenClock
from tests.api.routes.conftest import until

PATH = "/api/v1/cameras/east-1/frames"
Written = Callable[[], tuple[int, list[str]]]


class OnlySha256(httpx.HTTPTransport):
    """A client that does not see the MD5 challenge."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.headers = httpx.Headers(
            [pair for pair in response.headers.multi_items() if "algorithm=MD5" not in pair[1]]
        )
        return response


class NoQop(httpx.HTTPTransport):
    """A client from before RFC 2617, to which qop means nothing."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.headers = httpx.Headers(
            [(name, value.replace(' qop="auth",', "")) for name, value in response.headers.multi_items()]
        )
        return response


@pytest.mark.parametrize(
    ("transport", "algorithm", "qop"),
    [(httpx.HTTPTransport, "MD5", True), (OnlySha256, "SHA-256", True), (NoQop, "MD5", False)],
)
def test_digest(
    transport: type[httpx.HTTPTransport], algorithm: str, qop: bool, port: int, cast: Any, jpeg: bytes, jpegs: Any
) -> None:
    auth = httpx.DigestAuth("east-1", cast.keys["east-1-digest"])
    with httpx.Client(auth=auth, base_url=f"http://127.0.0.1:{port}", transport=transport()) as camera:
        first = camera.post(PATH, content=jpeg)
        assert (first.status_code, first.json()["duplicate"]) == (202, False)
        sent = first.request.headers["authorization"]
        assert f"algorithm={algorithm}" in sent
        assert ("qop=auth" in sent) == qop
        second = camera.post(PATH + "?with=query", content=jpegs(2))
        assert second.status_code == 202


def test_digest_with_an_expired_nonce_goes_on_with_the_new_one(
    port: int, cast: Any, jpegs: Any, clock: GivenClock
) -> None:
    auth = httpx.DigestAuth("east-1", cast.keys["east-1-digest"])
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", auth=auth) as camera:
        authorized = camera.post(PATH, content=jpegs(1)).request.headers["authorization"]
        clock.move_to(clock.now() + timedelta(seconds=NONCE_LIFETIME_S + 1))
        stale = httpx.post(f"http://127.0.0.1:{port}{PATH}", content=jpegs(2), headers={"Authorization": authorized})
        assert (stale.status_code, stale.json()["code"]) == (401, "stale-nonce")
        assert "stale=true" in stale.headers["www-authenticate"]
        assert camera.post(PATH, content=jpegs(2)).status_code == 202


@pytest.mark.parametrize(
    ("user", "key"),
    [
        ("east-1", "guess"),
        ("east-2", "east-1-digest"),
        ("nowhere", "east-1-digest"),
        ("east-1", "east-1-revoked"),
        ("east-1", "east-1"),
    ],
)
def test_digest_with_a_wrong_user_or_key(
    user: str, key: str, port: int, cast: Any, jpeg: bytes, written: Written
) -> None:
    auth = httpx.DigestAuth(user, cast.keys.get(key, key))
    answer = httpx.post(f"http://127.0.0.1:{port}{PATH}", content=jpeg, auth=auth)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-key")
    assert written() == (0, [])


def test_digest_for_one_address_opens_no_other(port: int, cast: Any, jpeg: bytes) -> None:
    auth = httpx.DigestAuth("east-1", cast.keys["east-1-digest"])
    base = f"http://127.0.0.1:{port}"
    authorized = httpx.post(base + PATH, content=jpeg, auth=auth).request.headers["authorization"]
    other = httpx.post(base + PATH.replace("east-1", "east-2"), content=jpeg, headers={"Authorization": authorized})
    assert (other.status_code, other.json()["code"]) == (401, "bad-key")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
@pytest.mark.parametrize("option", ["--digest", "--basic", "--anyauth"])
def test_curl(option: str, port: int, cast: Any, jpeg: bytes, tmp_path: Path) -> None:
    picture = tmp_path / "frame.jpg"
    picture.write_bytes(jpeg)
    command = [
        "curl", "-sS", "--noproxy", "*", "-w", "\n%{http_code}", option, "-u", f"east-1:{cast.keys['east-1-digest']}",
        "-H", "Content-Type: image/jpeg", "--data-binary", f"@{picture}", f"http://127.0.0.1:{port}{PATH}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout.endswith("\n202"), done
    assert '"duplicate":false' in done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_curl_with_a_form_and_a_body_too_large(port: int, cast: Any, jpeg: bytes, tmp_path: Path) -> None:
    sizes = {"good.jpg": jpeg, "large.jpg": jpeg.ljust(12_000_000, b"\0")}
    answers: dict[str, str] = {}
    for name, content in sizes.items():
        (tmp_path / name).write_bytes(content)
        command = [
            "curl", "-sS", "--noproxy", "*", "-w", "%{http_code}", "-o", "/dev/null",
            "-H", f"Authorization: Bearer {cast.keys['east-1']}", "-F", f"picture=@{tmp_path / name};type=image/jpeg",
            f"http://127.0.0.1:{port}{PATH}",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        answers[name] = done.stdout
    assert answers == {"good.jpg": "202", "large.jpg": "413"}


def head(key: str, *more: str) -> bytes:
    lines = [f"POST {PATH} HTTP/1.1", "Host: hall", f"Authorization: Bearer {key}", "Content-Type: image/jpeg", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read_all(connection: socket.socket) -> bytes:
    taken = b""
    while piece := connection.recv(65536):
        taken += piece
    return taken


def test_a_body_without_end_is_cut_off_answered_and_closed(
    port: int, cast: Any, written: Written, jpeg: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    sent_bytes = 0
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head(cast.keys["east-1"], "Transfer-Encoding: chunked"))
        chunk = b"%x\r\n" % 100_000 + jpeg[:3] + b"\0" * 99_997 + b"\r\n"
        try:
            for _ in range(2000):
                connection.sendall(chunk)
                sent_bytes += 100_000
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert "Traceback" not in caplog.text
    assert 10_000_000 < sent_bytes < 60_000_000, "the server neither gave up early nor read on for ever"
    assert written() == (0, [])
    good = httpx.post(
        f"http://127.0.0.1:{port}{PATH}", content=jpeg, headers={"Authorization": f"Bearer {cast.keys['east-1']}"}
    )
    assert good.status_code == 202


@pytest.mark.parametrize("size", [10_100_000, 15_000_000])
def test_who_sends_first_and_reads_then_still_gets_the_413(size: int, port: int, cast: Any, written: Written) -> None:
    for more, framed in (
        ((f"Content-Length: {size}",), b"\0" * size),
        (("Transfer-Encoding: chunked", "Connection: close"), b"%x\r\n" % size + b"\0" * size + b"\r\n0\r\n\r\n"),
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(head(cast.keys["east-1"], *more) + framed)
            answer = read_all(connection)
        assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
        assert b"frame-too-large" in answer
    assert written() == (0, [])


def test_who_waits_to_be_asked_is_not_asked_for_too_much(port: int, cast: Any) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head(cast.keys["east-1"], "Content-Length: 99000000", "Expect: 100-continue"))
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - began < 1.5


def test_a_sender_that_goes_away_leaves_nothing(
    port: int, cast: Any, jpeg: bytes, written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(head(cast.keys["east-1"], f"Content-Length: {len(jpeg)}") + jpeg[:-100])
        until(lambda: "cut off by its sender" in caplog.text)
    assert written() == (0, [])
    assert "Traceback" not in caplog.text


def test_a_refusal_before_the_body_keeps_the_connection_for_the_next_try(port: int, cast: Any, jpeg: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head("wrong", f"Content-Length: {len(jpeg)}") + jpeg)
        refused = connection.recv(65536)
        assert refused.startswith(b"HTTP/1.1 401 ")
        connection.sendall(head(cast.keys["east-1"], f"Content-Length: {len(jpeg)}", "Connection: close") + jpeg)
        assert b"HTTP/1.1 202 " in read_all(connection)
