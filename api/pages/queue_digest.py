"""The queue's cards and its digest: what is listed, and what lies together beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from api.cases.cards import Digest, Group, groups
from api.cases.listing import Filters
from api.pages.queue_view import QueueView


@dataclass(frozen=True, slots=True)
class DigestShown:
    """What pends beyond the days' cards. `all_address` lists cards and digest together."""

    groups: Sequence[tuple[Group, str]]
    """Each with the address that lists it."""
    count: int
    all_address: str
    cards_address: str


def narrowed(view: QueueView, digest: Digest) -> Filters:
    """What a view lists: the days' cards unless it asks for the digest or for all."""
    if not view.splits:
        return view.filters
    if view.cards == "digest":
        return replace(view.filters, also=digest.holds)
    return replace(view.filters, also=digest.holds_not) if digest.days else view.filters


def digest_shown(session: Session, digest: Digest, view: QueueView, now: datetime) -> DigestShown | None:
    """None where there is no more than the cards."""
    if view.status != "pending" or not digest.days:
        return None
    found = groups(session, digest, today=now.date(), hall=view.hall or None, rule=view.rule or None)
    if not found:
        return None

    def address(**other: str) -> str:
        return view.model_copy(update={"cursor": "", **other}).address()

    return DigestShown(
        [(group, address(cards="digest", hall=group.hall.code, rule=group.rule)) for group in found],
        sum(group.count for group in found),
        all_address=address(cards="all"),
        cards_address=address(cards=""),
    )
