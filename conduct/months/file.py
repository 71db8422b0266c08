"""All that a file of a month's appraisals says, as one value: what a workbook and a PDF carry inside them.

Written and read back as JSON, so that a file can be held against itself, against its digest and against the database.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from conduct.months.digest import month_digest
from conduct.months.stored_month import StoredEntry


class NoMonthFile(ValueError):
    """A file that does not carry a month; the message says in one line what is missing."""


@dataclass(frozen=True, slots=True)
class Signature:
    """That somebody signed a person's month, or refused to, and in which words."""

    signed_as: Literal["person", "supervisor", "hr"]
    name: str
    at: datetime
    refused: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class MonthFile:
    """Entries of one month with what their lines lead to, in the words of one language.

    `digest` is that of the whole month, also where `entries` are only one person's. `norms`, `evidence` and
    `appeal_until` are by the id of the violation, `titles` by rule, `halls` by code, `signatures` by staff number.
    """

    month: str
    language: str
    digest: str
    entries: tuple[StoredEntry, ...]
    whole: bool = True
    halls: dict[str, str] = field(default_factory=dict[str, str])
    titles: dict[str, str] = field(default_factory=dict[str, str])
    norms: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    evidence: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    appeal_until: dict[str, datetime] = field(default_factory=dict[str, datetime])
    """Of lines that have a time by which an appeal is to be lodged."""
    signatures: dict[str, tuple[Signature, ...]] = field(default_factory=dict[str, tuple[Signature, ...]])

    @property
    def made_at(self) -> datetime:
        """When the month was locked, else computed, in UTC: when a file of it claims to have been made, so that the
        same month is the same bytes."""
        year, number = (int(part) for part in self.month.split("-"))
        first = datetime(year, number, 1, tzinfo=UTC)
        return max([first, *((entry.locked_at or entry.computed_at).astimezone(UTC) for entry in self.entries)])

    @property
    def packs(self) -> str:
        """The versions of the rule packs that it was computed by."""
        return ", ".join(sorted({entry.pack_version for entry in self.entries}))

    @property
    def computed_digest(self) -> str:
        """The digest of the entries as they are here."""
        return month_digest(self.entries)

    def as_json(self) -> str:
        return _adapter().dump_json(self).decode()


def read_month_file(text: str | bytes) -> MonthFile:
    """What `MonthFile.as_json` wrote. Raises NoMonthFile."""
    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise NoMonthFile(f"{'.'.join(map(str, first['loc'])) or 'JSON'}: {first['msg']}") from error


@cache
def _adapter() -> TypeAdapter[MonthFile]:
    return TypeAdapter(MonthFile)
