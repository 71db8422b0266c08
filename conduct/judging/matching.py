"""Which stored record a finding continues, and what becomes of the stored record. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from models.tables import ViolationStatus

FAR = datetime.max.replace(tzinfo=UTC)
DECIDED = (
    ViolationStatus.confirmed, ViolationStatus.dismissed, ViolationStatus.excused, ViolationStatus.appealed,
    ViolationStatus.upheld, ViolationStatus.overturned,
)  # fmt: skip
"""What rests on a person's decision; an appeal and what was decided about it rest on the first one."""

New = TypeVar("New")
Old = TypeVar("Old")


@dataclass(frozen=True, slots=True)
class Extent:
    """What two records must share to be the same: an equal key and some time (an equal start will do)."""

    key: tuple[object, ...]
    start: datetime
    end: datetime | None
    live: bool = True
    """Whether the record still stands; one that was withdrawn is taken up again only by what no live one fits."""

    def overlap(self, other: "Extent") -> timedelta | None:
        """How long both last together; None when they are not the same thing."""
        if self.key != other.key:
            return None
        shared = min(self.end or FAR, other.end or FAR) - max(self.start, other.start)
        return shared if shared > timedelta() or self.start == other.start else None


@dataclass(frozen=True, slots=True)
class Matched(Generic[New, Old]):
    same: tuple[tuple[New, Old], ...]
    new: tuple[New, ...]
    gone: tuple[Old, ...]


def match(
    found: Sequence[New], stored: Sequence[Old], of_new: Callable[[New], Extent], of_old: Callable[[Old], Extent]
) -> Matched[New, Old]:
    """Pair findings with stored records one to one, the longest overlap first, live records before withdrawn."""
    new_extents, old_extents = [of_new(f) for f in found], [of_old(s) for s in stored]
    pairs = sorted(
        (not old.live, -shared, i, j)
        for i, new in enumerate(new_extents)
        for j, old in enumerate(old_extents)
        if (shared := new.overlap(old)) is not None
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in pairs:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return Matched(
        same=tuple((found[i], stored[j]) for i, j in sorted(partner.items())),
        new=tuple(f for i, f in enumerate(found) if i not in partner),
        gone=tuple(s for j, s in enumerate(stored) if j not in taken),
    )


@dataclass(frozen=True, slots=True)
class Fate:
    """A violation's next status, and why a person's decision falls with the change, if it does."""

    status: ViolationStatus
    decision_falls: str | None = None


def fate_when_found(status: ViolationStatus, *, explained: bool, same_person: bool, watched: bool = False) -> Fate:
    """What becomes of a stored violation that judging found again.

    A person's decision outlasts a shift of times, and a rule that goes into watch mode, and so do an appeal against it
    and what was decided about that; all fall when the finding is explained, and the violation goes back to pending when
    the person it names is another.
    """
    decided = status in DECIDED
    falls = "explained" if explained else None if same_person else "other-person"
    if decided and falls is None:
        return Fate(status)
    stays = ViolationStatus.explained if explained else ViolationStatus.pending
    return Fate(ViolationStatus.watched if watched else stays, falls if decided else None)


def fate_when_gone(status: ViolationStatus) -> Fate:
    """What becomes of a stored violation that judging no longer finds."""
    return Fate(ViolationStatus.withdrawn, "gone" if status in DECIDED else None)
