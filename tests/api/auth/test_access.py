"""Who sees what, and who may change something."""

import pytest

from api.auth.access import Person, refusal, sight_of
from models.tables import Role
from models.tables.base import new_id

EAST, WEST, BO, FANG = (new_id() for _ in range(4))


def person(role: Role) -> Person:
    return Person(new_id(), "x", "x", role, "zh", BO, frozenset({EAST}), new_id(), "csrf")


@pytest.mark.parametrize(
    ("role", "own_hall", "other_hall", "own_record_elsewhere", "colleague_elsewhere"),
    [
        (Role.staff, False, False, True, False),
        (Role.supervisor, True, False, True, False),
        (Role.hr, True, True, True, True),
        (Role.admin, True, True, True, True),
        (Role.auditor, True, True, True, True),
    ],
)
def test_sight(
    role: Role, own_hall: bool, other_hall: bool, own_record_elsewhere: bool, colleague_elsewhere: bool
) -> None:
    sight = sight_of(person(role))
    assert sight.hall(EAST) == own_hall
    assert sight.hall(WEST) == other_hall
    assert sight.record(WEST, BO) == own_record_elsewhere
    assert sight.record(WEST, FANG) == colleague_elsewhere
    assert sight.record(WEST, None) == other_hall


def test_nobody_in_particular_is_not_oneself() -> None:
    nobody = Person(new_id(), "x", "x", Role.staff, "zh", None, frozenset(), new_id(), "csrf")
    assert not sight_of(nobody).record(EAST, None)


@pytest.mark.parametrize(
    ("role", "allowed", "method", "refused"),
    [
        (Role.hr, {Role.hr}, "POST", False),
        (Role.staff, {Role.hr}, "GET", True),
        (Role.admin, {Role.hr}, "GET", True),
        (Role.auditor, {Role.hr, Role.auditor}, "GET", False),
        (Role.auditor, {Role.hr, Role.auditor}, "POST", True),
        (Role.auditor, {Role.hr, Role.auditor}, "DELETE", True),
    ],
)
def test_refusal(role: Role, allowed: set[Role], method: str, refused: bool) -> None:
    assert (refusal(role, frozenset(allowed), method) is not None) == refused
