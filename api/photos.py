"""Veiling photos that people send: in a thread of its own, which alone loads and uses the detectors for it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from api.looking import photo_eyes
from api.settings import Settings
from models.values.seeing import Box
from vision.eyes import PersonEyes
from vision.photo import VeiledPhoto, veiled_photo
from vision.weights import WeightsUnusable


class PhotoVeil:
    """Safe from any thread. Nothing is loaded before the first photo; a photo never touches the disk here."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._eyes: Sequence[PersonEyes] | None = None

    def veil(self, body: bytes, place: Box | None) -> VeiledPhoto:
        """One photo after the other. Raises WeightsUnusable where no detector can look, PlaceOutside, Broken."""
        with self._lock:
            self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="veil")
            waiting = self._thread.submit(self._veiled, body, place)
        return waiting.result()

    def close(self) -> None:
        with self._lock:
            if self._thread is not None:
                self._thread.shutdown()
                self._thread = None
            self._eyes = None

    def _veiled(self, body: bytes, place: Box | None) -> VeiledPhoto:
        if self._eyes is None:
            self._eyes = self._proved()
        return veiled_photo(body, place, self._eyes)

    def _proved(self) -> Sequence[PersonEyes]:
        """Every detector that is set: of those asked for none may be missing, since it may see a head that others do
        not."""
        eyes = photo_eyes(self._settings)
        if not eyes:
            raise WeightsUnusable("no weights are set (CONDUCT_WEIGHTS)")
        for one in eyes:
            one.prove()
        return eyes
