"""`staff-conduct agent`: the program that runs in a hall beside its cameras."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail

if TYPE_CHECKING:
    from api.agent.told import AgentTold

LOG_FORMAT = "%(asctime)s %(levelname)-7s %(message)s"


def agent(
    file: Annotated[Path, typer.Argument(help="An agent file (TOML); README shows one.")],
    once: Annotated[bool, typer.Option("--once", help="One picture of each camera, deliver all, and leave.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Try cameras, service and keys; post nothing.")] = False,
) -> None:
    """Take pictures from a hall's cameras, keep them while the service is away, and deliver them."""
    if once and check:
        raise typer.BadParameter("--once or --check, not both")
    from api.agent.told import AgentFileError, read_agent_file
    from api.owned import FolderTaken

    try:
        told = read_agent_file(file)
        if check:
            _check(told)
        else:
            _run(told, once=once)
    except (AgentFileError, FolderTaken, OSError, UnicodeDecodeError) as error:
        fail(error)


def _check(told: "AgentTold") -> None:
    from api.agent.run import check
    from api.clock import SystemClock

    failed = tries = 0
    for tried in check(told, SystemClock()):
        typer.echo(f"{tried.name}: {tried.words}")
        tries += 1
        failed += not tried.well
    if failed:
        fail(f"{failed} of {tries} failed, see above")


def _run(told: "AgentTold", *, once: bool) -> None:
    import logging
    import signal
    from threading import Thread

    from api.agent.run import Agent
    from api.clock import SystemClock

    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    running = Agent(told, SystemClock())

    def stop(_number: int, _frame: object) -> None:
        # elsewhere: the main thread may hold just the lock that this takes
        Thread(target=running.stop).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        if not once:
            running.run()
            return
        came_to = running.once()
    finally:
        running.close()
    without = f"no picture of {', '.join(came_to.without_picture)}" if came_to.without_picture else ""
    waiting = f"{came_to.waiting} frames still wait" if came_to.waiting else ""
    if without or waiting:
        fail("; ".join(filter(None, (without, waiting))))
