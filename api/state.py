"""What one running service shares between its requests, worker and loops."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from threading import Event
from typing import Protocol, cast

from fastapi import FastAPI, Request
from sqlalchemy import Engine

from api.audit.checking import ChainChecks
from api.auth.senders import Senders
from api.auth.throttle import Throttle
from api.auth.used_keys import UsedKeys
from api.cameras.board import SetUpBoard
from api.cameras.refused import RefusedFrames
from api.clock import Clock
from api.evidence.opening import open_evidence
from api.evidence.stored import EvidenceStore
from api.health import HealthBoard
from api.intake.lots import Lots
from api.intake.receive import Arrival, Taken, take_in_together
from api.intake.spool import Spool
from api.photos import PhotoVeil
from api.roster.import_jobs import ImportJobs
from api.secret import Secret, load_secret
from api.settings import Settings
from api.windows.now import Beginnings
from api.windows.pulse import Pulses


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
    set_up: SetUpBoard = field(default_factory=SetUpBoard)
    """What whoever sets a camera up is shown of it."""
    throttle: Throttle = field(default_factory=Throttle)
    senders: Senders = field(default_factory=Senders)
    beginnings: Beginnings = field(default_factory=Beginnings)
    pulses: Pulses = field(default_factory=Pulses)
    used_keys: UsedKeys = field(default_factory=UsedKeys)
    chain_checks: ChainChecks = field(default_factory=ChainChecks)
    frame_arrived: Event = field(default_factory=Event)
    """Set after each frame taken in, so that the worker need not poll."""
    facts_changed: Event = field(default_factory=Event)
    """Set after facts were stored, so that stale days are judged soon."""
    closing: Event = field(default_factory=Event)
    """Set when the service stops, so that what is told for as long as somebody watches comes to an end."""
    services: list[Service] = field(default_factory=list[Service])
    """Started in this order and stopped in the opposite one."""

    @cached_property
    def intake(self) -> Lots[Arrival, Taken]:
        """Frames come in by a thread of their own, so that no page that takes long holds a camera up."""
        work = partial(take_in_together, engine=self.engine, spool=self.spool, pixels_max=self.settings.max_pixels)
        return Lots(work, "intake")

    @cached_property
    def background(self) -> ThreadPoolExecutor:
        """For long work that a page asks for, one after the other; such work looks at `closing` now and then."""
        return ThreadPoolExecutor(1, thread_name_prefix="background")

    @cached_property
    def evidence(self) -> EvidenceStore:
        return open_evidence(self.settings)

    @cached_property
    def photos(self) -> PhotoVeil:
        return PhotoVeil(self.settings)

    @cached_property
    def imports(self) -> ImportJobs:
        return ImportJobs(self.engine, closing=self.closing, facts_changed=self.facts_changed)

    @cached_property
    def secret(self) -> Secret:
        return load_secret(self.settings.secret_file)


def state_of(of: Request | FastAPI) -> State:
    """The state of the app, or of the app that a request came to."""
    app = of.app if isinstance(of, Request) else of
    return cast(State, app.state.service)
