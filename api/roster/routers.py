"""The routes of the roster, leave, calendar and tasks."""

from fastapi import APIRouter

from api.routes import calendar, duty, exemptions, leave, roster, rotations, swaps, tasks

ROSTER_ROUTERS: tuple[APIRouter, ...] = (
    roster.router,
    rotations.router,
    leave.router,
    swaps.router,
    exemptions.router,
    calendar.router,
    tasks.router,
    duty.router,
)
