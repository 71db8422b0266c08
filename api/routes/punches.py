"""`POST /api/v1/punches`: how badge readers deliver what they saw."""

import json
from dataclasses import asdict
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.auth.devices import Device, device
from api.database import writing_to
from api.intake.body import Body, Gone, TooMuch, read_whole
from api.intake.closing import ClosingAnswer
from api.problems import FieldError, Problem, answer
from api.state import State, state_of
from conduct.records.punches import PUNCHES_MAX, is_complete, sort_out, take_punches
from models.tables import KeyKind, ReaderRow

BYTES_MAX = 4_000_000
"""Of a body; far more than so many punches need."""

router = APIRouter(prefix="/api/v1")


class RejectedTold(BaseModel):
    """`reason` is `code: words`."""

    index: int
    reason: str


class PunchesTaken(BaseModel):
    """Each row sent is counted in one of these."""

    accepted: int
    duplicates: int
    rejected: list[RejectedTold]


PUNCH = {
    "type": "object",
    "required": ["badge", "at"],
    "properties": {
        "badge": {"type": "string"},
        "at": {"type": "string", "format": "date-time"},
        "direction": {"type": "string"},
        "id": {"type": ["string", "integer"]},
    },
}
BODY = {"content": {"application/json": {"schema": {"type": "array", "maxItems": PUNCHES_MAX, "items": PUNCH}}}}


@router.post("/punches", response_model=PunchesTaken, openapi_extra={"requestBody": {"required": True, **BODY}})
async def post_punches(request: Request, sender: Annotated[Device, Depends(device(KeyKind.reader))]) -> Response:
    """Takes in a reader's punches; one bad row never spoils the rest. `[]` says that the reader is alive."""
    state, body = state_of(request), Body(request.receive)
    try:
        read = await read_whole(body, BYTES_MAX)
    except Gone:
        return Response(status_code=400)
    except TooMuch:
        problem = answer(Problem(413, "body-too-large", f"A body of punches may have at most {BYTES_MAX} bytes."))
        return ClosingAnswer(problem, body, state.settings.max_frame_bytes, listens="expect" in request.headers)
    taken = await run_in_threadpool(_take, state, sender, read)
    state.facts_changed.set()
    return JSONResponse(taken.model_dump())


def _take(state: State, sender: Device, body: bytes) -> PunchesTaken:
    now = state.clock.now()
    batch = sort_out(_rows(body), now=now)
    with writing_to(state.engine) as session:
        reader_id = _reader_in_service(session, sender)
        taken = take_punches(session, reader_id, batch.punches, now=now, complete=is_complete(batch))
    rejected = [RejectedTold(**asdict(each)) for each in batch.rejected]
    return PunchesTaken(accepted=taken.accepted, duplicates=taken.duplicates, rejected=rejected)


def _rows(body: bytes) -> list[object]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        raise _not_an_array("is not JSON in UTF-8") from None
    if not isinstance(read, list):
        raise _not_an_array("is not an array")
    rows = cast(list[object], read)
    if len(rows) > PUNCHES_MAX:
        raise Problem(413, "too-many-punches", f"Send at most {PUNCHES_MAX} punches at once, not {len(rows)}.")
    return rows


def _not_an_array(reason: str) -> Problem:
    return Problem(422, "invalid", "The body is a JSON array of punches.", errors=[FieldError("body", reason)])


def _reader_in_service(session: Session, sender: Device) -> UUID:
    reader = session.get(ReaderRow, sender.reader_id) if sender.reader_id else None
    if reader is None or reader.retired_at is not None:
        raise Problem(403, "reader-retired", "This reader is no longer in service.")
    return reader.id
