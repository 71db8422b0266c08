"""The same month is the same bytes: on SQLite and PostgreSQL, and in whichever order its facts were stored."""

from collections.abc import Callable
from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from conduct.months.computing import entries_of
from conduct.months.digest import month_bytes, month_digest
from conduct.months.steps import draft
from models.tables import Origin
from tests.conduct.hall import NOW, Hall, add_shift, add_violation, make_hall

MONTH = "2026-06"
RULES = ("late", "absent", "window-unattended", "away-too-long", "uniform-season", "early-leave")
PEOPLE = {f"S{n:03}": f"员工{n}" for n in range(12)}
Fact = Callable[[Session, dict[str, Hall]], object]


def facts() -> list[Fact]:
    """Shifts and violations of two halls, some of equal start and rule, some reported by inspection."""
    chosen = Random(7)

    def shift(no: str) -> Fact:
        return lambda s, halls: add_shift(s, halls["H1"], halls["H1"].staff[no], "1 08:30", "1 17:30", None)

    def violation(no: str, at: str, rule: str, hall: str, origin: Origin) -> Fact:
        return lambda s, halls: add_violation(s, halls[hall], halls["H1"].staff[no], at, rule=rule, origin=origin)

    told: list[Fact] = [shift(no) for no in PEOPLE if no != "S000"]
    for _ in range(120):
        at = f"{chosen.randint(1, 30)} {chosen.randint(8, 17):02}:{chosen.choice((0, 30)):02}"
        hall, origin = chosen.choice(("H1", "H2")), chosen.choice(list(Origin))
        told.append(violation(chosen.choice(list(PEOPLE)), at, chosen.choice(RULES), hall, origin))
    return told


def stored(engine: sa.Engine, told: list[Fact]) -> tuple[bytes, str, list[str]]:
    with Session(engine) as session:
        halls = {
            "H1": make_hall(session, staff=PEOPLE),
            "H2": make_hall(session, "H2", staff={}, timezone="Asia/Urumqi"),
        }
        for fact in told:
            fact(session, halls)
        session.commit()
        draft(session, MONTH, by="test", now=NOW)
        session.commit()
        entries = entries_of(session, MONTH)
        return month_bytes(entries), month_digest(entries), [entry.staff for entry in entries]


@pytest.mark.parametrize("seed", range(3))
def test_everywhere_and_in_any_order(sqlite_database: sa.Engine, postgresql_database: sa.Engine, seed: int) -> None:
    told = facts()
    first = stored(sqlite_database, told)
    second = stored(postgresql_database, Random(seed).sample(told, len(told)))
    assert first == second
    assert first[2] == sorted(PEOPLE)
    assert b"\n" in first[0]
