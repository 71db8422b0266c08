"""The routes for people: what the app includes beside those for devices and for the service itself."""

from fastapi import APIRouter, FastAPI

from api.pages import appeals as appeals_page
from api.pages import attendance as attendance_grid
from api.pages import (
    attendance_day,
    camera_keys,
    camera_live,
    camera_picture,
    camera_teaching,
    camera_zones,
    dismissing,
    inbox,
    login,
    month_halls,
    my_record,
    my_violations,
    present,
    queue,
    roster_changes,
    roster_copy,
    roster_fill,
    roster_import,
    roster_patterns,
    rules,
    second,
    static,
    theme,
    wall,
    window_day,
)
from api.pages import audit as audit_page
from api.pages import auditor as auditor_page
from api.pages import cameras as camera_pages
from api.pages import impact as impact_page
from api.pages import inspect as on_the_spot
from api.pages import months as month_pages
from api.pages import precision as precision_page
from api.pages import roster as roster_board
from api.pages import rounds as round_pages
from api.pages import tasks as task_pages
from api.pages import windows as board
from api.pages.again import keep_forms
from api.pages.errors import answer_pages
from api.pages.my import password as own_password
from api.pages.my import tokens as own_tokens
from api.pages.setup import badges, hall_files, hall_windows, held, landing, log_in_sheet, people, people_import, users
from api.pages.setup import halls as hall_pages
from api.pages.setup import readers as reader_pages
from api.pages.setup import unowned_badges as unowned_badge_pages
from api.policy.routers import POLICY_ROUTERS
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
    theme.router,
    dismissing.router,
    queue.router,
    present.router,
    appeals_page.router,
    my_violations.router,
    board.router,
    wall.router,
    task_pages.router,
    window_day.router,
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
    landing.router,
    hall_pages.router,
    hall_windows.router,
    hall_files.router,
    people_import.router,
    people.router,
    badges.router,
    reader_pages.router,
    held.router,
    unowned_badge_pages.router,
    log_in_sheet.router,
    users.router,
    own_password.router,
    own_tokens.router,
    attendance_grid.router,
    attendance_day.router,
    roster_board.router,
    roster_copy.router,
    roster_fill.router,
    roster_patterns.router,
    roster_import.router,
    roster_changes.router,
    camera_pages.router,
    camera_zones.router,
    camera_picture.router,
    camera_live.router,
    camera_teaching.router,
    camera_keys.router,
    *POLICY_ROUTERS,
    audit_page.router,
    my_record.router,
    auditor_page.router,
    impact_page.router,
)


def serve_people(app: FastAPI) -> None:
    """Add the routes for people and let errors reach them as pages. Call it after `answer_problems`."""
    for router in ROUTERS:
        app.include_router(router)
    answer_pages(app)
    keep_forms(app)
