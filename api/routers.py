"""The routes for people: what the app includes beside those for devices and for the service itself."""

from fastapi import APIRouter, FastAPI

from api.pages import login, queue, rules, static
from api.pages import months as month_pages
from api.pages import windows as board
from api.pages.errors import answer_pages
from api.roster.routers import ROSTER_ROUTERS
from api.routes import (
    appraisals,
    attendance,
    attendance_sheet,
    audit,
    cameras,
    commendations,
    corrections,
    discipline,
    evidence,
    iclock,
    imports,
    months,
    readers,
    violations,
    windows,
)

ROUTERS: tuple[APIRouter, ...] = (
    violations.router,
    evidence.router,
    windows.router,
    cameras.router,
    appraisals.router,
    months.router,
    commendations.router,
    discipline.router,
    attendance.router,
    attendance_sheet.router,
    audit.router,
    corrections.router,
    imports.router,
    readers.router,
    iclock.router,
    *ROSTER_ROUTERS,
    static.router,
    login.router,
    queue.router,
    board.router,
    rules.router,
    month_pages.router,
)


def serve_people(app: FastAPI) -> None:
    """Add the routes for people and let errors reach them as pages. Call it after `answer_problems`."""
    for router in ROUTERS:
        app.include_router(router)
    answer_pages(app)
