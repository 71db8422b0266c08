"""Why a window is unknown: what is nearest to the cause is said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.windows.unknown import Circumstances, LastFrame, why_unknown
from conduct.words import say
from tests.api.cast import SHANGHAI, at

NOW = at("09:16")
FRESH = LastFrame("cam-H1", NOW - timedelta(seconds=3))
PLAIN = Circumstances(
    closed_today=False, out_of_hours=False, opens="08:30", closes="17:30", amiss=(), frames=(FRESH,)
)  # fmt: skip


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"frames": ()}, "no camera looks at this window"),
        ({"frames": (), "closed_today": True}, "no camera looks at this window"),
        ({"closed_today": True, "out_of_hours": True}, "the hall is closed today: nothing is looked at"),
        ({"out_of_hours": True, "amiss": ["cam-H1"]}, "the hall is closed, from 17:30 to 08:30: nothing is looked at"),
        ({"amiss": ["cam-H1"]}, "something is the matter with camera cam-H1: what it sees does not count"),
        ({"frames": (LastFrame("cam-H1", None),)}, "no picture has come yet from camera cam-H1"),
        (
            {"frames": (LastFrame("a", None), LastFrame("b", at("08:50")))},
            "no picture has come from camera b since 08:50:00",
        ),
        (
            {"frames": (LastFrame("a", at("08:50") - timedelta(days=2)),)},
            "no picture has come from camera a since 2026-06-01 08:50:00",
        ),
        ({"frames": (replace(FRESH, damaged=True),)}, "the last picture of camera cam-H1, at 09:15:57, was damaged"),
        ({}, "pictures come, but nothing in them told enough: no person, no sign, no tag in view"),
    ],
)
def test_it_is_said_why(other: dict, said: str) -> None:
    assert say(why_unknown(replace(PLAIN, **other), NOW, SHANGHAI)) == said
