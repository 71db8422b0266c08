"""Pushes over real sockets: bodies that never end, that end too soon, and senders that do not wait."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import Session, select

from api.routes import pushes
from api.state import State
from models.tables import FrameRow
from tests.api.intake.pushes.bodies import hik_xml, named
from tests.api.routes.conftest import until

PATH = "/api/v1/cameras/east-1/push/hikvision"


def head(key: str, *more: str) -> bytes:
    lines = [
        f"PUT {PATH} HTTP/1.1", "Host: hall", f"Authorization: Bearer {key}",
        'Content-Type: multipart/form-data; boundary="MIME_boundary"', *more,
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def taken_in(state: State) -> list[bytes]:
    with Session(state.engine) as session:
        return [state.spool.read(frame) for frame in session.exec(select(FrameRow.id))]


def answer_of(connection: socket.socket) -> bytes:
    taken = b""
    while piece := connection.recv(65536):
        taken += piece
    return taken


def body(jpeg: bytes) -> bytes:
    return named("x", None, "text/xml", hik_xml()) + named("VMDImage", "v.jpg", "image/jpeg", jpeg)


def test_a_sender_that_gives_up_after_its_picture_has_delivered_it(
    port: int, cast: Any, jpeg: bytes, state: State, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    class Noting(pushes.Body):
        async def pieces(self) -> AsyncIterator[bytes]:
            async for piece in super().pieces():
                read.append(len(piece))
                yield piece

    monkeypatch.setattr(pushes, "Body", Noting)
    sent = body(jpeg)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head(cast.keys["east-1"], f"Content-Length: {len(sent) + 500}") + sent)
        until(lambda: sum(read) == len(sent))
    until(lambda: taken_in(state) == [jpeg])
    assert "Traceback" not in caplog.text


def test_one_that_promises_more_and_waits_is_answered(
    port: int, cast: Any, jpeg: bytes, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushes, "BODY_S_MAX", 0.5)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head(cast.keys["east-1"], f"Content-Length: {len(body(jpeg)) + 500}") + body(jpeg))
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"OK")
    assert taken_in(state) == [jpeg]


def test_a_body_without_end_gives_its_picture_and_is_cut_off(port: int, cast: Any, jpeg: bytes, state: State) -> None:
    sent_bytes = 0
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        first = body(jpeg)
        connection.sendall(
            head(cast.keys["east-1"], "Transfer-Encoding: chunked") + b"%x\r\n" % len(first) + first + b"\r\n"
        )
        try:
            for _ in range(2000):
                connection.sendall(b"%x\r\n" % 100_000 + bytes(100_000) + b"\r\n")
                sent_bytes += 100_000
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert 20_000_000 < sent_bytes < 80_000_000, "the server neither gave up early nor read on for ever"
    until(lambda: taken_in(state) == [jpeg])


def test_a_probe_leaves_the_connection_for_the_picture(port: int, cast: Any, jpeg: bytes, state: State) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head(cast.keys["east-1"]).replace(b"PUT", b"HEAD", 1))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(head(cast.keys["east-1"], f"Content-Length: {len(jpeg)}", "Connection: close") + jpeg)
        assert answer_of(connection).startswith(b"HTTP/1.1 200 ")
    assert taken_in(state) == [jpeg]
