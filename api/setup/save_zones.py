"""Saving what was drawn on a camera's picture: each window whose zones changed gets a new version from now on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from api.setup.camera_views import Zones, end_view, present_view, put_view
from api.setup.cameras import check_in_use
from conduct.review.violations import Refused
from models.tables import CameraRow, CameraViewRow


@dataclass(frozen=True, slots=True)
class Saved:
    """Codes of windows."""

    made: tuple[str, ...]
    ended: tuple[str, ...]


def version_now(view: CameraViewRow | None) -> int:
    """What a form carries so that nobody overwrites what somebody else drew meanwhile; 0 where nothing holds."""
    return view.version if view is not None and view.valid_until is None else 0


def save_zones(
    session: Session,
    camera: CameraRow,
    windows: Mapping[str, UUID],
    zones: Mapping[str, Zones | None],
    versions: Mapping[str, int],
    *,
    by: str,
    now: datetime,
) -> Saved:
    """All of it or nothing. `versions` are those on which the drawing was begun.

    Raises Refused: retired, changed-meanwhile.
    """
    check_in_use(camera)
    for code in zones:
        if version_now(present_view(session, camera.id, windows[code])) != versions.get(code, 0):
            raise Refused("changed-meanwhile", f"the zones of {code} have been changed meanwhile")
    made: list[str] = []
    ended: list[str] = []
    for code, told in zones.items():
        if told is None:
            if end_view(session, camera, windows[code], by=by, now=now):
                ended.append(code)
        elif put_view(session, camera, windows[code], told, by=by, now=now) is not None:
            made.append(code)
    return Saved(tuple(made), tuple(ended))
