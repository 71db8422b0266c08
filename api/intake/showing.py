"""Bringing to the set-up board what somebody waits for, of a frame that was just looked at."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.cameras.board import SeenFrame, SeenSignal, SeenWindow, SetUpBoard, ShownPicture
from api.intake.storing import state_of_sighting
from conduct.learning.teaching import Place
from models.values.occupancy import WindowState
from models.values.seeing import Signal, SignalKind, Unusable, WindowView
from vision.look import Look, TaughtHere
from vision.looker import Looker
from vision.overview import overview
from vision.persons import PersonLimits, people_at
from vision.shot import Shot
from vision.taught import TaughtLook

log = logging.getLogger(__name__)

FAULTS = frozenset(
    {Unusable.dark, Unusable.blurred, Unusable.covered, Unusable.moved, Unusable.clock_off}
)  # fmt: skip
"""Of the picture itself: it teaches nothing. What the detectors could not decide is what teaching is for."""


def show(
    board: SetUpBoard, looker: Looker, shot: Shot, camera_id: UUID, looks: Sequence[tuple[UUID, Look]], now: datetime
) -> None:
    """It never raises: a look counts whether or not somebody is shown what it saw."""
    try:
        show_picture(board, looker, shot, camera_id, now)
        assert shot.at is not None, "a camera's frame has its time"
        if board.is_watched(camera_id, now):
            board.put_seen(camera_id, SeenFrame(shot.at, _windows(looker, shot, looks)))
        _gather(board, looker, shot, camera_id, looks)
    except Exception:
        log.exception("nothing could be shown of camera %s", camera_id)


def show_picture(board: SetUpBoard, looker: Looker, shot: Shot, camera_id: UUID, now: datetime) -> None:
    """The whole picture, if it is waited for. Raises vision.jpeg.Broken."""
    assert shot.at is not None, "a camera's frame has its time"
    if board.wants_picture(camera_id, shot.at, now):
        made = overview(shot.whole, looker.survey(shot.whole))
        board.put_picture(camera_id, ShownPicture(shot.at, now, made))


def seen_window(
    window_id: UUID, view: WindowView, look: Look, taught: TaughtHere, limits: PersonLimits | None = None
) -> SeenWindow:
    """What a look says of a window, for people. Pure."""
    sighting = look.sighting
    classifier = taught.windows.get(view.window)
    there = people_at(view, look.signals, limits)
    return SeenWindow(
        window_id=window_id,
        code=view.window,
        state=state_of_sighting(sighting) if sighting.usable else WindowState.unknown,
        evidence=sighting.evidence,
        unusable=sighting.unusable,
        signals=tuple(_signal(signal, there) for signal in look.signals),
        taught=classifier.staffed_probability(look.features) if classifier is not None and look.features else None,
        again=look.again,
    )


def _signal(signal: Signal, there: Sequence[Signal]) -> SeenSignal:
    at_place = signal.kind is not SignalKind.person or signal in there
    return SeenSignal(signal.kind, signal.score, signal.box, at_place)


def _windows(looker: Looker, shot: Shot, looks: Sequence[tuple[UUID, Look]]) -> tuple[SeenWindow, ...]:
    limits = looker.limits.persons
    return tuple(
        seen_window(window_id, view, look, shot.taught, limits)
        for (window_id, look), view in zip(looks, shot.windows, strict=True)
    )


def _gather(board: SetUpBoard, looker: Looker, shot: Shot, camera_id: UUID, looks: Sequence[tuple[UUID, Look]]) -> None:
    """Looks for the lessons that are going on; none of a picture that says nothing."""
    lessons = board.lessons(camera_id)
    for (window_id, look), view in zip(looks, shot.windows, strict=True):
        lesson = lessons.get(window_id)
        if lesson is None or lesson.is_full or look.sighting.unusable in FAULTS or shot.at is None:
            continue
        features = looker.features(shot.whole, view, look)
        board.add_to_lesson(Place(window_id, camera_id), TaughtLook(shot.at, lesson.staffed, features))
