"""What differs between two versions of a month, person by person. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from conduct.months.digest import entry_digest
from conduct.months.stored_month import StoredEntry, StoredLine


@dataclass(frozen=True, slots=True)
class EntryDiff:
    """One person whose month differs; None on the side on which there is no entry."""

    staff: str
    before: StoredEntry | None
    after: StoredEntry | None
    gone: tuple[StoredLine, ...]
    come: tuple[StoredLine, ...]


def month_diff(before: Sequence[StoredEntry], after: Sequence[StoredEntry]) -> list[EntryDiff]:
    """Whoever has another entry than before, by staff number."""
    old, new = ({entry.staff: entry for entry in entries} for entries in (before, after))
    return [
        _diff(staff, old.get(staff), new.get(staff))
        for staff in sorted({*old, *new})
        if _digest(old.get(staff)) != _digest(new.get(staff))
    ]


def _digest(entry: StoredEntry | None) -> str | None:
    return entry_digest(entry) if entry else None


def _diff(staff: str, before: StoredEntry | None, after: StoredEntry | None) -> EntryDiff:
    old, new = (Counter(entry.lines if entry else ()) for entry in (before, after))
    return EntryDiff(staff, before, after, tuple((old - new).elements()), tuple((new - old).elements()))
