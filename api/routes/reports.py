"""`POST /api/v1/violations`: what a person saw on the spot."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.case import visible_case
from api.cases.reporting import KEY_LENGTH_MAX, NOTE_LENGTH_MAX, REPORTERS, report_seen
from api.cases.rules import titles_of
from api.cases.told import ViolationItem, item
from api.database import reading_from
from api.language import language_of
from api.roster.asking import Code, Instant
from api.state import state_of

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
