"""Posting to the service as a camera and a badge reader do, over real HTTP."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx


class PostingFailed(RuntimeError):
    """The service answered something else than it should; one line."""


class Device:
    """A camera or reader with its key."""

    def __init__(self, base_url: str, key: str) -> None:
        self._client = httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {key}"}, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._client.close()

    def post_frame(self, camera: str, jpeg: bytes, captured_at: datetime) -> None:
        headers = {"Content-Type": "image/jpeg", "X-Captured-At": captured_at.isoformat()}
        _expect(self._client.post(f"/api/v1/cameras/{camera}/frames", content=jpeg, headers=headers), 202)

    def post_punches(self, punches: Sequence[dict[str, str]]) -> dict[str, Any]:
        return _expect(self._client.post("/api/v1/punches", json=list(punches)), 200)


class Browser:
    """A person at the pages: logs in as a browser does, then calls the interface with its session."""

    def __init__(self, base_url: str, login: str, password: str) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=60, headers={"Origin": base_url})
        answer = self._client.post("/login", data={"login": login, "password": password})
        if answer.status_code != 303:
            raise PostingFailed(f"logging in as {login} was answered with {answer.status_code}")

    def get(self, path: str) -> Any:
        return _expect(self._client.get(path), 200)

    def download(self, path: str) -> bytes:
        answer = self._client.get(path)
        _check(answer, 200)
        return answer.content

    def post(self, path: str, told: dict[str, Any] | None = None) -> Any:
        answer = self._client.post(path, json=told or {})
        if answer.status_code not in (200, 201):
            _check(answer, 200)
        return answer.json()


def _expect(answer: httpx.Response, status: int) -> Any:
    _check(answer, status)
    return answer.json()


def _check(answer: httpx.Response, status: int) -> None:
    if answer.status_code != status:
        raise PostingFailed(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
