"""What is sent next, and when: live first, the backlog in order of capture and at its pace, nothing held up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.agent.answers import Answered, Outcome
from api.agent.sending import Because, Outlook, Send, SendLimits, Wait, after, backoff_s, next_step
from api.agent.thinning import Kept

NOON = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)
LIMITS = SendLimits()
DELIVERED, DROPPED = Answered(Outcome.delivered, ""), Answered(Outcome.dropped, "")
REFUSED, AWAY = Answered(Outcome.camera_refused, ""), Answered(Outcome.later, "")
FAILED = Answered(Outcome.later, "", doubtful=True)


def frame(age_s: float, camera: str = "a") -> Kept:
    return Kept(camera, NOON - timedelta(seconds=age_s), 1000)


def step(frames: list[Kept], outlook: Outlook | None = None, passed_s: float = 100) -> Send | Wait:
    return next_step(frames, outlook or Outlook(), now=NOON, passed_s=passed_s, limits=LIMITS)


OLD = [frame(500), frame(400), frame(300)]
NOW_LIVE = frame(0).captured_at
A_LIVE = {"a": NOW_LIVE}
A_LATE = {"a": OLD[0].captured_at}


@pytest.mark.parametrize(
    ("frames", "outlook", "expected"),
    [
        pytest.param([], Outlook(), Wait(None, Because.nothing), id="nothing"),
        pytest.param([frame(0)], Outlook(), Send(frame(0), True), id="a live one"),
        pytest.param([frame(10), frame(5), frame(0)], Outlook(), Send(frame(0), True), id="the newest is the live one"),
        pytest.param([frame(10), frame(5)], Outlook(newest={"a": NOW_LIVE}), Send(frame(10), False), id="a newer one was sent: those before it are backlog"),
        pytest.param([frame(10), frame(5)], Outlook(newest={"b": NOW_LIVE}), Send(frame(5), True), id="of another camera"),
        pytest.param([frame(1, "b"), frame(2), frame(9, "b")], Outlook(), Send(frame(2), True), id="of two cameras the older newest"),
        pytest.param([*OLD, frame(0)], Outlook(), Send(frame(0), True), id="live before backlog"),
        pytest.param([*OLD, frame(0)], Outlook(backlog_from_s=200), Send(frame(0), True), id="live has no pace"),
        pytest.param(OLD, Outlook(), Send(frame(500), False), id="the backlog, the oldest first"),
        pytest.param([OLD[2], OLD[0], OLD[1]], Outlook(), Send(frame(500), False), id="however it lies"),
        pytest.param([*OLD, frame(600, "b")], Outlook(), Send(frame(600, "b"), False), id="of all cameras"),
        pytest.param([frame(60)], Outlook(), Send(frame(60), True), id="just live"),
        pytest.param([frame(61)], Outlook(), Send(frame(61), False), id="not live any more"),
        pytest.param([frame(-30)], Outlook(), Send(frame(-30), True), id="of a clock that was put back"),
        pytest.param(OLD, Outlook(backlog_from_s=100.5), Wait(0.5, Because.pace), id="at its pace"),
        pytest.param(OLD, Outlook(backlog_from_s=100), Send(frame(500), False), id="when its time has come"),
        pytest.param([*OLD, frame(0)], Outlook(away_until_s=130), Wait(30, Because.away), id="away holds for all"),
        pytest.param([frame(0), frame(0, "b")], Outlook(refused_until_s={"a": 400}), Send(frame(0, "b"), True), id="one camera refused"),
        pytest.param([frame(0)], Outlook(refused_until_s={"a": 400}), Wait(300, Because.refused), id="all refused"),
        pytest.param([frame(0), frame(0, "b")], Outlook(refused_until_s={"a": 400, "b": 160}), Wait(60, Because.refused), id="until the first may be tried"),
        pytest.param([frame(9), frame(0)], Outlook(refused_until_s={"a": 100}), Send(frame(0), True), id="tried again by one frame"),
        pytest.param(OLD, Outlook(failed={OLD[0]: 2}), Send(OLD[0], False), id="two failures change nothing"),
        pytest.param(OLD, Outlook(failed={OLD[0]: 3}), Send(OLD[1], False), id="after three the others come first"),
        pytest.param(OLD, Outlook(failed={OLD[0]: 3, OLD[1]: 3, OLD[2]: 6}), Send(OLD[0], False), id="and then it again"),
        pytest.param([OLD[0], frame(0)], Outlook(failed={frame(0): 3}), Send(OLD[0], False), id="a live one that fails holds up nothing"),
    ],
)  # fmt: skip
def test_next(frames: list[Kept], outlook: Outlook, expected: Send | Wait) -> None:
    assert step(frames, outlook) == expected


LIVE, LATE = Send(frame(0), True), Send(OLD[0], False)
REFUSING: Mapping[str, float] = {"a": 50, "b": 60}


@pytest.mark.parametrize(
    ("sent", "answered", "before", "expected"),
    [
        pytest.param(LIVE, DELIVERED, Outlook(), Outlook(newest=A_LIVE), id="delivered"),
        pytest.param(LATE, DELIVERED, Outlook(), Outlook(backlog_from_s=100.5, newest=A_LATE), id="the backlog has a pace"),
        pytest.param(LATE, DROPPED, Outlook(newest=A_LIVE), Outlook(backlog_from_s=100.5, newest=A_LIVE), id="for dropped ones too"),
        pytest.param(LIVE, AWAY, Outlook(), Outlook(1, 101), id="away"),
        pytest.param(LIVE, AWAY, Outlook(3, 99), Outlook(4, 108), id="away again, twice as long"),
        pytest.param(LIVE, AWAY, Outlook(90, 99), Outlook(91, 130), id="up to a most"),
        pytest.param(LIVE, replace(AWAY, retry_after_s=10), Outlook(4), Outlook(5, 110), id="as it says"),
        pytest.param(LIVE, replace(AWAY, retry_after_s=0), Outlook(), Outlook(1, 101), id="but never at once"),
        pytest.param(LIVE, DELIVERED, Outlook(5, 99), Outlook(newest=A_LIVE), id="back"),
        pytest.param(LIVE, DROPPED, Outlook(5, 99), Outlook(newest=A_LIVE), id="back, whatever it says of the frame"),
        pytest.param(LIVE, REFUSED, Outlook(5, 99), Outlook(refused_until_s={"a": 400}), id="back, and refuses a camera"),
        pytest.param(LIVE, REFUSED, Outlook(refused_until_s=REFUSING), Outlook(refused_until_s={"a": 400, "b": 60}), id="refused again"),
        pytest.param(LIVE, DELIVERED, Outlook(refused_until_s=REFUSING), Outlook(refused_until_s={"b": 60}, newest=A_LIVE), id="not refused any more"),
        pytest.param(LIVE, AWAY, Outlook(refused_until_s=REFUSING), Outlook(1, 101, refused_until_s=REFUSING), id="away says nothing of refusals"),
        pytest.param(LIVE, FAILED, Outlook(), Outlook(1, 101, failed={LIVE.frame: 1}), id="it may be the frame"),
        pytest.param(LIVE, FAILED, Outlook(failed={LIVE.frame: 1}), Outlook(1, 101, failed={LIVE.frame: 2}), id="again"),
        pytest.param(LIVE, DELIVERED, Outlook(failed={LIVE.frame: 1, OLD[0]: 4}), Outlook(failed={OLD[0]: 4}, newest=A_LIVE), id="it was not"),
    ],
)  # fmt: skip
def test_after(sent: Send, answered: Answered, before: Outlook, expected: Outlook) -> None:
    assert after(sent, answered, before, passed_s=100, limits=LIMITS) == expected


def test_backoff() -> None:
    assert [backoff_s(n, 1, 30) for n in (1, 2, 3, 4, 5, 6, 7, 10_000)] == [1, 2, 4, 8, 16, 30, 30, 30]


@given(
    ages_s=st.lists(st.integers(0, 3000), unique=True, min_size=1, max_size=30),
    poison=st.integers(0, 29),
    away_for_s=st.floats(0, 200),
)
def test_all_but_the_poisoned_is_delivered_once_and_the_backlog_in_order(
    ages_s: list[int], poison: int, away_for_s: float
) -> None:
    waiting = [Kept("ab"[age % 2], NOON - timedelta(seconds=age), 1) for age in ages_s]
    bad = waiting[poison] if poison < len(waiting) else None
    outlook, passed_s, live, late = Outlook(), 0.0, list[Kept](), list[Kept]()
    for _ in range(500):
        came = next_step(waiting, outlook, now=NOON + timedelta(seconds=passed_s), passed_s=passed_s, limits=LIMITS)
        if isinstance(came, Wait):
            if came.for_s is None:
                break
            passed_s += came.for_s
            continue
        passed_s += 0.01
        answered = AWAY if passed_s < away_for_s else FAILED if came.frame == bad else DELIVERED
        if answered is DELIVERED:
            waiting.remove(came.frame)
            (live if came.live else late).append(came.frame)
        outlook = after(came, answered, outlook, passed_s=passed_s, limits=LIMITS)
    assert waiting == ([] if bad is None else [bad])
    assert len({*live, *late}) == len(live) + len(late) == len(ages_s) - len(waiting)
    assert len(live) <= 2, "no new frames came: no more than the newest of each camera"
    assert late == sorted(late, key=lambda kept: kept.order)
    assert passed_s >= (len(late) - 1) / LIMITS.pace_per_s
