"""Dress codes over the year: which one a day has, and whether every day has exactly one. Pure.

A pack gives each code its stretches of the year; a hall may move a boundary for some days by a notice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

from conduct.frozen import Frozen, Words
from conduct.told import Told
from conduct.words import N_

LEAP_YEAR, OTHER_YEAR = 2028, 2027
ONE_DAY = timedelta(days=1)
SPAN = re.compile(r"(\d\d)-(\d\d)\.\.(\d\d)-(\d\d)")


class Dress(StrEnum):
    """What a dress code asks for, as far as it can be seen."""

    long_sleeves = "long-sleeves"
    """Without outerwear."""
    short_sleeves = "short-sleeves"
    """Without outerwear."""
    full_suit = "full-suit"
    """Outerwear; what is worn below cannot be seen and is not asked for."""


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of every year, both ends included; one that ends before it begins goes on over New Year."""

    first: MonthDay
    last: MonthDay

    def holds(self, day: date) -> bool:
        at = MonthDay(day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


def parse_span(told: Any) -> Span:
    """`05-01..05-31`. Raises ValueError."""
    if isinstance(told, Span):
        return told
    found = SPAN.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        raise ValueError("a stretch of the year like 05-01..05-31 is expected")
    month, day, last_month, last_day = (int(part) for part in found.groups())
    for m, d in ((month, day), (last_month, last_day)):
        try:
            date(LEAP_YEAR, m, d)
        except ValueError:
            raise ValueError(f"no year has a {m:02}-{d:02}") from None
    return Span(MonthDay(month, day), MonthDay(last_month, last_day))


class Season(Frozen):
    """One dress code."""

    spans: tuple[Annotated[Span, BeforeValidator(parse_span), PlainSerializer(str)], ...] = Field(min_length=1)
    asks: Dress
    norms: tuple[str, ...] = ()
    """Cited when this very code was not kept."""
    title: Words

    def span(self, day: date) -> Span | None:
        return next((span for span in self.spans if span.holds(day)), None)


@dataclass(frozen=True, slots=True)
class MovedDays:
    """By a hall's notice these days, both included, have another dress code than the pack gives them."""

    season: str
    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Code:
    """The dress code of a day; `since` and `until` say for how long, as the pack or the notice puts it."""

    name: str
    season: Season
    since: str
    until: str


def dress_code(day: date, seasons: Mapping[str, Season], moved: Sequence[MovedDays] = ()) -> Code:
    """The one dress code of a day. Raises LookupError where there is none, or more than one."""
    names = codes_on(day, seasons, moved)
    if len(names) != 1:
        raise LookupError(f"{day} has {'no dress code' if not names else 'more than one: ' + ', '.join(names)}")
    name = names[0]
    notice = next((each for each in moved if each.holds(day)), None)
    if notice is not None:
        return Code(name, seasons[name], str(notice.first_day), str(notice.last_day))
    span = seasons[name].span(day)
    return Code(name, seasons[name], str(span.first) if span else "", str(span.last) if span else "")


def codes_on(day: date, seasons: Mapping[str, Season], moved: Sequence[MovedDays] = ()) -> tuple[str, ...]:
    """Every dress code that a day has, by name; a notice takes the place of what the pack says."""
    by_notice = {each.season for each in moved if each.holds(day)}
    by_pack = {name for name, season in seasons.items() if season.span(day)}
    return tuple(sorted(by_notice or by_pack))


def faults(seasons: Mapping[str, Season], moved: Sequence[MovedDays] = ()) -> Iterator[str]:
    """What is wrong with the dress codes, in words: days without one or with several, notices of codes unknown.

    A year with a 29 February and one without are looked through, and every year that a notice touches.
    """
    for each in moved:
        if each.season not in seasons:
            yield Told(N_("there is no dress code {season}"), season=repr(each.season))
            return
    touched = {year for each in moved for year in range(each.first_day.year, each.last_day.year + 1)}
    said: set[str] = set()
    for year in sorted({LEAP_YEAR, OTHER_YEAR} | touched):
        for stretch, names in _stretches(_days(year), seasons, moved):
            days = _said(stretch, year in touched)
            fault = (
                Told(N_("{days}: more than one dress code ({codes})"), days=days, codes=", ".join(names))
                if names
                else Told(N_("{days}: no dress code"), days=days)
            )
            if len(names) != 1 and fault not in said:
                said.add(fault)
                yield fault


def neighbours(seasons: Mapping[str, Season], name: str) -> frozenset[str]:
    """The dress codes right before or after one in the year."""
    found: set[str] = set()
    days = _days(LEAP_YEAR)
    for day, following in zip(days, [*days[1:], days[0]], strict=True):
        here, there = codes_on(day, seasons), codes_on(following, seasons)
        if name in here:
            found.update(there)
        if name in there:
            found.update(here)
    return frozenset(found - {name})


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + n * ONE_DAY for n in range((date(year + 1, 1, 1) - first).days)]


def _stretches(
    days: Iterable[date], seasons: Mapping[str, Season], moved: Sequence[MovedDays]
) -> Iterator[tuple[tuple[date, date], tuple[str, ...]]]:
    """Days that follow each other and have the same codes."""
    first: date | None = None
    last: date | None = None
    held: tuple[str, ...] = ()
    for day in days:
        names = codes_on(day, seasons, moved)
        if first is None or names != held:
            if first is not None and last is not None:
                yield (first, last), held
            first, held = day, names
        last = day
    if first is not None and last is not None:
        yield (first, last), held


def _said(stretch: tuple[date, date], with_year: bool) -> str:
    form = "%Y-%m-%d" if with_year else "%m-%d"
    first, last = (day.strftime(form) for day in stretch)
    return first if first == last else f"{first}..{last}"
