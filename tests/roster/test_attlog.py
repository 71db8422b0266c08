"""Lines of a terminal's log: which are understood, as what, and what is wrong with the others."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from roster.attlog import PUSHED, AttlogLine, BadLine, Column, LayoutError, layout_of, lines_of, parse_line

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MORNING = "2026-06-03T00:26:10+00:00"

GOOD: dict[str, tuple[bytes, tuple[str, str, str | None, str | None, str | None]]] = {
    "two columns": (b"1001\t2026-06-03 08:26:10", ("1001", MORNING, None, None, None)),
    "six columns": (b"1001\t2026-06-03 08:26:10\t0\t15\t7\t0", ("1001", MORNING, "0", "15", "7")),
    "eleven columns": (b"1001\t2026-06-03 08:26:10\t1\t1\t0\t\t\t\t\t\t", ("1001", MORNING, "1", "1", "0")),
    "nothing in a column": (b"1001\t2026-06-03 08:26:10\t\t1", ("1001", MORNING, None, "1", None)),
    "padded by spaces": (b"     1001\t2026-06-03 08:26:10\t1\t0\t0\t0", ("1001", MORNING, "1", "0", "0")),
    "padded by NUL": (b"1001\0\0\t2026-06-03 08:26:10", ("1001", MORNING, None, None, None)),
    "double spaces": (b"  1001  2026-06-03 08:26:10  1  0", ("1001", MORNING, "1", "0", None)),
    "single spaces": (b"1001 2026-06-03 08:26:10 1", ("1001", MORNING, "1", None, None)),
    "slashes": (b"1001\t2026/6/3 8:26:10", ("1001", MORNING, None, None, None)),
    "with a T": (b"1001\t2026-06-03T08:26:10", ("1001", MORNING, None, None, None)),
    "PIN of letters": ("工牌-7\t2026-06-03 08:26:10".encode(), ("工牌-7", MORNING, None, None, None)),
    "PIN in the national encoding": ("工牌-7\t2026-06-03 08:26:10".encode("gb18030"), ("工牌-7", MORNING, None, None, None)),
    "the clock reset": (b"1001\t2000-01-01 00:00:07", ("1001", "1999-12-31T16:00:07+00:00", None, None, None)),
}  # fmt: skip

BAD: dict[str, tuple[bytes, str]] = {
    "one column": (b"1001", "columns"),
    "twelve columns": (b"1001\t2026-06-03 08:26:10" + b"\t0" * 10, "columns"),
    "no PIN": (b"  \t2026-06-03 08:26:10", "pin-malformed"),
    "a PIN without end": (b"1" * 41 + b"\t2026-06-03 08:26:10", "pin-malformed"),
    "a PIN with NUL within": (b"10\x0001\t2026-06-03 08:26:10", "pin-malformed"),
    "a time in words": (b"1001\ttoday", "time-malformed"),
    "the 31st of June": (b"1001\t2026-06-31 08:26:10", "time-malformed"),
    "25 o'clock": (b"1001\t2026-06-03 25:26:10", "time-malformed"),
    "no seconds": (b"1001\t2026-06-03 08:26", "time-malformed"),
    "other digits": ("1001\t٢٠٢٦-06-03 08:26:10".encode(), "time-malformed"),
    "before the calendar begins": (b"1001\t0001-01-01 00:00:00", "time-malformed"),
    "year 0": (b"1001\t0000-01-01 00:00:00", "time-malformed"),
    "columns exchanged": (b"2026-06-03 08:26:10\t1001", "time-malformed"),
    "no encoding": (b"\xff\xff\xff\t2026-06-03 08:26:10", "not-text"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_line_that_is_understood(name: str) -> None:
    raw, (pin, at, status, verify, workcode) = GOOD[name]
    expected = AttlogLine(raw, pin, datetime.fromisoformat(at), status, verify, workcode)
    assert parse_line(raw, SHANGHAI) == expected


@pytest.mark.parametrize("name", BAD)
def test_a_line_that_is_not(name: str) -> None:
    raw, reason = BAD[name]
    assert parse_line(raw, SHANGHAI) == BadLine(raw, reason)


WALL: dict[str, tuple[str, str]] = {
    "summer": ("2026-06-03 08:00:00", "2026-06-03T06:00:00+00:00"),
    "winter": ("2026-12-03 08:00:00", "2026-12-03T07:00:00+00:00"),
    "twice, when clocks are put back: the earlier": ("2026-10-25 02:30:00", "2026-10-25T00:30:00+00:00"),
    "skipped, when they are put forward: by the clock before": ("2026-03-29 02:30:00", "2026-03-29T01:30:00+00:00"),
}


@pytest.mark.parametrize("name", WALL)
def test_wall_time(name: str) -> None:
    wall, at = WALL[name]
    line = parse_line(f"7\t{wall}".encode(), BERLIN)
    assert isinstance(line, AttlogLine)
    assert line.at == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    ("status", "direction"),
    [("0", "in"), ("1", "out"), ("2", "break-out"), ("5", "overtime-out"), ("8", None), ("255", None), ("", None)],
)
def test_what_a_status_claims(status: str, direction: str | None) -> None:
    line = parse_line(f"7\t2026-06-03 08:00:00\t{status}".encode(), SHANGHAI)
    assert isinstance(line, AttlogLine)
    assert line.direction == direction


LAYOUTS: dict[str, tuple[str, bytes]] = {
    "as pushed": ("pin,time,status,verify,workcode", b"1001\t2026-06-03 08:26:10\t1\t15\t7"),
    "the device first": ("skip,pin,time,verify,status", b"1  1001  2026-06-03 08:26:10  15  1"),
    "the time first": (" Time, PIN ,status,skip,verify", b"2026-06-03 08:26:10\t1001\t1\t0\t15"),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_columns_in_another_order(name: str) -> None:
    names, raw = LAYOUTS[name]
    line = parse_line(raw, SHANGHAI, layout_of(names))
    assert isinstance(line, AttlogLine)
    assert (line.pin, line.at.isoformat(), line.status, line.verify) == ("1001", MORNING, "1", "15")


def test_the_order_of_the_protocol_is_the_default() -> None:
    assert layout_of("pin,time,status,verify,workcode") == PUSHED
    assert layout_of("skip,skip,pin,time") == (Column.skip, Column.skip, Column.pin, Column.time)


@pytest.mark.parametrize("names", ["", "pin", "time,status", "pin,time,pin", "pin,time,mood", "pin time"])
def test_an_order_by_which_nothing_can_be_read(names: str) -> None:
    with pytest.raises(LayoutError):
        layout_of(names)


BODIES: dict[str, tuple[bytes, tuple[bytes, ...]]] = {
    "nothing": (b"", ()),
    "blank": (b"\r\n \t\r\n\0\0\n", ()),
    "line ends of all kinds": (b"a\r\nb\nc\rd", (b"a", b"b", b"c", b"d")),
    "a mark of UTF-8": (b"\xef\xbb\xbfa\nb", (b"a", b"b")),
    "UTF-16": ("1\t二\n3".encode("utf-16"), ("1\t二".encode(), b"3")),
    "UTF-16 cut short": ("1\n3".encode("utf-16")[:-1], (b"1", b"\\x33")),
    "padding stays": (b"  a \n", (b"  a ",)),
}


@pytest.mark.parametrize("name", BODIES)
def test_lines(name: str) -> None:
    body, lines = BODIES[name]
    assert lines_of(body) == lines
