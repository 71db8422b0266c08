"""Pictures as cameras push them of themselves, each vendor in its own way.

Where a camera can be told a path, it pushes to `/api/v1/cameras/{camera}/push/{vendor}`; where its firmware knows only
one path at the host's root, its key says which camera it is. Many devices know a single answer to anything but their
vendor's OK: to send the same again, for ever. So once a device has shown its key, only what must not be lost is
refused: a picture while the spool is full. Everything else is answered OK, counted, and kept as words where it was not
understood, for an administrator to see.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from api.auth.devices import OwnCamera, SendingCamera
from api.auth.senders import KnownCamera
from api.cameras.odd_pushes import OddPush, note_odd_push
from api.database import writing_to
from api.intake.body import Body, read_what_comes
from api.intake.captured import CapturedAtRefused, CapturedBounds, captured_at, within_bounds
from api.intake.closing import ClosingAnswer
from api.intake.pushes.dialects import DIALECTS, Dialect, Vendor
from api.intake.pushes.kept_text import kept_text
from api.intake.pushes.reading import Pushed, read_push
from api.intake.pushes.unpacking import unpacked
from api.routes.taking import Sent, count_as_broken, take
from api.state import State, state_of
from vision.jpeg import Refused

log = logging.getLogger(__name__)

BODY_BYTES_PER_FRAME_BYTES = 2
"""So many times the largest frame is read of a body; base64 makes a picture a third larger."""
BODY_S_MAX = 60
PUSHES, PROBES = ("POST", "PUT"), ("GET", "HEAD")
UNIVIEW_PATHS = ("/LAPI/V1.0/System/Event/Notification/{rest:path}", "/LAPI/V1.1/System/Event/Notification")
DAHUA_KEEPALIVES = ("/PictureHttpUpload/keepalive", "/EventHttpUpload/keepalive")

router = APIRouter(include_in_schema=False)


def answer(vendor: Vendor, path: str) -> Response:
    """What this vendor's devices take for OK."""
    if vendor is Vendor.dahua:
        return JSONResponse({"result": True})
    if vendor is Vendor.uniview:
        told = {"ResponseURL": path, "ResponseCode": 0, "ResponseString": "Succeed", "StatusCode": 0, "Data": None}
        return JSONResponse({"Response": told})
    return PlainTextResponse("OK")


def _serve(vendor: Vendor) -> None:
    """The path of its own that each camera can be told."""

    async def push(request: Request, sender: OwnCamera) -> Response:
        return await _take_push(request, sender, DIALECTS[vendor])

    async def probe(request: Request, _: OwnCamera) -> Response:
        return answer(vendor, request.url.path)

    path = f"/api/v1/cameras/{{camera}}/push/{vendor.value}"
    router.add_api_route(path, push, methods=list(PUSHES), response_model=None)
    router.add_api_route(path, probe, methods=list(PROBES), response_model=None)


for each in Vendor:
    _serve(each)


@router.api_route(UNIVIEW_PATHS[0], methods=list(PUSHES), response_model=None)
@router.api_route(UNIVIEW_PATHS[1], methods=list(PUSHES), response_model=None)
async def push_of_uniview(request: Request, sender: SendingCamera) -> Response:
    """Uniview's LAPI knows only these paths."""
    return await _take_push(request, sender, DIALECTS[Vendor.uniview])


@router.api_route(DAHUA_KEEPALIVES[0], methods=[*PROBES, *PUSHES], response_model=None)
@router.api_route(DAHUA_KEEPALIVES[1], methods=[*PROBES, *PUSHES], response_model=None)
async def keepalive_of_dahua(request: Request, _: SendingCamera) -> Response:
    """Dahua asks here, whatever path pictures go to."""
    return answer(Vendor.dahua, request.url.path)


async def _take_push(request: Request, sender: KnownCamera, dialect: Dialect) -> Response:
    body = Body(request.receive)
    came = await read_what_comes(body, _bytes_max(request), BODY_S_MAX)
    await _deliver(request, sender, dialect, came.content)
    answered = answer(dialect.vendor, request.url.path)
    if body.ended or came.gone:
        return answered
    discard_bytes_max = state_of(request).settings.max_frame_bytes
    return ClosingAnswer(answered, body, discard_bytes_max, listens="expect" in request.headers)


async def _deliver(request: Request, sender: KnownCamera, dialect: Dialect, content: bytes) -> None:
    now = state_of(request).clock.now()
    encoding = request.headers.get("content-encoding", "")
    body = await run_in_threadpool(unpacked, content, encoding, _bytes_max(request))
    pushed = await run_in_threadpool(read_push, body, dialect)
    at, clock_fault = _captured(request, pushed, now)
    refused = {jpeg: code for jpeg in pushed.frames if (code := await _refusal(request, sender, Sent(jpeg, at, now)))}
    for jpeg in (*pushed.broken, *refused):
        await count_as_broken(request, sender, Sent(jpeg, at, now))
    reasons = sorted({reason for reason in (pushed.oddity, clock_fault, *refused.values()) if reason is not None})
    log.info("push camera=%s vendor=%s odd=%s: %s", sender.code, dialect.vendor, ",".join(reasons), pushed.why)
    if reasons:
        content_type = request.headers.get("content-type", "")
        await run_in_threadpool(_note, state_of(request), sender, dialect.vendor, content_type, body, reasons)


async def _refusal(request: Request, sender: KnownCamera, sent: Sent) -> str | None:
    """Why a whole picture is not taken in, by its code."""
    try:
        await take(request, sender, sent)
    except Refused as refused:
        return refused.code
    return None


def _captured(request: Request, pushed: Pushed, now: datetime) -> tuple[datetime | None, str | None]:
    """When the pictures were taken, and what is wrong with the time that was told: it is then not heeded."""
    settings = state_of(request).settings
    bounds = CapturedBounds(settings.captured_ahead_s, settings.late_days)
    headers = request.headers.getlist("x-captured-at")
    try:
        if headers:
            return captured_at(headers, now, bounds), None
        return within_bounds(pushed.at, now, bounds) if pushed.at else None, None
    except CapturedAtRefused as refused:
        return None, refused.code


def _note(
    state: State, sender: KnownCamera, vendor: Vendor, content_type: str, body: bytes, reasons: Iterable[str]
) -> None:
    text = kept_text(body)
    with writing_to(state.engine) as session:
        for reason in reasons:
            odd = OddPush(vendor.value, reason, content_type, len(body), text)
            note_odd_push(session, sender.id, odd, now=state.clock.now())


def _bytes_max(request: Request) -> int:
    return BODY_BYTES_PER_FRAME_BYTES * state_of(request).settings.max_frame_bytes
