"""`GET /api/v1/evidence/{id}`: a blurred still; whoever looks at it is on record before seeing it."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import col, select

from api.auth.access import sight_of
from api.auth.people import CurrentPerson
from api.database import reading_from, writing_to
from api.evidence import EvidenceFolder
from api.problems import Problem
from api.state import state_of
from conduct.audit import audit
from models.tables import EvidenceRow, ViolationRow

router = APIRouter(prefix="/api/v1", tags=["violations"])


@router.get("/evidence/{evidence_id}", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def evidence(request: Request, evidence_id: UUID, person: CurrentPerson) -> Response:
    """The still, for those who may see its violation. 410 `evidence-purged` when it is no longer kept."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        found = session.exec(
            select(EvidenceRow, ViolationRow)
            .join(ViolationRow, col(ViolationRow.id) == col(EvidenceRow.violation_id))
            .where(EvidenceRow.id == evidence_id)
        ).first()
    if found is None or not sight_of(person).record(found[1].hall_id, found[1].staff_id):
        raise Problem(404, "not-found", "There is no such picture among those that you may see.")
    kept, violation = found
    try:
        still = EvidenceFolder(state.settings.evidence_dir).read(kept.sha256)
    except FileNotFoundError:
        raise Problem(410, "evidence-purged", "The picture is no longer kept.") from None
    with writing_to(state.engine) as session:
        audit(
            session, at=state.clock.now(), actor=person.login, action="evidence.viewed", entity="evidence",
            entity_id=kept.id, violation=str(violation.id),
        )  # fmt: skip
    return Response(still, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
