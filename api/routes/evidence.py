"""`GET /api/v1/evidence/{id}`: a blurred still; whoever looks at it is on record before seeing it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlmodel import Session, col, select

from api.auth.access import Person, sight_of
from api.auth.people import CurrentPerson
from api.cases.told import ToldView
from api.cases.views import may_see_views, views_of
from api.database import ReadingSession, reading_from, writing_to
from api.evidence.stored import Damaged
from api.paging import cursor_of, id_at
from api.problems import Problem
from api.state import state_of
from conduct.keeping.evidence import note_view
from models.tables import EvidenceRow, ViolationRow

router = APIRouter(prefix="/api/v1", tags=["violations"])


class Views(BaseModel):
    items: list[ToldView]
    next: str | None


@router.get("/evidence/{evidence_id}", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def evidence(request: Request, evidence_id: UUID, person: CurrentPerson) -> Response:
    """The still, for those who may see its violation.

    410 `evidence-purged` when it is no longer kept, `evidence-damaged` when it is not the one that was.
    """
    state = state_of(request)
    with reading_from(state.engine) as session:
        kept, _ = _visible(session, person, evidence_id)
    if kept.purged_at is not None:
        raise Problem(410, "evidence-purged", "The picture is no longer kept.")
    try:
        still = state.evidence.get(kept.sha256)
    except FileNotFoundError:
        raise Problem(410, "evidence-purged", "The picture is no longer kept.") from None
    except Damaged:
        raise Problem(410, "evidence-damaged", "What is kept is not the picture that was taken.") from None
    with writing_to(state.engine) as session:
        note_view(session, kept, login=person.login, now=state.clock.now())
    return Response(still, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@router.get("/evidence/{evidence_id}/views")
def views(
    evidence_id: UUID,
    person: CurrentPerson,
    session: ReadingSession,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Views:
    """Who looked at the still, the latest first; for the person concerned, auditors and administrators."""
    kept, violation = _visible(session, person, evidence_id)
    if not may_see_views(person, violation.staff_id):
        raise Problem(403, "not-allowed", "Who looked is told to the person concerned and to auditors.")
    found = views_of(session, [kept], before=id_at(cursor) if cursor else None, limit=limit + 1)
    items = [ToldView.of(view) for view in found[:limit]]
    return Views(items=items, next=cursor_of(found[limit - 1].entry_id.hex) if len(found) > limit else None)


def _visible(session: Session, person: Person, evidence_id: UUID) -> tuple[EvidenceRow, ViolationRow]:
    found = session.exec(
        select(EvidenceRow, ViolationRow)
        .join(ViolationRow, col(ViolationRow.id) == col(EvidenceRow.violation_id))
        .where(EvidenceRow.id == evidence_id)
    ).first()
    if found is None or not sight_of(person).record(found[1].hall_id, found[1].staff_id):
        raise Problem(404, "not-found", "There is no such picture among those that you may see.")
    return found
