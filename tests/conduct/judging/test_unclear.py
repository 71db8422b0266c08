"""Where a reader's word does not reach because of lines held aside."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from conduct.judging.unclear import (
    SPANS_MAX,
    forget_unclear,
    note_out_of_use,
    note_unclear,
    spans_of,
    unclear_spans,
    word_of,
)
from models.tables import ReaderRow
from models.tables.base import new_id
from models.values.interval import Interval
from roster.clock_check import EARLIEST
from tests.conduct.story import at

NOW, HEARD = at("18:00"), at("07:00")
INSTANT = timedelta(microseconds=1)


def told(*lines: str) -> list[datetime | None]:
    """`08:00` or `?`."""
    return [None if line == "?" else at(line) for line in lines]


SPANS: dict[str, tuple[Sequence[datetime | None], datetime | None, list[tuple[datetime, datetime]]]] = {
    "nothing held aside": (told("08:00", "09:00"), HEARD, []),
    "nothing at all": ([], HEARD, []),
    "between two": (told("08:00", "?", "09:00"), HEARD, [(at("08:00"), at("09:00"))]),
    "several between two": (told("08:00", "?", "?", "09:00"), HEARD, [(at("08:00"), at("09:00"))]),
    "the first": (told("?", "09:00"), HEARD, [(HEARD, at("09:00"))]),
    "the last": (told("08:00", "?"), HEARD, [(at("08:00"), NOW)]),
    "alone": (told("?"), HEARD, [(HEARD, NOW)]),
    "alone, of a reader never heard": (told("?"), None, [(EARLIEST, NOW)]),
    "two apart": (told("08:00", "?", "09:00", "10:00", "?"), HEARD, [(at("08:00"), at("09:00")), (at("10:00"), NOW)]),
    "in no order": (told("09:00", "?", "08:00"), HEARD, [(HEARD, NOW)]),
    "in no order, and older": (told("06:00", "?", "05:00"), HEARD, [(at("05:00"), NOW)]),
}  # fmt: skip


@pytest.mark.parametrize("name", SPANS)
def test_spans(name: str) -> None:
    lines, heard, spans = SPANS[name]
    assert unclear_spans(lines, heard, now=NOW) == tuple(Interval(a, b + INSTANT) for a, b in spans)


WORDS: dict[str, tuple[list[tuple[str, str]], datetime]] = {
    "all clear": ([], NOW),
    "another day": ([("2 09:00", "2 10:00")], NOW),
    "up to the day": ([("2 09:00", "08:00")], NOW),
    "within the day": ([("09:00", "10:00")], at("09:00")),
    "several": ([("11:00", "12:00"), ("09:00", "10:00")], at("09:00")),
    "into the day": ([("2 09:00", "09:00")], at("2 09:00")),
}


@pytest.mark.parametrize("name", WORDS)
def test_word(name: str) -> None:
    spans, until = WORDS[name]
    around = Interval(at("08:00"), at("23:00"))
    assert word_of(NOW, [Interval(at(a), at(b)) for a, b in spans], around) == until


def test_spans_are_kept_together_and_bounded() -> None:
    reader = ReaderRow(hall_id=new_id(), code="R1", options={"pin_prefix": "A-"})
    first = at("1 00:00")
    for hour in range(SPANS_MAX + 20):
        start = first + timedelta(hours=hour)
        note_unclear(reader, [Interval(start, start + timedelta(minutes=30))])
    kept = spans_of(reader)
    assert len(kept) == SPANS_MAX
    assert (kept[0].start, kept[-1].end) == (first, first + timedelta(hours=SPANS_MAX + 19, minutes=30))
    forget_unclear(reader)
    assert reader.options == {"pin_prefix": "A-"}


def test_settling_what_was_held_aside_leaves_the_time_out_of_use() -> None:
    reader = ReaderRow(hall_id=new_id(), code="R1")
    out, held = Interval(at("09:00"), at("10:00")), Interval(at("11:00"), at("12:00"))
    note_out_of_use(reader, out)
    note_unclear(reader, [held])
    assert set(spans_of(reader)) == {out, held}
    forget_unclear(reader)
    assert spans_of(reader) == (out,)
