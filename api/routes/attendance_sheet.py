"""`GET /api/v1/attendance/sheet`: a hall's month of attendance as a grid, for printing and for spreadsheets."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.database import reading_from, writing_to
from api.language import language_of
from api.problems import Problem
from api.state import State, state_of
from conduct.auditing.trail import audit
from conduct.export.attendance_files import sheet_csv, sheet_xlsx
from conduct.export.attendance_sheet import AttendanceSheet, attendance_sheet
from conduct.export.spreadsheet import CSV_TYPE, XLSX_TYPE
from models.tables import HallRow, Role

router = APIRouter(prefix="/api/v1")

Reader = Annotated[Person, Depends(require(Role.hr, Role.admin, Role.auditor, Role.supervisor))]


class SheetFormat(StrEnum):
    csv = "csv"
    xlsx = "xlsx"


@router.get("/attendance/sheet", response_class=Response)
def get_attendance_sheet(
    request: Request,
    person: Reader,
    month: Annotated[str, Query(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$", description="YYYY-MM")],
    hall: Annotated[str, Query(description="Code of the hall.")],
    kind: Annotated[SheetFormat, Query(alias="format")] = SheetFormat.xlsx,
) -> Response:
    """The month as last judged: people by days, with totals. Every one is audited, before it is sent."""
    state = state_of(request)
    sheet = _sheet(state, person, hall, month)
    translate = language_of(request, person.locale).translate
    content = sheet_csv(sheet, translate) if kind is SheetFormat.csv else sheet_xlsx(sheet, translate)
    with writing_to(state.engine) as session:
        audit(
            session, at=state.clock.now(), actor=person.login, action="attendance.exported", entity="attendance",
            entity_id=month, hall=hall, format=kind.value, people=len(sheet.lines),
        )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="attendance-{hall}-{month}.{kind.value}"'}
    return Response(content, media_type=CSV_TYPE if kind is SheetFormat.csv else XLSX_TYPE, headers=headers)


def _sheet(state: State, person: Person, hall: str, month: str) -> AttendanceSheet:
    with reading_from(state.engine) as session:
        row = session.exec(select(HallRow).where(HallRow.code == hall)).first()
        if row is None or not sight_of(person).hall(row.id):
            raise Problem(404, "not-found", "There is no such hall for you to see.")
        return attendance_sheet(session, row, month)
