"""The zones of a camera's windows as a form tells them, and what of it cannot be taken. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from api.setup.camera_views import Zones
from api.setup.zones import Misdrawn, check_zone, read_corners
from conduct.words import N_
from models.values.seeing import Point


class ZoneKind(StrEnum):
    staff = "staff"
    sign = "sign"
    customer = "customer"


KINDS: dict[ZoneKind, str] = {
    ZoneKind.staff: N_("Staff zone"),
    ZoneKind.sign: N_("Sign zone"),
    ZoneKind.customer: N_("Customer zone"),
}
STAFF_NEEDED = N_("A window needs a staff zone before it can have others.")


@dataclass(frozen=True, slots=True)
class ZonesRead:
    """What was told of each window: its zones, or None where the camera is not to look at it."""

    zones: dict[str, Zones | None] = field(default_factory=dict[str, "Zones | None"])
    faults: dict[tuple[str, ZoneKind], str] = field(default_factory=dict[tuple[str, ZoneKind], str])
    """By window and zone, in English words that the catalogue has."""


def name_of(kind: ZoneKind, window: str) -> str:
    """Of the field."""
    return f"{kind.value}-{window}"


def read_zones(told: Mapping[str, str], windows: Sequence[str]) -> ZonesRead:
    """Of the windows that the form speaks of; one with a fault is not among the zones."""
    read = ZonesRead()
    for window in windows:
        if name_of(ZoneKind.staff, window) in told:
            _read_window(told, window, read)
    return read


def _read_window(told: Mapping[str, str], window: str, read: ZonesRead) -> None:
    found: dict[ZoneKind, list[Point]] = {}
    sound = True
    for kind in ZoneKind:
        try:
            found[kind] = _zone(told.get(name_of(kind, window), ""))
        except Misdrawn as misdrawn:
            read.faults[window, kind] = str(misdrawn)
            sound = False
    if not sound:
        return
    if found[ZoneKind.staff]:
        read.zones[window] = Zones(
            found[ZoneKind.staff], found[ZoneKind.sign] or None, found[ZoneKind.customer] or None
        )  # fmt: skip
    elif found[ZoneKind.sign] or found[ZoneKind.customer]:
        read.faults[window, ZoneKind.staff] = STAFF_NEEDED
    else:
        read.zones[window] = None


def _zone(text: str) -> list[Point]:
    corners = read_corners(text)
    if corners:
        check_zone(corners)
    return corners
