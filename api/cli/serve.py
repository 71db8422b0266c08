"""`staff-conduct serve`: the service."""

import logging
from contextlib import suppress

import typer

from api.cli.failing import fail
from api.cli.opening import own_data_folder, read_settings

LOG_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"

NOT_STARTED = 3


def serve() -> None:
    """Run the service until it is stopped; settings come from CONDUCT_ variables."""
    from api.clock import SystemClock
    from api.interpreter import set_up_interpreter
    from api.services import build_service
    from api.serving import Server
    from models.upgrade import UnknownRevision

    settings = read_settings()
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for chatty in ("apscheduler", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    _refuse_taken_port(settings.host, settings.port)
    own_data_folder(settings)
    try:
        app = build_service(settings, SystemClock())
    except (UnknownRevision, OSError) as error:
        fail(error)
    set_up_interpreter()
    typer.echo(f"http://{settings.host}:{settings.port}", err=True)
    server = Server(app, settings.host, settings.port)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(NOT_STARTED)


def _refuse_taken_port(host: str, port: int) -> None:
    """Before anything of the data is touched."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        # as uvicorn opens it: what another server has just left is free
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            fail(f"port {port} of {host} cannot be had ({error.strerror}); CONDUCT_PORT and CONDUCT_HOST name another")
