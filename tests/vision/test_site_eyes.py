"""A site's own model: any ultralytics detection model, here the one of COCO's classes."""

from pathlib import Path

import pytest

from models.values.seeing import WindowView
from tests.shared import DETECTION, photograph, shared
from vision.attire_signals import SignalState, SiteSignal
from vision.eyes import View
from vision.jpeg import decode
from vision.site_eyes import SiteEyes
from vision.weights import WeightsUnusable

WHOLE = WindowView(
    window="W1", tag_number=1, staff_zone=((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)), seat_tag=False
)


def test_what_its_classes_are_mapped_to_is_seen_or_unknown() -> None:
    # no model that knows badges is at hand: a bus stands for one, as large things do for small
    eyes = SiteEyes(shared(DETECTION), {"bus": "badge", "book": "desk-plate"})
    eyes.prove()
    street, pitch = decode(photograph("bus.jpg")), decode(photograph("zidane.jpg"))
    assert eyes.look([View(street, WHOLE), View(pitch, WHOLE)]) == [
        {SiteSignal.badge: SignalState.seen, SiteSignal.desk_plate: SignalState.unknown},
        {SiteSignal.badge: SignalState.unknown, SiteSignal.desk_plate: SignalState.unknown},
    ]


@pytest.mark.parametrize(
    ("signals", "why"),
    [
        pytest.param({"work card": "badge"}, "the model knows no class 'work card'", id="class"),
        pytest.param({"tie": "collar"}, "'collar' is no signal; there are badge, desk-plate", id="signal"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(signals: dict[str, str], why: str) -> None:
    with pytest.raises(WeightsUnusable, match=why):
        SiteEyes(shared(DETECTION), signals).prove()


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnusable):
        SiteEyes(tmp_path / "nothing.pt", {"tie": "badge"}).prove()
