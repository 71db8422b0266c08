"""What is the matter with a camera's pictures, row by row; and that the order of their coming carries no meaning.

A camera's observations are told as `0. 5. 10c 15=`: seconds, and what the picture shows: `.` well, `d` dark, `c`
covered, `b` blurred, `m` moved, `=` the very same as the one before, `p` a person before it. A capital was captured
while the hall was closed.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.cameras.conditions import is_undecided, picture_episodes
from conduct.words import say
from models.values.care import CameraCondition, CareLimits, Episode, Observation, WatchedCamera
from models.values.seeing import Unusable

START = datetime(2026, 6, 3, 1, tzinfo=UTC)
LIMITS = CareLimits()
FAULTS = {"d": Unusable.dark, "c": Unusable.covered, "b": Unusable.blurred}
KEPT = {"m": 0.33, "p": 0.87}
"""As measured of a moved camera, and with a person before it."""


def camera(interval_s: float = 5) -> WatchedCamera:
    return WatchedCamera("lobby-1", ZoneInfo("Asia/Shanghai"), interval_s)


def second(n: float) -> datetime:
    return START + timedelta(seconds=n)


def observations(told: str, late_s: float = 0.2) -> list[Observation]:
    seen: list[Observation] = []
    for number, word in enumerate(told.split()):
        at, letter = second(float(word[:-1])), word[-1]
        shown = letter.lower()
        seen.append(
            Observation(
                captured_at=at, received_at=at + timedelta(seconds=late_s),
                fingerprint=seen[-1].fingerprint if shown == "=" else number,
                kept=KEPT.get(shown, 0.98), fault=FAULTS.get(shown), open=letter == shown,
            )
        )  # fmt: skip
    return seen


def every(step: float, start: float, end: float, letter: str) -> str:
    return " ".join(f"{start + i * step:g}{letter}" for i in range(int((end - start) / step)))


def told(episodes: tuple[Episode, ...]) -> list[str]:
    return [f"{e.condition} {_s(e.start)} > {_s(e.end) if e.end else '...'}" for e in episodes]


def _s(at: datetime) -> str:
    return f"{(at - START).total_seconds():g}"


GOOD = every(5, 0, 60, ".")
ROWS: dict[str, tuple[str, float, list[str]]] = {
    "all is well": (GOOD, 60, []),
    "nothing came yet": ("", 60, []),
    "people before it are no matter": (every(5, 0, 60, "p"), 60, []),
    **{
        f"{condition}, noticed and over": (
            f"{GOOD} {every(5, 60, 90, letter)} {every(5, 90, 120, '.')}", 120, [f"{condition} 60 > 90"],
        )
        for letter, condition in (("c", "covered"), ("d", "dark"), ("b", "defocused"), ("m", "moved"))
    },
    "it goes on": (f"{GOOD} {every(5, 60, 90, 'c')}", 90, ["covered 60 > ..."]),
    "not yet for long enough": (f"{GOOD} 60c 65c", 69, []),
    "long enough with no frame more": (f"{GOOD} 60c 65c", 70, ["covered 60 > ..."]),
    "a hand that wipes the lens": (f"{GOOD} 60c 65c {every(5, 68, 90, '.')}", 90, []),
    "a glimpse of light is no recovery": (
        f"{GOOD} {every(5, 60, 80, 'c')} 80. {every(5, 85, 120, 'c')}", 120, ["covered 60 > ..."],
    ),
    "recovered when it has stood": (f"{GOOD} {every(5, 60, 80, 'c')} 80. 85.", 90, ["covered 60 > 80"]),
    "one after the other": (
        f"{GOOD} {every(5, 60, 90, 'd')} {every(5, 90, 120, 'c')} {every(5, 120, 150, '.')}", 150,
        ["dark 60 > 90", "covered 90 > 120"],
    ),
    "lost between two faults": (f"{GOOD} {every(5, 60, 90, 'd')} 90m 95m {every(5, 98, 120, 'd')}", 120, ["dark 60 > ..."]),
    "one bad picture, then silence": (f"{GOOD} 60c", 600, ["covered 60 > ..."]),
    "from the first picture on": (every(5, 0, 60, "d"), 60, ["dark 0 > ..."]),
    "dark before the hall opens is no matter": (f"{every(5, 0, 60, 'D')} {every(5, 60, 90, '.')}", 90, []),
    "dark after it has closed neither": (f"{GOOD} {every(5, 60, 90, 'D')}", 90, []),
    "what went on at closing goes on at opening": (
        f"{GOOD} {every(5, 60, 90, 'c')} {every(5, 90, 120, 'D')} {every(5, 4000, 4060, 'c')}", 4060, ["covered 60 > ..."],
    ),
    "and ends with the first good picture of the day": (
        f"{GOOD} {every(5, 60, 90, 'c')} {every(5, 4000, 4060, '.')}", 4060, ["covered 60 > 4000"],
    ),
    "frozen": (f"{GOOD} {every(5, 60, 120, '=')}", 120, ["frozen 55 > ..."]),
    "frozen, noticed and over": (f"{GOOD} {every(5, 60, 120, '=')} {every(5, 120, 150, '.')}", 150, ["frozen 55 > 120"]),
    "the same picture, not for long enough": (f"{GOOD} {every(5, 60, 80, '=')}", 78.9, []),
    "the same picture for just long enough": (f"{GOOD} {every(5, 60, 80, '=')}", 79, ["frozen 55 > ..."]),
    "a snapshot that is renewed every twenty seconds": ("0. 5= 10= 15= 20. 25= 30= 35= 40. 45= 50= 55=", 59, []),
    "one picture and then silence is not frozen": ("0. 5. 10.", 600, []),
    "frozen while the hall is closed counts too": ("0. 5. 10= 15= 20=".upper() + " " + every(5, 25, 60, "="), 60, ["frozen 5 > ..."]),
    "frozen and dark at once": (
        f"{GOOD} 60d {every(5, 65, 100, '=')}", 100, ["frozen 60 > ..."],
    ),
    "after a long silence the same picture is counted anew": (
        f"0. {every(5, 5, 60, '=')} 2000= 2005= 2010=", 2010, ["frozen 0 > 2000"],
    ),
    "the last picture before an outage comes again after it": (f"{GOOD} 205= 210. 215.", 215, []),
    "another picture after an outage": (f"{GOOD} 60= 210. 215.", 215, []),
    "one picture sent twice, and then an outage": (f"{GOOD} 60=", 90, []),
    "four that are the same, and then an outage": (f"{GOOD} 60= 65= 70=", 200, []),
    "the same before and after an outage, for too short both times": (
        f"{GOOD} {every(5, 60, 75, '=')} {every(5, 200, 215, '=')} 215.", 215, [],
    ),
    "frozen only after an outage": (f"{GOOD} {every(5, 205, 240, '=')}", 240, ["frozen 205 > ..."]),
    "frozen on both sides of an outage": (
        f"{GOOD} {every(5, 60, 120, '=')} {every(5, 300, 360, '=')} 360.", 360, ["frozen 55 > 300", "frozen 300 > 360"],
    ),
    "two that are the same are too few": (f"{GOOD} 78=", 80, []),
    "frozen, with one picture lost": (f"{GOOD} 60= 65= 75= 80=", 80, ["frozen 55 > ..."]),
    "frozen again, and again": (
        f"0. {every(5, 5, 60, '=')} 60. {every(5, 65, 100, '=')} 100.", 100, ["frozen 0 > 60", "frozen 60 > 100"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_one_camera(name: str) -> None:
    seen, now, expected = ROWS[name]
    assert told(picture_episodes(observations(seen), camera(), now=second(now))) == expected


@pytest.mark.parametrize("letter", "dcbm=")
@pytest.mark.parametrize("interval_s", [1, 2, 5, 10, 12, 15, 20, 30, 60, 300])
def test_each_is_noticed_within_half_a_minute_or_two_intervals(letter: str, interval_s: float) -> None:
    """However soon after the last good picture it began; asked every two seconds, with what had come by then."""
    promised_s = max(30, 2 * interval_s)
    good, bad = every(interval_s, 0, interval_s * 10, "."), every(interval_s, interval_s * 10, interval_s * 30, letter)
    last_good_s = interval_s * 9
    seen = observations(f"{good} {bad}")
    for asked_s in range(0, int(promised_s) + 1, 2):
        now = second(last_good_s + asked_s)
        if picture_episodes([o for o in seen if o.received_at <= now], camera(interval_s), now=now):
            break
    else:
        pytest.fail(f"not noticed within {promised_s} s")


@pytest.mark.parametrize(
    ("interval_s", "told_", "now", "frozen"),
    [
        (5, "0. 20=", 25, False), (5, "0. 20= 22=", 25, True),
        (12, "0. 12=", 24, False), (12, "0. 12= 24=", 24, True),
        (60, "0. 3=", 120, False), (60, "0. 60=", 113, False), (60, "0. 60=", 114, True),
        (60, "0. 120=", 500, False),
    ],
)  # fmt: skip
def test_as_many_of_the_same_as_can_come_in_time(interval_s: float, told_: str, now: float, frozen: bool) -> None:
    found = picture_episodes(observations(told_), camera(interval_s), now=second(now))
    assert told(found) == (["frozen 0 > ..."] if frozen else [])


def test_looks_count_until_a_camera_is_frozen() -> None:
    (episode,) = picture_episodes(observations(f"0. {every(5, 5, 60, '=')} 60."), camera(), now=second(60))
    assert (episode.start, episode.unusable_from, episode.end) == (second(0), second(24), second(60))
    (slow,) = picture_episodes(observations("0. 60= 120= 180="), camera(60), now=second(180))
    assert slow.unusable_from == second(114)


def test_the_reason_is_said_with_the_time_of_the_hall() -> None:
    (episode,) = picture_episodes(observations(every(5, 0, 30, "m")), camera(), now=second(30))
    assert say(episode.why).startswith(
        "camera lobby-1 no longer shows what it was set up to show, since 2026-06-03 09:00"
    )


@pytest.mark.parametrize(
    ("seen", "now", "undecided"),
    [
        (GOOD, 60, False), (f"{GOOD} 60c", 60, True), (f"{GOOD} {every(5, 60, 90, 'c')}", 90, False),
        (f"{GOOD} {every(5, 60, 90, 'c')} 90.", 90, True), (f"{GOOD} 60=", 60, True),
        (f"{GOOD} {every(5, 60, 120, '=')}", 120, False), (f"{GOOD} 60D", 60, False), ("", 60, False),
    ],
)  # fmt: skip
def test_when_time_alone_may_change_more(seen: str, now: float, undecided: bool) -> None:
    found = picture_episodes(observations(seen), camera(), now=second(now))
    assert is_undecided(observations(seen), found, LIMITS) is undecided


letters = st.lists(st.sampled_from("....dcbm==p"), min_size=1, max_size=60)
steps = st.lists(st.sampled_from([1, 3, 5, 5, 5, 5, 8, 30, 700]), min_size=60, max_size=60)


def story(shown: list[str], gaps: list[int]) -> list[Observation]:
    words, at = [], 0
    for letter, gap in zip(shown, gaps, strict=False):
        words.append(f"{at}{letter}")
        at += gap
    return observations(" ".join(["0." if words[0].endswith("=") else words[0], *words[1:]]))


@given(letters, steps, st.randoms())
def test_late_and_repeated_frames_end_in_the_same(shown: list[str], gaps: list[int], random: object) -> None:
    seen = story(shown, gaps)
    shuffled = seen + seen[::3]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    now = seen[-1].captured_at + timedelta(seconds=3)
    assert picture_episodes(shuffled, camera(), now=now) == picture_episodes(seen, camera(), now=now)


@given(letters, steps)
def test_episodes_are_whole(shown: list[str], gaps: list[int]) -> None:
    """Of one kind, none overlaps another; each is since a picture that shows it; and all but the last have ended."""
    seen = story(shown, gaps)
    found = picture_episodes(seen, camera(), now=seen[-1].captured_at)
    instants = {o.captured_at for o in seen}
    for of in ({CameraCondition.frozen}, set(CameraCondition) - {CameraCondition.frozen}):
        kind = [e for e in found if e.condition in of]
        assert all(a.end is not None and a.end <= b.start for a, b in pairwise(kind))
        assert all(e.start in instants and (e.end is None or e.end in instants) for e in kind)


@given(letters, steps, st.integers(1, 59))
def test_it_can_be_taken_up_anywhere(shown: list[str], gaps: list[int], cut: int) -> None:
    """What was known at some picture, and the pictures from there on, give what all of them give."""
    seen = story(shown, gaps)
    now = seen[-1].captured_at + timedelta(seconds=3)
    whole = picture_episodes(seen, camera(), now=now)
    margin = seen[min(cut, len(seen) - 1)].captured_at - timedelta(seconds=630)
    first = max((i for i, o in enumerate(seen) if o.captured_at <= margin), default=0)
    at = seen[first].captured_at
    known = [e for e in whole if e.start < at and (e.end is None or e.end > at)]
    rest = [e for e in whole if e.end is None or e.end > at]
    assert list(picture_episodes(seen[first:], camera(), now=now, known=known)) == rest
