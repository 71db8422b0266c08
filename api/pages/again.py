"""A form that came when its session had ended: it is shown once more after the log-in, to be sent by its sender.

Nothing is kept here: what was sent travels in the pages, and only where the browser says that it came from one of ours.
"""

import re
from typing import Self
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from api.auth.people import FORM_TYPES, Forged, NotLoggedIn, on_not_logged_in, safe_next
from api.pages.errors import answer_page, came_from, whoever_is
from api.pages.rendering import render
from api.problems import Problem

CHARACTERS_MAX = 20_000
PACKED_MAX = 6 * CHARACTERS_MAX + 10_000
"""Of it as JSON, in which a character may take six."""
CODE = re.compile(r"[\w:.+-]*", re.ASCII)
"""What forms say by themselves, such as ids and choices: nothing that anybody wrote."""
NOT_KEPT = frozenset({"csrf", "password"})


class Again(BaseModel):
    """A form as it was sent: where to, and its fields in their order, files left out."""

    path: str = Field(max_length=2000)
    fields: list[tuple[str, str]]
    back: str = Field(default="/", max_length=2000)
    lost_files: bool = False

    @property
    def written(self) -> list[str]:
        """What of it somebody wrote, in their words."""
        return [value for _, value in self.fields if not CODE.fullmatch(value)]

    @classmethod
    def unpacked(cls, text: str) -> Self | None:
        try:
            told = cls.model_validate_json(text)
        except ValidationError:
            return None
        return told if safe_next(told.path) == told.path and safe_next(told.back) == told.back else None


def keep_forms(app: FastAPI) -> None:
    """Let the app answer forms of sessions that have ended. Call it after the others that answer problems."""

    async def on_ended(request: Request, raised: Exception) -> Response:
        told = await form_of(request)
        if told is None:
            return await on_not_logged_in(request, raised)
        return render(request, "login.html", 401, next=told.back, login="", error=None, again=told)

    async def on_forged(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, Problem)
        told = await form_of(request)
        found = await run_in_threadpool(whoever_is, request)
        if told is None or found is None:
            return await run_in_threadpool(answer_page, request, raised)
        return render(request, "again.html", 403, again=told)

    app.add_exception_handler(NotLoggedIn, on_ended)
    app.add_exception_handler(Forged, on_forged)


async def form_of(request: Request) -> Again | None:
    """What was sent, if a page of ours sent it and it is small."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or kind not in FORM_TYPES or not _is_ours(request):
        return None
    sent = (await request.form()).multi_items()
    fields = [(name, value) for name, value in sent if isinstance(value, str) and name not in NOT_KEPT]
    if sum(len(name) + len(value) for name, value in fields) > CHARACTERS_MAX:
        return None
    files = any(not isinstance(value, str) and value.size for _, value in sent)
    path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return Again(path=path, fields=fields, back=came_from(request) or "/", lost_files=files)


def _is_ours(request: Request) -> bool:
    """Whether the browser itself says that a page from here sent it by a form of its own."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin" and request.headers.get("sec-fetch-mode") == "navigate"
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host")
