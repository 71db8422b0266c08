"""Whether the chain through the audit trail is whole, and where and how it is not. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from models.values.audit_chain import GENESIS, Entry, link_hash, stamp


class Fault(StrEnum):
    edited = "edited"
    deleted = "deleted"
    inserted = "inserted"
    cut_off = "cut off"
    rewritten = "rewritten"
    """All of it up to an anchor fits together, and is not what was anchored."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it lies in the database, with its entry."""

    seq: int
    previous: bytes
    hash: bytes
    entry: Entry | None
    """None when there is none of this id."""
    readable: bool = True
    """Whether what lies there can be a link and an entry at all."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was noted outside of the database: the last entry of a moment."""

    seq: int
    hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """The first fault, and what it is in words."""

    seq: int | None
    """The number of the entry in the chain; None for one that is not in it."""
    fault: Fault
    says: str


@dataclass(frozen=True, slots=True)
class Intact:
    entries: int
    hash: bytes
    """Of the last one; before the first, `GENESIS`."""
    anchors: int
    """How many agree."""


@dataclass(slots=True)
class Walk:
    """How far the chain was followed. Begin after an entry that is known to be right to check only what came since."""

    anchors: Mapping[int, Anchor]
    seq: int = 0
    last: bytes = GENESIS
    before: bytes | None = None
    """The hash before the last one."""
    agreed: int = field(default=0, init=False)

    def fault_of(self, link: Link) -> Broken | None:
        """What is wrong with the link that comes next; goes on to it when nothing is."""
        broken = self._order(link) or self._content(link) or self._anchored(link)
        if broken is None:
            self.seq, self.before, self.last = link.seq, self.last, link.hash
        return broken

    def _order(self, link: Link) -> Broken | None:
        expected = self.seq + 1
        if link.seq < expected:
            return _broken(link, Fault.inserted, f"numbered {link.seq}, where none is to be")
        if link.seq > expected:
            gone = f"entry {expected}" if link.seq == expected + 1 else f"entries {expected} to {link.seq - 1}"
            return Broken(expected, Fault.deleted, f"{gone}: deleted; the next is {link.seq}")
        if not link.readable:
            return _broken(link, Fault.edited, "edited, to what can be no entry")
        if link.entry is None:
            return Broken(link.seq, Fault.deleted, f"entry {link.seq}: deleted; its link is still there")
        if link.previous == self.last:
            return None
        if link.previous == self.before:
            return Broken(
                self.seq, Fault.inserted, f"entry {self.seq}: inserted; entry {link.seq} continues {self.seq - 1}"
            )
        return _broken(
            link, Fault.deleted, f"does not continue entry {self.seq}: what stood between was deleted, or it was moved"
        )

    def _content(self, link: Link) -> Broken | None:
        if link.entry is not None and link_hash(link.seq, link.previous, link.entry) == link.hash:
            return None
        return _broken(link, Fault.edited, "edited; it is not what was chained")

    def _anchored(self, link: Link) -> Broken | None:
        anchor = self.anchors.get(link.seq)
        if anchor is None:
            return None
        self.agreed += 1
        if anchor.hash == link.hash:
            return None
        words = (
            f"not the one that was anchored at {stamp(anchor.at)}: up to here entries were rewritten, or the anchor was"
        )
        return _broken(link, Fault.rewritten, words)


def check(links: Iterable[Link], strangers: Iterable[str], walk: Walk) -> Intact | Broken:
    """Follow the chain to its end. `links` come by their numbers, `strangers` are the ids of entries without a link."""
    for link in links:
        broken = walk.fault_of(link)
        if broken is not None:
            return broken
    beyond = [anchor for seq, anchor in walk.anchors.items() if seq > walk.seq]
    if beyond:
        return _cut_off(walk.seq, max(beyond, key=lambda anchor: anchor.seq))
    for stranger in strangers:
        return Broken(None, Fault.inserted, f"inserted: the entry with the id {stranger} has no link")
    return Intact(walk.seq, walk.last, walk.agreed)


def contradiction(anchors: Iterable[Anchor]) -> Iterator[Broken]:
    """Anchors of one entry that differ: one of them was rewritten."""
    known: dict[int, bytes] = {}
    for anchor in anchors:
        if known.setdefault(anchor.seq, anchor.hash) != anchor.hash:
            yield Broken(anchor.seq, Fault.rewritten, f"entry {anchor.seq}: its anchors contradict each other")


def _cut_off(last: int, anchor: Anchor) -> Broken:
    gone = f"entry {anchor.seq}" if anchor.seq == last + 1 else f"entries {last + 1} to {anchor.seq}, if no more,"
    return Broken(
        last + 1, Fault.cut_off, f"{gone} cut off at the end; {anchor.seq} was anchored at {stamp(anchor.at)}"
    )


def _broken(link: Link, fault: Fault, words: str) -> Broken:
    told = f" ({_told(link.entry)})" if link.entry is not None else ""
    return Broken(link.seq, fault, f"entry {link.seq}{told}: {words}")


def _told(entry: Entry) -> str:
    return f"{entry.action} by {entry.actor} at {stamp(entry.at)}"
