"""Time for which a reader's word does not reach: it was out of use, or a line held aside may be anybody's punch then.

A reader that was heard proves that whoever has no punch did not punch. A line held aside takes that proof away for as
long as its punch may have been made in: from the line before it to the line after it, since a log is in order. What a
reader out of use was sent, nobody took.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from models.tables import ReaderRow
from models.values.interval import Interval, union
from roster.clock_check import EARLIEST

OPTION, OUT_OF_USE = "unclear", "out_of_use"
SPANS_MAX = 50
INSTANT = timedelta(microseconds=1)


def unclear_spans(
    instants: Sequence[datetime | None], heard: datetime | None, *, now: datetime
) -> tuple[Interval, ...]:
    """When lines held aside may have been punched, by their place in a delivery; None stands for such a line. Pure.

    In a delivery that is not in order, a place says nothing: any time since the reader was last heard may be meant.
    """
    if None not in instants:
        return ()
    good = [at for at in instants if at is not None]
    since = heard or EARLIEST
    if not in_order(good):
        return (Interval(min(since, *good), now + INSTANT),)
    spans: list[Interval] = []
    before, open_since = since, None
    for at in instants:
        if at is None:
            open_since = open_since or before
        else:
            if open_since is not None:
                spans.append(Interval(min(open_since, at), at + INSTANT))
            before, open_since = at, None
    if open_since is not None:
        spans.append(Interval(min(open_since, now), now + INSTANT))
    return union(spans)


def in_order(instants: Sequence[datetime]) -> bool:
    return all(a <= b for a, b in pairwise(instants))


def word_of(alive_until: datetime, spans: Sequence[Interval], around: Interval) -> datetime:
    """How far a reader's word reaches for judging what lies in `around`. Pure."""
    return min([alive_until, *(span.start for span in spans if span.clip(around))])


def spans_of(reader: ReaderRow) -> tuple[Interval, ...]:
    """Of either kind."""
    return (*_kept(reader, OPTION), *_kept(reader, OUT_OF_USE))


def _kept(reader: ReaderRow, option: str) -> tuple[Interval, ...]:
    kept: list[list[str]] = reader.options.get(option, [])
    return tuple(Interval(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in kept)


def note_unclear(reader: ReaderRow, spans: Sequence[Interval]) -> None:
    """Add spans to those that are kept; too many of them grow together."""
    _note(reader, OPTION, spans)


def note_out_of_use(reader: ReaderRow, span: Interval) -> None:
    """The same of time in which it was out of use, which no settled line takes away."""
    _note(reader, OUT_OF_USE, [span])


def _note(reader: ReaderRow, option: str, spans: Sequence[Interval]) -> None:
    together = union([*_kept(reader, option), *spans])
    if len(together) > SPANS_MAX:
        together = (*together[: SPANS_MAX - 1], Interval(together[SPANS_MAX - 1].start, together[-1].end))
    set_option(reader, option, [[span.start.isoformat(), span.end.isoformat()] for span in together] or None)


def forget_unclear(reader: ReaderRow) -> None:
    set_option(reader, OPTION, None)


def set_option(reader: ReaderRow, name: str, value: Any) -> None:
    """Change one of a reader's options; None takes it away. A JSON column sees only a new value."""
    others = {key: kept for key, kept in reader.options.items() if key != name}
    reader.options = others if value is None else {**others, name: value}
