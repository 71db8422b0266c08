"""What need not be asked again of a window within a slot of captured time. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.values.occupancy import slot_of

PLACES_MAX = 4096
"""So many windows are remembered; then all are forgotten, which costs one more answer each."""


@dataclass(slots=True)
class Slots:
    """The earliest answer of each place's last slot, since of a slot only the earliest is kept."""

    every: timedelta
    _told: dict[str, datetime] = field(default_factory=dict[str, datetime], init=False)

    def is_open(self, key: str, at: datetime) -> bool:
        """Whether an answer at this instant could still be kept."""
        told = self._told.get(key)
        return told is None or slot_of(told, self.every) != slot_of(at, self.every) or at < told

    def told(self, key: str, at: datetime) -> None:
        """An answer was given."""
        if len(self._told) >= PLACES_MAX:
            self._told.clear()
        self._told[key] = at
