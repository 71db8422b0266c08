"""Badge readers out of use and in use again: what they cannot have told meanwhile is unknown and stays so."""

from datetime import datetime

from conduct.judging.unclear import INSTANT, note_out_of_use
from models.tables import ReaderRow
from models.values.interval import Interval


def take_out_of_use(reader: ReaderRow, now: datetime) -> None:
    """From now on nobody waits for its word. What it did not tell of the time before is unknown as it was."""
    reader.retired_at = reader.retired_at or now


def put_to_use(reader: ReaderRow, now: datetime) -> None:
    """What it tells counts again. What was sent meanwhile was refused: no later word of it reaches back over that."""
    if reader.retired_at is not None:
        note_out_of_use(reader, Interval(reader.retired_at, max(reader.retired_at, now) + INSTANT))
        reader.retired_at = None
