"""What a house lacks, told in the order in which it is best done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.setup.checklist import HallFacts, HouseFacts, reachable, steps

NOW = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
WHOLE = HallFacts(
    code="H1", name="城东", windows=2, cameras=1, people=3, rostered_until=NOW + timedelta(days=5), readers=1,
    supervisors=1,
)  # fmt: skip
HOUSE = HouseFacts(halls=(WHOLE,), pack="default-2026.2", hr=1)


def titles(house: HouseFacts) -> list[str]:
    return [step.title.format(**step.told) for step in steps(house, NOW)]


def test_nothing_is_missing_where_all_is_there() -> None:
    assert titles(HOUSE) == []


def test_an_empty_house_begins_with_a_hall() -> None:
    first, file = steps(HouseFacts(), NOW)
    assert (first.address, file.address) == ("/setup/new-hall", "/setup/hall-files")


@pytest.mark.parametrize(
    ("lacks", "title"),
    [
        ({"windows": 0}, "城东 has no windows"),
        ({"cameras": 0, "unseen": ("W1",)}, "城东 has no camera"),
        ({"unseen": ("W1", "W2"), "unsigned": ("W3",)}, "城东: no camera sees W1, W2"),
        ({"unseen": tuple("ABCDEFGH")}, "城东: no camera sees A, B, C, D, E, F, …"),
        ({"unsigned": ("W1",)}, "城东: where the old sign of W1 stands is not drawn"),
        ({"people": 0, "rostered_until": None}, "Nobody belongs to 城东"),
        ({"rostered_until": None}, "Nobody is rostered at 城东 from now on"),
        ({"rostered_until": NOW - timedelta(seconds=1)}, "Nobody is rostered at 城东 from now on"),
        ({"readers": 0}, "城东 has no badge reader"),
        ({"silent_readers": ("R1",)}, "城东: nothing was heard of R1 for a day"),
        ({"supervisors": 0}, "城东 has no supervisor"),
    ],
)
def test_what_a_hall_lacks_is_one_step(lacks: dict, title: str) -> None:
    assert titles(replace(HOUSE, halls=(replace(WHOLE, **lacks),))) == [title]


@pytest.mark.parametrize(
    ("lacks", "title"),
    [
        ({"pack": None}, "No rule pack is adopted for today"),
        ({"hr": 0}, "Nobody of human resources can log in"),
        ({"strangers": 3}, "People on the roster without a log-in: 3"),
        ({"without_badge": 2}, "People without a badge: 2"),
        ({"unowned_badges": 4}, "Badges that punched and that nobody has: 4"),
        ({"waiting_terminals": 1}, "Badge terminals that wait to be approved: 1"),
    ],
)
def test_what_the_house_lacks_is_one_step(lacks: dict, title: str) -> None:
    assert titles(replace(HOUSE, **lacks)) == [title]


def test_a_step_without_a_page_of_its_own_is_told_without_a_link() -> None:
    lacking = replace(HOUSE, halls=(replace(WHOLE, windows=0, readers=0),))
    assert [there for _, there in reachable(steps(lacking, NOW), ["/setup/halls"])] == [True, False]


def test_codes_are_quoted_in_addresses() -> None:
    (step,) = steps(replace(HOUSE, halls=(replace(WHOLE, code="H 1", windows=0),)), NOW)
    assert step.address == "/setup/halls/H%201/new-window"
