"""`/iclock/`: ZKTeco terminals push their log here, by the ADMS protocol.

The protocol has no authentication: a terminal is known by its serial number, and by its network where one is set. A
terminal knows one answer to anything but OK: to send the same again, for ever. So whatever it may not push is answered
OK and thrown away, lines that are not understood are held aside, and only what must not be lost is refused: the log of
a terminal that nobody has approved yet. The `Date` of each answer, by which terminals set their clocks, is the
server's.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from api.database import reading_from, writing_to
from api.intake.adms import OK, commands_done, handshake, taken
from api.intake.body import Body, Gone, TooMuch, read_whole
from api.intake.closing import ClosingAnswer
from api.state import State, state_of
from conduct.records.attlog import portions, take_lines
from conduct.records.terminals import (
    SERIAL,
    Refusal,
    Terminal,
    admit,
    introduce,
    note_clock,
    note_done,
    note_handshake,
    note_poll,
    note_upload_begun,
    note_upload_taken,
    pending_command,
)
from roster.attlog import lines_of
from roster.clock_check import ahead_by_date, ahead_by_report

log = logging.getLogger(__name__)

LOG_BYTES_MAX = 4_000_000
"""Of one upload; terminals send some hundred lines at once."""
REPORT_BYTES_MAX = 64_000
TOLD_CHARACTERS_MAX = 300
WORDS = {
    Refusal.not_approved: "this terminal is not approved yet",
    Refusal.wrong_network: "not from this network",
    Refusal.retired: "this terminal is out of service",
}

router = APIRouter(include_in_schema=False)

Answering = Callable[[Request], Awaitable[Response]]


def at(name: str, *methods: str) -> Callable[[Answering], Answering]:
    """A path of the protocol, also in the form that some firmware asks for."""

    def add(answering: Answering) -> Answering:
        for path in (f"/iclock/{name}", f"/iclock/{name}.aspx"):
            router.add_api_route(path, answering, methods=list(methods), response_model=None)
        return answering

    return add


@dataclass(frozen=True, slots=True)
class Visit:
    """What a request says of its sender."""

    serial: str
    address: str
    clock_ahead_s: float | None
    now: datetime


@at("cdata", "GET")
async def shake_hands(request: Request) -> Response:
    """A terminal introduces itself and is told how to push."""
    return await run_in_threadpool(_shake_hands, request)


@at("cdata", "POST")
async def take_upload(request: Request) -> Response:
    """A table of the terminal; only its attendance log is looked at."""
    if request.query_params.get("table", "").strip().upper() != "ATTLOG":
        return await throw_away(request)
    state, body = state_of(request), Body(request.receive)
    begun = await run_in_threadpool(_begin_upload, request)
    if isinstance(begun, Response):
        return _closing(begun, body, state)
    try:
        read = await read_whole(body, LOG_BYTES_MAX)
    except Gone:
        return _plain("cut short", 400)
    except TooMuch:
        log.warning("upload too large serial=%s", begun.serial)
        return _closing(_plain(f"at most {LOG_BYTES_MAX} bytes at once", 413), body, state)
    return await run_in_threadpool(_take_log, request, begun, read)


@at("fdata", "POST")
async def throw_away(request: Request) -> Response:
    """Photographs, templates, operations: never kept, and read to their end only where they are small."""
    state, body = state_of(request), Body(request.receive)
    turned = await run_in_threadpool(_turned_away, request)
    if turned is not None:
        return _closing(turned, body, state)
    thrown_bytes = 0
    try:
        async for piece in body.pieces():
            thrown_bytes += len(piece)
            if thrown_bytes > state.settings.max_frame_bytes:
                return _closing(_plain(OK), body, state)
    except Gone:
        return _plain("cut short", 400)
    return _plain(OK)


@at("getrequest", "GET")
async def poll(request: Request) -> Response:
    """A terminal asks whether there is anything to do."""
    return await run_in_threadpool(_poll, request)


@at("ping", "GET", "POST")
async def ping(request: Request) -> Response:
    """A sign of life, between polls that are far apart."""
    return await run_in_threadpool(_poll, request, commands=False)


@at("devicecmd", "POST")
async def take_result(request: Request) -> Response:
    """A terminal tells what came of a command."""
    return await _take_report(request)


@at("registry", "GET", "POST")
@at("push", "GET", "POST")
async def take_registration(request: Request) -> Response:
    """Newer firmware tells of itself at length; the time it has is all that matters here."""
    return await _take_report(request)


async def _take_report(request: Request) -> Response:
    state, body = state_of(request), Body(request.receive)
    turned = await run_in_threadpool(_turned_away, request)
    if turned is not None:
        return _closing(turned, body, state)
    try:
        read = await read_whole(body, REPORT_BYTES_MAX)
    except Gone:
        return _plain("cut short", 400)
    except TooMuch:
        return _closing(_plain(OK), body, state)
    return await run_in_threadpool(_note_report, request, read.decode("utf-8", "replace"))


def _shake_hands(request: Request) -> Response:
    visit, admitted = _admit(request)
    if visit is None or _is_shut_out(admitted):
        return _refusal(admitted)
    state, pushver = state_of(request), request.query_params.get("pushver")
    zone = admitted.zone if isinstance(admitted, Terminal) else None
    if isinstance(admitted, Terminal):
        told = {name: _told(request.query_params.get(name)) for name in ("pushver", "language", "DeviceType")}
        with writing_to(state.engine) as session:
            note_handshake(session, admitted, told=told, now=visit.now)
    return _plain(handshake(visit.serial, zone, pushver=pushver, now=visit.now))


def _begin_upload(request: Request) -> Terminal | Response:
    visit, admitted = _admit(request)
    if visit is None or not isinstance(admitted, Terminal):
        return _refusal(admitted)
    with writing_to(state_of(request).engine) as session:
        note_upload_begun(session, admitted, clock_ahead_s=visit.clock_ahead_s, now=visit.now)
    return admitted


def _take_log(request: Request, terminal: Terminal, body: bytes) -> Response:
    state = state_of(request)
    now = state.clock.now()
    told = ahead_by_date(request.headers.get("date"), now=now)
    ahead_s = terminal.clock_ahead_s if told is None else told
    lines = lines_of(body)
    for some in portions(lines):
        with writing_to(state.engine) as session:
            delivered = take_lines(session, terminal.id, some, clock_ahead_s=ahead_s, now=now)
        if delivered.held:
            log.warning("lines held aside serial=%s reasons=%s", terminal.serial, delivered.held_by_reason)
    with writing_to(state.engine) as session:
        note_upload_taken(session, terminal)
    state.facts_changed.set()
    return _plain(taken(len(lines)))


def _poll(request: Request, *, commands: bool = True) -> Response:
    visit, admitted = _admit(request)
    if visit is None or _is_shut_out(admitted):
        return _refusal(admitted)
    if not isinstance(admitted, Terminal):
        return _plain(OK)
    state = state_of(request)
    with writing_to(state.engine) as session:
        heard = note_poll(session, admitted, clock_ahead_s=visit.clock_ahead_s, now=visit.now)
        command = pending_command(session, admitted) if commands else None
    if heard:
        state.facts_changed.set()
    return _plain(command or OK)


def _note_report(request: Request, report: str) -> Response:
    visit, admitted = _admit(request)
    if visit is None or not isinstance(admitted, Terminal):
        return _plain(OK)
    ahead_s = ahead_by_report(report, admitted.zone, now=visit.now)
    with writing_to(state_of(request).engine) as session:
        note_clock(
            session, admitted, clock_ahead_s=visit.clock_ahead_s if ahead_s is None else ahead_s, now=visit.now
        )  # fmt: skip
        for number in commands_done(report):
            note_done(session, admitted, number, now=visit.now)
    return _plain(OK)


def _turned_away(request: Request) -> Response | None:
    """The answer to a visitor that is let in nowhere; one not approved yet loses nothing here."""
    visit, admitted = _admit(request)
    return _refusal(admitted) if visit is None or _is_shut_out(admitted) else None


Admitted = Terminal | Refusal | None


def _admit(request: Request) -> tuple[Visit | None, Admitted]:
    """Who calls; nobody where there is no serial number that could be one."""
    state = state_of(request)
    now = state.clock.now()
    serial = request.query_params.get("SN") or request.query_params.get("sn") or ""
    if not SERIAL.fullmatch(serial):
        return None, None
    address = request.client.host if request.client else ""
    with reading_from(state.engine) as session:
        admitted = admit(session, serial, address)
    if admitted is Refusal.not_approved:
        with writing_to(state.engine) as session:
            introduce(session, serial, address, now=now)
    return Visit(serial, address, ahead_by_date(request.headers.get("date"), now=now), now), admitted


def _is_shut_out(admitted: Admitted) -> bool:
    return admitted in (Refusal.wrong_network, Refusal.retired)


def _refusal(admitted: Admitted) -> Response:
    if isinstance(admitted, Refusal):
        return _plain(WORDS[admitted], 403)
    return _plain("SN is no serial number", 400)


def _closing(answer: Response, body: Body, state: State) -> Response:
    return ClosingAnswer(answer, body, state.settings.max_frame_bytes, listens=False)


def _told(value: str | None) -> str:
    return "".join(filter(str.isprintable, value or ""))[:TOLD_CHARACTERS_MAX]


def _plain(text: str, status: int = 200) -> Response:
    return PlainTextResponse(text, status)
