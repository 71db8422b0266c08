"""Kinds of day as rows: wall times on a day in a zone, and the time that they mean."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.interval import Interval
from roster.templates import BadTemplate, instant, shift_template, shifts_on

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
"""Clocks jump from 02:00 to 03:00 on 29 March 2026, and go back from 03:00 to 02:00 on 25 October."""
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Goes back by half an hour at 02:00 on 5 April 2026."""
APIA = ZoneInfo("Pacific/Apia")
"""Left out 30 December 2011 as a whole."""
JUNE = date(2026, 6, 3)


def pairs(*told: str) -> list[list[str]]:
    return [each.split(">") for each in told]


def utc(interval: Interval) -> str:
    assert interval.start.tzinfo is UTC
    return f"{interval.start:%d %H:%M} > {interval.end:%d %H:%M}"


MEANT: dict[str, tuple[Sequence[str], Sequence[str], date, ZoneInfo, list[str]]] = {
    "a plain day with a break": (
        ["08:30>17:30"], ["12:00>13:00"], JUNE, SHANGHAI, ["03 00:30 > 03 09:30 (03 04:00 > 03 05:00)"]),
    "split segments are a shift each, with their own breaks": (
        ["08:00>12:00", "14:00>18:00"], ["15:00>15:15", "10:00>10:15"], JUNE, SHANGHAI,
        ["03 00:00 > 03 04:00 (03 02:00 > 03 02:15)", "03 06:00 > 03 10:00 (03 07:00 > 03 07:15)"]),
    "segments that touch stay two": (
        ["08:00>12:00", "12:00>18:00"], [], JUNE, SHANGHAI, ["03 00:00 > 03 04:00", "03 04:00 > 03 10:00"]),
    "a night, its break after midnight": (
        ["22:00>06:00"], ["02:00>02:30"], JUNE, SHANGHAI, ["03 14:00 > 03 22:00 (03 18:00 > 03 18:30)"]),
    "a break over midnight": (["20:00>04:00"], ["23:45>00:15"], JUNE, SHANGHAI, ["03 12:00 > 03 20:00 (03 15:45 > 03 16:15)"]),
    "an end at midnight": (["16:00>00:00"], [], JUNE, SHANGHAI, ["03 08:00 > 03 16:00"]),
    "24 hours, with a break on either day": (
        ["08:00>08:00"], ["12:00>13:00", "03:00>04:00"], JUNE, SHANGHAI,
        ["03 00:00 > 04 00:00 (03 04:00 > 03 05:00, 03 19:00 > 03 20:00)"]),
    "a second segment on the next day": (
        ["20:00>01:00", "05:00>08:00"], ["06:00>06:15"], JUNE, SHANGHAI,
        ["03 12:00 > 03 17:00", "03 21:00 > 04 00:00 (03 22:00 > 03 22:15)"]),
    "breaks that overlap are one": (
        ["08:00>12:00"], ["09:00>09:30", "09:15>10:00"], JUNE, SHANGHAI, ["03 00:00 > 03 04:00 (03 01:00 > 03 02:00)"]),
    "a night in which clocks jump ahead is an hour shorter": (
        ["22:00>06:00"], [], date(2026, 3, 28), BERLIN, ["28 21:00 > 29 04:00"]),
    "a night in which clocks go back is an hour longer": (
        ["22:00>06:00"], [], date(2026, 10, 24), BERLIN, ["24 20:00 > 25 05:00"]),
    "24 hours over a jump are 23": (["08:00>08:00"], [], date(2026, 3, 28), BERLIN, ["28 07:00 > 29 06:00"]),
    "a time jumped over is the jump": (["02:30>08:00"], [], date(2026, 3, 29), BERLIN, ["29 01:00 > 29 06:00"]),
    "at an end too": (["00:00>02:30"], [], date(2026, 3, 29), BERLIN, ["28 23:00 > 29 01:00"]),
    "a segment jumped over is none": (["02:10>02:50", "08:00>12:00"], [], date(2026, 3, 29), BERLIN, ["29 06:00 > 29 10:00"]),
    "a break jumped over is none": (["00:00>08:00"], ["02:10>02:50"], date(2026, 3, 29), BERLIN, ["28 23:00 > 29 06:00"]),
    "a time that comes twice is its first": (["02:30>08:00"], [], date(2026, 10, 25), BERLIN, ["25 00:30 > 25 07:00"]),
    "who ends at it is relieved at it": (["00:00>02:30"], [], date(2026, 10, 25), BERLIN, ["24 22:00 > 25 00:30"]),
    "half an hour twice": (["01:45>02:15"], [], date(2026, 4, 5), LORD_HOWE, ["04 14:45 > 04 15:45"]),
    "a day left out": (["08:00>16:00"], [], date(2011, 12, 30), APIA, []),
    "a night into a day left out": (["22:00>06:00"], [], date(2011, 12, 29), APIA, ["30 08:00 > 30 10:00"]),
}  # fmt: skip


