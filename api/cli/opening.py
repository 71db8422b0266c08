"""What most commands begin with: the settings, and the database brought up to date."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.failing import fail, said

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """A unit of work on the database of the settings, at an instant."""

    settings: "Settings"
    engine: "Engine"
    session: "Session"
    now: datetime


def read_settings() -> "Settings":
    from pydantic import ValidationError

    from api.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "CONDUCT_" + "_".join(str(part) for part in first["loc"]).upper()
        fail(f"{name}: {first['msg']}")
    if settings.looking is not None:
        _refuse_wrong_thresholds(settings.looking)
    return settings


def own_data_folder(settings: "Settings") -> None:
    """Keep the data folder for this process until it ends: two workers would take each other's frames away."""
    from api.owned import FolderTaken, own

    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        own(settings.data_dir, "service")
    except (FolderTaken, OSError) as error:
        fail(error)


def _refuse_wrong_thresholds(file: Path) -> None:
    from api.setup.looking_file import LookingFileError, read_looking_file

    try:
        read_looking_file(file)
    except LookingFileError as error:
        why = error.__cause__ if isinstance(error.__cause__, OSError) else error
        fail(f"CONDUCT_LOOKING: {said(why)}")


@contextmanager
def opened(*, reading: bool = False) -> Generator[Opened]:
    """Open the database for one unit of work; committed when the block ends well. One that only reads keeps nobody
    waiting."""
    from sqlalchemy.exc import SQLAlchemyError

    from api.clock import SystemClock
    from api.database import reading_from, writing_to
    from api.services import prepare_database
    from models.database import open_database
    from models.upgrade import UnknownRevision

    settings, now = read_settings(), SystemClock().now()
    try:
        prepare_database(settings, now)
        engine = open_database(settings.database)
        try:
            with reading_from(engine) if reading else writing_to(engine) as session:
                yield Opened(settings, engine, session, now)
        finally:
            engine.dispose()
    except (UnknownRevision, OSError) as error:
        fail(error)
    except SQLAlchemyError as error:
        fail(f"the database refuses: {getattr(error, 'orig', None) or error}")


def who() -> str:
    """Who runs the command, for the audit trail."""
    import getpass

    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):
        return "cli"
