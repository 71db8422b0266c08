"""The service put together: routes, errors, security, and what runs beside the requests."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from api.auth.people import NotLoggedIn, PasswordDue, on_not_logged_in, on_password_due
from api.clock import Clock
from api.database import writing_to
from api.intake.recovery import recover
from api.intake.spool import Spool
from api.intake.uploads import keep_uploads_in_memory
from api.pages.errors import answer_fault
from api.problems import Faults, answer_problems
from api.routers import serve_people
from api.routes import frames, punches, pushes, service
from api.security import BodyLimit, SecurityHeaders
from api.settings import Settings
from api.state import Service, State, state_of
from api.telling.webhook import describe_webhook
from models.database import open_database

log = logging.getLogger(__name__)

BODY_BYTES_MAX_PER_FRAME_BYTES = 4
"""The limit on any body, as a multiple of the frame route's own, which also discards what it refuses."""


def create_app(settings: Settings, clock: Clock, engine: Engine | None = None) -> FastAPI:
    """The app on an existing, migrated database (`engine`, or the one of the settings).

    Add what is to run beside the requests to `state_of(app).services` before the app starts.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = FastAPI(
        title="staff-conduct",
        version=version("staff-conduct"),
        lifespan=_lifespan,
        openapi_url=None,  # its own route, behind the log-in
        docs_url=None,  # would load scripts from elsewhere
        redoc_url=None,
    )
    keep_uploads_in_memory(settings.max_frame_bytes)
    app.state.service = State(
        settings=settings,
        clock=clock,
        engine=engine or open_database(settings.database),
        owns_engine=engine is None,
        spool=Spool(settings.spool_dir, settings.spool_cap_bytes),
    )
    answer_problems(app)
    app.add_exception_handler(NotLoggedIn, on_not_logged_in)
    app.add_exception_handler(PasswordDue, on_password_due)
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, bytes_max=BODY_BYTES_MAX_PER_FRAME_BYTES * settings.max_frame_bytes)
    app.add_middleware(Faults, tell=answer_fault)
    app.add_middleware(SecurityHeaders)
    for devices_and_service in (frames, pushes, punches, service):
        app.include_router(devices_and_service.router)
    serve_people(app)
    describe_webhook(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    state = state_of(app)
    await run_in_threadpool(_recover, state)
    started: list[Service] = []
    try:
        for each in state.services:
            await run_in_threadpool(each.start)
            started.append(each)
        yield
    finally:
        for each in reversed(started):
            await run_in_threadpool(_stop, each)
        state.closing.set()
        await run_in_threadpool(state.background.shutdown, wait=True, cancel_futures=True)
        state.photos.close()
        if state.owns_engine:
            state.engine.dispose()


def _recover(state: State) -> None:
    with writing_to(state.engine) as session:
        recover(session, state.spool)


def _stop(service: Service) -> None:
    try:
        service.stop()
    except Exception:
        log.exception("%s did not stop as it should", type(service).__name__)
