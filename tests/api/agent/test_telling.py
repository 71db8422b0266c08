"""What an agent says: each failure once when it begins and once when it is over."""

import logging
from datetime import UTC, datetime

import pytest

from api.agent.answers import Answered, Outcome, Skew
from api.agent.sending import Outlook, Send
from api.agent.telling import Telling, skew_told
from api.agent.thinning import Kept

STEP = Send(Kept("a", datetime(2026, 6, 3, 4, 0, tzinfo=UTC), 1), live=True)
AWAY, REFUSED = Answered(Outcome.later, "answered 503"), Answered(Outcome.camera_refused, "answered 401 bad-key")
DELIVERED, DROPPED = Answered(Outcome.delivered, "taken"), Answered(Outcome.dropped, "answered 415")
WELL, ILL, CLOSED = Outlook(), Outlook(failures=1), Outlook(refused_until_s={"a": 9})


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    words = [f"{record.levelname} {record.message}" for record in caplog.records]
    caplog.clear()
    return words


@pytest.mark.parametrize(
    ("answered", "before", "after", "words"),
    [
        (DELIVERED, WELL, WELL, []),
        (AWAY, WELL, ILL, ["WARNING the service is away: answered 503; frames are kept until it is back"]),
        (AWAY, ILL, Outlook(failures=2), []),
        (DELIVERED, ILL, WELL, ["INFO the service is back; frames that wait: 7, left out: 0"]),
        (DROPPED, WELL, WELL, ["WARNING camera a: frame of 2026-06-03 04:00:00+00:00 dropped: answered 415"]),
        (REFUSED, WELL, CLOSED, ["ERROR camera a: REFUSED by the service: answered 401 bad-key; nothing of it is delivered until that is set right, its frames are kept"]),
        (REFUSED, CLOSED, CLOSED, []),
        (DELIVERED, CLOSED, WELL, ["INFO camera a: the service takes its frames again"]),
    ],
)  # fmt: skip
def test_answers(
    answered: Answered, before: Outlook, after: Outlook, words: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    Telling().answered(STEP, answered, before, after, waiting=7)
    assert said(caplog) == words


def test_a_camera_s_failure_is_said_once_and_again_when_it_is_another(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    telling = Telling()
    telling.picture("a")
    for why in ("it stalled", "it stalled", "it stalled", "it refuses"):
        telling.no_picture("a", why)
    telling.picture("a")
    telling.picture("a")
    assert said(caplog) == [
        "WARNING camera a: no picture: it stalled",
        "WARNING camera a: no picture: it refuses",
        "INFO camera a: pictures again",
    ]


def test_what_was_left_out_is_said_when_it_begins_and_counted_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    telling = Telling()
    for frames in (0, 2, 1, 0, 3):
        telling.left_out(frames)
    telling.answered(STEP, DELIVERED, ILL, WELL, waiting=7)
    telling.left_out(1)
    assert said(caplog) == [
        "WARNING no room for more frames: older ones are left out",
        "INFO the service is back; frames that wait: 7, left out: 6",
        "WARNING no room for more frames: older ones are left out",
    ]


def test_clocks_that_differ_are_said_once_and_once_when_they_agree(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    telling = Telling()
    for ahead_s in (0.2, 300, 301, -1, -2):
        telling.clocks(Skew(ahead_s, 0.5))
    assert said(caplog) == [
        "ERROR this machine's clock is 300 s ahead of the service's: its pictures get wrong times",
        "INFO this machine's clock agrees with the service's",
    ]


@pytest.mark.parametrize(
    ("skew", "words"),
    [
        (Skew(5.4, 0.5), "agrees"),
        (Skew(-5.6, 0.5), "6 s behind the service's"),
        (Skew(20, 15.5), "agrees"),
        (Skew(7200, 0.5), "7200 s ahead of"),
    ],
)
def test_how_clocks_differ(skew: Skew, words: str) -> None:
    assert words in skew_told(skew)
