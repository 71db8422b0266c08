"""Which pages the head of every page leads to, by who looks at it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from api.auth.access import Person
from conduct.words import N_
from models.tables import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation; `under` are the addresses that it stands for."""

    address: str
    label: str
    shown_to: Callable[[Person], bool]
    under: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        return f"{path}/".startswith(tuple(f"{address}/" for address in (self.address, *self.under)))


ROOM = (4, 6, 8)
"""How many places stand side by side in the head, from each step of its width on: `frame.css` says which widths."""


@dataclass(frozen=True, slots=True)
class Navigation:
    """What one person finds in the head: what is used all day, and the rest under More."""

    first: tuple[Place, ...]
    more: tuple[Place, ...]

    @property
    def stepped(self) -> tuple[tuple[Place, int], ...]:
        """All places, each with the step from which on it stands in the row; one that never does has `len(ROOM)`."""
        row = tuple((place, _step(number)) for number, place in enumerate(self.first, 1))
        return (*row, *((place, len(ROOM)) for place in self.more))

    @property
    def fits_from(self) -> int:
        """The step from which on nothing is left for More; `len(ROOM)` where something always is."""
        return max((step for _, step in self.stepped), default=0)

    def current(self, path: str) -> Place | None:
        return current_of((*self.first, *self.more), path)


def current_of(places: tuple[Place, ...], path: str) -> Place | None:
    """The place that a page belongs to: of several, the one with the longest address."""
    holding = [place for place in places if place.holds(path)]
    return max(holding, key=lambda place: len(place.address), default=None)


def _step(number: int) -> int:
    return next((step for step, room in enumerate(ROOM) if number <= room), len(ROOM))


def _everybody(_: Person) -> bool:
    return True


def _overseer(person: Person) -> bool:
    return person.role is not Role.staff


def _inspector(person: Person) -> bool:
    return person.role in {Role.supervisor, Role.admin}


def _reads_of_inspections(person: Person) -> bool:
    return person.role in {Role.hr, Role.auditor}


def _rostered(person: Person) -> bool:
    return person.staff_id is not None


FIRST = (
    Place("/queue", N_("Queue"), _overseer),
    Place("/windows", N_("Windows"), _overseer),
    Place("/inspect", N_("On the spot"), _inspector),
    Place("/appeals", N_("Appeals"), _overseer),
    Place("/appraisals", N_("Months"), _overseer),
)
OWN = (
    Place("/my/violations", N_("My violations"), _rostered),
    Place("/my/months", N_("My months"), _rostered),
)
MORE = (
    Place("/agreement", N_("Second opinions"), _overseer, ("/second-opinions",)),
    Place("/inspect/rounds", N_("Rounds"), _reads_of_inspections),
    Place("/precision", N_("Precision"), _overseer),
    Place("/rules", N_("Rules"), _everybody),
)


SETUP: tuple[Place, ...] = ()
"""The pages under `/setup`, in the order of their tabs."""


def setup_of(person: Person) -> tuple[Place, ...]:
    """The tabs of the set-up that a person may open."""
    return tuple(place for place in SETUP if place.shown_to(person))


def navigation_of(person: Person) -> Navigation:
    """Where there is little of either kind, all of it comes first."""
    first, own, more = (tuple(place for place in places if place.shown_to(person)) for places in (FIRST, OWN, MORE))
    return Navigation(first, (*own, *more)) if first else Navigation((*own, *more), ())
