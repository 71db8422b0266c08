"""How a trial of a draft stands, also when the process that worked at it has ended."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.policy.replays import SILENT_FOR, WAITS_FOR, Stand, stand_of
from models.tables import PackReplayRow

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("told", "stand"),
    [
        ({}, Stand.waiting),
        ({"heard_at": NOW - WAITS_FOR - SECOND}, Stand.stopped),
        ({"hall_days": 9, "done": 3}, Stand.running),
        ({"hall_days": 9, "done": 3, "heard_at": NOW - SILENT_FOR}, Stand.running),
        ({"hall_days": 9, "done": 3, "heard_at": NOW - SILENT_FOR - SECOND}, Stand.stopped),
        ({"hall_days": 9, "done": 9, "finished_at": NOW, "heard_at": NOW - WAITS_FOR}, Stand.finished),
        ({"finished_at": NOW, "failed": "failed"}, Stand.failed),
        ({"finished_at": NOW, "failed": "stopped"}, Stand.stopped),
    ],
)
def test_how_it_stands(told: dict[str, Any], stand: Stand) -> None:
    usual: dict[str, Any] = {"asked_at": NOW, "asked_by": "sunyue", "heard_at": NOW}
    row = PackReplayRow(draft_id=uuid4(), first_day=date(2026, 6, 1), last_day=date(2026, 6, 3), **{**usual, **told})
    assert stand_of(row, NOW) == stand
    assert stand.goes_on == (stand in (Stand.waiting, Stand.running))
