"""The proof on real people: four seated, two desks empty, on every frame of a real recording."""

from collections import Counter

import pytest

from tests.shared import DETECTION, POSE, shared
from tests.vision.classroom import EMPTY, SEATED, VIEWS
from vision.jpeg import decode
from vision.looker import Looker
from vision.videos import frames
from vision.yolo import YoloEyes


@pytest.mark.parametrize("weights", [POSE, DETECTION])
def test_four_people_and_two_empty_desks_on_every_frame(weights: str) -> None:
    looker = Looker(YoloEyes(shared(weights)))
    assert looker.start().persons
    seen: Counter[tuple[str, int]] = Counter()
    for _offset_s, body in frames(shared("data/occupancy/classroom.gif"), fps=1):
        for look in looker.look(decode(body), VIEWS):
            assert look.sighting.usable, look.sighting.why
            seen[look.window, look.sighting.people] += 1
    expected = {(view.window, 1): 45 for view in SEATED} | {(view.window, 0): 45 for view in EMPTY}
    assert seen == expected
