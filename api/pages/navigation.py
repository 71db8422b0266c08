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


def everybody(_: Person) -> bool:
    return True


def _personnel(person: Person) -> bool:
    return person.role in {Role.hr, Role.admin, Role.auditor}


def _marks_days(person: Person) -> bool:
    """Those who keep a calendar and have no set-up to open beside it."""
    return person.role in {Role.supervisor, Role.hr}


def _administrator(person: Person) -> bool:
    return person.role in {Role.admin, Role.auditor}


def _overseer(person: Person) -> bool:
    return person.role is not Role.staff


def _inspector(person: Person) -> bool:
    return person.role in {Role.supervisor, Role.admin}


def _reads_of_inspections(person: Person) -> bool:
    return person.role in {Role.hr, Role.auditor}


def _audits(person: Person) -> bool:
    return person.role in {Role.admin, Role.auditor}


def _reads_the_room(person: Person) -> bool:
    return person.role in {Role.hr, Role.admin, Role.auditor}


def _rostered(person: Person) -> bool:
    return person.staff_id is not None


def _sets_up(person: Person) -> bool:
    return person.role in {Role.admin, Role.auditor}


def _sets_up_cameras(person: Person) -> bool:
    return person.role in {Role.supervisor, Role.admin, Role.auditor}


def _supervisor(person: Person) -> bool:
    return person.role is Role.supervisor


def _rostered_staff(person: Person) -> bool:
    return _rostered(person) and not _overseer(person)


def _rostered_overseer(person: Person) -> bool:
    return _rostered(person) and _overseer(person)


def _is_hr(person: Person) -> bool:
    return person.role is Role.hr


def _keeps_people(person: Person) -> bool:
    return _is_hr(person) or _sets_up(person)


WALL = "/windows/wall"

FIRST = (
    Place("/queue", N_("Queue"), _overseer),
    Place("/windows", N_("Windows"), _overseer),
    Place("/tasks", N_("Tasks"), _overseer),
    Place("/roster", N_("Roster"), _overseer),
    Place("/attendance", N_("Attendance"), _overseer),
    Place("/inspect", N_("On the spot"), _inspector),
    Place("/appeals", N_("Appeals"), _overseer),
    Place("/appraisals", N_("Months"), _overseer),
)
OWN = (
    Place("/my", N_("My record"), _rostered),
    Place("/roster?staff=me", N_("My week"), _rostered_staff, ("/roster",)),
    Place("/roster?staff=me", N_("My week"), _rostered_overseer),
)
MORE = (
    Place("/agreement", N_("Second opinions"), _overseer, ("/second-opinions",)),
    Place("/inspect/rounds", N_("Rounds"), _reads_of_inspections),
    Place(
        "/commendations",
        N_("Commendations and hearings"),
        _overseer,
        ("/exemptions", "/hearings", "/discipline", "/employments", "/people"),
    ),
    Place("/precision", N_("Precision"), _overseer),
    Place("/rules", N_("Rules"), everybody),
    Place("/audit", N_("Audit trail"), _audits),
    Place("/auditor", N_("Auditor's room"), _reads_the_room),
    Place("/setup", N_("Set-up"), _sets_up),
    Place("/setup/cameras", N_("Set-up"), _supervisor),
    Place("/setup/calendar", N_("Calendar"), _marks_days),
    Place("/setup/people", N_("Staff"), _is_hr, ("/setup/new-person", "/setup/readers")),
    Place("/my/password", N_("My log-in"), everybody, ("/my/tokens",)),
)


SETUP: tuple[Place, ...] = (
    Place("/setup", N_("Overview"), _sets_up),
    Place("/setup/halls", N_("Halls"), _sets_up, ("/setup/hall-files", "/setup/new-hall")),
    Place("/setup/people", N_("Staff"), _keeps_people, ("/setup/new-person",)),
    Place("/setup/users", N_("Users"), _sets_up),
    Place("/setup/cameras", N_("Cameras"), _sets_up_cameras),
    Place("/setup/readers", N_("Badge readers"), _sets_up),
    Place("/setup/readers/badges", N_("Badges that nobody has"), _is_hr),
    Place("/setup/readers/held", N_("Lines held aside"), _is_hr),
    Place("/setup/rules", N_("Rule packs"), _administrator),
    Place("/setup/calendar", N_("Calendar"), _overseer),
    Place("/setup/delivery", N_("Mail and webhook"), _administrator),
)
"""The pages under `/setup`, in the order of their tabs."""


PERSONNEL: tuple[Place, ...] = (
    Place("/commendations", N_("Commendations"), _overseer),
    Place("/exemptions", N_("Exemptions"), _overseer),
    Place("/discipline", N_("Discipline"), _personnel),
    Place("/hearings", N_("Hearings"), _personnel),
    Place("/employments", N_("Employment"), _personnel, ("/people",)),
)
"""The tabs of what is told of people beside cases."""


def personnel_of(person: Person) -> tuple[Place, ...]:
    """Those of them that a person may open."""
    return tuple(place for place in PERSONNEL if place.shown_to(person))


def setup_of(person: Person) -> tuple[Place, ...]:
    """The tabs of the set-up that a person may open."""
    return tuple(place for place in SETUP if place.shown_to(person))


def navigation_of(person: Person) -> Navigation:
    """Where there is little of either kind, all of it comes first."""
    first, own, more = (tuple(place for place in places if place.shown_to(person)) for places in (FIRST, OWN, MORE))
    return Navigation(first, (*own, *more)) if first else Navigation((*own, *more), ())


def start_of(person: Person) -> str:
    """Where somebody begins: at the first place that is theirs. Who has none stands behind a wall."""
    return next((place.address for place in (*FIRST, *OWN) if place.shown_to(person)), WALL)
