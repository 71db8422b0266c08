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
        return path.startswith((self.address, *self.under))


@dataclass(frozen=True, slots=True)
class Navigation:
    """What one person finds in the head: what is used all day, and the rest."""

    first: tuple[Place, ...]
    more: tuple[Place, ...]

    def is_in_more(self, path: str) -> bool:
        """Whether a page is one of the rest."""
        return any(place.holds(path) for place in self.more)


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


def _rostered_staff(person: Person) -> bool:
    return _rostered(person) and not _overseer(person)


def _rostered_overseer(person: Person) -> bool:
    return _rostered(person) and _overseer(person)


FIRST = (
    Place("/queue", N_("Queue"), _overseer),
    Place("/windows", N_("Windows"), _overseer),
    Place("/roster", N_("Roster"), _overseer),
    Place("/attendance", N_("Attendance"), _overseer),
    Place("/inspect", N_("On the spot"), _inspector),
    Place("/appeals", N_("Appeals"), _overseer),
    Place("/appraisals", N_("Months"), _overseer),
)
OWN = (
    Place("/roster?staff=me", N_("My week"), _rostered_staff, ("/roster",)),
    Place("/roster?staff=me", N_("My week"), _rostered_overseer),
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
