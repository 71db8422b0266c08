"""The routes for people: what the app includes beside those for devices and for the service itself."""

from fastapi import APIRouter, FastAPI

from api.pages import appeals as appeals_page
from api.pages import attendance as attendance_grid
from api.pages import (
    attendance_day,
    dismissing,
    inbox,
    login,
    month_halls,
    my_violations,
    queue,
    roster_changes,
    roster_copy,
    roster_fill,
    roster_import,
    rules,
    second,
    static,
)
from api.pages import inspect as on_the_spot
from api.pages import months as month_pages
from api.pages import precision as precision_page
from api.pages import roster as roster_board
from api.pages import rounds as round_pages
from api.pages import windows as board
from api.pages.errors import answer_pages
from api.roster.routers import ROSTER_ROUTERS
from api.routes import (
    appeals,
    appraisal_files,
    appraisal_halls,
    appraisals,
    attendance,
    attendance_sheet,
    audit,
    cameras,
    commendations,
    corrections,
    digest,
    discipline,
    dismissal,
    evidence,
    iclock,
    imports,
    months,
    notices,
    precision,
    readers,
    reports,
    rounds,
    second_opinions,
    violations,
    windows,
)

ROUTERS: tuple[APIRouter, ...] = (
    dismissal.router,
    appeals.router,
    violations.router,
    reports.router,
    second_opinions.router,
    rounds.router,
    evidence.router,
    windows.router,
    cameras.router,
    appraisals.router,
    appraisal_files.router,
    appraisal_halls.router,
    months.router,
    commendations.router,
    discipline.router,
    attendance.router,
    attendance_sheet.router,
    audit.router,
    corrections.router,
    imports.router,
    notices.router,
    readers.router,
    iclock.router,
    *ROSTER_ROUTERS,
    static.router,
    login.router,
    dismissing.router,
    queue.router,
    appeals_page.router,
    my_violations.router,
    board.router,
    rules.router,
    inbox.router,
    precision_page.router,
    precision.router,
    digest.router,
    second.router,
    on_the_spot.router,
    round_pages.router,
    month_pages.router,
    month_halls.router,
    attendance_grid.router,
    attendance_day.router,
    roster_board.router,
    roster_copy.router,
    roster_fill.router,
    roster_import.router,
    roster_changes.router,
)


def serve_people(app: FastAPI) -> None:
    """Add the routes for people and let errors reach them as pages. Call it after `answer_problems`."""
    for router in ROUTERS:
        app.include_router(router)
    answer_pages(app)
