"""What one running service shares between its requests, worker and loops."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from threading import Event
from typing import Protocol, cast

from fastapi import FastAPI, Request
from sqlalchemy import Engine

from api.auth.senders import Senders
from api.auth.throttle import Throttle
from api.cameras.refused import RefusedFrames
from api.clock import Clock
from api.evidence import EvidenceStore, open_evidence
from api.health import HealthBoard
from api.intake.spool import Spool
from api.secret import Secret, load_secret
from api.settings import Settings

INTAKE_THREADS = 32
"""So many frames wait for the disk at once, beside whatever else the service does in threads."""


class Service(Protocol):
    """Something that runs beside the requests. Both calls may block; `stop` returns once it has stopped."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class State:
    settings: Settings
    clock: Clock
    engine: Engine
    owns_engine: bool
    """Whether it is closed with the app, or by whoever gave it."""
    spool: Spool
    health: HealthBoard = field(default_factory=HealthBoard)
    refused_frames: RefusedFrames = field(default_factory=RefusedFrames)
    throttle: Throttle = field(default_factory=Throttle)
    senders: Senders = field(default_factory=Senders)
    intake: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(INTAKE_THREADS, "intake"))
    """Frames come in by threads of their own, so that no page that takes long holds a camera up."""
    frame_arrived: Event = field(default_factory=Event)
    """Set after each frame taken in, so that the worker need not poll."""
    facts_changed: Event = field(default_factory=Event)
    """Set after facts were stored, so that stale days are judged soon."""
    services: list[Service] = field(default_factory=list[Service])
    """Started in this order and stopped in the opposite one."""

    @cached_property
    def evidence(self) -> EvidenceStore:
        return open_evidence(self.settings)

    @cached_property
    def secret(self) -> Secret:
        return load_secret(self.settings.secret_file)


def state_of(of: Request | FastAPI) -> State:
    """The state of the app, or of the app that a request came to."""
    app = of.app if isinstance(of, Request) else of
    return cast(State, app.state.service)
