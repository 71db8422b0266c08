"""On which of a month's days somebody belonged to which hall. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Stretch:
    """Belonging to a hall, by its code, from the first day to the last, both included; no last one while it goes on."""

    hall: str
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Belonging:
    """A month of one person: the share of its days, the hall of the last of them, and the days at each hall."""

    share: Decimal
    hall: str | None
    days_at: tuple[tuple[str, int], ...]


def belonging(stretches: Iterable[Stretch], first_day: date, last_day: date) -> Belonging | None:
    """What stretches of one person come to between two days, both included; None where nothing is told of the person.

    Of several stretches over one day that which began last holds.
    """
    told = sorted(stretches, key=lambda s: (s.first_day, s.hall))
    if not told:
        return None
    hall_on: dict[date, str] = {}
    for each in told:
        day = max(each.first_day, first_day)
        while day <= min(each.last_day or last_day, last_day):
            hall_on[day] = each.hall
            day += timedelta(days=1)
    whole = (last_day - first_day).days + 1
    last_hall = hall_on[max(hall_on)] if hall_on else None
    days_at = tuple(sorted(Counter(hall_on.values()).items()))
    return Belonging(Decimal(len(hall_on)) / whole, last_hall, days_at)
