"""Whose a badge was when, and when somebody had none. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.values.interval import Interval, subtract
from models.values.roster import Badge, Person, Punch

ALWAYS = Interval(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Holding:
    """A badge in somebody's hands: what it punches is theirs from `since` on, and they had it from `had_from` on.

    Without `had_from` they had it for as long as its punches are theirs.
    """

    badge: Badge
    had_from: datetime | None = None

    @property
    def had(self) -> Interval:
        return Interval(self.had_from or self.badge.since or ALWAYS.start, self.badge.until or ALWAYS.end)


def time_without(holdings: Sequence[Holding]) -> tuple[Interval, ...]:
    """When somebody with these badges had none of them."""
    return subtract([ALWAYS], [holding.had for holding in holdings])


def holders(people: Iterable[Person]) -> Callable[[Punch], str | None]:
    """Tells whose a punch is; None of a strange badge, or of one that was nobody's then."""
    known: dict[str, list[tuple[Badge, str]]] = {}
    for person in people:
        for badge in person.badges:
            known.setdefault(badge.number, []).append((badge, person.staff))
    always = {number: held[0][1] for number, held in known.items() if held[0][0] == Badge(number)}

    def holder_of(punch: Punch) -> str | None:
        staff = always.get(punch.badge)
        if staff is not None:
            return staff
        return next((staff for badge, staff in known.get(punch.badge, ()) if badge.holds_at(punch.at)), None)

    return holder_of