@pytest.mark.parametrize("name", MEANT)
def test_what_a_kind_of_day_means(name: str) -> None:
    segments, breaks, day, zone, expected = MEANT[name]
    shifts = shifts_on(shift_template("T", pairs(*segments), pairs(*breaks)), day, zone, staff="S001", window="W1")
    told = [utc(s.time) + (f" ({', '.join(map(utc, s.breaks))})" if s.breaks else "") for s in shifts]
    assert told == expected
    assert {(s.staff, s.window) for s in shifts} <= {("S001", "W1")}


BAD: dict[str, tuple[list[list[str]], list[list[str]], str]] = {
    "nothing": ([], [], "no-segment"),
    "one time": ([["08:00"]], [], "bad-pair"),
    "three times": ([["08:00", "12:00", "13:00"]], [], "bad-pair"),
    "24:00": (pairs("16:00>24:00"), [], "bad-wall-time"),
    "one digit": (pairs("8:00>12:00"), [], "bad-wall-time"),
    "Arabic digits": (pairs("٠٨:٠٠>12:00"), [], "bad-wall-time"),
    "a line more": (pairs("08:00>12:00\n"), [], "bad-wall-time"),
    "segments that overlap": (pairs("08:00>12:00", "11:00>15:00"), [], "segments-too-long"),
    "more than a day": (pairs("08:00>20:00", "21:00>09:00"), [], "segments-too-long"),
    "one after a whole day": (pairs("08:00>08:00", "09:00>10:00"), [], "segments-too-long"),
    "a break outside": (pairs("08:00>12:00"), pairs("12:30>13:00"), "break-outside"),
    "a break that begins before": (pairs("08:00>12:00"), pairs("07:45>08:15"), "break-outside"),
    "a break between segments": (pairs("08:00>12:00", "14:00>18:00"), pairs("12:00>14:00"), "break-outside"),
    "a break of no length": (pairs("08:00>12:00"), pairs("09:00>09:00"), "break-outside"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_kind_of_day(name: str) -> None:
    segments, breaks, code = BAD[name]
    with pytest.raises(BadTemplate) as raised:
        shift_template("T", segments, breaks)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("segments", "night"),
    [(["08:30>17:30"], False), (["16:00>00:00"], False), (["16:00>00:01"], True), (["00:00>08:00"], True),
     (["04:59>08:00"], True), (["05:00>13:00"], False), (["22:00>06:00"], True), (["08:00>08:00"], True),
     (["05:00>12:00", "13:00>05:00"], True), (["08:00>12:00", "14:00>18:00"], False)],
)  # fmt: skip
def test_work_at_night(segments: list[str], night: bool) -> None:
    assert shift_template("T", pairs(*segments)).at_night == night


DST_DAYS = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25), JUNE]


@given(st.sampled_from(DST_DAYS), st.lists(st.integers(0, 2 * 1440), min_size=2, max_size=2).map(sorted))
def test_a_later_wall_time_is_never_an_earlier_instant(day: date, minutes: list[int]) -> None:
    earlier, later = (instant(day, m, BERLIN) for m in minutes)
    assert earlier <= later
    assert later - earlier <= timedelta(minutes=minutes[1] - minutes[0] + 60)


@given(st.integers(0, 1439))
def test_a_wall_time_is_what_the_clock_shows(minute: int) -> None:
    shown = instant(JUNE, minute, BERLIN).astimezone(BERLIN)
    assert (shown.date(), shown.hour * 60 + shown.minute) == (JUNE, minute)
    assert instant(JUNE, minute, SHANGHAI) == datetime(2026, 6, 2, 16, tzinfo=UTC) + timedelta(minutes=minute)
