"""`/setup/people/import`: a table of people is chosen; it is looked through and stored as every import is."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.database import ReadingSession
from api.pages.rendering import CurrentVisitor, render
from api.pages.setup.people import KEEPERS, Seer
from api.setup.house import halls_in_use
from roster.importing import Kind

router = APIRouter(prefix="/setup/people/import", include_in_schema=False)


@router.get("")
def choose(request: Request, _: CurrentVisitor, person: Seer, session: ReadingSession, hall: str = "") -> Response:
    halls = [(row.code, row.name) for row in halls_in_use(session)]
    return render(
        request, "setup_people_import.html", hall=hall, halls=halls, kind=Kind.staff, keeps=person.role in KEEPERS
    )
