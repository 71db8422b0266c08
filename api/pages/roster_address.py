"""The address of a page of the roster: every state is one. Pure."""

from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from api.problems import Problem
from roster.week import name_of_week, week_named

NEW = "new"


class RosterView(BaseModel):
    """What of the roster is looked at; every field is part of the address."""

    model_config = ConfigDict(frozen=True)

    hall: str = ""
    week: str = ""
    """`2026-W23`."""
    day: str = ""
    """The one that a telephone shows."""
    staff: str = ""
    """Somebody's week instead of the hall's; `me` is the visitor."""
    names: Literal["", "number"] = ""
    """How people are called."""
    shift: str = ""
    """The id of the one that is looked at, or `new`."""
    window: str = ""
    start: str = ""
    end: str = ""
    did: str = ""
    """What was done just before."""

    def address(self, path: str = "/roster", **other: str) -> str:
        kept = {"hall": self.hall, "week": self.week, "day": self.day, "staff": self.staff, "names": self.names}
        wanted = {name: value for name, value in {**kept, **other}.items() if value}
        return path + (f"?{urlencode(wanted)}" if wanted else "")


def days_of_week(name: str, today: date) -> tuple[date, ...]:
    """The week of an address, by default this one. Raises Problem 422."""
    try:
        return week_named(name or name_of_week(today))
    except ValueError:
        raise Problem(422, "invalid", "A week is named like 2026-W23.") from None


def week_turns(view: RosterView, days: tuple[date, ...], today: date) -> dict[str, Any]:
    """This week's name, and the addresses of those around it; without a day, which is of this one."""
    seen = view.model_copy(update={"day": ""})
    week = name_of_week(days[0])
    try:
        before, after = (name_of_week(days[0] + timedelta(weeks=by)) for by in (-1, 1))
    except OverflowError:
        raise Problem(422, "invalid", "There is no week before or after this one.") from None
    return {
        "week": week,
        "before": seen.address(week=before),
        "after": seen.address(week=after),
        "this_week": seen.address(week=name_of_week(today)),
        "is_this_week": today in days,
        "days": days,
        "today": today,
    }
