"""The contract's own example: all that comes out, compared as instants and in any order."""

import json
from datetime import datetime
from typing import Any

from conduct.rules.pack import default_pack
from conduct.scenario import read_scenario
from conduct.simulate import simulate
from tests.shared import shared

EXAMPLE = "contract/examples/one-window-one-day.json"


def comparable(told: Any) -> Any:
    if isinstance(told, dict):
        return tuple(sorted((k, comparable(v)) for k, v in told.items() if k not in ("why", "norms")))
    if isinstance(told, list):
        return tuple(sorted((comparable(x) for x in told), key=repr))
    try:
        return datetime.fromisoformat(told).timestamp()
    except (TypeError, ValueError):
        return told


def test_one_window_one_day() -> None:
    example = shared(EXAMPLE)
    out = simulate(read_scenario(example.read_text("utf-8"), default_pack().policy()))
    expected = json.loads(example.with_suffix(".out.json").read_text("utf-8"))
    assert set(out) == set(expected)
    for part in expected:
        assert comparable(out[part]) == comparable(expected[part]), part
