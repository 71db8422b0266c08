"""`POST /api/v1/violations`: what a person saw on the spot."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.case import visible_case
from api.cases.deciding import REASON_LENGTH_MAX, withdraw_own_report
from api.cases.photo import keep_photo, photo_too_large
from api.cases.reporting import KEY_LENGTH_MAX, NOTE_LENGTH_MAX, REPORTERS, report_seen
from api.cases.rules import titles_of
from api.cases.told import ViolationItem, evidence_url, item
from api.database import reading_from
from api.intake.body import Body, TooMuch, read_whole
from api.language import language_of
from api.problems import FieldError, Problem
from api.roster.asking import Code, Instant
from api.state import state_of
from models.tables import ViolationStatus
from models.values.seeing import Box
from vision.photo import PlaceOutside, as_place

Reporter = Annotated[Person, Depends(require(*REPORTERS))]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NOTE_LENGTH_MAX)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=KEY_LENGTH_MAX)]

router = APIRouter(prefix="/api/v1", tags=["violations"])


class Report(BaseModel):
    """What was seen, `at` which instant or from then to `end`. Without `staff` nobody is named.

    Two posts with the same `id`, or header `Idempotency-Key`, are one report.
    """

    model_config = ConfigDict(extra="forbid")

    rule: Code
    hall: Code
    window: Code | None = None
    staff: Code | None = None
    at: Instant = Field(validation_alias=AliasChoices("at", "start"))
    end: Instant | None = None
    note: Note
    id: Key | None = None


@router.post("/violations", status_code=201)
def report_violation(
    request: Request,
    told: Report,
    person: Reporter,
    idempotency_key: Annotated[Key | None, Header()] = None,
) -> ViolationItem:
    """Rules of method S and M of that day's pack. It pends for another named person to decide."""
    state = state_of(request)
    given: dict[str, Any] = told.model_dump(exclude={"id"})
    key = told.id or idempotency_key
    violation_id = report_seen(state.engine, person, **given, key=key, now=state.clock.now())
    with reading_from(state.engine) as session:
        case = visible_case(session, sight_of(person), violation_id)
        return item(case, language_of(request, person.locale), titles_of(session, case.row.pack_version))


class Withdrawal(BaseModel):
    """Why a report is withdrawn; whoever was told of it reads that it was."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=REASON_LENGTH_MAX)


class Withdrawn(BaseModel):
    id: UUID
    status: ViolationStatus


@router.post("/violations/{violation_id}/withdrawal")
def withdraw_report(request: Request, violation_id: UUID, told: Withdrawal, person: Reporter) -> Withdrawn:
    """By whoever reported it, as long as nobody has decided on it."""
    state = state_of(request)
    status = withdraw_own_report(state.engine, person, violation_id, told.reason, state.clock.now())
    return Withdrawn(id=violation_id, status=status)


class PhotoKept(BaseModel):
    """The veiled photo, to be looked at like any other evidence."""

    id: UUID
    url: str


@router.post(
    "/violations/{violation_id}/photo",
    status_code=201,
    openapi_extra={
        "requestBody": {"required": True, "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def add_photo(
    request: Request,
    violation_id: UUID,
    person: Reporter,
    place: Annotated[str | None, Query(max_length=100, description="left,top,right,bottom in 0..1")] = None,
) -> PhotoKept:
    """A JPEG as the body, by whoever reported it. It is kept veiled: heads hidden, all but `place` a few blocks."""
    state = state_of(request)
    bytes_max = state.settings.max_frame_bytes
    try:
        body = await read_whole(Body(request.receive), bytes_max)
    except TooMuch:
        raise photo_too_large(bytes_max) from None
    marked, now = place_of(place), state.clock.now()
    photo_id = await run_in_threadpool(keep_photo, state, person, violation_id, body, marked, now)
    return PhotoKept(id=photo_id, url=evidence_url(photo_id))


def place_of(told: str | None) -> Box | None:
    """Raises Problem 422 `place-outside`."""
    if told is None:
        return None
    try:
        return as_place([float(number) for number in told.split(",")])
    except PlaceOutside as outside:
        reason = str(outside)
    except ValueError:
        reason = "a place is told by four numbers: left,top,right,bottom"
    raise Problem(422, "place-outside", f"{reason}.", errors=[FieldError("place", reason)])
