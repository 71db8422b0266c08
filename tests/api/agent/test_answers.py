"""What the service's answers mean, and what they say of the clock."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from api.agent.answers import Answered, Outcome, skew, understand

TAKEN = {"frame": "0197", "duplicate": False}
NOON = datetime(2026, 6, 3, 12, 0, 0, tzinfo=UTC)


def problem(code: str) -> dict[str, object]:
    return {"code": code, "detail": "So it is."}


@pytest.mark.parametrize(
    ("status", "headers", "body", "outcome", "retry_after_s", "doubtful"),
    [
        (202, {}, TAKEN, Outcome.delivered, None, False),
        (202, {}, TAKEN | {"duplicate": True}, Outcome.delivered, None, False),
        (202, {}, b"<html>", Outcome.later, None, False),
        (200, {}, b"<html>log in to the guest network", Outcome.later, None, False),
        (200, {}, TAKEN, Outcome.later, None, False),
        (308, {"location": "https://elsewhere"}, b"", Outcome.later, None, False),
        (400, {}, b"", Outcome.dropped, None, False),
        (413, {}, problem("frame-too-large"), Outcome.dropped, None, False),
        (415, {}, problem("not-a-jpeg"), Outcome.dropped, None, False),
        (422, {}, problem("captured-at-out-of-bounds"), Outcome.dropped, None, False),
        (401, {}, problem("bad-key"), Outcome.camera_refused, None, False),
        (403, {}, problem("not-your-camera"), Outcome.camera_refused, None, False),
        (404, {}, problem("unknown-camera"), Outcome.camera_refused, None, False),
        (408, {}, problem("too-slow"), Outcome.later, None, False),
        (429, {"retry-after": "7"}, b"", Outcome.later, 7, False),
        (500, {}, problem("internal"), Outcome.later, None, True),
        (502, {}, b"<html>bad gateway", Outcome.later, None, False),
        (503, {"retry-after": "10"}, problem("spool-full"), Outcome.later, 10, False),
        (503, {"retry-after": "99999"}, b"", Outcome.later, 300, False),
        (503, {"retry-after": "Wed, 03 Jun 2026 12:00:00 GMT"}, b"", Outcome.later, None, False),
        (503, {"retry-after": "-1"}, b"", Outcome.later, None, False),
        (504, {}, b"\xff\x00", Outcome.later, None, False),
        (507, {}, b"[]", Outcome.later, None, True),
    ],
)
def test_understood(
    status: int, headers: dict[str, str], body: object, outcome: Outcome, retry_after_s: float | None, doubtful: bool
) -> None:
    told = understand(status, headers, body if isinstance(body, bytes) else json.dumps(body).encode())
    assert (told.outcome, told.retry_after_s, told.doubtful) == (outcome, retry_after_s, doubtful)


def test_the_reason_is_one_short_line() -> None:
    told = understand(415, {}, json.dumps({"code": "not-a-jpeg", "detail": "a\nb " * 999}).encode())
    assert told.why.startswith("answered 415 not-a-jpeg: a b a b")
    assert len(told.why) <= 300
    assert "\n" not in told.why
    assert understand(202, {}, json.dumps(TAKEN | {"duplicate": True}).encode()) == Answered(
        Outcome.delivered, "known already"
    )


@pytest.mark.parametrize(
    ("date", "took_s", "ahead_s", "unsure_s"),
    [
        ("Wed, 03 Jun 2026 12:00:00 GMT", 0, -0.5, 0.5),
        ("Wed, 03 Jun 2026 12:00:00 GMT", 2, 0.5, 1.5),
        ("Wed, 03 Jun 2026 11:58:00 GMT", 0, 119.5, 0.5),
        ("Wed, 03 Jun 2026 12:10:00 GMT", 0, -600.5, 0.5),
        ("Wed, 03 Jun 2026 20:00:00 +0800", 0, -0.5, 0.5),
    ],
)
def test_skew(date: str, took_s: float, ahead_s: float, unsure_s: float) -> None:
    found = skew(date, NOON, NOON + timedelta(seconds=took_s))
    assert found is not None
    assert (found.ahead_s, found.unsure_s) == (ahead_s, unsure_s)


@pytest.mark.parametrize("date", [None, "", "today", "Wed, 03 Jun 2026 12:00:00", "Wed, 33 Jun 2026 12:00:00 GMT"])
def test_no_skew_without_a_usable_date(date: str | None) -> None:
    assert skew(date, NOON, NOON) is None
