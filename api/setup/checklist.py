"""What a house lacks before it can be judged fairly, as steps in the order in which they are best taken. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from conduct.words import N_

SILENT_AFTER = timedelta(hours=24)
"""Longer than a night between two days of punches; shorter, and every Monday would begin with an alarm."""


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What one hall in use has."""

    code: str
    name: str
    windows: int = 0
    cameras: int = 0
    unseen: tuple[str, ...] = ()
    """Codes of windows in use of which no camera has a staff zone."""
    unsigned: tuple[str, ...] = ()
    """Codes of windows in use with an old sign, to be read, for which no camera has a zone."""
    people: int = 0
    rostered_until: datetime | None = None
    readers: int = 0
    silent_readers: tuple[str, ...] = ()
    supervisors: int = 0


@dataclass(frozen=True, slots=True)
class HouseFacts:
    halls: tuple[HallFacts, ...] = ()
    pack: str | None = None
    """The version of the rule pack that is adopted for today."""
    hr: int = 0
    """Log-ins of human resources."""
    strangers: int = 0
    """People on the roster without a log-in of their own."""
    without_badge: int = 0
    """People without a badge, of whom nothing can be said by punches."""
    unowned_badges: int = 0
    """Badges that punched and that nobody has."""
    waiting_terminals: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: what is missing, why it matters, and where it is done."""

    title: str
    teaches: str
    address: str
    action: str
    places: tuple[tuple[str, object], ...] = ()

    @property
    def told(self) -> dict[str, object]:
        return dict(self.places)


def steps(house: HouseFacts, now: datetime) -> tuple[Step, ...]:
    """What is to be done next, the first first; nothing where all is there."""
    if not house.halls:
        return (_FIRST_HALL, _HALL_FILE)
    return (*_of_house(house), *(step for hall in house.halls for step in _of_hall(hall, now)))


def _of_house(house: HouseFacts) -> Iterator[Step]:
    if house.pack is None:
        yield Step(
            N_("No rule pack is adopted for today"),
            N_("Until one is, what would be found is only shown: it pends nobody and costs nothing."),
            "/setup/rules", N_("Adopt rules"),
        )  # fmt: skip
    if house.hr == 0:
        yield Step(
            N_("Nobody of human resources can log in"),
            N_("Appeals are decided and months are locked by human resources, by nobody else."),
            "/setup/users/new?role=hr", N_("Add a log-in"),
        )  # fmt: skip
    if house.strangers:
        yield Step(
            N_("People on the roster without a log-in: {n}"),
            N_("Whoever cannot log in sees neither their record nor a way to appeal: print them one each."),
            "/setup/users/sheet", N_("Make log-ins"), (("n", house.strangers),),
        )  # fmt: skip
    if house.without_badge:
        yield Step(
            N_("People without a badge: {n}"),
            N_("A punch that is missing says nothing of them: their attendance is unknown."),
            "/setup/people", N_("Look at them"), (("n", house.without_badge),),
        )  # fmt: skip
    if house.unowned_badges:
        yield Step(
            N_("Badges that punched and that nobody has: {n}"),
            N_("What they punched is kept, and counts for nobody until each is given to a person."),
            "/setup/readers/badges", N_("Look at them"), (("n", house.unowned_badges),),
        )  # fmt: skip
    if house.waiting_terminals:
        yield Step(
            N_("Badge terminals that wait to be approved: {n}"),
            N_("They have called here and nobody has said which hall they stand in; what they send is not taken yet."),
            "/setup/readers", N_("Look at them"), (("n", house.waiting_terminals),),
        )  # fmt: skip


def _of_hall(hall: HallFacts, now: datetime) -> Iterator[Step]:
    yield from _of_windows(hall)
    yield from _of_people(hall, now)
    yield from _of_readers(hall)


def _of_windows(hall: HallFacts) -> Iterator[Step]:
    cameras = f"/setup/cameras?hall={quote(hall.code)}"
    if hall.windows == 0:
        yield _step(
            hall, N_("{hall} has no windows"),
            N_("A window is a counter with its own away sign; every rule is about one."),
            f"/setup/halls/{quote(hall.code)}/new-window", N_("Add a window"),
        )  # fmt: skip
    if hall.cameras == 0:
        yield _step(
            hall, N_("{hall} has no camera"), N_("Without one nothing is seen there: every window stays unknown."),
            cameras, N_("Set up cameras"),
        )  # fmt: skip
    elif hall.unseen:
        yield _step(
            hall, N_("{hall}: no camera sees {windows}"),
            N_("Draw the staff zone of each window into the picture of a camera; until then it is unknown."),
            cameras, N_("Draw zones"), windows=_named(hall.unseen),
        )  # fmt: skip
    elif hall.unsigned:
        yield _step(
            hall, N_("{hall}: where the old sign of {windows} stands is not drawn"),
            N_("A sign without a tag is read only within its zone; until it is drawn nobody is seen to be away there."),
            cameras, N_("Draw zones"), windows=_named(hall.unsigned),
        )  # fmt: skip


def _of_people(hall: HallFacts, now: datetime) -> Iterator[Step]:
    code = quote(hall.code)
    if hall.people == 0:
        yield _step(
            hall, N_("Nobody belongs to {hall}"), N_("Add its people, or bring in a table of all of them."),
            f"/setup/people/import?hall={code}", N_("Import people"),
        )  # fmt: skip
    elif hall.rostered_until is None or hall.rostered_until <= now:
        yield _step(
            hall, N_("Nobody is rostered at {hall} from now on"),
            N_("Nobody is late or missing who was not rostered: without a roster nothing can be said of anybody."),
            f"/roster?hall={code}", N_("To the roster"),
        )  # fmt: skip
    if hall.supervisors == 0:
        yield _step(
            hall, N_("{hall} has no supervisor"),
            N_("Its cases wait in the queue, and nobody is there to decide them."),
            f"/setup/users/new?role=supervisor&hall={code}", N_("Add a log-in"),
        )  # fmt: skip


def _of_readers(hall: HallFacts) -> Iterator[Step]:
    readers = f"/setup/readers?hall={quote(hall.code)}"
    if hall.readers == 0:
        yield _step(
            hall, N_("{hall} has no badge reader"),
            N_("Without punches nobody can be found late or absent, and attendance stays unknown."),
            readers, N_("Add a reader"),
        )  # fmt: skip
    elif hall.silent_readers:
        yield _step(
            hall, N_("{hall}: nothing was heard of {readers} for a day"),
            N_("While a reader is silent nobody is absent at its hall: see whether it has power and its network."),
            readers, N_("Look at it"), readers=_named(hall.silent_readers),
        )  # fmt: skip


def _step(hall: HallFacts, title: str, teaches: str, address: str, action: str, **more: object) -> Step:
    return Step(title, teaches, address, action, (("hall", hall.name), *more.items()))


def _named(codes: Sequence[str], at_most: int = 6) -> str:
    return ", ".join(codes[:at_most]) + (", …" if len(codes) > at_most else "")


def reachable(wanted: Iterable[Step], addresses: Iterable[str]) -> tuple[tuple[Step, bool], ...]:
    """Each step, and whether its page is among those that there are."""
    there = tuple(addresses)
    return tuple((step, step.address.startswith(there)) for step in wanted)


_FIRST_HALL = Step(
    N_("There is no hall yet"),
    N_("A hall has a name, hours and windows. Everything else belongs to one: begin here."),
    "/setup/new-hall", N_("Add a hall"),
)  # fmt: skip
_HALL_FILE = Step(
    N_("Or bring a hall file"),
    N_("Whoever has described halls, windows and cameras in a file applies it whole, after a preview."),
    "/setup/hall-files", N_("Apply a file"),
)  # fmt: skip
