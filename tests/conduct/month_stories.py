"""Months for tests of their files."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from conduct.months.digest import month_digest
from conduct.months.file import MonthFile
from conduct.months.stored_month import StoredEntry, StoredLine
from models.values.why import why
from tests.conduct.story import at

VIOLATION = "01900000-0000-7000-8000-00000000000{}"


def line(
    counted: str = "2", rule: str = "window-unattended", violation: str = VIOLATION.format(1), hour: int = 10
) -> StoredLine:
    return StoredLine(
        rule, Decimal(2), Decimal(counted), at(f"3 {hour:02}:00:05"), why("line.counted", points="2"), violation
    )


def entry(
    staff: str = "S001", name: str = "王芳", *lines: StoredLine, hall: str = "H1", deducted: str | None = None
) -> StoredEntry:
    total = sum((each.counted for each in lines), Decimal(0)) if deducted is None else Decimal(deducted)
    return StoredEntry(
        month="2026-06", hall=hall, timezone=ZoneInfo("Asia/Shanghai"), staff=staff, name=name, base=Decimal("100.000"),
        deducted=total, score=max(Decimal(0), 100 - total), grade="A", lines=lines, pack_version="p",
        computed_at=at("12:00"), locked_at=None,
    )  # fmt: skip


def month(*entries: StoredEntry, **rest: Any) -> MonthFile:
    given: dict[str, Any] = {
        "language": "en",
        "digest": month_digest(entries),
        "halls": {"H1": "城北营业厅", "H2": "城南营业厅"},
        "titles": {"window-unattended": "Window unattended"},
        "norms": {VIOLATION.format(1): ("cc/gas/3.2", "cc/staff/4.1")},
        "evidence": {VIOLATION.format(1): ("e1", "e2")},
    }
    return MonthFile(month="2026-06", entries=entries, **(given | rest))


MONTH = month(
    entry("S001", "王芳", line(), line("0.5", violation=VIOLATION.format(2), hour=11)), entry("S002", "李强", hall="H2")
)
