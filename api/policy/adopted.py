"""Which pack was adopted by whom, for which days, and which of them holds. Pure but for the reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from conduct.rules.adoption import adoptions
from models.tables import PackAdoptionRow, UserRow

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShownAdoption:
    """`last_day` is None while nothing follows; `replaced` where another was adopted for the same first day later."""

    row: PackAdoptionRow
    by: str
    last_day: date | None
    replaced: bool
    holds: bool


def shown_adoptions(session: Session, today: date) -> list[ShownAdoption]:
    """The latest first day first."""
    rows = adoptions(session)
    names = names_of_logins(session, {row.adopted_by for row in rows})
    return [ShownAdoption(row, names[row.adopted_by], *_span(row, rows[n + 1 :], today)) for n, row in enumerate(rows)][
        ::-1
    ]


def _span(row: PackAdoptionRow, later: Sequence[PackAdoptionRow], today: date) -> tuple[date | None, bool, bool]:
    """Until when it holds, whether another took its place for all its days, and whether it holds today."""
    replaced = any(other.first_day == row.first_day for other in later)
    following = next((other.first_day for other in later if other.first_day > row.first_day), None)
    last_day = following - ONE_DAY if following else None
    holds = not replaced and row.first_day <= today and (last_day is None or today <= last_day)
    return last_day, replaced, holds


def names_of_logins(session: Session, logins: set[str]) -> dict[str, str]:
    """Who is behind log-ins; an account of the command line has no other name."""
    query = select(UserRow.login, UserRow.name)
    named = session.exec(query.where(col(UserRow.login).in_(logins))).all()
    return {login: login for login in logins} | dict(named)
