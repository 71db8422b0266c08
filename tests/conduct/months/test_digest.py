"""The canonical form of a month: what changes it, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.months.appraise import LineKind
from conduct.months.digest import decimal_text, entry_digest, instant_text, month_bytes, month_digest
from conduct.months.stored_month import StoredEntry, StoredLine
from models.values.why import Why, why
from tests.conduct.story import at

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE = StoredLine("late", Decimal(1), Decimal(0), at("3 08:40"), why("line.free", n=1), "v1")
EMPTY = StoredLine("window-unattended", Decimal(2), Decimal(2), at("4 10:00:05"), why("line.counted", points="2"), "v2")
WANG = StoredEntry(
    month="2026-06", hall="H1", timezone=SHANGHAI, staff="S001", name="王芳", base=Decimal(100), deducted=Decimal(2),
    score=Decimal(98), grade="A", lines=(LATE, EMPTY), pack_version="default-2026.2", computed_at=at("12:00"), locked_at=None,
)  # fmt: skip
LI = replace(WANG, staff="S002", name="李强", deducted=Decimal(0), score=Decimal(100), lines=())


def test_the_form_itself() -> None:
    assert month_bytes([LI, WANG]).decode() == (
        '{"base":"100","deducted":"2","grade":"A","lines":['
        '{"counted":"0","kind":"violation","points":"1","rule":"late","start":"2026-06-03T00:40:00Z",'
        '"why":{"code":"line.free","facts":{"n":"1"}}},'
        '{"counted":"2","kind":"violation","points":"2","rule":"window-unattended","start":"2026-06-04T02:00:05Z",'
        '"why":{"code":"line.counted","facts":{"points":"2"}}}],'
        '"month":"2026-06","pack":"default-2026.2","score":"98","staff":"S001"}\n'
        '{"base":"100","deducted":"0","grade":"A","lines":[],'
        '"month":"2026-06","pack":"default-2026.2","score":"100","staff":"S002"}\n'
    )


SAME: dict[str, StoredEntry] = {
    "computed another time": replace(WANG, computed_at=at("23:00")),
    "locked": replace(WANG, locked_at=at("23:00")),
    "another name": replace(WANG, name="王芳芳"),
    "moved to another hall": replace(WANG, hall="H2", timezone=ZoneInfo("UTC")),
    "numbers padded by the database": replace(WANG, base=Decimal("100.000"), deducted=Decimal("2.000")),
    "other ids": replace(WANG, lines=tuple(replace(line, violation="x") for line in WANG.lines)),
    "another order of lines": replace(WANG, lines=WANG.lines[::-1]),
    "times told in another zone": replace(
        WANG, lines=tuple(replace(line, start=line.start.astimezone(UTC)) for line in WANG.lines)
    ),
    "facts of a reason in another order": replace(
        WANG, lines=(LATE, replace(EMPTY, why=Why("line.counted", EMPTY.why.facts[::-1])))
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_what_changes_nothing(name: str) -> None:
    assert entry_digest(SAME[name]) == entry_digest(WANG)


OTHER: dict[str, StoredEntry] = {
    "month": replace(WANG, month="2026-07"),
    "person": LI,
    "base": replace(WANG, base=Decimal(90)),
    "deducted": replace(WANG, deducted=Decimal(3)),
    "score": replace(WANG, score=Decimal(97)),
    "grade": replace(WANG, grade="B"),
    "pack": replace(WANG, pack_version="ours-1"),
    "a line more": replace(WANG, lines=(*WANG.lines, LATE)),
    "a line's rule": replace(WANG, lines=(replace(LATE, rule="absent"), EMPTY)),
    "a line's time": replace(WANG, lines=(replace(LATE, start=LATE.start + timedelta(microseconds=1)), EMPTY)),
    "a line's points": replace(WANG, lines=(replace(LATE, points=Decimal(2)), EMPTY)),
    "what a line counts": replace(WANG, lines=(replace(LATE, counted=Decimal("0.001")), EMPTY)),
    "a line's reason": replace(WANG, lines=(replace(LATE, why=why("line.free", n=2)), EMPTY)),
    "a line's kind": replace(WANG, lines=(replace(LATE, kind=LineKind.adjustment), EMPTY)),
}


@pytest.mark.parametrize("name", OTHER)
def test_what_changes_it(name: str) -> None:
    assert entry_digest(OTHER[name]) != entry_digest(WANG)


@given(st.permutations([WANG, LI, replace(LI, staff="S003"), replace(LI, month="2026-05")]))
def test_the_order_of_entries_is_no_matter(entries: list[StoredEntry]) -> None:
    assert month_digest(entries) == month_digest(sorted(entries, key=lambda e: (e.staff, e.month)))


@pytest.mark.parametrize(
    ("number", "text"),
    [("5", "5"), ("5.000", "5"), ("0.500", "0.5"), ("-2.0", "-2"), ("-0", "0"), ("0E+3", "0"), ("1E+2", "100")],
)
def test_numbers(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


@pytest.mark.parametrize(
    ("microsecond", "text"),
    [(0, "2026-06-03T00:30:00Z"), (500_000, "2026-06-03T00:30:00.5Z"), (1, "2026-06-03T00:30:00.000001Z")],
)
def test_instants(microsecond: int, text: str) -> None:
    assert instant_text(datetime(2026, 6, 3, 8, 30, 0, microsecond, tzinfo=SHANGHAI)) == text
