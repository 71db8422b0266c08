"""The routes of pages about what an employer sets and grants."""

from fastapi import APIRouter

from api.pages import (
    commendations,
    employment,
    exemptions,
    hearings,
    setup_calendar,
    setup_delivery,
    setup_replays,
    setup_rules,
    setup_watch,
)

POLICY_ROUTERS: tuple[APIRouter, ...] = (
    setup_rules.router,
    setup_replays.router,
    setup_watch.router,
    setup_calendar.router,
    setup_delivery.router,
    commendations.router,
    hearings.router,
    employment.router,
    exemptions.router,
)
