"""Making stills of a frame that was just looked at, of those of its windows that need one."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.intake.stills import Still, Stills
from models.values.evidence import Shown
from models.values.occupancy import WindowState
from models.values.seeing import Signal, WindowView
from vision.attire import tells
from vision.look import Look
from vision.shot import Shot
from vision.still import still, torso_still

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """One window of the frame and what was seen there."""

    window_id: UUID
    view: WindowView
    look: Look
    state: WindowState


def offer_stills(
    stills: Stills, shot: Shot, camera_id: UUID, seen: Sequence[Seen], *, captured_at: datetime, now: datetime
) -> None:
    """Make what is wanted. It never raises: without its picture a look still counts."""
    signals = [signal for one in seen for signal in one.look.signals]
    for one in seen:
        for shown in shown_by(one.look, one.state):
            if not stills.wants(one.window_id, camera_id, shown, captured_at):
                continue
            try:
                jpeg = _made(shot, one, signals, shown)
            except Exception:
                log.exception("no still could be made of window %s", one.window_id)
                continue
            if jpeg is not None:
                stills.put(Still(camera_id, one.window_id, shown, captured_at, now, jpeg, one.look.features))


def shown_by(look: Look, state: WindowState) -> Iterator[Shown]:
    """What stills of a look would show. Nothing for a reused one: a head may have moved since. Pure.

    Clothes only where they told something, so that a still of them shows what was judged.
    """
    if not look.sighting.usable or look.again:
        return
    yield Shown(state.value)
    if look.heads_known and look.attire is not None and tells(look.attire.attire):
        yield Shown.clothes


def _made(shot: Shot, one: Seen, signals: Sequence[Signal], shown: Shown) -> bytes | None:
    if shown is Shown.clothes:
        return torso_still(shot.whole, one.view, one.look.signals, signals)
    return still(shot.whole, one.view, signals)
