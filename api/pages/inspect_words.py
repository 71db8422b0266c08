"""What the inspection pages call things, and the places of a photo that can be chosen without a script."""

from conduct.words import N_
from models.tables import PointOutcome
from models.values.seeing import Box

PLACES: dict[str, tuple[str, Box]] = {
    "middle": (N_("The middle"), (0.2, 0.2, 0.8, 0.8)),
    "left": (N_("The left half"), (0.0, 0.0, 0.5, 1.0)),
    "right": (N_("The right half"), (0.5, 0.0, 1.0, 1.0)),
    "top": (N_("The upper half"), (0.0, 0.0, 1.0, 0.5)),
    "bottom": (N_("The lower half"), (0.0, 0.5, 1.0, 1.0)),
    "whole": (N_("All of it"), (0.0, 0.0, 1.0, 1.0)),
}
OUTCOMES: dict[PointOutcome, str] = {
    PointOutcome.fine: N_("Fine"),
    PointOutcome.found: N_("Found"),
    PointOutcome.not_looked_at: N_("Not looked at"),
}


def place_named(name: str) -> Box:
    """The middle for a name that is none of these."""
    return PLACES.get(name, PLACES["middle"])[1]
