"""`POST /api/v1/cameras/{camera}/frames`: how pictures come in."""

import logging
from asyncio import timeout
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.auth.devices import own_camera
from api.auth.senders import KnownCamera
from api.intake.body import Body, Gone, TooMuch, read_whole
from api.intake.captured import CapturedAtRefused, CapturedBounds, captured_at
from api.intake.closing import ClosingAnswer
from api.intake.multipart import (
    BESIDE_THE_PICTURE_BYTES_MAX,
    MultipartMalformed,
    NoPicture,
    SeveralPictures,
    read_picture,
)
from api.intake.receive import Taken
from api.problems import FieldError, Problem, answer
from api.routes.taking import Sent, take
from api.settings import Settings
from api.state import state_of
from vision.jpeg import Refused

log = logging.getLogger(__name__)

RAW_TYPES = frozenset({"", "image/jpeg", "image/jpg", "image/pjpeg", "application/octet-stream"})
MULTIPART = "multipart/form-data"
BODY_S_MAX = 60
DISCARDED_PER_FRAME_BYTES = 2
"""Of a body refused while it is sent, so many times the largest frame is thrown away before closing."""


class Swift(APIRoute):
    """A route described like any other, whose endpoint is called with the request and what its path names, no more.

    To have dependencies found and called costs more than everything else that is done about a frame before its file.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            return await self.endpoint(request, **request.path_params)

        return handle


router = APIRouter(prefix="/api/v1", route_class=Swift)


class FrameTaken(BaseModel):
    """The frame's id, and whether it had come before."""

    frame: str
    duplicate: bool


@router.post(
    "/cameras/{camera}/frames",
    status_code=202,
    response_model=FrameTaken,
    openapi_extra={
        "parameters": [
            {"name": "X-Captured-At", "in": "header", "schema": {"type": "string", "format": "date-time"}},
        ],
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/jpeg", MULTIPART)},
        },
    },
)
async def post_frame(request: Request, camera: str) -> Response:
    """Takes in one JPEG; 202 once it is safe on disk."""
    sender = await own_camera(request, camera)
    body = Body(request.receive)
    try:
        taken = await _take(request, sender, body)
    except Gone:
        log.info("frame cut off by its sender camera=%s", sender.code)
        return Response(status_code=400)
    except Problem as problem:
        log.info("frame refused camera=%s code=%s", sender.code, problem.code)
        if problem.status in {408, 413} and not body.ended:
            listens = "expect" in request.headers
            discard_bytes_max = DISCARDED_PER_FRAME_BYTES * state_of(request).settings.max_frame_bytes
            return ClosingAnswer(answer(problem), body, discard_bytes_max, listens=listens)
        raise
    return JSONResponse({"frame": str(taken.frame_id), "duplicate": taken.duplicate}, status_code=202)


async def _take(request: Request, sender: KnownCamera, body: Body) -> Taken:
    state = state_of(request)
    now = state.clock.now()
    bounds = CapturedBounds(state.settings.captured_ahead_s, state.settings.late_days)
    try:
        at = captured_at(request.headers.getlist("x-captured-at"), now, bounds)
    except CapturedAtRefused as refused:
        state.refused_frames.note(sender.id, refused.at, now)
        detail = "X-Captured-At cannot be accepted."
        raise Problem(422, refused.code, detail, errors=[FieldError("X-Captured-At", str(refused))]) from None
    picture = await _picture(request, body, state.settings)
    try:
        return await take(request, sender, Sent(picture, at, now))
    except Refused as refused:
        raise Problem(refused.status, refused.code, str(refused)) from None


async def _picture(request: Request, body: Body, settings: Settings) -> bytes:
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in RAW_TYPES and kind != MULTIPART:
        raise Problem(415, "not-a-jpeg", f"Send image/jpeg or {MULTIPART}, not {kind}.")
    beside_bytes_max = BESIDE_THE_PICTURE_BYTES_MAX if kind == MULTIPART else 0
    _refuse_announced(request.headers.get("content-length"), settings.max_frame_bytes + beside_bytes_max, settings)
    try:
        async with timeout(BODY_S_MAX):
            if kind == MULTIPART:
                return await read_picture(body, content_type, settings.max_frame_bytes)
            return await read_whole(body, settings.max_frame_bytes)
    except TimeoutError:
        raise Problem(408, "too-slow", f"The body took more than {BODY_S_MAX} s.") from None
    except TooMuch:
        raise _too_large(settings) from None
    except NoPicture as error:
        raise Problem(415, "not-a-jpeg", str(error)) from None
    except MultipartMalformed as error:
        raise Problem(422, "multipart-malformed", str(error)) from None
    except SeveralPictures as error:
        raise Problem(422, "several-pictures", str(error)) from None


def _refuse_announced(content_length: str | None, bytes_max: int, settings: Settings) -> None:
    if content_length is not None and content_length.isdecimal() and int(content_length) > bytes_max:
        raise _too_large(settings)


def _too_large(settings: Settings) -> Problem:
    return Problem(413, "frame-too-large", f"A frame may have at most {settings.max_frame_bytes} bytes.")
