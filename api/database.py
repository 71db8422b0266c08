"""Sessions: one unit of work per request, committed before its answer is sent."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from api.state import state_of
from models.database import reading as read_only


@contextmanager
def writing_to(engine: Engine) -> Generator[Session]:
    """A unit of work: committed at its end, rolled back when anything is raised.

    On SQLite its first statement takes the only write lock: nothing slow (a password hash, an fsync) belongs inside.
    """
    with Session(engine) as session, session.begin():
        yield session


@contextmanager
def reading_from(engine: Engine) -> Generator[Session]:
    """A session that waits for no writer. Raises RuntimeError at its end when something was changed in it."""
    with Session(read_only(engine), autoflush=False) as session:
        yield session
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("a reading session was used to change something, which would have been lost")


def writing(request: Request) -> Iterator[Session]:
    with writing_to(state_of(request).engine) as session:
        yield session


def reading(request: Request) -> Iterator[Session]:
    with reading_from(state_of(request).engine) as session:
        yield session


# With the default scope the commit would come after the answer: a failed one would already have said 2xx.
WritingSession = Annotated[Session, Depends(writing, scope="function")]
ReadingSession = Annotated[Session, Depends(reading, scope="function")]
