"""What is shown of cameras to whoever sets them up: asked for by pages, brought by the worker, kept in memory alone.

Nothing is made of a frame for which nobody waits. What was brought is let go of soon, whether or not it was looked at.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from conduct.learning.teaching import Place
from models.values.occupancy import WindowState
from models.values.seeing import Box, EvidenceKind, SignalKind, Unusable
from vision.overview import Overview
from vision.taught import TaughtLook

ASKED_FOR = timedelta(seconds=20)
"""A page that waits asks again each second or two; what it no longer asks for is not made."""
PICTURE_KEPT = timedelta(seconds=60)
WATCHED_FOR = timedelta(seconds=30)
LESSON_KEPT = timedelta(minutes=15)
"""So long a person has to say that what was gathered is right."""
LESSON_LOOKS = 40
"""Of each kind. Teaching needs 20, and enough of them half a minute from those that are held back (`TrainLimits`)."""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A frame in the only form in which a whole one is shown (`vision.overview`)."""

    captured_at: datetime
    brought_at: datetime
    overview: Overview


@dataclass(frozen=True, slots=True)
class SeenSignal:
    """One thing that a detector found."""

    kind: SignalKind
    score: float
    box: Box
    at_place: bool
    """Whether it counts for the window: a person at the clerk's place, or its own tag or text."""


@dataclass(frozen=True, slots=True)
class SeenWindow:
    """What one look said of a window."""

    window_id: UUID
    code: str
    state: WindowState
    evidence: EvidenceKind
    unusable: Unusable | None
    signals: tuple[SeenSignal, ...]
    taught: float | None
    """Probability 0..1 of being staffed, by what it was taught; None where nothing was asked or said."""
    again: bool
    """Whether nothing changed, so that an earlier look stands."""


@dataclass(frozen=True, slots=True)
class SeenFrame:
    """All windows of one frame."""

    captured_at: datetime
    windows: tuple[SeenWindow, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Looks gathered of a window of which a person says how it is."""

    staffed: bool
    by: str
    begun_at: datetime
    looks: tuple[TaughtLook, ...] = ()

    @property
    def is_full(self) -> bool:
        return len(self.looks) >= LESSON_LOOKS


@dataclass
class _Camera:
    asked_until: datetime | None = None
    asked_after: datetime | None = None
    picture: ShownPicture | None = None
    watched_until: datetime | None = None
    seen: SeenFrame | None = None
    lessons: dict[UUID, Lesson] = field(default_factory=dict[UUID, Lesson])


class SetUpBoard:
    """Filled by the worker, read by requests; safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._cameras: dict[UUID, _Camera] = {}

    def ask_picture(self, camera_id: UUID, now: datetime, after: datetime | None = None) -> ShownPicture | None:
        """The next picture, captured later than `after`; None while it is waited for, which this prolongs."""
        with self._lock:
            camera = self._camera(camera_id)
            found = camera.picture
            if found is not None and (after is None or found.captured_at > after):
                camera.asked_until = None
                return found
            camera.asked_until, camera.asked_after = now + ASKED_FOR, after
            return None

    def wants_picture(self, camera_id: UUID, captured_at: datetime, now: datetime) -> bool:
        with self._lock:
            camera = self._cameras.get(camera_id)
            if camera is None or camera.asked_until is None or now > camera.asked_until:
                return False
            return camera.asked_after is None or captured_at > camera.asked_after

    def put_picture(self, camera_id: UUID, picture: ShownPicture) -> None:
        with self._lock:
            camera = self._camera(camera_id)
            camera.picture, camera.asked_until = picture, None

    def watch(self, camera_id: UUID, now: datetime) -> SeenFrame | None:
        """What was seen last; from now on it is brought for a while."""
        with self._lock:
            camera = self._camera(camera_id)
            camera.watched_until = now + WATCHED_FOR
            return camera.seen

    def is_watched(self, camera_id: UUID, now: datetime) -> bool:
        with self._lock:
            camera = self._cameras.get(camera_id)
            return camera is not None and camera.watched_until is not None and now <= camera.watched_until

    def put_seen(self, camera_id: UUID, seen: SeenFrame) -> None:
        with self._lock:
            self._camera(camera_id).seen = seen

    def begin_lesson(self, place: Place, *, staffed: bool, by: str, now: datetime) -> None:
        """Gather looks of a window from now on; another lesson of it is given up."""
        with self._lock:
            self._camera(place.camera_id).lessons[place.window_id] = Lesson(staffed, by, now)

    def lessons(self, camera_id: UUID) -> dict[UUID, Lesson]:
        """By window."""
        with self._lock:
            camera = self._cameras.get(camera_id)
            return dict(camera.lessons) if camera is not None else {}

    def add_to_lesson(self, place: Place, look: TaughtLook) -> None:
        with self._lock:
            camera = self._cameras.get(place.camera_id)
            lesson = camera.lessons.get(place.window_id) if camera is not None else None
            if camera is None or lesson is None or lesson.is_full or look.staffed is not lesson.staffed:
                return
            if look.at > lesson.begun_at and all(look.at != each.at for each in lesson.looks):
                camera.lessons[place.window_id] = replace(lesson, looks=(*lesson.looks, look))

    def end_lesson(self, place: Place) -> Lesson | None:
        """What was gathered, which is then no longer here."""
        with self._lock:
            camera = self._cameras.get(place.camera_id)
            return camera.lessons.pop(place.window_id, None) if camera is not None else None

    def let_go(self, now: datetime) -> None:
        """To be called now and then: forgets what nobody waits for any more."""
        with self._lock:
            for camera_id, camera in list(self._cameras.items()):
                if camera.picture is not None and now - camera.picture.brought_at > PICTURE_KEPT:
                    camera.picture = None
                if camera.watched_until is not None and now > camera.watched_until:
                    camera.watched_until = camera.seen = None
                for window_id, lesson in list(camera.lessons.items()):
                    if now - lesson.begun_at > LESSON_KEPT:
                        del camera.lessons[window_id]
                asked = camera.asked_until is not None and now <= camera.asked_until
                if not (asked or camera.picture or camera.watched_until or camera.lessons):
                    del self._cameras[camera_id]

    def _camera(self, camera_id: UUID) -> _Camera:
        return self._cameras.setdefault(camera_id, _Camera())
