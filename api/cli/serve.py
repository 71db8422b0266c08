"""`staff-conduct serve`: the service."""

import logging

import typer

from api.cli.failing import fail
from api.cli.opening import read_settings

LOG_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def serve() -> None:
    """Run the service until it is stopped; settings come from CONDUCT_ variables."""
    import uvicorn

    from api.clock import SystemClock
    from api.services import build_service
    from models.upgrade import UnknownRevision

    settings = read_settings()
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        app = build_service(settings, SystemClock())
    except (UnknownRevision, OSError) as error:
        fail(str(error))
    typer.echo(f"http://{settings.host}:{settings.port}", err=True)
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False)
