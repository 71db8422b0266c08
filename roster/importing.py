"""Importing staff and rosters from tables: columns, bad cells, and the plan of what would change. Pure."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from models.values.why import Why, why
from roster.cells import CellRefused, is_blank
from roster.sheets import Cell, SheetRow

COMMENT_BEGINS = ("#", "＃")
"""A row whose first cell begins so is not imported: templates explain themselves by such rows."""


class Kind(StrEnum):
    """What a table tells of."""

    staff = "staff"
    roster = "roster"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as templates head it, `chinese/name`, and what `others` call it."""

    name: str
    chinese: str
    others: tuple[str, ...] = ()
    needed: bool = False


NUMBER = Column("number", "工号", ("员工编号", "员工工号", "编号", "no", "staff", "staff number"), needed=True)
HALL = Column("hall", "营业厅", ("营业厅代码", "所属营业厅", "厅", "hall code"))
NOTE = Column("note", "备注", ("说明", "序号", "notes", "remark", "remarks", "comment"))
"""May say anything and is not read."""

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.staff: (
        NUMBER,
        Column("name", "姓名", ("员工姓名", "名字"), needed=True),
        HALL,
        Column("badges", "卡号", ("考勤卡号", "工卡号", "badge", "badge number", "card", "card number")),
        Column("retired", "离职", ("是否离职", "已离职", "离职日期", "left")),
        NOTE,
    ),
    Kind.roster: (
        NUMBER,
        HALL,
        Column("day", "日期", ("上班日期", "班次日期", "date")),
        Column("window", "窗口", ("窗口号", "窗口代码", "window code")),
        Column("start", "上班", ("上班时间", "开始", "开始时间", "from", "start time"), needed=True),
        Column("end", "下班", ("下班时间", "结束", "结束时间", "to", "end time"), needed=True),
        Column("breaks", "休息", ("休息时间", "break")),
        NOTE,
    ),
}


@dataclass(frozen=True, slots=True)
class BadCell:
    """Why a cell cannot be taken; `column` as the table heads it."""

    row: int
    column: str
    why: Why


@dataclass(frozen=True, slots=True)
class Refused:
    """All that is wrong with a table, by row; nothing of it is taken."""

    cells: tuple[BadCell, ...]


class Importable(Protocol):
    """What a row tells of."""

    @property
    def label(self) -> str:
        """What people know it by."""
        ...

    def shown(self) -> dict[str, str]:
        """The columns that may change, in words."""
        ...


Value = TypeVar("Value", bound=Importable)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Placed(Generic[Value]):
    """What the row of a number tells."""

    row: int
    value: Value


@dataclass(frozen=True, slots=True)
class Changed(Generic[Value]):
    """What is stored, and what the row of a number makes of it."""

    row: int
    old: Value
    new: Value

    def differences(self) -> tuple[tuple[str, str, str], ...]:
        """Column, old and new, of each column that differs."""
        old, new = self.old.shown(), self.new.shown()
        return tuple((name, old[name], new[name]) for name in old if old[name] != new[name])


@dataclass(frozen=True, slots=True)
class Plan(Generic[Value]):
    """What applying a table comes to; `same` counts the rows that tell what is stored already."""

    made: tuple[Placed[Value], ...]
    changed: tuple[Changed[Value], ...]
    same: int


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand, by their names, and how the table heads them."""

    places: Mapping[str, int]
    titles: Mapping[str, str]


class Row:
    """One row being read: takes its cells by column, and keeps what is wrong with them."""

    def __init__(self, row: SheetRow, header: Header) -> None:
        self.number = row.number
        self.bad: list[BadCell] = []
        self._cells, self._header = row.cells, header

    def may(self, column: str, read: Callable[[Cell], Read]) -> Read | None:
        """What a cell says; None when it is empty, missing or bad."""
        place = self._header.places.get(column, len(self._cells))
        cell = self._cells[place] if place < len(self._cells) else ""
        if is_blank(cell):
            return None
        try:
            return read(cell)
        except CellRefused as refused:
            self.refuse(column, refused.why)
            return None

    def must(self, column: str, read: Callable[[Cell], Read]) -> Read | None:
        """The same, where an empty cell is bad."""
        bad_before = len(self.bad)
        said = self.may(column, read)
        if said is None and len(self.bad) == bad_before:
            self.refuse(column, why("import.empty"))
        return said

    def refuse(self, column: str, reason: Why) -> None:
        self.bad.append(BadCell(self.number, self.title(column), reason))

    def title(self, column: str) -> str:
        """How the table heads a column; its name where there is none."""
        return self._header.titles.get(column, column)


def open_rows(rows: Iterable[SheetRow], kind: Kind) -> Iterator[Row]:
    """The rows below the header. Raises HeaderRefused when there is none that can be read by."""
    told = (row for row in rows if not _is_comment(row))
    first = next(told, None)
    if first is None:
        raise HeaderRefused((BadCell(1, COLUMNS[kind][0].name, why("import.no-header")),))
    header = read_header(first, kind)
    return (Row(row, header) for row in told)


class HeaderRefused(ValueError):
    """A header with columns missing, unknown or twice."""

    def __init__(self, cells: tuple[BadCell, ...]) -> None:
        self.cells = cells
        super().__init__(str(cells))


def read_header(row: SheetRow, kind: Kind) -> Header:
    """Which column stands where, in any order. Raises HeaderRefused, naming all that is wrong."""
    names = {_simple(word): c.name for c in COLUMNS[kind] for word in (c.name, c.chinese, *c.others)}
    places: dict[str, int] = {}
    titles: dict[str, str] = {}
    bad: list[BadCell] = []
    for place, cell in enumerate(row.cells):
        if is_blank(cell):
            continue
        title = " ".join(str(cell).split())
        name = _column_named(title, names)
        if name is None:
            bad.append(BadCell(row.number, title, why("import.unknown-column", known=known_columns(kind))))
        elif name in places and name != NOTE.name:
            bad.append(BadCell(row.number, title, why("import.column-twice", other=titles[name])))
        else:
            places[name], titles[name] = place, title
    bad += [
        BadCell(row.number, f"{c.chinese}/{c.name}", why("import.column-missing"))
        for c in COLUMNS[kind]
        if c.needed and c.name not in places
    ]
    if bad:
        raise HeaderRefused(tuple(bad))
    return Header(places, titles)


def known_columns(kind: Kind) -> str:
    return ", ".join(f"{c.chinese}/{c.name}" for c in COLUMNS[kind])


def in_order(bad: Iterable[BadCell]) -> Refused:
    return Refused(tuple(sorted(bad, key=lambda cell: cell.row)))


def _column_named(title: str, names: Mapping[str, str]) -> str | None:
    """A title may say the same in two languages: `工号/number`."""
    whole = names.get(_simple(title))
    if whole is not None:
        return whole
    parts = {names.get(_simple(part)) for part in unicodedata.normalize("NFKC", title).split("/")}
    return parts.pop() if len(parts) == 1 else None


def _simple(title: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


def _is_comment(row: SheetRow) -> bool:
    first = row.cells[0]
    return isinstance(first, str) and first.lstrip().startswith(COMMENT_BEGINS)
