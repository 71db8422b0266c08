"""What cameras may say about when a frame was captured."""

from datetime import UTC, datetime, timedelta

import pytest

from api.intake.captured import CapturedAtMalformed, CapturedAtOutOfBounds, CapturedBounds, captured_at, parse_rfc3339

NOW = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
BOUNDS = CapturedBounds(ahead_s=60, late_days=7)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-06-03T01:30:00Z", NOW),
        ("2026-06-03t01:30:00z", NOW),
        ("2026-06-03 01:30:00Z", NOW),
        ("2026-06-03T09:30:00+08:00", NOW),
        ("2026-06-02T21:30:00.0-04:00", NOW),
        ("2026-06-03T01:30:00-00:00", NOW),
        ("2026-06-03T01:30:00.5Z", NOW + timedelta(milliseconds=500)),
        ("2026-06-03T01:30:00.1234567899Z", NOW + timedelta(microseconds=123456)),
        (" 2026-06-03T01:30:00Z ", NOW),
    ],
)
def test_understood(text: str, instant: datetime) -> None:
    assert parse_rfc3339(text) == instant


@pytest.mark.parametrize(
    "text",
    ["", "now", "1780450200", "2026-06-03", "2026-06-03T01:30:00", "2026-06-03T01:30Z", "20260603T013000Z", "2026-W23-3",
     "2026-06-31T01:30:00Z", "2026-06-03T25:30:00Z", "2026-06-03T01:30:61Z", "2026-06-03T01:30:00+24:00",
     "2026-06-03T01:30:00.Z", "2026-06-03T01:30:00+0800", "２０２６-06-03T01:30:00Z", "0000-01-01T00:00:00Z"],
)  # fmt: skip
def test_malformed(text: str) -> None:
    with pytest.raises(CapturedAtMalformed):
        parse_rfc3339(text)


def test_without_a_header_nothing_is_said() -> None:
    assert captured_at([], NOW, BOUNDS) is None


def test_given_twice_says_nothing_certain() -> None:
    with pytest.raises(CapturedAtMalformed, match="more than once"):
        captured_at(["2026-06-03T01:30:00Z", "2026-06-03T01:30:00Z"], NOW, BOUNDS)


@pytest.mark.parametrize(
    ("off", "in_bounds"),
    [
        (timedelta(seconds=60), True),
        (timedelta(seconds=60, microseconds=1), False),
        (-timedelta(days=7), True),
        (-timedelta(days=7, microseconds=1), False),
        (timedelta(0), True),
    ],
)
def test_the_bounds_belong_to_what_they_bound(off: timedelta, in_bounds: bool) -> None:
    text = (NOW + off).isoformat()
    if in_bounds:
        assert captured_at([text], NOW, BOUNDS) == NOW + off
    else:
        with pytest.raises(CapturedAtOutOfBounds):
            captured_at([text], NOW, BOUNDS)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_time_are_out_of_bounds_and_no_accident(text: str) -> None:
    with pytest.raises(CapturedAtOutOfBounds):
        captured_at([text], NOW, BOUNDS)
