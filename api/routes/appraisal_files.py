"""`/api/v1/appraisals/{month}/export`: the month as a workbook, as CSV, or as slips to be signed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.appraisal_files import gathered, made, put_on_record
from api.appraisal_formats import MEDIA_TYPES, ExportFormat
from api.auth.access import Person
from api.auth.people import require
from api.database import reading_from, writing_to
from api.language import language_of
from api.problems import Problem
from api.routes.appraisals import Month
from api.state import state_of
from conduct.export.typesetting import NotSet
from models.tables import Role
from vision.fonts import FontMissing

router = APIRouter(prefix="/api/v1/appraisals")

Reader = Annotated[Person, Depends(require(Role.hr, Role.admin, Role.auditor))]


# Not `async`: a thread of its own makes the file, and other requests go on meanwhile.
@router.get("/{month}/export", response_class=Response)
def export(
    month: Month,
    request: Request,
    person: Reader,
    kind: Annotated[ExportFormat, Query(alias="format")],
    staff: Annotated[str | None, Query(description="A staff number: only this person's")] = None,
) -> Response:
    """The month as a file, of everybody or of one person. Every export is audited, before it is sent."""
    state, language = state_of(request), language_of(request, person.locale)
    with reading_from(state.engine) as session:
        file = gathered(session, month, language, staff)
    if not file.entries and (staff is not None or kind is ExportFormat.pdf):
        raise Problem(404, "no-entries", f"Nothing is stored of {staff or 'anybody'} in {month}.")
    try:
        content = made(file, kind, language.translate)
    except FontMissing as error:
        raise Problem(503, "font-missing", str(error)) from error
    except NotSet as error:
        raise Problem(500, "slips-failed", str(error)) from error
    with writing_to(state.engine) as session:
        put_on_record(session, file, kind, content, actor=person.login, now=state.clock.now())
    disposition = f'attachment; filename="appraisals-{month}.{kind.value}"'
    return Response(content, media_type=MEDIA_TYPES[kind], headers={"Content-Disposition": disposition})
