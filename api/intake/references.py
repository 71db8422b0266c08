"""Holding frames against the references of their cameras, and taking references where there are none."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api.cameras.watched import InUse
from conduct.cameras.references import KnownReference, keep_reference, references_of
from conduct.cameras.trace import as_kept
from models.database import reading
from models.values.seeing import WindowView
from vision.care import Measured
from vision.edges import kept_share
from vision.reference import Reference, Taking, zones_key

Meant = tuple[str, datetime | None]
"""The zones that a reference is taken for, and since when the camera hangs right."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """How much of the reference a frame keeps, None without one; or the reference that it completes."""

    zones: str
    kept: float | None = None
    taken: Reference | None = None


class References:
    """Those of all cameras, as far as they were asked for; and those that are being taken."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[UUID, list[KnownReference]] = {}
        self._taking: dict[UUID, tuple[Meant, Taking]] = {}
        self._set_up_at: dict[UUID, datetime | None] = {}

    def held_against(
        self, camera_id: UUID, at: datetime, windows: tuple[WindowView, ...], measured: Measured, camera: InUse | None
    ) -> Held:
        """A picture that is dark, covered or blurred is not compared: why its edges are gone is known."""
        zones = zones_key(windows)
        if measured.edges is None or measured.fault is not None or camera is None:
            return Held(zones)
        known = next((each for each in self._of(camera_id) if each.speaks_of(at, zones)), None)
        if known is not None:
            return Held(zones, kept=as_kept(kept_share(known.edges, measured.edges)))
        return Held(zones, taken=self._take(camera_id, at, (zones, camera.set_up_at), windows, measured))

    def keep(self, session: Session, camera_id: UUID, zones: str, reference: Reference, now: datetime) -> None:
        keep_reference(session, camera_id, zones, reference, now=now)

    def forget(self, camera_id: UUID) -> None:
        """Read this camera's again before the next frame."""
        self._known.pop(camera_id, None)
        self._taking.pop(camera_id, None)

    def follow(self, camera: InUse) -> None:
        """Somebody may have said that it hangs right as it does now."""
        if self._set_up_at.get(camera.id) != camera.set_up_at:
            self._set_up_at[camera.id] = camera.set_up_at
            self.forget(camera.id)

    def _of(self, camera_id: UUID) -> list[KnownReference]:
        if camera_id not in self._known:
            with Session(reading(self._engine)) as session:
                self._known[camera_id] = references_of(session, camera_id)
        return self._known[camera_id]

    def _take(
        self, camera_id: UUID, at: datetime, meant: Meant, windows: tuple[WindowView, ...], measured: Measured
    ) -> Reference | None:
        zones, set_up_at = meant
        if set_up_at is not None and at < set_up_at:
            return None
        # a late picture of a time before a reference that there is already begins none
        if any(
            each.zones == zones and at < each.valid_from and each.retired_at is None for each in self._of(camera_id)
        ):
            return None
        for_what, taking = self._taking.get(camera_id, (None, None))
        if taking is None or for_what != meant:
            taking = Taking(windows)
            self._taking[camera_id] = (meant, taking)
        if measured.edges is None or not taking.wants(at, measured.fingerprint):
            return None
        return taking.take(at, measured.fingerprint, measured.edges)
