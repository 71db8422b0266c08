"""What the pages of halls and people choose from, and who may open and change them."""

from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import Depends
from sqlmodel import Session, select

from api.auth.access import Person
from api.auth.people import require
from api.problems import Problem
from models.tables import HallRow, Role

REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
FIRST_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei")
"""Ahead of the four hundred others."""

Seer = Annotated[Person, Depends(require(Role.admin, Role.auditor))]
Keeper = Annotated[Person, Depends(require(Role.admin))]


def keeps(person: Person) -> bool:
    return person.role is Role.admin


@cache
def time_zones() -> tuple[str, ...]:
    """Places of the world by their names; neither offsets nor names that are kept for old programs' sake."""
    rest = sorted(name for name in available_timezones() if name.startswith(REGIONS) and name not in FIRST_ZONES)
    return (*FIRST_ZONES, *rest)


def hall_with(session: Session, code: str) -> HallRow:
    """Also one that is retired. Raises Problem 404."""
    row = session.exec(select(HallRow).where(HallRow.code == code)).first()
    if row is None:
        raise Problem(404, "not-found", "There is no such hall.")
    return row
